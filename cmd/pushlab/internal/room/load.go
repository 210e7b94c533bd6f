package room

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

// load finds the room again: its seats, then everything in order, the passes of
// the learners' progress between the rows where they belong.
func (r *Room) load(ctx context.Context, saved progress.Room) error {
	if err := json.Unmarshal(saved.Settings, &r.set); err != nil {
		return err
	}
	r.hostPlace = r.set.Follow.Place
	if err := r.loadSeats(ctx); err != nil {
		return err
	}
	rows, err := r.Store.Happenings(ctx, r.id)
	if err != nil {
		return err
	}
	done, err := r.progress(ctx)
	if err != nil {
		return err
	}
	passes := passings(done)
	r.replay(rows, passes)
	r.settle(done)
	r.allAway(r.lastStored(saved.Changed, rows, passes))
	return nil
}

func (r *Room) loadSeats(ctx context.Context) error {
	seats, err := r.Store.SeatsOf(ctx, r.id)
	for _, row := range seats {
		r.loadSeat(row)
	}
	r.next = max(r.next, r.set.Next)
	return err
}

func (r *Room) loadSeat(row progress.Seat) {
	s := r.newSeat(row)
	r.seats[s.number] = s
	r.next = s.number + 1 // they come by number
	if s.gone.IsZero() {
		r.present = append(r.present, s)
		r.names[skeleton(s.name)] = s.number
	}
}

// progress reads the progress of all seats' learners.
func (r *Room) progress(ctx context.Context) (map[*Seat]progress.Progress, error) {
	all := map[*Seat]progress.Progress{}
	for _, s := range r.everySeat() {
		p, err := r.Store.Progress(ctx, s.learner)
		if err != nil {
			return nil, err
		}
		all[s] = p
	}
	return all, nil
}

// A passing is a pass that stands in a learner's progress.
type passing struct {
	seat     *Seat
	exercise string
	at       time.Time
}

// passings returns all passes in the order of their times.
func passings(done map[*Seat]progress.Progress) []passing {
	var list []passing
	for s, p := range done {
		for exercise, pass := range p.Passed {
			list = append(list, passing{s, exercise, pass.At})
		}
	}
	slices.SortFunc(list, func(a, b passing) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.exercise, b.exercise))
	})
	return list
}

// replay goes through the rows and puts each pass before the first row that is
// later.
func (r *Room) replay(rows []progress.Happening, passes []passing) {
	for _, h := range rows {
		for len(passes) > 0 && passes[0].at.Before(h.At) {
			r.pass(passes[0].seat, passes[0].exercise, passes[0].at)
			passes = passes[1:]
		}
		r.apply(h)
	}
	for _, p := range passes {
		r.pass(p.seat, p.exercise, p.at)
	}
}

// settle counts the attempts that the learners' progress has and the room's rows
// have not: a crash may come between the two.
func (r *Room) settle(done map[*Seat]progress.Progress) {
	for s, p := range done {
		for exercise, n := range p.Attempts {
			if _, ok := r.columns[exercise]; ok {
				t := s.tried(exercise)
				t.n = max(t.n, n)
			}
		}
	}
}

// lastStored is the newest moment of which something is stored: the server was
// there then, and nobody knows for how much longer.
func (r *Room) lastStored(at time.Time, rows []progress.Happening, passes []passing) time.Time {
	for _, s := range r.everySeat() {
		at = later(later(at, s.joined), s.gone)
	}
	if n := len(rows); n > 0 {
		at = later(at, rows[n-1].At)
	}
	if n := len(passes); n > 0 {
		at = later(at, passes[n-1].at)
	}
	return at
}

// allAway notes that no seat has had a page since then. The time in which the
// server was down is none of work, and Connected takes it off each clock.
func (r *Room) allAway(since time.Time) {
	for _, s := range r.everySeat() {
		s.away = since
	}
}
