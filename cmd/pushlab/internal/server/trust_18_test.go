package server

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A restarted is a server with an open room that can be stopped and started again
// with the same data.
type restarted struct {
	*testing.T
	dir  string
	now  atomic.Pointer[Server]
	down atomic.Bool // none runs, or it ends
	stop func()
}

func (r *restarted) start() {
	r.Helper()
	s, err := New(r.Context(), Config{Addr: "127.0.0.1:0", DataDir: r.dir, Room: true})
	if err != nil {
		r.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	r.now.Store(s)
	r.down.Store(false)
	r.stop = sync.OnceFunc(func() {
		r.down.Store(true)
		cancel()
		if err := <-done; err != nil {
			r.Errorf("Serve: %v", err)
		}
	})
	r.Cleanup(r.stop)
}

// lab is where the lab of the running server is. While none runs it is where nobody
// is: its port may be that of another test's server by then.
func (r *restarted) lab() string {
	if r.down.Load() {
		return "http://127.0.0.1:0"
	}
	for _, p := range r.now.Load().Places() {
		if p.Name == "lab" {
			return p.URL
		}
	}
	return ""
}

// Row 18 of the threat model: all streams of a room are cut, and then the server is
// stopped and started again. All come back, at times that are spread over what the
// profile says, and none loses a token. The seats of their runs are found again.
func TestTrust18ReconnectStampede(t *testing.T) {
	t.Parallel()
	r := &restarted{T: t, dir: t.TempDir()}
	r.start()
	const seats, each, spread = 12, 10, 1000 // ms
	host := host(t, r.now.Load())
	hostPosts(t, r.now.Load(), host, "/room/profile", "on", "no", "jitter", "yes", "spread", fmt.Sprint(spread))
	var sources []*eventSource
	herd := new(reconnects)
	for n := range seats {
		run := makeRun(t, r.now.Load(), takeSeat(t, r.now.Load(), fmt.Sprintf("Learner %d", n)))
		for range each {
			sources = append(sources, &eventSource{restarted: r, path: "/r/" + run.Run + "/sse?ttft=0&tps=25&tokens=100", herd: herd, next: 1})
		}
	}
	var work sync.WaitGroup
	for _, c := range sources {
		work.Go(c.follow)
	}
	herd.await(t, seats*each)
	status, answer := hostPosts(t, r.now.Load(), host, "/room/fault", "kind", "cut")
	struck, _ := answer["struck"].(float64)
	if status != http.StatusOK || struck == 0 {
		t.Errorf("the cut = %d %v, want streams that were struck", status, answer)
	}
	herd.await(t, seats*each+int(struck))
	herd.check(t, 500, spread)

	r.stop()
	r.start()
	if got, want := r.now.Load().rooms.Current().Profile().Spread, spread*time.Millisecond; got != want {
		t.Errorf("the room spreads over %v behind the restart, want %v", got, want)
	}
	work.Wait()
	herd.check(t, 500, spread)
	for _, c := range sources {
		if c.next != 101 {
			t.Errorf("%s has %d tokens, want 100", c.path, c.next-1)
		}
	}
}
