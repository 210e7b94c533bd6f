package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/websocket"
)

// A sending is a stream on a socket. It has its own goroutine, because the
// socket goes on reading: both sides of a WebSocket talk.
type sending struct {
	reader *reader
	cut    *cut
	stop   context.CancelFunc
	done   chan struct{} // closed when the goroutine has ended
}

// begin streams what a message asks for, in place of what is streamed now.
func (s *socket) begin(settings []setting, after string) error {
	k, err := s.lab.knobs(s.run, settings, socketKnobs)
	if err = cmp.Or(err, checkMessage(k), k.fitsHTTP1()); err != nil {
		return err
	}
	s.halt()
	conn, _ := s.conn.NetConn().(*tap.Conn)
	s.start(s.lab.prepare(s.run, k, after, conn))
	return nil
}

// prepare finds what is to be read and arms its fault for conn.
func (l *lab) prepare(run *Run, k Knobs, after string, conn *tap.Conn) *sending {
	r := l.read(run, k, after)
	r.beats(k.Heartbeat)
	c := r.arm(wireOf{conn: conn})
	c.socket = true // a Close can not follow half a frame
	if c.refused() {
		c.refuse()
	}
	return &sending{reader: r, cut: c, done: make(chan struct{})}
}

// close gives back what prepare took.
func (n *sending) close() {
	if n != nil {
		n.cut.release()
		n.reader.close()
	}
}

// start streams in a goroutine.
func (s *socket) start(n *sending) {
	if n == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	n.stop, s.current = cancel, n
	s.run.moving.Add(1)
	s.lab.runs.work.Go(func() {
		defer close(n.done)
		defer s.run.moving.Add(-1)
		err := stream(n.reader.events(ctx), s, n.cut)
		n.close()
		if ctx.Err() == nil { // it was not halted
			s.conclude(n.reader, err)
		}
	})
}

// conclude closes the connection behind the end of a stream. One that broke is
// closed already.
func (s *socket) conclude(r *reader, err error) {
	switch {
	case errors.Is(err, errEnd):
		s.conn.Close(closeNormal, "end")
	case err == nil && r.finished():
		s.conn.Close(closeNormal, "done")
	case err == nil && !s.lab.runs.stopping():
		s.conn.Close(closeGoingAway, "this run was dropped; come back")
	}
}

// halt ends the sending and waits for its end, so that no message of it can
// come behind what the socket sends next.
func (s *socket) halt() {
	if s.current == nil {
		return
	}
	s.current.stop()
	<-s.current.done
	s.current = nil
}

// send writes the event as one text message in one frame. Goodbye is not one:
// WebSocket has a status code for it.
func (s *socket) send(e event) error {
	if e.kind == eventGoodbye {
		return nil
	}
	return s.conn.Write(context.Background(), websocket.OpText, e.json())
}

func (s *socket) sendPart(e event, from, to int) error {
	return s.conn.WriteRaw(part(s.conn.Frame(websocket.OpText, e.json()), from, to))
}

// json is the event as a message: {"id":…,"token":…}, or an object whose type
// says what it is.
func (e event) json() []byte {
	b := make([]byte, 0, 64)
	if e.kind != eventToken {
		b = append(b, `{"type":"`+e.kind+`",`...)
		b = e.appendID(b)
		if e.data == "" {
			return append(b[:len(b)-1], '}') // there is nothing behind its type
		}
		if e.retry > 0 {
			b = fmt.Appendf(b, `"retry":%d,`, e.retry)
		}
		return append(b, e.data[1:]...) // data is an object: this is the rest of it
	}
	b = e.appendID(append(b, '{'))
	b = appendString(append(b, `"token":`...), e.data)
	return append(b, '}')
}

func (e event) appendID(b []byte) []byte {
	if e.id == "" {
		return b
	}
	return append(b, `"id":"`+e.id+`",`...)
}
