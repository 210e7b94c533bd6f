package server

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/room"
)

// The profile is what its form says, within its limits; the streams begin with it.
func TestRoomProfile(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	host, seat := host(t, s), takeSeat(t, s, "Ana")
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
	if status, _ := hostPosts(t, s, host, "/room/stream", "on", "1"); status != 200 || !s.rooms.Current().Board(true).Stream {
		t.Errorf("POST /room/stream = %d, and the class stream is %v", status, s.rooms.Current().Board(true).Stream)
	}
}

// After a restart a run is still the room's: its owner says whose it is.
func TestRoomRunsAfterARestart(t *testing.T) {
	t.Parallel()
	r := &restarted{T: t, dir: t.TempDir()}
	r.start()
	host, seat := host(t, r.now.Load()), takeSeat(t, r.now.Load(), "Ana")
	run, outside := makeRun(t, r.now.Load(), seat), makeRun(t, r.now.Load(), browser(t))
	class := makeClassRun(t, r.now.Load(), seat)
	r.stop()
	r.start()
	s := r.now.Load()
	bench := func() string {
		resp, _ := ask(t, host, "GET", s.places[0].URL+"/room/seats/1/bench", "")
		return resp.Header.Get("Location")
	}
	unpaced(t, s, host)
	(<-listen(t, r.lab()+"/r/"+class.Run+"/sse?ttft=0&tps=1000&tokens=1")).checkWhole(t, "the class stream", 1)
	if got := bench(); got != "" {
		t.Errorf("with the class stream alone the seat's bench is %q, want none", got)
	}
	cut := listen(t, r.lab()+"/r/"+run.Run+"/sse?ttft=60000")
	beside := hear(t, r.lab()+"/r/"+outside.Run)
	awaitStreams(t, s, 2)
	if got, want := bench(), "/v/"+run.View; got != want {
		t.Errorf("when the seat's run is back its bench is %q, want %q", got, want)
	}
	if status, answer := hostPosts(t, s, host, "/room/fault", "kind", "cut"); status != 200 || answer["struck"] != 1.0 {
		t.Errorf("cut = %d %v, want the one stream of the seat struck", status, answer)
	}
	if h := <-cut; h.err == nil {
		t.Error("the seat's stream has ended in order, want a reset")
	}
	(<-beside).checkGoesOn(t, s, outside.Run, "the learner beside the room")
}

// makeClassRun makes the run of a seat's class stream.
func makeClassRun(t *testing.T, s *Server, seat *http.Client) (run runAddress) {
	t.Helper()
	_, body := ask(t, seat, "POST", s.Places()[0].URL+"/runs?for=class", "")
	if err := json.Unmarshal([]byte(body), &run); err != nil || run.Run == "" {
		t.Fatalf("POST /runs?for=class = %q", body)
	}
	return run
}

// The jitter counts for streams that live: the host who takes it away and cuts sees
// the herd without it.
func TestRoomProfileReachesStreams(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	host, seat := host(t, s), takeSeat(t, s, "Ana")
	hostPosts(t, s, host, "/room/profile", "spread", "30000", "jitter", "yes", "stagger", "0")
	of, outside := retries(t, makeRun(t, s, seat).Lab), retries(t, makeRun(t, s, browser(t)).Lab)
	<-of
	<-outside
	for _, test := range []struct {
		field, value string
		least, most  int // ms; 0 = nothing is said
	}{{"jitter", "no", 500, 500}, {"tps", "20", 0, 0}, {"spread", "20000", 0, 0}, {"jitter", "yes", 500, 20_500}, {"spread", "1000", 500, 1500}} {
		hostPosts(t, s, host, "/room/profile", test.field, test.value)
		if test.most == 0 {
			continue // else it would be what comes next
		}
		if ms := <-of; ms < test.least || ms > test.most {
			t.Errorf("%s=%s: the stream was told retry %d, want %d to %d", test.field, test.value, ms, test.least, test.most)
		}
	}
	if said := len(outside); said != 0 {
		t.Errorf("a stream beside the room was told %d times more, want none", said)
	}
}

// retries listens to a stream and passes on each retry that it says.
func retries(t *testing.T, lab string) <-chan int {
	t.Helper()
	resp, err := http.Get(lab + "/sse?ttft=60000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	said := make(chan int, 10)
	go func() {
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			var ms int
			if n, _ := fmt.Sscanf(lines.Text(), "retry: %d", &ms); n == 1 {
				said <- ms
			}
		}
	}()
	return said
}
