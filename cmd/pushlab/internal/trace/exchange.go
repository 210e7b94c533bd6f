package trace

import (
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// An exchange is a request and its response. Its bytes belong to the run that
// the request's target names.
type exchange struct {
	id int // its number on the connection

	log     *Log // nil until the run is known
	guest   *guest
	conn    int32
	number  int32
	nobodys bool // it names no run: nothing is kept

	// A stream is one run's share of a direction: shift is what to take off an
	// offset on the connection. All of an exchange lies in one piece.
	begun [2]bool
	shift [2]int64

	aside  []byte           // the first bytes, until they name the run
	frames []wire.Frame     // … and what they end
	units  []wire.HTTP2Unit // the request, while the run that it names is looked up
	run    string           // the id that they name

	read bool // the request's head is complete
	over bool
}

// exchange returns the exchange of the bytes that were taken last, nil for a
// response that nobody asked for and that nobody has.
func (c *conn) exchange(dir wire.Direction) *exchange {
	id := c.wire.Exchange(dir)
	for i := len(c.exchanges) - 1; i >= 0; i-- {
		if c.exchanges[i].id == id {
			return c.exchanges[i]
		}
	}
	if dir == wire.ToClient {
		return c.stray()
	}
	e := &exchange{id: id}
	c.exchanges = append(c.open(), e)
	return e
}

// belong makes the exchange one of a run. No batch of the run may be open.
func (e *exchange) belong(g *guest) {
	e.log, e.guest, e.conn, e.number = g.log, g, g.conn, g.log.nextExchange()
}

// open returns the exchanges that are not over, oldest first.
func (c *conn) open() (open []*exchange) {
	for _, e := range c.exchanges {
		if !e.over {
			open = append(open, e)
		}
	}
	return open
}

// keep adds a piece of the exchange and the frames that it ends.
func (b *batch) keep(p []byte, frames []wire.Frame, e *exchange, r *redactor) {
	if len(p) > 0 {
		kept := b.write(p)
		if r != nil && kept != nil {
			r.redact(kept)
		}
	}
	for i := range frames {
		f := &frames[i]
		b.frame(f, e.shift[b.dir])
		if f.Kind == wire.KindResponse && b.upgraded(f, e.shift[b.dir]) {
			b.note(wsOpen, "")
		}
	}
}

// upgraded says whether the head in f is a 101 to WebSocket.
func (b *batch) upgraded(f *wire.Frame, shift int64) bool {
	if !b.holds(f, shift) {
		return false
	}
	head, _ := wire.ParseHead((*b.stream())[f.Start-shift : f.End-shift])
	return head.Status == 101 && strings.EqualFold(head.Get("Upgrade"), "websocket")
}
