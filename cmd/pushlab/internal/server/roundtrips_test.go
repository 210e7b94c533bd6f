package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What the lab's client marks, in its order; between two marks of one question lies
// a round trip, and the handshake of TLS is one too.
func TestTLSRoundTrips(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	const rtt = 300 // ms
	for _, test := range []struct{ name, knobs, post, socket string }{
		{"cold", "start=cold", "tcp tls asked token", "tcp tls open start token"},
		{"with preflight", "start=cold&preflight=on", "tcp tls question allowed asked token", "tcp tls open start token"},
		{"warm", "start=warm", "asked token", "start token"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			run := makeRun(t, s, browser(t))
			a := measured(t, s, run, "rtt="+strconv.Itoa(rtt)+"&"+test.knobs)
			if a.TLS != "TLS 1.3" || a.ALPN != "http/1.1" {
				t.Errorf("spoke %q and %q, want TLS 1.3 and http/1.1", a.TLS, a.ALPN)
			}
			checkMarks(t, "POST", a.Post, test.post, rtt)
			checkMarks(t, "WebSocket", a.WS, test.socket, rtt)
		})
	}
}

func measured(t *testing.T, s *Server, run runAddress, knobs string) (a tripAnswer) {
	t.Helper()
	resp, body := ask(t, browser(t), "POST", s.Places()[0].URL+"/runs/"+run.Run+"/roundtrips?"+knobs, "")
	if err := json.Unmarshal([]byte(body), &a); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %q, %v, want the marks", resp.Status, body, err)
	}
	return a
}

// trips are the marks that a round trip ends.
var trips = []string{"tls", "allowed", "open", "token"}

// checkMarks compares the names, and that each round trip took one: never less,
// since no byte passes the way in less than half of one.
func checkMarks(t *testing.T, lane string, got []tripMark, names string, rtt float64) {
	t.Helper()
	var have []string
	for i, m := range got {
		have = append(have, m.Name)
		if slices.Contains(trips, m.Name) && i > 0 && m.At-got[i-1].At < rtt {
			t.Errorf("%s: %s came %.1f ms after %s, want %v or more", lane, m.Name, m.At-got[i-1].At, got[i-1].Name, rtt)
		}
	}
	if text := strings.Join(have, " "); text != names {
		t.Errorf("%s: the marks are %q, want %q", lane, text, names)
	}
}

// What the client said is in the run's trace, as what any client of the place says.
func TestTLSRoundTripsInTrace(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	run := makeRun(t, s, browser(t))
	measured(t, s, run, "rtt=0&start=cold&preflight=on")
	text := ""
	parts := []string{`"place":"tls"`, `"method":"OPTIONS"`, `"method":"POST"`, `"kind":"sse.event"`, `"kind":"ws.open"`, `"code":1000`}
	for late := time.After(time.Minute); ; {
		_, text = ask(t, browser(t), "GET", s.Places()[0].URL+"/runs/"+run.Run+"/trace.jsonl", "")
		if i := slices.IndexFunc(parts, func(p string) bool { return !strings.Contains(text, p) }); i < 0 {
			return
		}
		select {
		case <-late:
			t.Fatalf("the trace does not have all of %q:\n%s", parts, text)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Without the place there is nothing to dial.
func TestTLSRoundTripsNotOpen(t *testing.T) {
	t.Parallel()
	_, err := new(Server).tripClient(nil, nil)
	if e := (*statusError)(nil); !errors.As(err, &e) || e.status != http.StatusNotFound || !strings.Contains(e.what, "tls place is not open") {
		t.Errorf("%v, want 404 and why", err)
	}
}

// Who asks for what can not be is told why.
func TestTLSRoundTripsRefused(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	run := makeRun(t, s, browser(t))
	busy := makeRun(t, s, browser(t))
	s.tripping.Store(busy.Run, true)
	for _, test := range []struct {
		path   string
		status int
		words  string
	}{
		{run.Run + "/roundtrips?rtt=301", 400, "rtt must be 0 to 300 ms"},
		{run.Run + "/roundtrips", 400, "rtt must be 0 to 300 ms"},
		{"nothing/roundtrips?rtt=0", 404, "no such run"},
		{busy.Run + "/roundtrips?rtt=0", 409, "measuring for this run already"},
	} {
		resp, body := ask(t, browser(t), "POST", s.Places()[0].URL+"/runs/"+test.path, "")
		if resp.StatusCode != test.status || !strings.Contains(body, test.words) {
			t.Errorf("%s: %s %q, want %d and %q", test.path, resp.Status, body, test.status, test.words)
		}
	}
}
