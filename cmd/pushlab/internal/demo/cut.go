package demo

import (
	"context"
	"errors"
	"net/http"
	"slices"
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

// A cut is the fault of an answer in one exchange, if it has one there.
type cut struct {
	Fault
	run    *Run
	answer *Answer
	reader *reader
	once   *once
	wire   wireOf
	armed  *tap.Armed // a fault at a byte is the tap's; nil: it is not one
	socket bool       // a WebSocket: a clean end waits for the border of a frame
	struck bool
	forgot atomic.Bool // the answer, and that is not recorded yet

	from  int                // over HTTP/2, where the trace stood before the last event
	last  event              // … which was this
	size  int                // … or so many bytes of it
	wrote func(event) []byte // … and its bytes; nil: those of an SSE stream
	rate  int                // over HTTP/2, of a stream that is throttled
}

// has says that the answer has a fault in this exchange, waits that it was not
// done yet.
func (c *cut) has() bool   { return c.Kind != "" }
func (c *cut) waits() bool { return c.has() && !c.struck }

// armFor takes the answer's fault for a response.
func (r *reader) armFor(req *http.Request) *cut { return r.arm(wireOn(req)) }

// arm takes the answer's fault for the exchange on w, unless it was done. A
// fault at a byte is the tap's from here on. Only a clean end is not: it waits
// for the border of an event.
func (r *reader) arm(w wireOf) *cut {
	r.attach(w)
	a := r.answer
	c := &cut{run: a.run, answer: a, reader: r, wire: w}
	f, once, ok := a.takeFault(w.takes)
	if !ok {
		return c
	}
	c.Fault, c.once = f, once
	if c.Byte > 0 && c.Kind != faultEnd {
		c.armed = w.conn.ArmMeasured(tap.Fault(c.String()), a.measures.onTap(c.before), c.Byte-w.written())
	}
	return c
}

// breaks says that nothing can be written behind the fault.
func (f Fault) breaks() bool {
	return !slices.Contains([]string{faultBlackhole, faultHalf, faultStall, faultThrottle}, f.Kind)
}

// inside says that the fault falls behind the first n bytes of e. It may be
// that e has no more than those.
func (c *cut) inside(e event) (n int, ok bool) {
	if !c.waits() || c.Byte > 0 || c.More == 0 || e.seq != c.Event+1 {
		return 0, false
	}
	return c.More, !(c.socket && c.Kind == faultEnd)
}

// behind says that the fault falls behind e, which was sent.
func (c *cut) behind(e event) bool {
	switch {
	case !c.waits(), c.Kind == faultRefuse:
		return false
	case c.Byte > 0:
		return c.Kind == faultEnd && c.wire.conn.Written() >= c.Byte
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
func (c *cut) strike() (over bool, err error) {
	c.struck = true
	if c.answer.attempt {
		c.run.pause(context.Background(), cutPause)
	}
	c.before()
	defer c.lapse()
	switch {
	case c.wire.http2:
		return c.strikeStream(c.Fault, c.answer.measures)
	case c.Kind == faultEnd:
		return c.endNow(c.Fault)
	}
	return c.breaks(), c.wire.conn.Strike(tap.Fault(c.String()), c.answer.measures.onTap(nil))
}

// endNow is an end in order.
func (c *cut) endNow(f Fault) (over bool, err error) {
	c.run.Log.Append(trace.Event{Kind: "fault", Text: f.String()})
	return true, errEnd
}

// before is what comes before the fault, and so before its client can be back.
func (c *cut) before() {
	c.once.state.Store(spent)
	if c.Kind == faultRestart {
		c.run.GoDown(c.answer.measures.Down)
	}
	if c.answer.forget() {
		c.forgot.Store(true)
	}
}

// lapse ends an answer that was forgotten.
func (c *cut) lapse() {
	if c.forgot.Swap(false) {
		c.answer.lapse()
	}
}

// refused says that the response is not to begin.
func (c *cut) refused() bool { return c.waits() && c.Kind == faultRefuse }

// refuse resets the connection in the response's stead.
func (c *cut) refuse() error {
	_, err := c.strike()
	return err
}

// release says at the end of the exchange whether the fault was done, by us or
// by the tap. If not, the answer's next exchange may do it.
func (c *cut) release() {
	switch {
	case !c.has():
	case c.struck || c.armed.Struck():
		c.lapse()
	default:
		c.disarm()
		c.once.state.CompareAndSwap(taken, free)
	}
}

// disarm takes a fault at a byte back from a connection on which other answers
// follow, or go on beside this one. The last bytes of a response are written
// behind its handler: the tap still has its fault then, and forgets it with the
// exchange.
func (c *cut) disarm() {
	if c.socket || c.wire.http2 {
		c.armed.Disarm()
	}
}
