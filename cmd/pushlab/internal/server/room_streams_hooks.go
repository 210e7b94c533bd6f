package server

import (
	"time"

	"pushlab/cmd/pushlab/internal/demo"
)

// roomHooks let the room have a say in the streams of its seats' runs.
func (s *Server) roomHooks(c demo.Config) demo.Config {
	c.OnRun, c.Admit, c.OnStream, c.Settings = s.runCame, s.admitStream, s.streamCame, s.streamSettings
	return c
}

// runCame does to a run that comes back into memory what is done to the room, and
// shows it as its seat's bench if that has none since the restart.
func (s *Server) runCame(run *demo.Run) {
	open, seat := s.seatOfRun(run)
	if seat == nil {
		return
	}
	if seat.View() == "" && !s.forClass(run) {
		seat.ViewAgain(run.ViewID)
	}
	if faulted(open.Fault(), s.now()) {
		s.faultNew(open, run)
	}
}

// admitStream gives a stream one of its seat's places.
func (s *Server) admitStream(run *demo.Run) (leave func(), err error) {
	open, seat := s.seatOfRun(run)
	if seat == nil {
		return nil, nil
	}
	return s.streams.enter(open, seat.Number())
}

// streamCame tells the room's herd that one more is back.
func (s *Server) streamCame(run *demo.Run) {
	if open, seat := s.seatOfRun(run); seat != nil {
		open.CameBack(seat.Number())
	}
}

// retryBase is when an event stream's client comes back without jitter.
const retryBase = 500 * time.Millisecond

// streamSettings are the room's profile as the run's streams take it. With the
// profile off the jitter is still the room's: the herd is drawn with or without.
func (s *Server) streamSettings(run *demo.Run) (set demo.Settings) {
	open, seat := s.seatOfRun(run)
	if seat == nil {
		return set
	}
	p := open.Profile()
	set.Retry = retryBase
	if p.On {
		set.TPS, set.Stagger = p.TPS, p.Stagger
	}
	if p.Jitter {
		set.Spread = p.Spread
	}
	return set
}
