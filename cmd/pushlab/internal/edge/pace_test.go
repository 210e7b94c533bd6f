package edge

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// arrivals are the times at which pieces of so many bytes come out of a hop into
// which they go so far apart.
func arrivals(t *testing.T, h Hop, pieces, size int, gap time.Duration) (list []time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		var group sync.WaitGroup
		l := line{ctx: t.Context(), group: &group}
		in, out := l.start([]Hop{h})
		began := time.Now()
		group.Go(func() {
			for i := range pieces {
				body := make([]byte, size)
				body[0] = byte(i)
				l.give(in, piece{body: body})
				time.Sleep(gap)
			}
			l.give(in, piece{end: whole})
		})
		for i, left := 0, size; ; {
			p, _ := l.take(out)
			if p.end != goesOn {
				break
			}
			if left == size && p.body[0] != byte(i) {
				t.Errorf("piece %d is %d", i, p.body[0])
			}
			if left -= p.size(); left == 0 {
				i, left = i+1, size
			}
			list = append(list, time.Since(began))
		}
		group.Wait()
	})
	return list
}

// With jitter each piece takes another time, within the bounds, none overtakes,
// and the same seed is the same way.
func TestJitter(t *testing.T) {
	h := latency{roundTrip: 200 * time.Millisecond, jitter: 100 * time.Millisecond, seed: 7}
	const gap = 30 * time.Millisecond
	got := arrivals(t, h, 50, 1, gap)
	var last time.Duration
	times := map[time.Duration]bool{}
	for i, at := range got {
		trip := at - time.Duration(i)*gap
		if at < last || trip < 50*time.Millisecond || trip > 150*time.Millisecond {
			t.Errorf("piece %d took %v and came after %v, the one before after %v", i, trip, at, last)
		}
		last, times[trip] = at, true
	}
	if len(got) != 50 || len(times) < 25 { // some have to wait for one that is late
		t.Errorf("%d pieces took %d different times", len(got), len(times))
	}
	if again := arrivals(t, h, 50, 1, gap); fmt.Sprint(again) != fmt.Sprint(got) {
		t.Errorf("the same seed gave %v and %v", got, again)
	}
	h.seed = 8
	if other := arrivals(t, h, 50, 1, gap); fmt.Sprint(other) == fmt.Sprint(got) {
		t.Error("another seed gave the same")
	}
}

// A throttle lets so many bytes pass in a second, evenly.
func TestThrottle(t *testing.T) {
	got := arrivals(t, throttle{1000}, 4, 500, 0)
	if len(got) != 40 {
		t.Fatalf("%d portions came, want 40", len(got))
	}
	for i, at := range got {
		if want := time.Duration(i) * 50 * time.Millisecond; at != want {
			t.Errorf("portion %d came after %v, want %v", i, at, want)
		}
	}
}

// What is told at the request is in the trace; a way without jitter is not.
func TestAnnounced(t *testing.T) {
	b := newBed(t, text("hello"))
	b.ask("?edge=latency:4~2,throttle:100000,latency:1,slice:9")
	if got, want := fmt.Sprintf("%q", b.texts("fault")), `["latency@4 ms ± 2 ms" "throttle@100000 bytes a second"]`; got != want {
		t.Errorf("faults = %s, want %s", got, want)
	}
}
