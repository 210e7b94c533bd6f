package demo

import (
	"context"
	"encoding/binary"
	"maps"
	"slices"
)

// enter counts a live stream. None begins once the server stops.
func (rs *Runs) enter() error {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.closed {
		return errStopping
	}
	rs.work.Add(1)
	rs.live.Add(1)
	return nil
}

func (rs *Runs) leave() {
	rs.live.Add(-1)
	rs.work.Done()
}

// stopping says that Goodbye was called.
func (rs *Runs) stopping() bool { return rs.base.Err() != nil }

// Goodbye tells every live stream that the server stops: an event stream gets
// its goodbye event, a WebSocket a Close of 1001. New streams are refused, and
// the models stop.
func (rs *Runs) Goodbye() {
	rs.mu.Lock()
	rs.closed = true
	sockets := slices.Collect(maps.Keys(rs.sockets))
	rs.mu.Unlock()
	rs.stop()
	for _, s := range sockets {
		rs.work.Go(s.goodbye)
	}
}

// keep remembers a socket for Goodbye; false: it has come too late.
func (rs *Runs) keep(s *socket) bool {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.sockets[s] = struct{}{}
	return !rs.closed
}

func (rs *Runs) forget(s *socket) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(rs.sockets, s)
}

// Wait returns when all streams and models have ended, or ctx has.
func (rs *Runs) Wait(ctx context.Context) {
	done := make(chan struct{})
	go func() { rs.work.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// goodbyeEvent asks a client to come back: not all of them in the same moment. In a
// room the room has said when; 0 = it has not.
func (rs *Runs) goodbyeEvent(retry int) event {
	const soonest, spread = 500, 2500 // ms
	if retry == 0 {
		retry = soonest + int(binary.BigEndian.Uint16(rs.random(2)))%spread
	}
	return event{kind: eventGoodbye, data: `{"why":"the server is stopping"}`, retry: retry}
}
