package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/room"
)

// Row 20 of the threat model: forged progress. What a client says of itself moves
// no checkpoint; the server has seen it, or it has not been.
func TestTrust20(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	bob, eve := takeSeat(t, s, "Bob"), takeSeat(t, s, "Eve")
	run := makeRun(t, s, bob)
	file := `{"version":1,"entries":[{"kind":"pass","item":"EX05a","run":"` + strings.Repeat("a", 64) + `","at":1}]}`
	tests := []struct {
		what, path, media, body string
		want                    int
	}{
		{"done is a word", "/room/state", formType, "state=done", 303},
		{"no such state", "/room/state", formType, "state=passed", 400},
		{"a file that says it", "/progress/import", "multipart/form-data; boundary=b",
			"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.json\"\r\n\r\n" + file + "\r\n--b--\r\n", 403},
		{"a verdict is not taken", "/runs/" + run.Run + "/verdict", formType, "exercise=EX05a&passed=true", 405},
		{"a place of its own making", "/place", "application/json", `{"lesson":"99-passed"}`, 404},
		{"a vote for nothing", "/room/vote", formType, "lesson=05-resume&block=which-id&option=2", 409},
	}
	for _, test := range tests {
		resp, body := ask(t, bob, "POST", site+test.path, test.body, "Content-Type", test.media)
		if resp.StatusCode != test.want {
			t.Errorf("%s: POST %s = %s: %s, want %d", test.what, test.path, resp.Status, body, test.want)
		}
	}
	conn := openControl(t, s, bob, `{"op":"passed","exercise":"EX05a"}`, `{"op":"verdict","run":"`+run.Run+`","verdict":{"passed":true}}`, `{"op":"room"}`)
	awaitMessage(t, conn, "room", func(room.SeatState) bool { return true })
	checkCells(t, s, "")

	fire(t, s, eve, makeRun(t, s, eve), sevenShots[1:]...) // not all
	fire(t, s, eve, run, sevenShots[0])                    // in another's run
	checkCells(t, s, "")
	fire(t, s, bob, run, sevenShots[1:]...)
	passed(t, s, run)
	checkCells(t, s, "1 EX03") // a run is its maker's, whoever sends to it
	for range 2 {
		fire(t, s, bob, run, sevenShots...) // again
	}
	checkCells(t, s, "1 EX03")

	nobodys := makeRun(t, s, eve)
	post(t, eve, site+"/progress/delete", "confirm", "yes")
	fire(t, s, eve, nobodys, sevenShots...)
	passed(t, s, nobodys)
	checkCells(t, s, "1 EX03") // what is not saved is told to nobody
}

// Row 20 as well: a vote that is late, sent twice, of another, or for another
// question counts for nothing.
func TestTrust20Votes(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	leader, bob, left := host(t, s), takeSeat(t, s, "Bob"), takeSeat(t, s, "Eve")
	gone := browser(t)
	at, err := url.Parse(site)
	if err != nil {
		t.Fatal(err)
	}
	gone.Jar.SetCookies(at, left.Jar.Cookies(at)) // a copy, sent again after the seat was left
	post(t, left, site+"/room/leave")
	lead(t, s, leader, "/room/predict", "do", "collect", "lesson", "05-resume", "block", "which-id")
	votes := []struct {
		who        *http.Client
		path, body string
		want       int
	}{
		{bob, "/room/vote", "lesson=05-resume&block=which-id&option=2", 200},
		{bob, "/room/vote", "lesson=05-resume&block=which-id&option=2", 200},
		{bob, "/lessons/05-resume/predict", "block=which-id&option=2", 200},
		{bob, "/room/vote", "lesson=05-resume&block=which-id&option=4", 400},
		{bob, "/room/vote", "lesson=04-eventsource&block=deploy-502&option=1", 409},
		{bob, "/room/vote", "seat=2&lesson=05-resume&block=which-id&option=2", 200}, // as itself
		{browser(t), "/room/vote", "lesson=05-resume&block=which-id&option=1", 403},
		{gone, "/room/vote", "lesson=05-resume&block=which-id&option=1", 403},
		{leader, "/room/vote", "lesson=05-resume&block=which-id&option=1", 403},
	}
	send := func(who *http.Client, path, body string, want int) {
		t.Helper()
		resp, text := ask(t, who, "POST", site+path, body, "Content-Type", formType, "Accept", "application/json")
		if resp.StatusCode != want {
			t.Errorf("POST %s %s = %s: %s, want %d", path, body, resp.Status, text, want)
		}
	}
	for _, v := range votes {
		send(v.who, v.path, v.body, v.want)
	}
	for _, do := range []string{"close", "reveal"} {
		lead(t, s, leader, "/room/predict", "do", do)
		send(bob, "/room/vote", "lesson=05-resume&block=which-id&option=1", 409)
	}
	if q := s.room().Board(false).Predict; q == nil || !slices.Equal(q.Before, []int{0, 1, 0}) {
		t.Errorf("the room's votes = %+v, want one for option 2", q)
	}
}

// The board is told why an attempt failed, in the words of its condition.
func TestTriedAndPassed(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	bob := takeSeat(t, s, "Bob")
	resp, _ := ask(t, bob, "POST", s.places[0].URL+"/place", `{"lesson":"02-polling","section":""}`, "Content-Type", "application/json")
	if resp.StatusCode != http.StatusNoContent {
		t.Fatalf("POST /place = %s", resp.Status)
	}
	run := makeRun(t, s, bob)
	ask(t, bob, "GET", run.Lab+"/poll?check=EX02", "") // which asks for a long poll
	board := openControl(t, s, host(t, s), `{"op":"board"}`)
	awaitMessage(t, board, "board", func(b room.Board) bool {
		if len(b.Seats) == 0 || b.Seats[0].Tries == 0 {
			return false
		}
		if got := b.Seats[0]; got.Exercise != "EX02" || got.Tries != 1 || got.Clause == "" || strings.Contains(got.Seen, run.Run) || got.View != run.View {
			t.Errorf("the board shows %+v", got)
		}
		return true
	})
}

// fire sends shots for EX03 to a run.
func fire(t *testing.T, s *Server, c *http.Client, run runAddress, shots ...string) {
	t.Helper()
	for _, shot := range shots {
		if resp, text := ask(t, c, "POST", run.Lab+"/emit?check=EX03", shot); resp.StatusCode != http.StatusOK {
			t.Fatalf("POST emit = %s: %s", resp.Status, text)
		}
	}
}

// passed waits until the server has said that EX03 is passed in a run.
func passed(t *testing.T, s *Server, run runAddress) {
	t.Helper()
	var v struct {
		Passed, Over bool
		Rev          string
	}
	for !v.Passed || !v.Over {
		_, text := ask(t, browser(t), "GET", s.places[0].URL+"/runs/"+run.Run+"/verdict?exercise=EX03&wait=20000&rev="+v.Rev, "")
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
	}
}

// checkCells compares what the board shows as passed.
func checkCells(t *testing.T, s *Server, want string) {
	t.Helper()
	b := s.room().Board(false)
	var got []string
	for _, seat := range b.Seats {
		for i, cell := range seat.Cells {
			if cell == "p" {
				got = append(got, fmt.Sprint(seat.Seat, " ", b.Columns[i].ID))
			}
		}
	}
	if strings.Join(got, ", ") != want {
		t.Errorf("the board shows %q as passed, want %q", got, want)
	}
}
