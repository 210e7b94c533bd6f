package room

import (
	"context"
	"slices"

	"pushlab/cmd/pushlab/internal/progress"
)

// Free takes the seat from who has it: cookie and words open nothing any more,
// and its pages end. What was done in it stays for the export; where nothing was
// done, nothing of it stays. ErrInvalid: there is no such seat.
func (r *Room) Free(ctx context.Context, number int) error {
	s := r.Seat(number)
	if s == nil {
		return ErrInvalid
	}
	if freed, err := r.forget(ctx, []int{number}); err != nil || freed > 0 {
		return err
	}
	return s.put(ctx, func(row *progress.Seat) error {
		row.Gone, row.Token = s.room.moment(), ""
		return nil
	})
}

// FreeEmpty frees every seat in which nothing was done and that no page shows,
// and returns how many there were. It forgets those of the kind that had left,
// too: a room keeps only so many.
func (r *Room) FreeEmpty(ctx context.Context) (freed int, err error) {
	return r.forget(ctx, r.unused())
}

// unused returns the seats that no page shows and that gave no card, which nobody
// can find out from what is stored. For all else forget looks there.
func (r *Room) unused() (numbers []int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for n, s := range r.seats {
		if s.sockets == 0 && s.carded == 0 {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// forget deletes those of the seats of which nothing is stored but themselves,
// and returns how many of them were held. Once it has begun it goes on without
// its caller: what is deleted must not be shown any more.
func (r *Room) forget(ctx context.Context, numbers []int) (held int, err error) {
	ctx = context.WithoutCancel(ctx)
	if err := r.keepNext(ctx); err != nil {
		return 0, err
	}
	gone, err := r.Store.ForgetSeats(ctx, r.id, numbers)
	if err != nil {
		return 0, err
	}
	return r.drop(gone), nil
}

// keepNext saves which number comes next, so that none is given twice: neither
// on a wall nor in an export may one number mean two people.
func (r *Room) keepNext(ctx context.Context) error {
	return r.change(ctx, func(set *settings) error {
		set.Next = r.next
		return nil
	})
}

// drop takes seats away that are not stored any more.
func (r *Room) drop(numbers []int) (held int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range numbers {
		s := r.seats[n]
		if s == nil {
			continue // another has dropped it
		}
		held += number(s.gone.IsZero())
		delete(r.seats, n)
		r.dropName(s.name, n)
		s.lose()
	}
	r.present = slices.DeleteFunc(slices.Clone(r.present), func(s *Seat) bool { return s.freed })
	r.wakeSeats()
	return held
}

// Lost is closed when the host frees the seat: its pages end.
func (s *Seat) Lost() <-chan struct{} { return s.lost }

// lose notes that the host has freed the seat, which is done once. The caller
// holds mu.
func (s *Seat) lose() {
	if !s.freed {
		s.freed = true
		close(s.lost)
	}
}

func (s *Seat) wasFreed() bool {
	s.room.mu.RLock()
	defer s.room.mu.RUnlock()
	return s.freed
}

// door says whether somebody can join. The caller holds mu.
func (r *Room) door() DoorState {
	return DoorState{Full: r.full(), Seats: maxSeats, Refused: r.refused}
}

// goneWord says in an export how the seat was given up, "" for one that was not.
// The caller holds mu.
func (s *Seat) goneWord() string {
	switch {
	case s.freed:
		return "freed"
	case !s.gone.IsZero():
		return "left"
	}
	return ""
}
