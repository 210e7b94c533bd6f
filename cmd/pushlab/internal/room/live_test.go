package room

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestHerd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		r.CameBack(1) // before anything struck
		r.Struck("old", 1)
		r.Struck("cut", 6)
		for _, back := range []struct {
			after time.Duration
			seat  int
		}{{0, 1}, {99 * time.Millisecond, 2}, {time.Millisecond, 2}, {200 * time.Millisecond, 3}, {29_650 * time.Millisecond, 3}, {100 * time.Millisecond, 4}} {
			time.Sleep(back.after)
			r.CameBack(back.seat) // the last one comes after 30 s
		}
		p := r.Profile()
		p.Jitter = false
		r.SetProfile(p)
		r.Struck("status", 9)
		herds := r.Board(true).Herds
		if len(herds) != 2 || herds[1].Jitter || herds[1].Kind != "status" || len(herds[1].Bars) != 0 {
			t.Fatalf("herds = %+v, want the last two, the newest without jitter", herds)
		}
		h := herds[0]
		bars := slices.Clone(h.Bars)
		h.Bars, h.At = nil, 0
		if want := (HerdState{Kind: "cut", Streams: 6, Jitter: true, Back: 3, Peak: 2, Last: 29_950}); !reflect.DeepEqual(h, want) {
			t.Errorf("herd = %+v, want %+v", h, want)
		}
		if len(bars) != 300 || !slices.Equal(bars[:4], []int{2, 1, 0, 1}) || bars[299] != 1 {
			t.Errorf("bars = %v, want 2 1 0 1 … 1 in 300", bars)
		}
	})
}

func TestChangedWakes(t *testing.T) {
	r := started(t, openRooms(t, t.TempDir()))
	ada := join(t, r, "Ada")
	tests := map[string]struct {
		do         func()
		all, seats bool
	}{
		"nothing":    {func() {}, false, false},
		"a sign":     {ada.Seen, false, false},
		"a place":    {func() { ada.At(Place{Lesson: "03-sse"}) }, true, false},
		"a try":      {func() { ada.Tried("EX03", "a", "b") }, true, false},
		"a view":     {func() { ada.SetView("v") }, true, false},
		"struck":     {func() { r.Struck("cut", 1); r.CameBack(1) }, true, false},
		"a page":     {func() { ada.Connected() }, true, true},
		"a state":    {func() { must(t, ada.SetState(t.Context(), Done)) }, true, true},
		"looked at":  {func() { ada.Looked() }, true, true},
		"a fault":    {func() { r.SetFault(FaultState{Buffer: true}) }, true, true},
		"a pass":     {func() { ada.Passed("EX03") }, true, true},
		"a new seat": {func() { join(t, r, "Bob") }, true, true},
	}
	for name, test := range tests {
		all, seats := r.Changed(), r.SeatsChanged()
		test.do()
		if got := [2]bool{isClosed(all), isClosed(seats)}; got != [2]bool{test.all, test.seats} {
			t.Errorf("%s: woke all, seats = %v, want %v, %v", name, got, test.all, test.seats)
		}
	}
}

func isClosed(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

func TestPresentShowsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		teach(t, r)
		b, err := json.Marshal(r.Board(true)) // unlike %+v it goes behind pointers
		must(t, err)
		for _, private := range append([]string{"Ada", "Ana", "the event ends", "no empty line", "4 tries", "the speed"}, r.Seat(2).Name()) {
			if strings.Contains(string(b), private) {
				t.Errorf("the projector is sent %q", private)
			}
		}
		for _, line := range r.Board(true).Seats {
			if line.Need != "" || line.Wait != 0 || line.Hints != 0 {
				t.Errorf("the projector is told what seat %d needs: %+v", line.Seat, line)
			}
		}
		if got := r.Board(true).Order; !reflect.DeepEqual(got, []int{1, 2}) {
			t.Errorf("order = %v, want by number", got)
		}
	})
}

func TestRevSaysWhatChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		ada, bob := join(t, r, "Ada"), join(t, r, "Bob")
		ada.Connected()
		bob.Connected()
		revs := func() [2]uint64 { b := r.Board(false); return [2]uint64{b.Seats[0].Rev, b.Seats[1].Rev} }
		before := revs()
		bob.SetView("view")
		after := revs()
		if before[0] != after[0] || before[1] == after[1] {
			t.Errorf("revs = %v then %v, want only the second to change", before, after)
		}
	})
}

// A class that arrives, votes and is looked at, all at the same time: for the
// race detector, and for what must come out whatever the order.
func TestEverybodyAtOnce(t *testing.T) {
	const class = 60
	ctx := t.Context()
	r := started(t, openRooms(t, t.TempDir()))
	must(t, r.Collect(ctx, question))
	var all sync.WaitGroup
	for i := range class {
		all.Go(func() {
			s, err := r.Join(ctx, r.FriendlyName())
			if err != nil {
				t.Errorf("Join = %v", err)
				return
			}
			gone := s.Connected()
			s.At(Place{Lesson: "03-sse"})
			s.Tried("EX03", "a", "b")
			must := []error{s.Vote(ctx, "03-sse", "p1", 1+i%3), s.SetState(ctx, Come), s.Rename(ctx, s.Name()+" x")}
			if err := errors.Join(must...); err != nil {
				t.Errorf("seat %d: %v", s.Number(), err)
			}
			s.Passed("EX03")
			if i%2 == 0 {
				gone()
			}
		})
	}
	const hosts = 4 // each brings once the last was saved: a save without a request waits only so long
	for range hosts {
		all.Go(func() {
			for range class / hosts {
				r.Board(false)
				r.StartTimer(time.Minute, "x")
				r.Bring()
			}
		})
	}
	all.Wait()
	b := r.Board(false)
	if want := (Counts{Joined: class, Connected: class / 2, Come: class, Answered: class, Following: b.Counts.Following}); b.Counts != want {
		t.Errorf("Counts = %+v, want %+v", b.Counts, want)
	}
	if b.Follow.N != class || b.Columns[0].Passed != class || !slices.Equal(b.Predict.Before, []int{20, 20, 20}) {
		t.Errorf("brings %d, passes %d, votes %v, want %d, %d, 20 20 20", b.Follow.N, b.Columns[0].Passed, b.Predict.Before, class, class)
	}
}

func TestARoomHas400Seats(t *testing.T) {
	r := started(t, openRooms(t, t.TempDir()))
	var all sync.WaitGroup
	for range maxSeats {
		all.Go(func() {
			if _, err := r.Join(context.Background(), ""); err != nil {
				t.Errorf("Join = %v", err)
			}
		})
	}
	all.Wait()
	if _, err := r.Join(t.Context(), ""); !errors.Is(err, ErrFull) {
		t.Errorf("Join of seat 401 = %v, want ErrFull", err)
	}
	checkDoor(t, r, DoorState{Full: true, Seats: 400, Refused: 1})
	must(t, r.Seat(7).Leave(t.Context()))
	checkDoor(t, r, DoorState{Seats: 400, Refused: 1})
	if s := join(t, r, ""); s.Number() != 401 {
		t.Errorf("the seat after one left has number %d, want 401", s.Number())
	}
	checkDoor(t, r, DoorState{Full: true, Seats: 400})
	r.next = maxKept + 1 // as after ten times this
	if n, err := r.FreeEmpty(t.Context()); n != maxSeats || err != nil || len(r.seats) != 0 {
		t.Errorf("FreeEmpty = %d, %v, and %d are kept, want all 400 and none", n, err, len(r.seats))
	}
	if s := join(t, r, ""); s.Number() != maxKept+1 {
		t.Errorf("the seat after all were freed has number %d, want %d", s.Number(), maxKept+1)
	}
}
