package server

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"
)

// A toldVerdict is what the address of a verdict says.
type toldVerdict struct {
	Exercise, Hint, Rev string
	Attempt             int
	Passed, Over        bool
	Clauses             []struct{ Text, State, Seen string }
}

func (l *solver) verdict(query string) (v toldVerdict) {
	l.Helper()
	status, body := l.text("GET", l.server.Places()[0].URL+"/runs/"+l.run.ID+"/verdict?"+query, "", "Accept", "application/json")
	if err := json.Unmarshal([]byte(body), &v); err != nil || status != http.StatusOK {
		l.Fatalf("verdict?%s = %d %q", query, status, body)
	}
	return v
}

// A request is held until there is something to say. A pass is said when it was
// saved, which is when the attempt's end stands in the trace.
func TestVerdict(t *testing.T) {
	t.Parallel()
	l := newSolver(t)
	before := l.verdict("exercise=EX05b")
	if before.Attempt != 0 || before.Over || len(before.Clauses) != 5 || before.Clauses[0].State != "waiting" || before.Hint == "" {
		t.Errorf("before an attempt: %+v", before)
	}
	if again := l.verdict("exercise=EX05b&wait=50&rev=" + before.Rev); again.Rev != before.Rev {
		t.Errorf("nothing happened, and rev became %s", again.Rev)
	}
	solved := make(chan struct{})
	go func() {
		defer close(solved)
		(&survivor{solver: l}).solve()
	}()
	v := before
	for !v.Over {
		next := l.verdict("exercise=EX05b&wait=20000&rev=" + v.Rev)
		if next.Rev == v.Rev {
			t.Fatalf("after 20 s there is nothing new: %+v", next)
		}
		v = next
	}
	<-solved
	if !v.Passed || v.Attempt != 1 || v.Hint != "" || !attemptEnded(l.run.Log) {
		t.Errorf("at the end: %+v", v)
	}
}

func TestVerdictRefuses(t *testing.T) {
	t.Parallel()
	l := newSolver(t)
	site := l.server.Places()[0].URL
	for path, want := range map[string]int{
		"/runs/" + l.run.ID + "/verdict":                           400,
		"/runs/" + l.run.ID + "/verdict?exercise=EX99":             400,
		"/runs/" + l.run.ID + "/verdict?exercise=EX01&wait=25001":  400,
		"/runs/" + l.run.ID + "/verdict?exercise=EX01&wait=-1":     400,
		"/runs/" + l.run.ID + "x/verdict?exercise=EX01":            404,
		"/runs/" + l.run.ViewID + "/verdict?exercise=EX01&wait=10": 404,
	} {
		if status, body := l.text("GET", site+path, ""); status != want {
			t.Errorf("%s = %d, want %d: %s", path, status, want, body)
		}
	}
}

// A server that stops does not wait for the news of an attempt.
func TestVerdictOfAServerThatStops(t *testing.T) {
	t.Parallel()
	l := newSolver(t)
	before := l.verdict("exercise=EX05b")
	began := time.Now()
	time.AfterFunc(50*time.Millisecond, l.server.stop)
	if v := l.verdict("exercise=EX05b&wait=25000&rev=" + before.Rev); v.Rev != before.Rev {
		t.Errorf("nothing happened, and rev became %s", v.Rev)
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("it was held for %v", took)
	}
}
