package demo

import "iter"

// A sink is where a stream of events goes: a response, a WebSocket.
type sink interface {
	send(event) error
	sendPart(e event, n int) error // only the first n bytes of it, for a fault
}

// stream writes events to out as they come. It keeps nothing of its own, so
// that whoever owns the connection may call it.
func stream(events iter.Seq[event], out sink, c *cut) error {
	for e := range events {
		c.aim()
		if n, ok := c.inside(e); ok {
			if err := out.sendPart(e, n); err != nil {
				return err
			}
			return c.strike(e)
		}
		if err := out.send(e); err != nil {
			return err
		}
		if c.behind(e) {
			return c.strike(e)
		}
	}
	return nil
}
