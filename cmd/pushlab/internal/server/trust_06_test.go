package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/room"
)

// leads is a request that the host may send to each of the room's addresses that
// need a role. Those that free its seat or end the room come last.
var leads = map[string]string{
	"POST /room/follow":         "on=1",
	"POST /room/bring":          "lesson=05-resume",
	"POST /room/release":        "",
	"POST /room/timer":          "do=start&minutes=5",
	"POST /room/lessons":        "lesson=06-post-and-fetch&closed=1",
	"POST /room/predict":        "do=collect&lesson=05-resume&block=which-id",
	"POST /room/cards":          "open=1",
	"POST /room/fault":          "kind=buffer&on=1",
	"POST /room/profile":        "tps=5",
	"POST /room/stream":         "on=1",
	"POST /room/hint":           "seat=1&exercise=EX01&n=1",
	"POST /room/take":           "seat=1&on=1",
	"GET /room/seats/{n}/bench": "",
	"GET /room/export.csv":      "",
	"GET /room/export.json":     "",
	"POST /room/free/empty":     "",
	"POST /room/free":           "seat=1",
	"POST /room/end":            "",
	"POST /room/new":            "confirm=yes",
	"POST /room/wipe":           "confirm=yes",
}

var lastLeads = []string{"POST /room/free", "POST /room/end", "POST /room/new", "POST /room/wipe"}

// Row 6 of the threat model: acting on others. Whoever is not the host, or not a
// helper, gets 403 from each of their addresses, and nothing is changed.
func TestTrust06(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	checkRoomTable(t, s)
	bob, leader := takeSeat(t, s, "Bob"), host(t, s)
	ana := helper(t, s)
	makeRun(t, s, bob)
	strangers := map[string]*http.Client{"nobody": browser(t), "a seat": bob, "a forger": forger(t, s)}
	board, bytes := boardOf(t, s), bytesOnDisk(t, s)
	for _, route := range s.roomRoutes() {
		for who, c := range strangers {
			if route.needs >= aHelper {
				refused(t, s, who, c, route.pattern)
			}
		}
		if route.needs == onlyTheHost {
			refused(t, s, "a helper", ana, route.pattern)
		}
	}
	if after := boardOf(t, s); after != board {
		t.Errorf("the board has changed:\n%s\nwas:\n%s", after, board)
	}
	if bytesOnDisk(t, s) != bytes {
		t.Errorf("what is stored has changed")
	}
	checkSocketAlone(t, s, bob)

	for _, pattern := range leadOrder() { // the requests were good ones
		if resp := leadBy(t, s, leader, pattern); resp.StatusCode >= 400 {
			t.Errorf("the host: %s = %s", pattern, resp.Status)
		}
		if pattern == "POST /room/new" {
			refused(t, s, "a helper of the room before", ana, "POST /room/take")
		}
	}
}

// checkRoomTable makes sure that the table is all there is: an address of the
// room that is added to the site in another way would not be looked at here.
func checkRoomTable(t *testing.T, s *Server) {
	t.Helper()
	var table []string
	for _, route := range s.roomRoutes() {
		table = append(table, route.pattern)
		if _, known := leads[route.pattern]; route.needs >= aHelper && !known {
			t.Errorf("%s is not tried: add a request for it to leads", route.pattern)
		}
	}
	s.siteRoutes(func(pattern string, _ func(http.ResponseWriter, *http.Request) error) {
		if _, path, _ := strings.Cut(pattern, " "); strings.HasPrefix(path, "/room") && !slices.Contains(table, pattern) {
			t.Errorf("%s is an address of the room and not in its table", pattern)
		}
	})
}

// forger is a browser with cookies that are nearly good ones.
func forger(t *testing.T, s *Server) *http.Client {
	t.Helper()
	c := browser(t)
	site, err := url.Parse(s.places[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	seat, role := s.room().Seat(1).Cookie(), s.room().RoleCookie(room.Helper)
	c.Jar.SetCookies(site, []*http.Cookie{
		{Name: seatCookie, Value: strings.Replace(seat, ".1.", ".2.", 1)},
		{Name: roleCookie, Value: strings.NewReplacer("helper", "host", "1", "2").Replace(role) + "A"},
		{Name: helperCookie, Value: "the host"},
	})
	return c
}

// leadBy sends a good request to one of the addresses that need a role.
func leadBy(t *testing.T, s *Server, c *http.Client, pattern string) *http.Response {
	t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	resp, _ := ask(t, c, method, s.places[0].URL+strings.Replace(path, "{n}", "1", 1), leads[pattern], "Content-Type", formType)
	return resp
}

func refused(t *testing.T, s *Server, who string, c *http.Client, pattern string) {
	t.Helper()
	if resp := leadBy(t, s, c, pattern); resp.StatusCode != http.StatusForbidden {
		t.Errorf("%s: %s = %s, want 403", who, pattern, resp.Status)
	}
}

// checkSocketAlone makes sure that a seat leads nobody by its control socket.
func checkSocketAlone(t *testing.T, s *Server, seat *http.Client) {
	t.Helper()
	before := s.room().Board(false).Follow
	conn := openControl(t, s, seat, `{"op":"here","lesson":"05-resume"}`, `{"op":"board"}`)
	awaitMessage(t, conn, "error", func(e struct{ Op string }) bool { return e.Op == "board" })
	if after := s.room().Board(false).Follow; after != before {
		t.Errorf("a seat has moved the class from %+v to %+v", before, after)
	}
}

// leadOrder has what frees the seat and ends the room at the end.
func leadOrder() []string {
	var order []string
	for pattern := range leads {
		if !slices.Contains(lastLeads, pattern) {
			order = append(order, pattern)
		}
	}
	slices.Sort(order)
	return append(order, lastLeads...)
}

// bytesOnDisk is a sum over the database's files.
func bytesOnDisk(t *testing.T, s *Server) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.config.DataDir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the data directory has %d files: %v", len(files), err)
	}
	sum := sha256.New()
	for _, file := range files {
		if strings.HasSuffix(file, "-shm") {
			continue // who reads marks it
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(b)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
