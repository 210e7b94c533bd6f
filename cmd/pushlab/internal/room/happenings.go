package room

import (
	"context"
	"encoding/json"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

// The kinds of rows, and what their fields mean.
const (
	kindAsk     = "ask"     // a question: lesson, block, number, its right option, text; more = the options in JSON
	kindVote    = "vote"    // item = the round, number = the question, option
	kindHint    = "hint"    // item = the exercise, number = which hint, text
	kindState   = "state"   // text
	kindTake    = "take"    // text = who comes to help, "" = nobody any more
	kindFollow  = "follow"  // option 1: the seat follows; 0: it does not
	kindBrought = "brought" // everybody who was there follows
	kindCame    = "came"    // lesson
	kindAway    = "away"    // number = milliseconds without a page
	kindTry     = "try"     // item = the exercise, text = the clause, more = what the check saw
	kindCard    = "card"    // text = good, more = bad; no seat
)

// happen saves a row of the seat and then changes the room.
func (s *Seat) happen(ctx context.Context, h progress.Happening) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	if err := s.mayHappen(h.Kind); err != nil {
		return err
	}
	h.Seat = s.number
	return s.room.commit(ctx, h)
}

// mayHappen holds back a seat that saves without end; who helps it still can.
func (s *Seat) mayHappen(kind string) error {
	s.room.mu.RLock()
	defer s.room.mu.RUnlock()
	switch {
	case s.rows >= maxRows && kind != kindHint && kind != kindTake:
		return ErrMany
	case s.freed:
		return ErrFreed
	case !s.gone.IsZero():
		return ErrEnded
	}
	return nil
}

// happenNow is happen for what belongs to no request.
func (s *Seat) happenNow(h progress.Happening) error {
	ctx, cancel := background()
	defer cancel()
	return s.happen(ctx, h)
}

// happen saves a row without a seat and then changes the room.
func (r *Room) happen(ctx context.Context, h progress.Happening) error {
	r.saving.Lock()
	defer r.saving.Unlock()
	return r.commit(ctx, h)
}

func (r *Room) commit(ctx context.Context, h progress.Happening) error {
	h.At = r.moment()
	if err := r.saved(r.Store.AddHappening(ctx, r.id, h)); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.apply(h)
	if h.Kind == kindTry || h.Kind == kindCame || h.Kind == kindAway {
		r.wake() // a seat's page does not show these
		return nil
	}
	r.wakeSeats()
	return nil
}

// moment is the time of a row: as it is read back, so that what is compared after
// a restart compares the same. It is the wall's: the monotonic clock stands still
// while a laptop sleeps, and the two must not be mixed.
func (r *Room) moment() time.Time { return time.UnixMilli(r.Now().UnixMilli()) }

// apply changes the room as a row says. The caller holds mu.
func (r *Room) apply(h progress.Happening) {
	switch h.Kind {
	case kindAsk:
		q := Question{Lesson: h.Lesson, Block: h.Item, Text: h.Text, Right: h.Option}
		_ = json.Unmarshal([]byte(h.More), &q.Options) // ours
		r.questions[h.Number] = q
	case kindCard:
		r.cards = append(r.cards, Card{Good: h.Text, Bad: h.More})
	case kindBrought:
		for _, s := range r.present {
			s.follows = s.follows || !s.joined.After(h.At)
		}
	default:
		if s := r.seats[h.Seat]; s != nil {
			s.rows++
			s.apply(h)
		}
	}
}

// apply changes the seat as a row says. The caller holds the room's mu.
func (s *Seat) apply(h progress.Happening) {
	switch h.Kind {
	case kindVote:
		s.vote(h)
	case kindHint:
		s.hints = append(s.hints, HintState{N: h.Number, Exercise: h.Item, Text: h.Text})
	case kindState:
		s.state, s.since = State(h.Text), h.At
		s.helped()
	case kindTake:
		s.taken = h.Text
	case kindFollow:
		s.follows = h.Option == 1
	case kindCame:
		s.come(h.Lesson, h.At)
	case kindAway:
		s.path.pause(h.At, time.Duration(h.Number)*time.Millisecond)
	case kindTry:
		s.try(h)
	}
}
