package demo

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
)

// A once is what happens at most once to an answer, however often its client
// comes back.
type once struct{ state atomic.Int32 }

const (
	free  = iota
	taken // an exchange may do it
	spent
)

func (o *once) take() bool { return o.state.CompareAndSwap(free, taken) }

// A cut is the fault of an answer in one exchange. A nil cut is none.
type cut struct {
	Fault
	run    *Run
	answer *Answer
	once   *once
	conn   *tap.Conn
	socket bool               // a WebSocket: a clean end waits for the border of a frame
	http2  bool               // it ends one stream, never the connection (http2.go)
	from   int                // over HTTP/2, where the trace stood before the last event
	wrote  func(event) []byte // over HTTP/2, the bytes of an event; nil: those of an SSE stream
	struck bool
}

// armFor takes the answer's fault for a response.
func (r *reader) armFor(req *http.Request) *cut {
	if req.ProtoMajor == 2 {
		return r.armStream()
	}
	return r.arm(tap.FromContext(req.Context()))
}

// arm takes the answer's fault for the exchange on conn, unless it was done. A
// fault at a byte is the tap's from here on. Only a clean end is not: it waits
// for the border of an event.
func (r *reader) arm(conn *tap.Conn) *cut {
	a := r.answer
	f, once, ok := a.takeFault(func(Fault) bool { return conn != nil })
	if !ok {
		return nil
	}
	c := &cut{Fault: f, run: a.run, answer: a, once: once, conn: conn}
	if c.Byte > 0 && c.Kind != faultEnd {
		conn.Arm(tap.Fault(c.String()), c.Byte-conn.Written())
	}
	return c
}

// inside says that the fault falls behind the first n bytes of e. It may be
// that e has no more than those.
func (c *cut) inside(e event) (n int, ok bool) {
	if c == nil || c.Byte > 0 || c.More == 0 || e.seq != c.Event+1 {
		return 0, false
	}
	return c.More, !(c.socket && c.Kind == faultEnd)
}

// behind says that the fault falls behind e, which was sent.
func (c *cut) behind(e event) bool {
	switch {
	case c == nil:
		return false
	case c.Byte > 0:
		return c.Kind == faultEnd && c.conn.Written() >= c.Byte
	case c.More > 0:
		return e.seq == c.Event+1
	}
	return e.seq == c.Event
}

// errEnd is the error of a stream that ends early and in order.
var errEnd = errors.New("ended on purpose")

// cutPause is how long the cut of an attempt waits behind the last byte. Chromium
// drops what its page has not read yet when a body ends in an error: an attempt
// shall turn on what the client makes of its bytes, not on who was faster.
const cutPause = 150 * time.Millisecond

// strike does the fault, behind e or within it.
func (c *cut) strike(e event) error {
	c.struck = true
	if c.answer.attempt {
		c.run.pause(context.Background(), cutPause)
	}
	c.once.state.Store(spent) // before the client can be back
	if c.answer.forget() {
		defer c.answer.lapse()
	}
	if c.http2 {
		return c.endStream(e)
	}
	if c.Kind != faultEnd {
		return c.conn.Break(tap.Fault(c.String()))
	}
	c.run.Log.Append(trace.Event{Kind: "fault", Text: c.String()})
	return errEnd
}

// release says at the end of the exchange whether the fault was done, by us or
// by the tap. If not, the answer's next exchange may do it.
func (c *cut) release() {
	switch {
	case c == nil:
	case c.struck || c.Byte > 0 && c.Kind != faultEnd && c.conn.Written() >= c.Byte:
		c.once.state.Store(spent)
		if c.answer.forget() {
			c.answer.lapse()
		}
	default:
		c.disarm()
		c.once.state.Store(free)
	}
}

// disarm takes a fault at a byte back from a WebSocket, on which other answers
// follow. The last bytes of a response are written behind its handler: the tap
// still has its fault then, and forgets it with the exchange.
func (c *cut) disarm() {
	if c.socket {
		c.conn.Disarm()
	}
}
