package room

import (
	"context"

	"pushlab/cmd/pushlab/internal/progress"
)

// At notes where the seat is. Coming to a lesson starts the clock of its first
// checkpoint that was not passed.
func (s *Seat) At(p Place) {
	s.Seen()
	if !s.comesTo(p.Lesson) {
		return
	}
	s.room.failed(s.happenNow(progress.Happening{Kind: kindCame, Lesson: p.Lesson}))
}

func (s *Seat) comesTo(lesson string) bool {
	s.room.mu.RLock()
	defer s.room.mu.RUnlock()
	return lesson != s.path.lesson && slug.MatchString(lesson)
}

// Tried notes that an attempt ended without a pass: the clause that failed, and
// what the check saw.
func (s *Seat) Tried(exercise, clause, seen string) {
	s.Seen()
	if _, ok := s.room.columns[exercise]; !ok {
		return
	}
	s.room.failed(s.happenNow(progress.Happening{
		Kind: kindTry, Item: exercise, Text: short(clause, maxText), More: short(seen, maxText),
	}))
}

// Passed notes that the seat's learner passed an exercise; the pass itself was
// saved as the learner's progress.
func (s *Seat) Passed(exercise string) {
	s.Seen()
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	s.room.pass(s, exercise, s.room.moment())
	s.room.wakeSeats()
}

// SetState saves what the learner says of themselves.
func (s *Seat) SetState(ctx context.Context, state State) error {
	s.Seen()
	if state != Working && state != Done && state != Come {
		return ErrInvalid
	}
	if already, err := s.says(state); already || err != nil {
		return err
	}
	return s.happen(ctx, progress.Happening{Kind: kindState, Text: string(state)})
}

// says says whether the learner says it already; ErrEnded: nobody listens.
func (s *Seat) says(state State) (already bool, err error) {
	s.room.mu.RLock()
	defer s.room.mu.RUnlock()
	if !s.room.ended.IsZero() {
		return false, ErrEnded
	}
	return s.state == state, nil
}

// SetFollowing saves whether the seat goes where the host goes.
func (s *Seat) SetFollowing(on bool) {
	s.Seen()
	s.room.mu.RLock()
	already := s.follows == on
	s.room.mu.RUnlock()
	if !already {
		s.room.failed(s.happenNow(progress.Happening{Kind: kindFollow, Option: number(on)}))
	}
}

func number(on bool) int {
	if on {
		return 1
	}
	return 0
}

// Card saves a minute card, without the seat: nobody can find out whose it is.
func (s *Seat) Card(ctx context.Context, good, bad string) error {
	s.Seen()
	good, bad = text(good), text(bad)
	if good == "" && bad == "" {
		return ErrInvalid
	}
	if err := s.takeCard(); err != nil {
		return err
	}
	return s.room.happen(ctx, progress.Happening{Kind: kindCard, Text: good, More: bad})
}

func (s *Seat) takeCard() error {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	switch {
	case !s.room.ended.IsZero():
		return ErrEnded
	case !s.room.set.Cards:
		return ErrClosed
	case s.carded == maxCards:
		return ErrMany
	}
	s.carded++
	return nil
}
