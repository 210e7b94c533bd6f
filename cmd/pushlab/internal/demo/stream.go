package demo

import (
	"iter"
	"math"
)

// A sink is where a stream of events goes: a response, a WebSocket.
type sink interface {
	send(event) error
	sendPart(e event, from, to int) error // only these bytes of it, for a fault
}

// toEnd is behind the last byte of any event.
const toEnd = math.MaxInt

// part is what there is of b between two places.
func part(b []byte, from, to int) []byte { return b[min(from, len(b)):min(to, len(b))] }

// stream writes events to out as they come. It keeps nothing of its own, so
// that whoever owns the connection may call it.
func stream(events iter.Seq[event], out sink, c *cut) error {
	for e := range events {
		over, err := c.pass(e, out)
		if over || err != nil {
			return err
		}
	}
	return nil
}

// pass writes an event, with the fault that falls within or behind it. over: by
// the fault there is nothing more to be written to.
func (c *cut) pass(e event, out sink) (over bool, err error) {
	if e.kind == eventOrder {
		return c.obey()
	}
	n, within := c.inside(e)
	if !within {
		c.aim(e, toEnd)
		if err := out.send(e); err != nil || !c.behind(e) {
			c.trickle(e)
			return false, err
		}
		return c.strike()
	}
	c.aim(e, n)
	if err := out.sendPart(e, 0, n); err != nil {
		return false, err
	}
	if over, err := c.strike(); over || err != nil {
		return over, err
	}
	return false, out.sendPart(e, n, toEnd)
}
