package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
)

// Row 12 of the threat model: one seat opens 5,000 streams over several runs. It
// gets 12, and a sentence for each other one. A stream beside them loses nothing,
// and a place is free again when a stream ends.
func TestTrust12UnboundedStreams(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	host, greedy, modest := host(t, s), takeSeat(t, s, "Greedy"), takeSeat(t, s, "Modest")
	unpaced(t, s, host)
	var runs []runAddress
	for range 6 {
		runs = append(runs, makeRun(t, s, greedy))
	}
	var held []io.Closer
	for n := range maxSeatStreams { // each goes on for a quarter of an hour, however long the flood takes
		resp, err := new(http.Client).Get(runs[n%len(runs)].Lab + "/sse?ttft=60000&tps=1&tokens=1000")
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("stream %d = %v, %v, want 200", n+1, resp, err)
		}
		held = append(held, resp.Body)
	}
	beside := listen(t, makeRun(t, s, modest).Lab+"/sse?ttft=0&tps=100&tokens=300")
	refused, whole := flood(t, runs, 5000-maxSeatStreams)
	if want := 5000 - maxSeatStreams; refused != want || !whole {
		t.Errorf("%d of %d further streams were refused with 429, Retry-After and the sentence", refused, want)
	}
	checkTurnedAway(t, runs[0])
	(<-beside).checkWhole(t, "the seat beside it", 300)
	for _, body := range held {
		body.Close()
	}
	awaitStreams(t, s, 0)
	(<-listen(t, runs[0].Lab+"/sse?ttft=0&tps=1000&tokens=3")).checkWhole(t, "the seat when its streams have ended", 3)
}

// flood asks for streams, 16 at a time, and counts those that were refused. whole
// says that each refusal had all of its parts.
func flood(t *testing.T, runs []runAddress, count int) (int, bool) {
	var asked, refused, odd atomic.Int64
	var work sync.WaitGroup
	for range 16 {
		work.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for n := asked.Add(1); n <= int64(count); n = asked.Add(1) {
				resp, err := client.Get(runs[n%int64(len(runs))].Lab + "/sse?tokens=1")
				if err != nil {
					t.Errorf("stream %d: %v", n, err)
					return
				}
				body, _ := io.ReadAll(resp.Body)
				resp.Body.Close()
				if resp.StatusCode == http.StatusTooManyRequests {
					refused.Add(1)
				}
				if resp.Header.Get("Retry-After") == "" || !strings.Contains(string(body), "has 12 live streams") {
					odd.Add(1)
				}
			}
		})
	}
	work.Wait()
	return int(refused.Load()), odd.Load() == 0
}

// checkTurnedAway opens one WebSocket too many.
func checkTurnedAway(t *testing.T, run runAddress) {
	t.Helper()
	conn, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(run.Lab, "http")+"/ws", websocket.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Read(context.Background())
	closed := websocket.CloseError{}
	if !errors.As(err, &closed) || closed.Code != 1013 || closed.Reason != fmt.Sprint(fullSeat(1)) {
		t.Errorf("a WebSocket too many got %v, want 1013 and %q", err, fullSeat(1))
	}
}
