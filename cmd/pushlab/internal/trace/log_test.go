package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

func TestRecordIsSmall(t *testing.T) {
	if recordSize > 64 {
		t.Errorf("a record takes %d bytes, want at most 64", recordSize)
	}
}

func kindsOf(events []Event) (kinds []string) {
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestAppend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLog(LogConfig{Began: time.Now()})
		time.Sleep(time.Second)
		l.Append(Event{Kind: "gen.tok", Answer: "a1", Seq: 3})
		l.Append(Event{Kind: "fault", At: 2 * time.Second, Text: "rst@7"})
		l.Append(Event{Kind: "what", Text: "ever"})
		want := []Event{
			{N: 0, Kind: "gen.tok", At: time.Second, Answer: "a1", Seq: 3},
			{N: 1, Kind: "fault", At: 2 * time.Second, Text: "rst@7"},
			{N: 2, Kind: "note", At: 2 * time.Second, Text: "ever"}, // time does not run backwards
		}
		if got := l.Events(0); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("Events = %v, want %v", got, want)
		}
		if got := l.Events(2); len(got) != 1 || got[0].N != 2 {
			t.Errorf("Events(2) = %v, want the last one", got)
		}
		if got := l.Events(3); got != nil {
			t.Errorf("Events(3) = %v, want none", got)
		}
	})
}

func TestEpochIsKeptOnce(t *testing.T) {
	l := NewLog(LogConfig{})
	for i := range 100 {
		l.Append(Event{Kind: "gen.tok", Answer: fmt.Sprint("a", i%2), Seq: i})
	}
	if got := len(l.texts); got != 3 {
		t.Errorf("%d texts kept, want 3", got)
	}
}

func TestFollow(t *testing.T) {
	l := NewLog(LogConfig{})
	const before, after = 100, 100
	for i := range before {
		l.Append(Event{Kind: "gen.tok", Seq: i})
	}
	go func() {
		for i := range after {
			l.Append(Event{Kind: "gen.tok", Seq: before + i})
		}
		l.Close()
	}()
	next := 10
	for e := range l.Follow(t.Context(), next) {
		if e.N != next || e.Seq != next {
			t.Fatalf("followed to event %d with token %d, want %d", e.N, e.Seq, next)
		}
		next++
	}
	if next != before+after {
		t.Errorf("followed to %d, want %d", next, before+after)
	}
}

func TestFollowEndsWithItsContext(t *testing.T) {
	l := NewLog(LogConfig{})
	l.Append(Event{Kind: "note"})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range l.Follow(ctx, 0) {
		cancel() // while the follower waits for the second event, or before
	}
}

// A follower that does not come to its next event holds up nobody.
func TestWriterNeverWaitsForAFollower(t *testing.T) {
	l := NewLog(LogConfig{})
	l.Append(Event{Kind: "note", Text: "first"})
	seen := 0
	for range l.Follow(t.Context(), 0) {
		if seen++; seen == 1 { // this is the slow follower: it is still in here
			for range 1000 {
				l.Append(Event{Kind: "note"})
			}
			l.Close()
		}
	}
	if seen != 1001 {
		t.Errorf("the follower saw %d events, want 1001", seen)
	}
}

func TestLastActive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		l := NewLog(LogConfig{Began: began})
		check := func(what string, want time.Duration) {
			t.Helper()
			if got := l.LastActive().Sub(began); got != want {
				t.Errorf("%s: last active after %v, want %v", what, got, want)
			}
		}
		time.Sleep(time.Minute)
		check("new", 0)
		l.Append(Event{Kind: "note"})
		check("appended", time.Minute)
		time.Sleep(time.Minute)
		l.Touch()
		check("touched", 2*time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for range l.Follow(ctx, 0) {
			}
		}()
		synctest.Wait()
		time.Sleep(time.Minute)
		check("watched", 3*time.Minute)
		time.Sleep(time.Minute)
		cancel()
		synctest.Wait()
		time.Sleep(time.Minute)
		check("left", 4*time.Minute)
	})
}

// fillUp writes events until the log is full.
func fillUp(l *Log) {
	c := l.open(l.began, "127.0.0.1:1", "", 0)
	for !l.Full() {
		b := l.begin(l.began, c, 1, wire.ToClient)
		b.write(make([]byte, 1000))
		b.end()
	}
}

func TestFullTrace(t *testing.T) {
	budget := NewBudget(0)
	l := NewLog(LogConfig{Limit: 200 << 10, Budget: budget})
	fillUp(l)
	bytes := len(l.Stream(1, wire.ToClient))
	if want := 200<<10 - reserved; bytes < want*9/10 || l.Size() > want {
		t.Errorf("full with %d bytes and size %d, want most of %d", bytes, l.Size(), want)
	}
	mark := l.Len()
	b := l.begin(l.began, 1, 1, wire.ToClient)
	b.write([]byte("more"))
	b.frame(&wire.Frame{Layer: wire.WebSocket, Kind: wire.KindFrame, End: 4}, 0)
	b.end()
	for _, kind := range []string{"note", "edge.hold", "gen.start", "gen.tok", "gen.end", "fault", "challenge", "attempt.start", "attempt.end", "http.end"} {
		l.Append(Event{Kind: kind})
	}
	l.open(l.began, "127.0.0.1:2", "", 0)
	l.tell(connClose, 1, wire.ToServer, "client fin", l.began)
	got := kindsOf(l.Events(mark - 1))
	want := []string{"trace.full", "gen.start", "gen.tok", "gen.end", "fault", "challenge", "attempt.start", "attempt.end", "conn.open", "conn.close"}
	if !slices.Equal(got, want) {
		t.Errorf("after the end: %q, want %q", got, want)
	}
	if events, dropped := l.Dropped(); events != 6 || dropped < 1004 {
		t.Errorf("dropped %d events and %d bytes, want 6 and at least 1004", events, dropped)
	}
	if got := len(l.Stream(1, wire.ToClient)); got != bytes {
		t.Errorf("the full trace has %d bytes, want %d", got, bytes)
	}
}

// The reserve is bounded too, and tokens leave some of it for how the run ends.
func TestReserve(t *testing.T) {
	l := NewLog(LogConfig{Limit: 200 << 10})
	fillUp(l)
	for range 10000 {
		l.Append(Event{Kind: "gen.tok", Answer: "a"})
	}
	l.Append(Event{Kind: "attempt.end", Text: "EX01 passed"})
	events := l.Events(0)
	if got := events[len(events)-1].Kind; got != "attempt.end" {
		t.Errorf("the last event is %s, want attempt.end", got)
	}
	for range 10000 {
		l.Append(Event{Kind: "fault", Text: strings.Repeat("x", 100)})
	}
	if l.Size() > 200<<10 {
		t.Errorf("size %d, want at most the limit", l.Size())
	}
}

func TestBudget(t *testing.T) {
	budget := NewBudget(300 << 10)
	one, two := NewLog(LogConfig{Budget: budget}), NewLog(LogConfig{Budget: budget})
	fillUp(one)
	fillUp(two)
	if !budget.Full() && budget.Used() < 290<<10 {
		t.Errorf("used %d, want about all", budget.Used())
	}
	if got := int64(one.Size() + two.Size()); got != budget.Used() {
		t.Errorf("sizes %d, used %d", got, budget.Used())
	}
	one.Close()
	one.Close()
	one.Append(Event{Kind: "gen.tok"})
	two.Close()
	if budget.Used() != 0 {
		t.Errorf("used %d after all traces closed, want 0", budget.Used())
	}
}
