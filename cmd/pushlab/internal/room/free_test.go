package room

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"pushlab/cmd/pushlab/internal/progress"
)

// What was done in a freed seat is kept; nobody comes back to it, by whatever way,
// also after a restart.
func TestFree(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	r := started(t, openRooms(t, dir))
	ada := join(t, r, "Ada")
	passed(t, ada, "EX03")
	must(t, ada.SetState(ctx, Done))
	ada.Connected()
	cookie, words := ada.Cookie(), ada.Words()
	must(t, r.Free(ctx, 1))
	<-ada.Lost()
	for name, err := range map[string]error{
		"Rename": ada.Rename(ctx, "Eve"), "Return": ada.Return(ctx), "Leave": ada.Leave(ctx), "SetState": ada.SetState(ctx, Come),
	} {
		if !errors.Is(err, ErrFreed) {
			t.Errorf("%s of a freed seat = %v, want ErrFreed", name, err)
		}
	}
	if err := r.Free(ctx, 1); !errors.Is(err, ErrInvalid) {
		t.Errorf("Free of a freed seat = %v, want ErrInvalid", err)
	}
	for _, r := range []*Room{r, openRooms(t, killed(t, dir)).Current()} {
		if r.Seat(1) != nil || r.SeatOf(cookie) != nil || r.Back(words) != nil || !r.WasFreed(cookie) || len(r.Board(false).Seats) != 0 {
			t.Error("a freed seat is still there")
		}
		if got := exported(t, r); len(got) != 1 || got[0].Gone != "freed" || !got[0].Checkpoints[0].Passed {
			t.Errorf("the export has %+v, want the freed seat with its pass", got)
		}
	}
	if s := join(t, r, "Ada"); s.Number() != 2 || r.WasFreed(s.Cookie()) || s.wasFreed() {
		t.Errorf("who joins after has seat %d, freed: %t", s.Number(), r.WasFreed(s.Cookie()))
	}
}

// exported returns the seats of an export.
func exported(t *testing.T, r *Room) []exportSeat {
	t.Helper()
	var file bytes.Buffer
	var got export
	must(t, r.ExportJSON(t.Context(), &file, false), json.Unmarshal(file.Bytes(), &got))
	return got.Seats
}

// Only a seat of which nothing is known goes: whoever did something, or has a page
// open, keeps theirs.
func TestFreeEmpty(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	r := started(t, openRooms(t, dir))
	r.OpenCards(true)
	must(t, r.Collect(ctx, question))
	did := map[string]func(*Seat) error{
		"attempt":    func(s *Seat) error { failed(t, s, "EX03", "a", "b"); return nil },
		"pass":       func(s *Seat) error { passed(t, s, "EX03"); return nil },
		"prediction": func(s *Seat) error { return r.Store.Predict(ctx, s.learner, "05-resume", "p9", 2) },
		"vote":       func(s *Seat) error { return s.Vote(ctx, "03-sse", "p1", 1) },
		"state":      func(s *Seat) error { return s.SetState(ctx, Come) },
		"card":       func(s *Seat) error { return s.Card(ctx, "a", "b") },
		"lesson":     func(s *Seat) error { s.At(Place{Lesson: "03-sse"}); return nil },
		"hint":       func(s *Seat) error { return r.Hint(ctx, s.number, "EX03", 1, "x") },
		"run":        func(s *Seat) error { return r.Store.OwnRun(ctx, "hash", s.learner) },
		"page":       func(s *Seat) error { s.Connected(); return nil },
	}
	for name, do := range did {
		must(t, do(join(t, r, name)))
	}
	left, empty := join(t, r, "left"), join(t, r, "empty")
	must(t, left.Leave(ctx))
	if n, err := r.FreeEmpty(ctx); n != 1 || err != nil {
		t.Errorf("FreeEmpty = %d, %v, want the one empty seat", n, err)
	}
	for _, s := range r.Seats() {
		delete(did, s.Name())
	}
	if len(did) > 0 || len(r.Seats()) != 10 {
		t.Errorf("%d seats are there, want ten; freed were those with a %v", len(r.Seats()), did)
	}
	again := openRooms(t, killed(t, dir)).Current()
	for _, s := range []*Seat{left, empty} {
		if !r.WasFreed(s.Cookie()) || !again.WasFreed(s.Cookie()) || again.Back(s.Words()) != nil {
			t.Errorf("the seat %q is still there", s.name)
		}
	}
	if err := r.Store.Predict(ctx, empty.learner, "05-resume", "p9", 2); !errors.Is(err, progress.ErrNoSuchRoom) {
		t.Errorf("what a forgotten learner does late = %v, want ErrNoSuchRoom", err)
	}
	if n := join(t, again, "").Number(); n != 13 {
		t.Errorf("the next seat has number %d, want 13: no number is given twice", n)
	}
	if slices.ContainsFunc(exported(t, again), func(s exportSeat) bool { return s.Gone != "" }) {
		t.Error("the export has seats in which nothing was done")
	}
}

// A cookie of another room, or of none, is no freed seat's.
func TestWasFreed(t *testing.T) {
	rs := openRooms(t, t.TempDir())
	before := join(t, started(t, rs), "Ada").Cookie()
	r := started(t, rs)
	bob := join(t, r, "Bob")
	must(t, bob.Leave(t.Context()))
	for name, cookie := range map[string]string{
		"none": "", "of the room before": before, "of one that left": bob.Cookie(), "forged": r.ID() + ".9.token.mac",
	} {
		if r.WasFreed(cookie) {
			t.Errorf("a cookie %s is a freed seat's", name)
		}
	}
}

// checkDoor looks at what a board says of the seats, and that a projector says
// nothing of them.
func checkDoor(t *testing.T, r *Room, want DoorState) {
	t.Helper()
	if got, wall := r.Board(false).Door, r.Board(true).Door; got != want || wall != (DoorState{}) {
		t.Errorf("the door is %+v, on a projector %+v, want %+v and nothing", got, wall, want)
	}
}
