package main

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// roomProfile is how the room wants its streams to come back.
type roomProfile struct {
	Spread int  `json:"spread"` // ms
	Jitter bool `json:"jitter"`
}

// usualProfile holds until the room has said how it is.
var usualProfile = roomProfile{Spread: 2000, Jitter: true}

// pause is how long a page waits after so many failures in a row
// (static/js/room/profile.js).
func (p roomProfile) pause(failures int) time.Duration {
	const fixed, longest = 500, 8000 // ms
	if !p.Jitter {
		return fixed * time.Millisecond
	}
	most := min(max(longest, p.Spread), max(fixed, p.Spread)<<min(failures, 10))
	return time.Duration(rand.Float64() * float64(most) * float64(time.Millisecond))
}

// A controlPage is a page with a control socket: a seat's or the host's.
type controlPage interface {
	dial() (*websocket.Conn, error)
	hear(*websocket.Conn) error // until it ends
	pause(failures int) time.Duration
}

// hold listens at a control socket. Where the server is killed it dials again and
// again, as a page does (static/js/control.js): its cookie says who it is.
func (l *roomLoad) hold(who string, conn *websocket.Conn, p controlPage) {
	err := p.hear(conn)
	if l.o.kills == 0 {
		l.troubles.add("%s: its control socket: %v", who, err)
		return
	}
	for failures := 0; !l.lives.over.Load(); failures++ {
		conn.NetConn().Close()
		time.Sleep(p.pause(failures))
		again, err := p.dial()
		if err == nil {
			conn, failures = again, -1
			err = p.hear(conn)
		}
		l.unsaid(who, err)
	}
}

// unsaid notes why a connection ended, unless that was the kill.
func (l *roomLoad) unsaid(who string, err error) {
	if isRefusal(err) {
		l.troubles.add("%s: %v", who, err)
	}
}

// isRefusal says whether a server that is alive has answered no.
func isRefusal(err error) bool {
	var answer *refusal
	var handshake *websocket.HandshakeError
	return errors.As(err, &answer) || errors.As(err, &handshake)
}

// pause is how long its control socket waits, which keeps the jitter if the room
// takes it away from its streams.
func (s *roomSeat) pause(failures int) time.Duration {
	p := *s.profile.Load()
	p.Jitter = true
	return p.pause(failures)
}

// backAs counts the seat as back if its cookie has led to it.
func (s *roomSeat) backAs(number int) {
	if number != s.number {
		s.load.troubles.add("the cookie of seat %d leads to seat %d", s.number, number)
		return
	}
	s.load.lives.sockets.came(s)
}

// persist reads one answer after the other, until the load is over.
func (s *roomStream) persist() error {
	s.retry, s.away = 3*time.Second, true // until the server says otherwise
	for !s.seat.load.lives.over.Load() {
		err := s.once()
		if s.done {
			s.forget("")
			continue
		}
		if s.wrong != "" {
			s.seat.load.troubles.add("seat %d, %s: %s", s.seat.i, s.kind, s.wrong)
			s.forget("")
		}
		s.seat.load.unsaid(s.kind, err)
		s.away = true
		time.Sleep(s.wait())
	}
	return nil
}

// reset is told when the server does not know the answer any more. After a kill
// that is the truth, and it begins anew; else an answer is lost.
func (s *roomStream) reset(id, data string) {
	var said struct{ Why string }
	if json.Unmarshal([]byte(data), &said) != nil || said.Why != "restart" || s.seat.load.o.kills == 0 {
		s.fail("a reset after %s: %s", s.last, data)
		return
	}
	s.forget(id)
	s.seat.load.lives.anew.Add(1)
}

// forget begins an answer anew, behind an id of it or, without one, with another.
func (s *roomStream) forget(id string) {
	s.text.Reset()
	s.seen, s.last, s.done, s.wrong = nil, id, false, ""
}
