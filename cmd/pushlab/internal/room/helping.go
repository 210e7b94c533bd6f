package room

import (
	"context"

	"pushlab/cmd/pushlab/internal/progress"
)

// Hint sends a seat hint n for an exercise; 0 is one of the host's own words.
func (r *Room) Hint(ctx context.Context, seat int, exercise string, n int, hint string) error {
	s := r.Seat(seat)
	if _, ok := r.columns[exercise]; !ok || s == nil || n < 0 || hint == "" {
		return ErrInvalid
	}
	return s.happen(ctx, progress.Happening{Kind: kindHint, Item: exercise, Number: n, Text: short(hint, 4*maxText)})
}

// Take notes who goes to help the seat.
func (r *Room) Take(ctx context.Context, seat int, by string) error {
	s := r.Seat(seat)
	by = short(text(by), maxNameLength)
	if s == nil || by == "" {
		return ErrInvalid
	}
	return s.happen(ctx, progress.Happening{Kind: kindTake, Text: by})
}

// Untake notes that nobody goes to help the seat any more.
func (r *Room) Untake(ctx context.Context, seat int) error {
	s := r.Seat(seat)
	if s == nil {
		return ErrInvalid
	}
	return s.happen(ctx, progress.Happening{Kind: kindTake})
}

// hint returns the newest hint for an exercise that was not passed; nil = none.
// The caller holds the room's mu.
func (s *Seat) hint() *HintState {
	if len(s.hints) == 0 {
		return nil
	}
	h := s.hints[len(s.hints)-1]
	column, ok := s.room.columns[h.Exercise]
	if !ok || s.path.done(column) { // not ok: the course has lost it since
		return nil
	}
	return &h
}

// hinted returns the highest hint that was given for an exercise.
func (s *Seat) hinted(exercise string) (n int) {
	for _, h := range s.hints {
		if h.Exercise == exercise {
			n = max(n, h.N)
		}
	}
	return n
}
