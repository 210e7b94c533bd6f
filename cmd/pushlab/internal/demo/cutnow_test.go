package demo

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// POST d/cut strikes every live stream of its run, and none of another one on the
// same listener.
func TestCutNow(t *testing.T) {
	for _, row := range []struct {
		query string
		whole bool // the streams come to their end all the same
	}{
		{"fin", false}, {"rst", false}, {"blackhole&ms=1000", false}, {"half&ms=1000", false},
		{"stall&ms=100", true}, {"throttle&rate=100000", true}, {"restart&ms=100", false}, {"end", false},
	} {
		t.Run(row.query, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			b := newBench(t, c.config())
			other := b.another()
			const knobs = "ttft=0&tps=100&tokens=100"
			var work sync.WaitGroup
			read := func(b *bench, tr transport, whole bool) {
				work.Go(func() {
					_, events, err := tr.read(b, knobs, "")
					if done := err == nil && summary(events) == "1-100 done"; done != whole {
						t.Errorf("%s: told %q, %v, want all of it: %v", tr.name, summary(events), err, whole)
					}
				})
			}
			streams := everyTransport[:5]
			for _, tr := range streams {
				read(b, tr, row.whole)
				read(other, tr, true)
			}
			waitUntil(func() bool { return b.streaming() == len(streams) && other.streaming() == len(streams) })
			c.move(b.run, 300*time.Millisecond)
			resp, body := b.do("POST", "d/cut?fault="+row.query, "")
			if resp.StatusCode != 200 || body != "{\"struck\":5}\n" {
				t.Errorf("d/cut = %d %q, want 5 struck", resp.StatusCode, body)
			}
			c.move(b.run, 5*time.Second)
			c.move(other.run, 5*time.Second)
			work.Wait()
			kind, _, _ := strings.Cut(row.query, "&")
			for _, e := range b.events("fault") {
				if e.Text != kind+"@now" {
					t.Errorf("fault %q, want %s@now", e.Text, kind)
				}
			}
			if own, others := len(b.events("fault")), len(other.events("fault")); own != len(streams) || others != 0 {
				t.Errorf("%d faults, and %d in the other run, want %d and 0", own, others, len(streams))
			}
		})
	}
}

func TestCutNowRefused(t *testing.T) {
	b := newBench(t, Config{})
	for query, want := range map[string]struct {
		status int
		says   string
	}{
		"":                     {400, "fault must be fin"},
		"fault=h2reset":        {400, "fault must be fin"},
		"fault=rst@3":          {400, "fault must be fin"},
		"fault=stall&ms=1":     {400, "ms of stall must be a whole number from 100 to 60000"},
		"fault=throttle&rate=": {409, "no live stream"},
		"fault=rst":            {409, "no live stream"},
	} {
		if resp, body := b.do("POST", "d/cut?"+query, ""); resp.StatusCode != want.status || !strings.Contains(body, want.says) {
			t.Errorf("%s: %d %q, want %d with %q", query, resp.StatusCode, body, want.status, want.says)
		}
	}
	if resp, _ := b.do("GET", "d/cut?fault=rst", ""); resp.StatusCode != 405 {
		t.Errorf("GET: %d, want 405", resp.StatusCode)
	}
}

// Over HTTP/2 only the streams of the run are struck, though those of another one
// share its connection. A poll that is held ends in order.
func TestCutNowHTTP2(t *testing.T) {
	for _, kind := range []string{"rst", "fin", "end", "blackhole&ms=1000", "stall&ms=100"} {
		c := newClock()
		b := newStreamBenchWith(t, c.config())
		other := &streamBench{bench: b.another(), client: b.client}
		var work sync.WaitGroup
		work.Go(func() {
			events, err := b.get("tokens=300", "")
			if whole := err == nil && summary(events) == "1-300 done"; whole != strings.HasPrefix(kind, "stall") {
				t.Errorf("%s: told %q, %v", kind, summary(events), err)
			}
		})
		work.Go(func() {
			if events, err := other.get("tokens=300", ""); err != nil || summary(events) != "1-300 done" {
				t.Errorf("%s: the other run was told %q, %v, want 1-300 done", kind, summary(events), err)
			}
		})
		waitUntil(func() bool { return b.streaming() == 1 && other.streaming() == 1 })
		c.move(b.run, 50*time.Millisecond)
		if resp, err := b.client.Post(b.url("d/cut?fault="+kind), "", nil); err != nil || resp.StatusCode != 200 {
			t.Errorf("%s: d/cut = %v, %v, want 200", kind, resp, err)
		}
		c.move(b.run, 5*time.Second)
		c.move(other.run, 5*time.Second)
		work.Wait()
		if got := b.conns.Load(); got != 1 {
			t.Errorf("%s: %d connections, want 1", kind, got)
		}
	}
}

func TestCutNowHeldPoll(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	answer := make(chan string, 1)
	go func() {
		_, body := b.do("GET", "longpoll?answer=A&ttft=60000", "")
		answer <- body
	}()
	waitUntil(func() bool { return b.streaming() == 1 && b.run.Settled() })
	if _, body := b.do("POST", "d/cut?fault=end", ""); body != "{\"struck\":1}\n" {
		t.Errorf("d/cut = %q, want 1 struck", body)
	}
	if got := <-answer; got != "[]\n" {
		t.Errorf("the poll was answered %q, want []", got)
	}
}

// A reader that is being struck does not leave: the next exchange on its
// connection, which may be another run's, has nothing of the fault.
func TestNobodyLeavesWhileStruck(t *testing.T) {
	b := newBench(t, Config{})
	k, err := knobsOf("tokens=1")
	if err != nil {
		t.Fatal(err)
	}
	r, _ := b.run.read(k, "")
	r.attach(wireOf{})
	left := make(chan struct{})
	b.run.live.during(func(readers []*reader) {
		go func() {
			r.close()
			close(left)
		}()
		select {
		case <-left:
			t.Errorf("one of %d readers left while it was struck", len(readers))
		case <-time.After(20 * time.Millisecond):
		}
	})
	<-left
	if got := b.streaming(); got != 0 {
		t.Errorf("%d readers are live, want 0", got)
	}
}

// another is a bench of another run in the same lab.
func (b *bench) another() *bench {
	return &bench{t: b.t, runs: b.runs, server: b.server, run: b.runs.New()}
}

// streaming is how many readers of the run are on a wire.
func (b *bench) streaming() (n int) {
	b.run.live.during(func(readers []*reader) { n = len(readers) })
	return n
}
