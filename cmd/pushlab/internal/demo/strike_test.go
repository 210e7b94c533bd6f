package demo

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// Behind a buffer every stream is whole, and its trace says when it began and ended.
func TestBuffer(t *testing.T) {
	for _, tr := range everyTransport[:5] {
		t.Run(tr.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, Config{})
			b.run.Buffer(true)
			other := b.another()
			for _, b := range []*bench{b, other} {
				if _, events, err := tr.read(b, quick+"&tokens=300", ""); err != nil || summary(events) != "1-300 done" {
					t.Errorf("told %q, %v, want all of it", summary(events), err)
				}
			}
			b.checkBuffered(1, ": so is the stream")
			other.checkBuffered(0, "")
		})
	}
}

// checkBuffered looks for so many buffers in the trace, each with its end.
func (b *bench) checkBuffered(want int, how string) {
	b.t.Helper()
	began, ended := 0, 0
	for _, e := range b.run.Log.Events(0) {
		switch {
		case e.Kind == "fault" && e.Text == "buffer@now":
			began++
		case e.Kind == "note" && e.Text == "buffer@now is over"+how:
			ended++
		}
	}
	if began != want || ended != want {
		b.t.Errorf("%d buffers began and %d ended with %q, want %d", began, ended, how, want)
	}
}

// What streams while it is switched on stops to come, and comes at once when it is
// switched off.
func TestBufferIsSwitched(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	const knobs = "ttft=0&tps=10&tokens=30"
	var work sync.WaitGroup
	for _, tr := range everyTransport[:5] {
		work.Go(func() {
			if _, events, err := tr.read(b, knobs, ""); err != nil || summary(events) != "1-30 done" {
				t.Errorf("%s: told %q, %v, want all of it", tr.name, summary(events), err)
			}
		})
	}
	waitUntil(func() bool { return b.streaming() == 5 })
	c.move(b.run, time.Second)
	b.run.Buffer(true)
	before := b.across()
	c.move(b.run, time.Second)
	if got := b.across(); before == 0 || got != before {
		t.Errorf("%d events and messages crossed in a buffer's second behind %d, want none", got-before, before)
	}
	b.run.Buffer(false)
	waitUntil(func() bool { return b.across() > before })
	c.move(b.run, 10*time.Second)
	work.Wait()
	b.checkBuffered(5, ": it was switched off")
}

// across is how many events, messages and chunks the server has sent, by the trace.
func (b *bench) across() (n int) {
	for _, kind := range []string{"sse.event", "ws.frame", "http.chunk"} {
		n += len(b.events(kind))
	}
	return n
}

// Over HTTP/2 the connection buffers, and a stream's last bytes do not wait for
// those of the others.
func TestBufferOfHTTP2(t *testing.T) {
	b := newStreamBench(t)
	b.run.Buffer(true)
	var work sync.WaitGroup
	for _, n := range []string{"1-30 done", "1-300 done"} {
		work.Go(func() {
			tokens := strings.TrimSuffix(strings.TrimPrefix(n, "1-"), " done")
			if events, err := b.get("tokens="+tokens, ""); err != nil || summary(events) != n {
				t.Errorf("told %q, %v, want %s", summary(events), err, n)
			}
		})
	}
	work.Wait()
	if got := len(b.events("fault")); got == 0 {
		t.Error("the trace has no fault, want buffer@now")
	}
}

// A room's 502 is for new streams. It ends by itself, or when it is lifted.
func TestGoDown(t *testing.T) {
	b := newBench(t, Config{})
	other := b.another()
	b.run.GoDown(time.Minute)
	for _, test := range []struct {
		b    *bench
		want int
	}{{b, 502}, {other, 200}} {
		if resp, _ := test.b.do("GET", "sse?"+quick+"&tokens=1", ""); resp.StatusCode != test.want {
			t.Errorf("GET sse = %d, want %d", resp.StatusCode, test.want)
		}
	}
	b.run.GoDown(0)
	if resp, _ := b.do("GET", "sse?"+quick+"&tokens=1", ""); resp.StatusCode != 200 {
		t.Errorf("GET sse = %d when it is over, want 200", resp.StatusCode)
	}
}

func TestStrike(t *testing.T) {
	b := newBench(t, Config{})
	if _, err := b.run.Strike("h2reset", 0); err == nil {
		t.Error("Strike took a kind that is none of its own")
	}
	if n, err := b.run.Strike("rst", 0); n != 0 || err != nil || b.run.Streaming() != 0 || len(b.runs.Live()) != 0 {
		t.Errorf("Strike without a stream = %d, %v, want 0", n, err)
	}
	told := make(chan error, 1)
	go func() {
		_, _, err := readSSE(b, "ttft=0&tps=10", "")
		told <- err
	}()
	waitUntil(func() bool { return b.run.Streaming() == 1 })
	if live := b.runs.Live(); len(live) != 1 || live[0] != b.run {
		t.Errorf("Live = %v, want the one run", live)
	}
	if n, err := b.run.Strike("rst", 0); n != 1 || err != nil {
		t.Errorf("Strike = %d, %v, want 1", n, err)
	}
	if err := <-told; err == nil {
		t.Error("the stream ended in order, want a reset")
	}
}
