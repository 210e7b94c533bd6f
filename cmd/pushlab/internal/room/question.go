package room

import (
	"context"
	"encoding/json"

	"pushlab/cmd/pushlab/internal/progress"
)

// A Question is a predict block that the room answers together.
type Question struct {
	Lesson, Block, Text string
	Options             []string
	Right               int // from 1
}

// The states of a collection.
const (
	open     = "open"     // votes are taken and hidden
	closed   = "closed"   // votes are hidden and not taken
	revealed = "revealed" // everybody sees the votes and the right option
)

// Collect asks the room. A question that was there is replaced; its votes stay
// in the export. One that is open already stays as it is: who clicks twice, or on
// an old page, must not empty it.
func (r *Room) Collect(ctx context.Context, q Question) error {
	options, err := json.Marshal(q.Options)
	if err != nil {
		return err
	}
	switch {
	case r.Ended():
		return ErrEnded
	case len(q.Options) < 2 || q.Right < 1 || q.Right > len(q.Options):
		return ErrInvalid
	}
	r.saving.Lock()
	defer r.saving.Unlock()
	if r.asks(q) {
		return nil
	}
	n := r.settings().Asked.Last + 1
	err = r.commit(ctx, progress.Happening{
		Kind: kindAsk, Lesson: q.Lesson, Item: q.Block, Number: n, Option: q.Right, Text: q.Text, More: string(options),
	})
	if err != nil {
		return err
	}
	return r.ask(ctx, func(a *asked) bool {
		*a = asked{Number: n, Last: n, Round: 1, State: open}
		return true
	})
}

// asks says whether the room is asked this and may answer.
func (r *Room) asks(q Question) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	a := r.set.Asked
	there := r.questions[a.Number]
	return a.State == open && there.Lesson == q.Lesson && there.Block == q.Block
}

// ask changes how the question stands; ErrClosed when ok is false.
func (r *Room) ask(ctx context.Context, change func(*asked) (ok bool)) error {
	return r.change(ctx, func(set *settings) error {
		if !change(&set.Asked) {
			return ErrClosed
		}
		return nil
	})
}

// CollectAgain opens the second round, after the discussion.
func (r *Room) CollectAgain(ctx context.Context) error {
	if r.Ended() {
		return ErrEnded
	}
	return r.ask(ctx, func(a *asked) bool {
		if a.Number == 0 || a.State == revealed {
			return false
		}
		a.Round, a.State = 2, open
		return true
	})
}

// CloseCollection takes no more votes in this round.
func (r *Room) CloseCollection() {
	r.adjust(func(set *settings) {
		if set.Asked.State == open {
			set.Asked.State = closed
		}
	})
}

// Reveal shows the votes of both rounds and the right option.
func (r *Room) Reveal(ctx context.Context) error {
	return r.ask(ctx, func(a *asked) bool {
		if a.Number == 0 {
			return false
		}
		a.State = revealed
		return true
	})
}

// DropQuestion takes the question away.
func (r *Room) DropQuestion() {
	r.adjust(func(set *settings) { set.Asked = asked{Last: set.Asked.Last} })
}

// Vote saves the seat's option, from 1, in the round that is open. Until it is
// closed the vote may be changed. ErrClosed: no collection is open for it.
func (s *Seat) Vote(ctx context.Context, lesson, block string, option int) error {
	s.Seen()
	h, already, err := s.ballot(lesson, block, option)
	if err != nil || already {
		return err
	}
	return s.happen(ctx, h)
}

// ballot returns the row of a vote, if it is allowed now.
func (s *Seat) ballot(lesson, block string, option int) (h progress.Happening, already bool, err error) {
	r := s.room
	r.mu.RLock()
	defer r.mu.RUnlock()
	a := r.set.Asked
	q := r.questions[a.Number]
	switch {
	case !r.ended.IsZero():
		return h, false, ErrEnded
	case a.State != open || q.Lesson != lesson || q.Block != block:
		return h, false, ErrClosed
	case option < 1 || option > len(q.Options):
		return h, false, ErrInvalid
	}
	h = progress.Happening{Kind: kindVote, Item: rounds[a.Round-1], Number: a.Number, Option: option}
	return h, s.votes[a.Number][a.Round-1] == option, nil
}

// rounds are their names in rows.
var rounds = [2]string{"1", "2"}

// vote notes a vote that was saved. The caller holds the room's mu.
func (s *Seat) vote(h progress.Happening) {
	both := s.votes[h.Number]
	for i, name := range rounds {
		if h.Item == name {
			both[i] = h.Option
		}
	}
	s.votes[h.Number] = both
}
