package server

import (
	"context"
	"strings"

	"pushlab/cmd/pushlab/internal/room"
)

// openRooms finds the room that was open, and opens one when there is none and
// the server was asked for one. Without that rooms are known only so that old
// ones are wiped.
func (s *Server) openRooms(ctx context.Context, key []byte) (err error) {
	if s.config.Tap != nil {
		return nil
	}
	s.rooms, err = room.New(ctx, room.Config{
		Store: s.store, Key: key, Now: s.config.Now, Rand: s.config.Rand, Checkpoints: s.checkpoints(),
		Failed: func(err error) { s.log.Error("a change of the room was not saved", "err", err) },
	})
	if err != nil {
		return err
	}
	if err := s.rooms.Sweep(ctx); err != nil {
		return err
	}
	if s.opensRoom() && s.rooms.Current() == nil {
		_, err = s.rooms.Start(ctx)
	}
	return err
}

// sweepRooms wipes rooms in which nothing happened for 7 days.
func (s *Server) sweepRooms() {
	if s.rooms == nil {
		return
	}
	if err := s.rooms.Sweep(s.done); err != nil {
		s.log.Error("old rooms could not be wiped", "err", err)
	}
}

// opensRoom says whether the server was asked for a room.
func (s *Server) opensRoom() bool { return s.config.Room || s.config.LAN }

// checkpoints are the exercises in the order of the course.
func (s *Server) checkpoints() (list []room.Checkpoint) {
	for _, l := range s.lessons {
		for _, id := range l.Exercises {
			list = append(list, room.Checkpoint{ID: id, Label: shortName(id), Lesson: l.Slug})
		}
	}
	return list
}

// shortName is an exercise's name as a narrow column has it: EX05a is 5a.
func shortName(exercise string) string {
	return strings.TrimLeft(strings.TrimPrefix(exercise, "EX"), "0")
}
