package room

import (
	"context"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

// Rename gives the seat another name.
func (s *Seat) Rename(ctx context.Context, name string) error {
	clean, err := CheckName(name)
	if err != nil {
		return err
	}
	return s.put(ctx, func(row *progress.Seat) error {
		if !s.room.ended.IsZero() {
			return ErrEnded
		}
		row.Name = clean
		return s.room.takeName(clean, s.number)
	})
}

// Leave gives the seat up: its cookie is good for nothing, its name is free, and
// it is on no board. Its words still find it (Return).
func (s *Seat) Leave(ctx context.Context) error {
	return s.put(ctx, func(row *progress.Seat) error {
		row.Gone = s.room.Now()
		return nil
	})
}

// Return takes the seat of somebody who had left again; when their name was
// given away, they get a friendly one.
func (s *Seat) Return(ctx context.Context) error {
	if s.room.Seat(s.number) != nil {
		return nil
	}
	return s.put(ctx, func(row *progress.Seat) error {
		row.Gone = time.Time{}
		if s.room.takeName(row.Name, s.number) != nil {
			row.Name = s.room.friendly()
			return s.room.takeName(row.Name, s.number)
		}
		return nil
	})
}

// put saves a changed row of the seat and then shows it. change is called with
// mu held.
func (s *Seat) put(ctx context.Context, change func(*progress.Seat) error) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	row, err := s.changed(change)
	if err != nil {
		return err
	}
	if err := s.room.putSeat(ctx, row); err != nil {
		s.unchanged(row)
		return err
	}
	s.show(row)
	return nil
}

func (s *Seat) changed(change func(*progress.Seat) error) (progress.Seat, error) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	row := s.row()
	if s.freed {
		return row, ErrFreed
	}
	err := change(&row)
	return row, err
}

// unchanged gives back the name of a row that was not saved.
func (s *Seat) unchanged(row progress.Seat) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	if skeleton(row.Name) != skeleton(s.name) || !s.gone.IsZero() {
		s.room.dropName(row.Name, s.number)
	}
}

// show takes over a row that was saved.
func (s *Seat) show(row progress.Seat) {
	r := s.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if skeleton(row.Name) != skeleton(s.name) {
		r.dropName(s.name, s.number)
	}
	if row.Token == "" {
		s.lose()
	}
	s.name, s.gone = row.Name, row.Gone
	r.present = slices.DeleteFunc(slices.Clone(r.present), func(other *Seat) bool { return other == s })
	if s.gone.IsZero() {
		r.sit(s)
	} else {
		r.dropName(s.name, s.number)
	}
	r.wakeSeats()
}
