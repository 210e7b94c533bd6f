package room

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"pushlab/cmd/pushlab/internal/progress"
)

// Join gives a new seat, under the name given or, for "", a friendly one. The
// errors are ErrEnded, ErrFull and *NameError.
func (r *Room) Join(ctx context.Context, name string) (*Seat, error) {
	row, err := r.newRow(name)
	if err != nil {
		return nil, err
	}
	if row.Number, row.Name, err = r.reserve(row.Name); err != nil {
		return nil, err
	}
	if err := r.putSeat(ctx, row); err != nil {
		r.unreserve(row.Name, row.Number)
		return nil, err
	}
	return r.admit(row), nil
}

// newRow makes a seat of a name; its learner and token are random.
func (r *Room) newRow(name string) (row progress.Seat, err error) {
	if name != "" {
		if row.Name, err = CheckName(name); err != nil {
			return row, err
		}
	}
	if row.Learner, err = randomID(r.Rand, 16); err != nil {
		return row, err
	}
	row.Token, err = randomID(r.Rand, 16)
	row.Joined = r.moment()
	return row, err
}

// reserve takes the next number and the name, before the seat is saved.
func (r *Room) reserve(name string) (number int, taken string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !r.ended.IsZero():
		return 0, "", ErrEnded
	case r.full():
		r.refused++
		r.wake()
		return 0, "", ErrFull
	}
	if name == "" {
		name = r.friendly()
	}
	if err := r.takeName(name, r.next); err != nil {
		return 0, "", err
	}
	r.next++
	return r.next - 1, name, nil
}

// full says that nobody can join until a seat is free again. Each seat has a
// name, also one that is being saved. The caller holds mu.
func (r *Room) full() bool { return len(r.names) >= maxSeats || len(r.seats) >= maxKept }

// takeName makes the name the seat's, unless another's looks the same. The
// caller holds mu.
func (r *Room) takeName(name string, number int) error {
	look := skeleton(name)
	if other, ok := r.names[look]; ok && other != number {
		return &NameError{"Somebody in the room has this name, or one that looks like it. Choose another."}
	}
	r.names[look] = number
	return nil
}

// unreserve gives the name back if it is the seat's.
func (r *Room) unreserve(name string, number int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dropName(name, number)
}

// dropName is unreserve for a caller that holds mu.
func (r *Room) dropName(name string, number int) {
	if look := skeleton(name); r.names[look] == number {
		delete(r.names, look)
	}
}

// putSeat saves a seat's row.
func (r *Room) putSeat(ctx context.Context, row progress.Seat) error {
	return r.saved(r.Store.PutSeat(ctx, r.id, row))
}

// saved makes ErrEnded of the error for a room that was wiped.
func (r *Room) saved(err error) error {
	if errors.Is(err, progress.ErrNoSuchRoom) {
		return ErrEnded
	}
	return err
}

// admit lets everybody see a seat that was saved.
func (r *Room) admit(row progress.Seat) *Seat {
	s := r.newSeat(row)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seats[s.number] = s
	r.refused = 0
	r.sit(s)
	r.wakeSeats()
	return s
}

// sit puts a seat among those that are there. The caller holds mu.
func (r *Room) sit(s *Seat) {
	r.present = append(slices.Clone(r.present), s) // readers may hold the old slice
	slices.SortFunc(r.present, func(a, b *Seat) int { return cmp.Compare(a.number, b.number) })
}

// Seats returns the seats that did not leave, by number.
func (r *Room) Seats() []*Seat {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Clone(r.present)
}

// everySeat returns all seats that are kept.
func (r *Room) everySeat() []*Seat {
	r.mu.RLock()
	defer r.mu.RUnlock()
	list := make([]*Seat, 0, len(r.seats))
	for n := range r.next {
		if s := r.seats[n]; s != nil {
			list = append(list, s)
		}
	}
	return list
}

// Seat returns the seat with the number, or nil when there is none or it left.
func (r *Room) Seat(n int) *Seat {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if s := r.seats[n]; s != nil && s.gone.IsZero() {
		return s
	}
	return nil
}

// SeatOfLearner returns the learner's seat, or nil.
func (r *Room) SeatOfLearner(id string) *Seat {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range r.present {
		if s.learner == id {
			return s
		}
	}
	return nil
}

// FriendlyName returns a name for the next seat that nobody has. Each call gives
// another: two who read the form at the same time must not collide.
func (r *Room) FriendlyName() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.friendly()
}

// friendly walks through all pairs of adjective and animal, from a place that
// depends on the room, in steps that reach every pair. The caller holds mu.
func (r *Room) friendly() string {
	sum := r.sum("room names " + r.id)
	first := int(sum[0])<<8 | int(sum[1])
	for {
		r.offered++
		name := pair(first + r.offered*nameStep)
		if _, taken := r.names[skeleton(name)]; !taken {
			return name
		}
	}
}
