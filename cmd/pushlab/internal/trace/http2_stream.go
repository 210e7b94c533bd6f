package trace

import (
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// How many streams of a connection are remembered.
const (
	maxStreams     = 4096 // in all; servers allow some hundred at a time
	maxOverStreams = 64   // … and of those, such as are over: a few frames may follow
)

// stream returns the exchange of a stream, nil when it is not known, or not any
// more.
func (c *conn) stream(id uint32) *exchange {
	for i := len(c.exchanges) - 1; i >= 0 && id != 0; i-- {
		if c.exchanges[i].id == int(id) {
			return c.exchanges[i]
		}
	}
	return nil
}

// openStream begins the exchange of a stream with its first header, nil when
// that can not be read. Its run is the one that :path names; it has one at once
// where all belong to one run.
func (c *conn) openStream(dir wire.Direction, id uint32, head *wire.Head) *exchange {
	if dir == wire.ToClient && c.whole() == nil || len(c.exchanges) >= maxStreams {
		return nil
	}
	e := &exchange{id: int(id), read: true}
	c.recorder.exchanges.Add(1)
	c.exchanges = append(c.recent(), e)
	switch g := c.whole(); {
	case g != nil:
		e.belong(g)
	case head != nil:
		e.run = runOfTarget(head.Target)
	}
	e.nobodys = e.log == nil && e.run == ""
	return e
}

// recent returns the exchanges without those that are over for longest.
func (c *conn) recent() []*exchange {
	over := 0
	for _, e := range c.exchanges {
		if e.over {
			over++
		}
	}
	kept := c.exchanges[:0]
	for _, e := range c.exchanges {
		if e.over && over > maxOverStreams {
			over--
			continue
		}
		kept = append(kept, e)
	}
	clear(c.exchanges[len(kept):])
	return kept
}

// assign gives a stream to the run of log, nil for nobody, and keeps there the
// request that was set aside.
func (h *http2) assign(e *exchange, log *Log, at time.Time) {
	units := e.units
	e.units, e.run = nil, ""
	if g := h.conn.guest(log); g == nil {
		e.disown()
	} else {
		e.belong(g)
	}
	var b batch
	defer func() { b.end() }()
	for _, u := range units {
		h.give(&b, e, wire.ToServer, u, at)
	}
}

// add gives a unit to a run, with the frames that it ends there.
func (h *http2) add(b *batch, g *guest, number int32, dir wire.Direction, u wire.HTTP2Unit, at time.Time) {
	if g.conn == 0 {
		return
	}
	if g.layers == nil {
		b.end()
		h.begin(g)
		if u.Kind == wire.KindPreface || u.Stream == 0 && u.Type == wire.HTTP2Settings {
			return // it was part of the prologue
		}
	}
	b.enter(g.log, g.conn, number, dir, at)
	if b.write(u.Bytes) == nil && len(u.Bytes) > 0 {
		return
	}
	frames := g.layers.Add(dir, u)
	for _, waited := range []bool{false, true} { // the unit comes first
		for _, f := range frames {
			if (f.Stream != u.Stream) == waited {
				h.frame(b, &f, u)
			}
		}
	}
}

// begin tells a run that joins how the connection began.
func (h *http2) begin(g *guest) {
	g.layers = wire.NewHTTP2Layers()
	g.log.speaksHTTP2(g.conn)
	var b batch
	defer func() { b.end() }()
	for _, u := range h.prologue {
		h.add(&b, g, 0, u.dir, u.HTTP2Unit, u.at)
	}
}

// frame adds a frame that u ended. That of another stream had waited: it is of
// that stream's exchange.
func (h *http2) frame(b *batch, f *wire.Frame, u wire.HTTP2Unit) {
	number := b.exch
	if e := h.conn.stream(f.Stream); f.Stream != u.Stream && e != nil && e.log == b.log {
		b.exch = e.number
	}
	b.list = ""
	if f.Layer == wire.Header && u.Head != nil {
		b.list = formatList(u.Head.Header)
	}
	b.frame(f, 0)
	b.list, b.exch = "", number
}
