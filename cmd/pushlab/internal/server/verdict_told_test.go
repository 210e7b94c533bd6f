package server

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/websocket"
)

// A page is told of a pass as soon as the trace has what decides it; go test -v
// says how soon.
func TestVerdictIsTold(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		exercise string
		run      func(l *solver)
		kind     string        // of the event that decides: the last of its kind in the attempt
		behind   time.Duration // it, when it is decided that nothing comes
	}{
		{"EX02", (*solver).collect, "http.resp", 0},
		{"EX03", shoot(sevenShots...), "http.req", 0},
		{"EX04", source{acts: "events:1,events:1,204", retry: shortRetry}.play, "http.req", 10 * time.Second},
		{"EX05a", (*solver).goOn, "http.end", 0},
		{"EX05b", func(l *solver) { (&survivor{solver: l}).solve() }, "http.req", 0},
		{"EX06", func(l *solver) { (&slicedReader{solver: l}).solve() }, "http.req", 0},
	} {
		t.Run(test.exercise, func(t *testing.T) {
			t.Parallel()
			l := newSolver(t)
			told := l.passTold(test.exercise)
			test.run(l)
			at := <-told
			late := at.Sub(l.run.Log.Began()) - last(l.run.Log, test.kind) - test.behind
			t.Logf("told %v behind what decides it", late)
			if late < 0 || late > time.Minute {
				t.Errorf("%s was told %v behind what decides it", test.exercise, late)
			}
		})
	}
}

// goOn is a client of EX05a.
func (l *solver) goOn() {
	_, cut := l.text("GET", l.lab+"/sse?check=EX05a", "")
	ids := regexp.MustCompile(`(?m)^id: (.+)$`).FindAllStringSubmatch(cut, -1)
	l.text("GET", l.lab+"/sse", "", "Last-Event-ID", ids[len(ids)-1][1])
}

// last is the time of the newest event of a kind in the attempt.
func last(log *trace.Log, kind string) (at time.Duration) {
	for _, e := range log.Events(0) {
		switch e.Kind {
		case kind:
			at = e.At
		case "attempt.end":
			return at
		}
	}
	return at
}

// passTold watches the run as a page does, and says when it was told of a pass.
func (l *solver) passTold(exercise string) <-chan time.Time {
	l.Helper()
	site := l.server.Places()[0].URL
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	l.Cleanup(cancel)
	conn, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(site, "http")+"/control", websocket.DialOptions{
		Subprotocols: []string{controlProtocol}, Header: http.Header{"Origin": {site}}})
	if err != nil {
		l.Fatal(err)
	}
	conn.Write(ctx, websocket.OpText, []byte(`{"op":"watch","run":"`+l.run.ID+`"}`)) // without it nothing is read
	told := make(chan time.Time, 1)
	go func() {
		defer conn.Close(1000, "")
		defer close(told)
		for {
			message, err := conn.Read(ctx)
			if err != nil {
				l.Errorf("%s: no pass was told: %v", exercise, err)
				return
			}
			var news struct {
				Verdict struct{ Passed bool }
			}
			if json.Unmarshal(message.Data, &news) == nil && news.Verdict.Passed {
				told <- time.Now()
				return
			}
		}
	}()
	return told
}
