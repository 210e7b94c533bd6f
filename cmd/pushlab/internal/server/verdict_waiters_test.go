package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/websocket"
)

// One waiter too many is told so; when another ends, it may wait.
func TestVerdictHasFewWaiters(t *testing.T) {
	t.Parallel()
	l := newSolver(t)
	rev := l.verdict("exercise=EX05b").Rev
	address := l.server.Places()[0].URL + "/runs/" + l.run.ID + "/verdict?exercise=EX05b"
	for range mostWaiters {
		if !l.server.waiters.enter(l.run) {
			t.Fatalf("fewer than %d may wait", mostWaiters)
		}
	}
	status, body := l.text("GET", address+"&wait=1&rev="+rev, "", "Accept", "application/json")
	if want := `{"error":"8 requests wait for a verdict of this run already. `; status != http.StatusTooManyRequests || !strings.HasPrefix(body, want) {
		t.Errorf("the ninth got %d %s, want 429 %s", status, body, want)
	}
	l.server.waiters.leave(l.run)
	if status, body := l.text("GET", address+"&wait=1&rev="+rev, ""); status != http.StatusOK {
		t.Errorf("when one had ended it got %d %s", status, body)
	}
	for range mostWaiters - 1 {
		l.server.waiters.leave(l.run)
	}
	if n := len(l.server.waiters.of); n > 0 {
		t.Errorf("%d runs have waiters, and nobody waits", n)
	}
}

// A JSON refusal shows what was sent as it is.
func TestRefusalIsReadable(t *testing.T) {
	t.Parallel()
	l := newSolver(t)
	for _, address := range []string{
		l.server.Places()[0].URL + "/runs/" + l.run.ID + "/verdict?exercise=a%26b",
		l.lab + "/chat?tokens=a%26b",
		l.edge + "/sse?edge=a%26b",
	} {
		_, body := l.text("POST", address, "{}", "Accept", "application/json", "Content-Type", "application/json")
		if strings.HasPrefix(address, l.server.Places()[0].URL) {
			_, body = l.text("GET", address, "", "Accept", "application/json")
		}
		var refusal struct{ Error string }
		if err := json.Unmarshal([]byte(body), &refusal); err != nil || !strings.Contains(refusal.Error, "a&b") || !strings.Contains(body, "a&b") {
			t.Errorf("%s: %s (%v), want JSON with a&b", address, body, err)
		}
	}
}

// Who may only look learns the run's id from no verdict, though its client sends it.
func TestVerdictHidesTheRun(t *testing.T) {
	t.Parallel()
	l := newSolver(t)
	l.text("GET", l.lab+"/sse?check=EX05b", "")
	l.text("POST", l.lab+"/proof", l.run.ID)
	site := l.server.Places()[0].URL
	conn, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(site, "http")+"/control", websocket.DialOptions{
		Subprotocols: []string{controlProtocol}, Header: http.Header{"Origin": {site}}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(1000, "")
	conn.Write(t.Context(), websocket.OpText, []byte(`{"op":"watch","view":"`+l.run.ViewID+`"}`)) // without it nothing is read
	for {
		message, err := conn.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text := string(message.Data)
		if strings.Contains(text, l.run.ID) {
			t.Errorf("the page of a view is told %s", text)
		}
		if strings.Contains(text, `"type":"verdict"`) && strings.Contains(text, "no sha256") {
			return
		}
	}
}

func TestMaskVerdict(t *testing.T) {
	t.Parallel()
	v := check.Verdict{Hint: "Ask /r/abcd/sse.", Clauses: []check.Clause{{Seen: "abcd came"}}}
	got := maskVerdict(v, "abcd")
	if got.Hint != "Ask /r/****/sse." || got.Clauses[0].Seen != "**** came" || v.Clauses[0].Seen != "abcd came" {
		t.Errorf("masked: %+v, of %+v", got, v)
	}
}
