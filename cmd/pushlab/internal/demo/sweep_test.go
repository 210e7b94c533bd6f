package demo

import (
	"io"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// A run is dropped half an hour after its last byte, unless a stream is live or
// somebody watches.
func TestSweepDropsIdleRuns(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	resp, err := getSSE(b, "ttft=60000", "")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	settle(b.run)
	idle, touched := b.runs.New(), b.runs.New()
	for _, step := range []struct {
		wait time.Duration
		runs int
	}{{idleTime - time.Second, 3}, {time.Second, 2}, {idleTime, 1}, {idleTime, 1}} {
		c.mu.Lock()
		c.now = c.now.Add(step.wait)
		c.mu.Unlock()
		if step.runs > 1 && step.wait == time.Second {
			touched.Log.Touch()
		}
		b.runs.Sweep()
		if got := b.runs.Stats().Runs; got != step.runs {
			t.Errorf("after %v: %d runs, want %d", step.wait, got, step.runs)
		}
	}
	if _, err := b.runs.View(idle.ViewID); err != ErrNoRun {
		t.Errorf("the view of a dropped run: %v, want ErrNoRun", err)
	}
	if again, err := b.runs.Get(idle.ID); err != nil || again == idle {
		t.Errorf("a dropped run: %v, %v, want an empty one", again, err)
	}
}

// The 1,001st run takes the place of the one that is idle the longest.
func TestRunCap(t *testing.T) {
	c := newClock()
	rs := NewRuns(c.config())
	var runs []*Run
	for range maxRuns {
		runs = append(runs, rs.New())
		c.now = c.now.Add(time.Millisecond)
	}
	runs[0].Log.Touch()
	rs.New()
	if got := rs.Stats().Runs; got != maxRuns {
		t.Errorf("%d runs, want %d", got, maxRuns)
	}
	for i, want := range map[int]bool{0: true, 1: false, 2: true, maxRuns - 1: true} {
		if got := rs.find(runs[i].ID) != nil; got != want {
			t.Errorf("run %d is in memory: %v, want %v", i, got, want)
		}
	}
}

// A run that is dropped under its readers ends their streams: they come back, and
// are told to begin again.
func TestDropEndsStreams(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	resp, err := getSSE(b, "ttft=0&tps=1", "")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	conn, err := b.dial("ws?ttft=0&tps=1")
	if err != nil {
		t.Fatal(err)
	}
	settle(b.run)
	b.runs.drop(b.run)
	body, err := io.ReadAll(resp.Body)
	if got := summary(parseEvents(body, "")); err != nil || got != "1-1" {
		t.Errorf("told %q, %v, want 1-1 and a proper end", got, err)
	}
	if _, _, err := readMessages(conn); err == nil || !strings.Contains(err.Error(), "1001") {
		t.Errorf("WebSocket closed with %v, want 1001", err)
	}
}

// When all traces together are too large, the idlest go.
func TestSweepKeepsTheBudget(t *testing.T) {
	c := newClock()
	rs := NewRuns(c.config())
	rs.budget = trace.NewBudget(10_000)
	var runs []*Run
	for range 4 {
		run := rs.New()
		runs = append(runs, run)
		c.now = c.now.Add(time.Second)
		for !run.Log.Full() && run.Log.Size() < 4000 {
			run.note("a note")
		}
	}
	rs.Sweep()
	if rs.find(runs[0].ID) != nil || rs.find(runs[3].ID) == nil {
		t.Error("the idlest run is kept, or the newest is not")
	}
	if rs.budget.Full() {
		t.Errorf("%d bytes after Sweep, want less than the budget", rs.budget.Used())
	}
}

// A pinned run is never dropped: not when it is idle, not for another one.
func TestPin(t *testing.T) {
	c := newClock()
	rs := NewRuns(c.config())
	pinned := rs.Pin()
	c.now = c.now.Add(2 * idleTime)
	rs.Sweep()
	for range maxRuns + 1 {
		rs.New()
	}
	if again, err := rs.Get(pinned.ID); again != pinned || err != nil {
		t.Errorf("Get = %v, %v, want the pinned run", again, err)
	}
}
