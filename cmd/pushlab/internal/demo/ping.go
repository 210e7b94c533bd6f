package demo

import (
	"context"
	"encoding/binary"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/websocket"
)

// With ping=MS the server pings a WebSocket's client (RFC 6455 §5.5.2). A client
// that is there answers by itself, even one whose script is busy; one that has
// not answered two pings in a row is taken for gone. While a buffer holds them back
// none is counted.

var pingKnob = durationOrNone("ping", 100, 60_000, func(k *Knobs, d time.Duration) { k.Ping = d })

// maxUnanswered is how many pings a client may leave unanswered.
const maxUnanswered = 2

// unheard says that the connection holds back what is written to it: its client can
// not answer a ping that it does not get.
func (s *socket) unheard() bool {
	conn, ok := s.conn.NetConn().(*tap.Conn)
	return ok && conn.Holds()
}

// ping pings until ctx ends. Nothing of the run moves between two pings.
func (s *socket) ping(ctx context.Context, every time.Duration) {
	unanswered := 0
	for n := uint32(1); s.run.pause(ctx, every) == nil; n++ {
		if s.conn.Ponged() || s.unheard() {
			unanswered = 0
		}
		if unanswered == maxUnanswered {
			s.run.note("ping=%d: %d pings in a row were not answered, the server gives the client up", every.Milliseconds(), unanswered)
			s.giveUp()
			return
		}
		unanswered++
		if s.conn.Write(ctx, websocket.OpPing, binary.BigEndian.AppendUint32(nil, n)) != nil {
			return
		}
	}
}

// giveUp resets the connection.
func (s *socket) giveUp() {
	if c, ok := s.conn.NetConn().(interface{ SetLinger(seconds int) error }); ok {
		c.SetLinger(0)
	}
	s.conn.NetConn().Close()
}

// keepPinging pings while the socket is served. What it returns ends that.
func (s *socket) keepPinging(every time.Duration) (stop func()) {
	if every == 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.run.moving.Add(1)
	s.lab.runs.work.Go(func() {
		defer s.run.moving.Add(-1)
		s.ping(ctx, every)
	})
	return cancel
}
