package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// askNews asks over the control socket, as a page does.
func askNews(t *testing.T, site, run string) newsMessage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(site, "http")+"/control", websocket.DialOptions{
		Subprotocols: []string{controlProtocol}, Header: http.Header{"Origin": {site}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(1000, "")
	conn.Write(ctx, websocket.OpText, fmt.Appendf(nil, `{"op":"news","run":%q}`, run))
	reply, err := conn.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var m newsMessage
	if err := json.Unmarshal(reply.Data, &m); err != nil {
		t.Fatalf("%s: %v", reply.Data, err)
	}
	return m
}

// What a page is told of its news is what the trace has: when each was made, and
// what each way cost the client, whether or not the edge stands between.
func TestNews(t *testing.T) {
	t.Parallel()
	for _, place := range []string{"lab", "edge"} {
		t.Run(place, func(t *testing.T) {
			l := newSolver(t)
			base := map[string]string{"lab": l.lab, "edge": l.edge}[place]
			begun := time.Now()
			_, empty := l.text("GET", base+"/poll?answer=B&ttft=60000", "")
			l.text("GET", base+"/sse?answer=A&every=100&tokens=3&seed=1", "")
			_, body := l.text("GET", base+"/poll?answer=A", "")
			if empty != "[]\n" || !strings.Contains(body, `"done"`) {
				t.Fatalf("polls brought %q and %q", empty, body)
			}
			l.settled("EX02")
			m := askNews(t, l.server.Places()[0].URL, l.run.ID)
			if m.At <= 0 || m.At > float64(time.Since(l.run.Log.Began()).Milliseconds()+1) {
				t.Errorf("the run's clock = %v ms after %v", m.At, time.Since(begun))
			}
			l.checkMade(m)
			if got := m.Ways["poll"]; got == nil || got.Requests != 2 || got.Empty != 1 || got.Connections != 1 || got.Head <= 0 || got.Bytes != got.Head+len(empty)+len(body) {
				t.Errorf("poll = %+v, want 2 requests on one connection, %d bytes of bodies", got, len(empty)+len(body))
			}
			if got := m.Ways["sse"]; got == nil || got.Requests != 1 || got.Bytes <= got.Head {
				t.Errorf("sse = %+v, want 1 request", got)
			}
		})
	}
}

// checkMade holds the times against the trace's own.
func (l *solver) checkMade(m newsMessage) {
	l.Helper()
	i := 0
	for _, e := range l.run.Log.Events(0) {
		if e.Kind != "gen.tok" {
			continue
		}
		want := madeItem{fmt.Sprintf("%s-%d", e.Answer, e.Seq), millis(e.At)}
		if i >= len(m.Made) || m.Made[i] != want {
			l.Errorf("made = %v, want %v at %d", m.Made, want, i)
		}
		i++
	}
	if i != 3 {
		l.Errorf("%d items were made, want 3", i)
	}
}
