package server

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/views"
)

// edgeOf is a run's address at the edge, which is its address at the lab with
// the edge's port.
func edgeOf(s *Server, run runAddress) string {
	return strings.Replace(run.Lab, s.place("lab").URL, s.place("edge").URL, 1)
}

// The edge is a place like the lab: it is told of in POST /runs, pages may
// connect to it, and it answers their origin, preflights and refusals included.
func TestEdgePlace(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	site, at := s.Places()[0].URL, s.place("edge").URL
	if got := s.Places()[2]; got.Name != "edge" {
		t.Errorf("the third place is %v, want the edge", got)
	}
	_, body := ask(t, c, "POST", site+"/runs", "")
	if want := fmt.Sprintf(`"edge":%q`, at+"/r/"); !strings.Contains(body, strings.TrimSuffix(want, `"`)) {
		t.Errorf("POST /runs = %s, want %s in it", body, want)
	}
	run := makeRun(t, s, c)
	resp, _ := ask(t, c, "GET", site+"/", "")
	for _, want := range []string{at, "ws" + strings.TrimPrefix(at, "http")} {
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, want) {
			t.Errorf("CSP %q lacks %q", csp, want)
		}
	}
	tests := map[string]struct {
		method, query string
		status        int
	}{
		"answer":     {"GET", "?ttft=0&tps=1000&tokens=2&edge=slice:7&edgeseed=3&edgegap=0&edgeonce=k", 200},
		"bad hop":    {"GET", "?edge=wobble", 400},
		"preflight":  {"OPTIONS", "?edge=cut:fin@b0", 204},
		"bad knob":   {"GET", "?tokens=x&edge=merge", 400},
		"bad method": {"PUT", "", 405},
	}
	for name, test := range tests {
		resp, body := ask(t, c, test.method, edgeOf(s, run)+"/sse"+test.query, "", "Origin", site, "Access-Control-Request-Method", "GET")
		if got := resp.Header.Get("Access-Control-Allow-Origin"); resp.StatusCode != test.status || got != site {
			t.Errorf("%s: %s for %q, want %d for %q: %s", name, resp.Status, got, test.status, site, body)
		}
	}
	for _, query := range []string{"", "?edge=wobble", "?edge=idle:1"} { // the last two have an answer of the edge's own
		resp, body := ask(t, c, "GET", edgeOf(s, run)+"/sse"+query, "", "Host", "evil.example")
		if resp.StatusCode != http.StatusMisdirectedRequest || !strings.Contains(body, `does not answer to "evil.example"`) {
			t.Errorf("another host got %s for %q, want 421: %s", resp.Status, query, body)
		}
	}
	headers := []string{"Origin", site, "Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}
	if status := handshake(t, edgeOf(s, run)+"/echo?edge=latency:2", headers); status != 101 {
		t.Errorf("a WebSocket of the site got %d, want 101", status)
	}
	for _, row := range rowsOf(t, s, c, run) {
		if row.Kind == "note" && strings.Contains(row.Label, "ignored") {
			t.Errorf("the lab minds a name of the edge: %q", row.Label)
		}
	}
}

// What the edge remembers is of one run: its key, and that its server is away.
// Rows say in words what was done.
func TestEdgeRemembersRuns(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	one, other := makeRun(t, s, c), makeRun(t, s, c)
	const query = "/sse?ttft=0&tps=1000&tokens=2&edge=cut:restart@b0,down:60000&edgeonce=k"
	if resp, err := c.Get(edgeOf(s, one) + query); err == nil {
		resp.Body.Close()
		t.Errorf("a cut at the first byte got %s", resp.Status)
	}
	for run, want := range map[runAddress]int{one: 502, other: 200} {
		query := strings.Replace(query, "cut:restart@b0,down:60000", "merge", 1)
		if resp, body := ask(t, c, "GET", edgeOf(s, run)+query, ""); resp.StatusCode != want {
			t.Errorf("behind a restart a run got %s, want %d: %s", resp.Status, want, body)
		}
	}
	var labels []string
	for _, row := range rowsOf(t, s, c, one) {
		if row.Fault {
			labels = append(labels, row.Label)
		}
	}
	want := []string{"FIN: the edge ends TCP in mid-answer, and the server starts again", "502: the edge answers while the server starts again"}
	if !slices.Equal(labels, want) {
		t.Errorf("faults = %q, want %q", labels, want)
	}
}

// Rows say on which side of the edge they are, and those of who came straight
// to the lab need not.
func TestRowsOfTheEdge(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	ask(t, c, "GET", run.Lab+"/sse?ttft=0&tokens=1", "")
	ask(t, c, "GET", edgeOf(s, run)+"/sse?ttft=0&tps=1000&tokens=3&edge=merge", "")
	events := map[string]int{}
	for _, row := range rowsOf(t, s, c, run) {
		if row.Kind == "sse" && row.Token != "" {
			events[row.Place]++
		}
		checkEdgeRow(t, row)
	}
	if events[""] != 1 || events["lab"] != 3 || events["edge"] != 3 {
		t.Errorf("rows with a token = %v, want 1, and 3 on each side of the edge", events)
	}
}

func checkEdgeRow(t *testing.T, row views.Row) {
	t.Helper()
	if strings.Contains(row.Label, "lets go") && (row.Place != "edge" || row.Kind != "note") {
		t.Errorf("a hold is %+v", row)
	}
}

// At the end a stream through the edge gets its goodbye, in time.
func TestEdgeGoodbye(t *testing.T) {
	t.Parallel()
	s, err := New(t.Context(), Config{Addr: "127.0.0.1:0", DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	run := makeRun(t, s, browser(t))
	resp, err := browser(t).Get(edgeOf(s, run) + "/sse?ttft=0&tps=10&tokens=1000&edge=latency:20")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() && lines.Text() != "" { // the first block has come
	}
	began := time.Now()
	stop()
	rest := ""
	for lines.Scan() {
		rest += lines.Text() + "\n"
	}
	if !strings.Contains(rest, "event: goodbye") || lines.Err() != nil {
		t.Errorf("the stream ended with %q, %v, want a goodbye and the last chunk", rest, lines.Err())
	}
	if err := <-done; err != nil || time.Since(began) > time.Minute {
		t.Errorf("Serve = %v after %v", err, time.Since(began))
	}
}
