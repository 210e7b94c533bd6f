package server

import (
	"fmt"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/room"
)

// The profile is what its form says, within its limits; the streams begin with it.
func TestRoomProfile(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	host, seat := takeHost(t, s), takeSeat(t, s, "Ana")
	run, outside := makeRun(t, s, seat), makeRun(t, s, browser(t))
	retry := func(r runAddress) (ms int) {
		_, text := ask(t, browser(t), "GET", r.Lab+"/sse?ttft=0&tps=1000&tokens=1", "")
		fmt.Sscanf(text, "retry: %d\n", &ms)
		return ms
	}
	hostPosts(t, s, host, "/room/profile", "on", "yes", "tps", "20", "stagger", "10", "spread", "30000", "jitter", "yes")
	if got, want := s.rooms.Current().Profile(), (room.Profile{On: true, TPS: 20, Stagger: 10 * time.Millisecond, Spread: 30 * time.Second, Jitter: true}); got != want {
		t.Errorf("profile = %+v, want %+v", got, want)
	}
	seen := map[int]bool{}
	for range 10 {
		ms := retry(run)
		if seen[ms] = true; ms < 500 || ms > 30_500 {
			t.Errorf("with jitter: retry %d, want 500 to 30500", ms)
		}
	}
	if len(seen) < 2 {
		t.Errorf("ten streams say %v, want times of their own", seen)
	}
	hostPosts(t, s, host, "/room/profile", "jitter", "no")
	if got := retry(run); got != 500 {
		t.Errorf("without jitter: retry %d, want 500", got)
	}
	if got := retry(outside); got != 500 {
		t.Errorf("beside the room: retry %d, want 500", got)
	}
	for field, values := range map[string][]string{
		"tps": {"0", "51", "x"}, "stagger": {"-1", "10001"}, "spread": {"30001"}, "on": {"maybe"}, "jitter": {"2"},
	} {
		for _, v := range values {
			if status, _ := hostPosts(t, s, host, "/room/profile", field, v); status != 400 {
				t.Errorf("%s=%s: %d, want 400", field, v, status)
			}
		}
	}
	if got, want := s.rooms.Current().Profile(), (room.Profile{On: true, TPS: 20, Stagger: 10 * time.Millisecond, Spread: 30 * time.Second}); got != want {
		t.Errorf("profile = %+v behind bad ones, want %+v", got, want)
	}
	if status, _ := hostPosts(t, s, host, "/room/stream", "on", "1"); status != 200 || !s.rooms.Current().Stream() {
		t.Errorf("POST /room/stream = %d, and the class stream is %v", status, s.rooms.Current().Stream())
	}
}

// After a restart a run is still the room's: its owner says whose it is.
func TestRoomRunsAfterARestart(t *testing.T) {
	t.Parallel()
	r := &restarted{T: t, dir: t.TempDir()}
	r.start()
	host, seat := takeHost(t, r.now.Load()), takeSeat(t, r.now.Load(), "Ana")
	run, outside := makeRun(t, r.now.Load(), seat), makeRun(t, r.now.Load(), browser(t))
	r.stop()
	r.start()
	s := r.now.Load()
	cut := listen(t, r.lab()+"/r/"+run.Run+"/sse?ttft=60000")
	beside := listen(t, r.lab()+"/r/"+outside.Run+"/sse?ttft=500&tps=100&tokens=20")
	awaitStreams(t, s, 2)
	if status, answer := hostPosts(t, s, host, "/room/fault", "kind", "cut"); status != 200 || answer["struck"] != 1.0 {
		t.Errorf("cut = %d %v, want the one stream of the seat struck", status, answer)
	}
	if h := <-cut; h.err == nil {
		t.Error("the seat's stream has ended in order, want a reset")
	}
	(<-beside).checkWhole(t, "the learner beside the room", 20)
}
