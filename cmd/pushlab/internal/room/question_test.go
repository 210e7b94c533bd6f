package room

import (
	"context"
	"errors"
	"reflect"
	"testing"
)

// A ballot is a vote of seat n, and what comes of it.
type ballot struct {
	seat, option int
	want         error
}

func TestVotesOfTwoRounds(t *testing.T) {
	ctx := t.Context()
	r := started(t, openRooms(t, t.TempDir()))
	for _, name := range []string{"Ada", "Bob", "Cleo"} {
		join(t, r, name)
	}
	closeIt := func(context.Context) error { r.CloseCollection(); return nil }
	drop := func(context.Context) error { r.DropQuestion(); return nil }
	other := question
	other.Block = "p2"
	steps := []struct {
		name          string
		do            func(context.Context) error
		votes         []ballot
		before, after []int // as the host sees them
		mine          int   // of seat 1
	}{
		{"nothing asked", closeIt, []ballot{{1, 1, ErrClosed}}, nil, nil, 0},
		{"asked", func(ctx context.Context) error { return r.Collect(ctx, question) },
			[]ballot{{1, 1, nil}, {1, 2, nil}, {2, 2, nil}, {3, 3, nil}, {3, 0, ErrInvalid}, {3, 4, ErrInvalid}}, []int{0, 2, 1}, nil, 2},
		{"asked twice, by a double click", func(ctx context.Context) error { return r.Collect(ctx, question) }, []ballot{{3, 1, nil}}, []int{1, 2, 0}, nil, 2},
		{"closed", closeIt, []ballot{{1, 3, ErrClosed}}, []int{1, 2, 0}, nil, 2},
		{"asked again", r.CollectAgain, []ballot{{1, 3, nil}, {2, 3, nil}, {2, 1, nil}}, []int{1, 2, 0}, []int{1, 0, 1}, 3},
		{"asked twice, in the second round", func(ctx context.Context) error { return r.Collect(ctx, question) }, nil, []int{1, 2, 0}, []int{1, 0, 1}, 3},
		{"revealed", r.Reveal, []ballot{{1, 1, ErrClosed}}, []int{1, 2, 0}, []int{1, 0, 1}, 3},
		{"the same block anew", func(ctx context.Context) error { return r.Collect(ctx, question) }, []ballot{{2, 1, nil}}, []int{1, 0, 0}, nil, 0},
		{"another block", func(ctx context.Context) error { return r.Collect(ctx, other) }, nil, []int{0, 0, 0}, nil, 0},
		{"dropped", drop, []ballot{{1, 1, ErrClosed}}, nil, nil, 0},
	}
	for _, step := range steps {
		must(t, step.do(ctx))
		for _, v := range step.votes {
			if err := r.Seat(v.seat).Vote(ctx, "03-sse", "p1", v.option); !errors.Is(err, v.want) {
				t.Errorf("%s: vote of seat %d for %d = %v, want %v", step.name, v.seat, v.option, err, v.want)
			}
		}
		p := r.Board(false).Predict
		if p == nil {
			p = &PredictState{}
		}
		if !reflect.DeepEqual([][]int{p.Before, p.After}, [][]int{step.before, step.after}) {
			t.Errorf("%s: votes = %v, %v, want %v, %v", step.name, p.Before, p.After, step.before, step.after)
		}
		if v := r.SeatView(r.Seat(1)).Predict; v != nil && v.Mine != step.mine {
			t.Errorf("%s: mine = %d, want %d", step.name, v.Mine, step.mine)
		}
	}
}

func TestVotesAreHiddenUntilRevealed(t *testing.T) {
	ctx := t.Context()
	r := started(t, openRooms(t, t.TempDir()))
	ada := join(t, r, "Ada")
	must(t, r.Collect(ctx, question), ada.Vote(ctx, "03-sse", "p1", 3), r.CollectAgain(ctx))
	for name, p := range map[string]*PredictState{"seat": r.SeatView(ada).Predict, "projector": r.Board(true).Predict} {
		if p.Before != nil || p.After != nil || p.Right != 0 || p.Of != 1 || p.Answered != 0 || p.Round != 2 {
			t.Errorf("%s before the reveal = %+v, want no votes and no right option", name, *p)
		}
	}
	must(t, r.Reveal(ctx))
	for name, p := range map[string]*PredictState{"seat": r.SeatView(ada).Predict, "projector": r.Board(true).Predict} {
		if p.Right != 3 || !reflect.DeepEqual(p.Before, []int{0, 0, 1}) || !reflect.DeepEqual(p.After, []int{0, 0, 0}) {
			t.Errorf("%s after the reveal = %+v, want the votes and option 3", name, *p)
		}
	}
}

func TestWhatCanNotBeAsked(t *testing.T) {
	ctx := t.Context()
	rs := openRooms(t, t.TempDir())
	r := started(t, rs)
	ada := join(t, r, "Ada")
	tests := map[string]struct{ got, want error }{
		"one option":         {r.Collect(ctx, Question{Options: []string{"a"}, Right: 1}), ErrInvalid},
		"no right option":    {r.Collect(ctx, Question{Options: []string{"a", "b"}, Right: 3}), ErrInvalid},
		"again of nothing":   {r.CollectAgain(ctx), ErrClosed},
		"reveal of nothing":  {r.Reveal(ctx), ErrClosed},
		"another lesson":     {first(r.Collect(ctx, question), ada.Vote(ctx, "04-x", "p1", 1)), ErrClosed},
		"another block":      {ada.Vote(ctx, "03-sse", "p2", 1), ErrClosed},
		"again, when shown":  {first(r.Reveal(ctx), r.CollectAgain(ctx)), ErrClosed},
		"a vote, at the end": {first(r.Collect(ctx, question), rs.End(ctx), ada.Vote(ctx, "03-sse", "p1", 1)), ErrEnded},
		"after the end":      {r.Collect(ctx, question), ErrEnded},
	}
	for name, test := range tests {
		if !errors.Is(test.got, test.want) {
			t.Errorf("%s: %v, want %v", name, test.got, test.want)
		}
	}
}

// first returns the first error of a list.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
