package server

import (
	"fmt"
	"sync"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/room"
)

// Limits of a room's streams.
const (
	maxSeatStreams = 12   // of a seat, live at one time, over all its runs
	maxSeatRuns    = 8192 // whose seat is remembered; of the others the database knows
)

// roomStreams knows whose the runs of the open room are, and what streams. Of
// another room it knows nothing. A run's seat is written down when it is made, and
// after a restart it is found again by its owner.
type roomStreams struct {
	faulting sync.Mutex // held while a fault of the room changes

	mu    sync.Mutex
	room  string         // the room's id
	seats map[string]int // by the run's id, the seat's number; 0 is nobody's
	live  map[int]int    // streams by seat
}

// of forgets the room before. It needs mu.
func (rs *roomStreams) of(open *room.Room) {
	if id := open.ID(); rs.seats == nil || rs.room != id {
		rs.room, rs.seats, rs.live = id, map[string]int{}, map[int]int{}
	}
}

func (rs *roomStreams) seat(open *room.Room, run string) (seat int, known bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.of(open)
	seat, known = rs.seats[run]
	return seat, known
}

func (rs *roomStreams) know(open *room.Room, run string, seat int) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.of(open)
	if len(rs.seats) >= maxSeatRuns {
		clear(rs.seats)
	}
	rs.seats[run] = seat
}

// A fullSeat is the number of a seat that has no place for another stream.
type fullSeat int

func (n fullSeat) Error() string {
	return fmt.Sprintf("Seat %d has %d live streams, which is the most it may have. End one, or wait for its end, and ask again.", n, maxSeatStreams)
}

// enter takes one of the seat's places.
func (rs *roomStreams) enter(open *room.Room, seat int) (leave func(), err error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.of(open)
	live := rs.live // that of this room, also when another is open by then
	if live[seat] >= maxSeatStreams {
		return nil, fullSeat(seat)
	}
	live[seat]++
	return func() {
		rs.mu.Lock()
		defer rs.mu.Unlock()
		if live[seat]--; live[seat] == 0 {
			delete(live, seat)
		}
	}, nil
}

// teaching is the open room while it goes on, nil otherwise.
func (s *Server) teaching() *room.Room {
	if open := s.room(); open != nil && !open.Ended() {
		return open
	}
	return nil
}

// seatOfRun returns the seat of the open room that made the run, nil if none did.
func (s *Server) seatOfRun(run *demo.Run) (*room.Room, *room.Seat) {
	open := s.teaching()
	if open == nil {
		return nil, nil
	}
	n, known := s.streams.seat(open, run.ID)
	if !known {
		var err error
		if n, err = s.findSeat(open, run); err != nil {
			if s.done.Err() == nil {
				s.log.Error("finding the seat of a run", "err", err)
			}
			return open, nil
		}
		s.streams.know(open, run.ID, n)
	}
	if n == 0 {
		return open, nil
	}
	return open, open.Seat(n)
}

// findSeat asks the database who made the run; 0 is nobody of the room.
func (s *Server) findSeat(open *room.Room, run *demo.Run) (n int, err error) {
	owner, ok, err := s.store.RunOwner(s.done, runHash(run.ID))
	if err != nil || !ok {
		return 0, err
	}
	if seat := open.SeatOfLearner(owner); seat != nil {
		return seat.Number(), nil
	}
	return 0, nil
}

// forClass says whether the run was made for the class stream, after a restart too.
func (s *Server) forClass(run *demo.Run) bool {
	_, ok, err := s.store.RunOwner(s.done, classHash(run.ID))
	if err != nil && s.done.Err() == nil {
		s.log.Error("finding what a run is for", "err", err)
	}
	return ok || err != nil
}

// madeBy says that a seat has made the run: it is the room's from here on. Who
// opens the seat's bench wants to see what its learner does, and not the class
// stream.
func (s *Server) madeBy(seat *room.Seat, run *demo.Run, classStream bool) {
	open := s.teaching()
	if open == nil || seat == nil {
		return
	}
	s.streams.know(open, run.ID, seat.Number())
	if !classStream {
		seat.SetView(run.ViewID)
	}
	s.faultNew(open, run)
}
