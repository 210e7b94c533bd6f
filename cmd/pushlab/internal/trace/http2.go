package trace

import (
	"bytes"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// An http2 is what the Recorder knows of a connection of HTTP/2. The connection
// has one state of HPACK, so it is split into frames for all runs together;
// then each frame goes to the run of its stream, and those of stream 0 to every
// run that is there. A run that joins later gets the preface and the SETTINGS
// from before, so that what it has begins like a connection.
type http2 struct {
	conn     *conn
	split    *wire.HTTP2Splitter
	prologue []prologueUnit
	size     int      // of the prologue, in bytes
	blocks   [2]block // by Direction
}

// A prologueUnit is the preface or a SETTINGS frame.
type prologueUnit struct {
	wire.HTTP2Unit
	dir wire.Direction
	at  time.Time
}

// maxPrologue is how many bytes are kept for runs that join later. Browsers and
// servers say less than 200 in all; nobody needs to say more.
const maxPrologue = 4 << 10

func newHTTP2(c *conn) *http2 {
	return &http2{conn: c, split: wire.NewHTTP2Splitter()}
}

// take takes bytes of one direction. It stops behind a request that names a
// run, whose exchange it returns.
func (h *http2) take(dir wire.Direction, p []byte, at time.Time) (n int, asking *exchange) {
	var b batch
	defer func() { b.end() }()
	for n < len(p) && asking == nil {
		taken, u, ok := h.split.Next(dir, p[n:])
		if n += taken; ok {
			asking = h.unit(&b, dir, u, at)
		}
	}
	return n, asking
}

// unit gives a unit to whom it concerns. Frames of a field block wait for its
// end, since only then is known whether it holds a secret.
func (h *http2) unit(b *batch, dir wire.Direction, u wire.HTTP2Unit, at time.Time) (asking *exchange) {
	carries := u.Kind == wire.KindHTTP2 && carriesBlock(u.Type)
	if !carries || u.Type != wire.HTTP2Continuation {
		h.cutBlock(b, dir, at) // which nothing else may interrupt
	}
	switch {
	case carries:
		return h.addToBlock(b, dir, u, at)
	case u.Kind == wire.KindGarbage:
		h.garbage(b, dir, u, at)
	case u.Stream == 0:
		h.everybody(b, dir, u, at)
	default:
		h.give(b, h.conn.stream(u.Stream), dir, u, at)
		h.follow(b, dir, u, at)
	}
	return nil
}

// everybody gives a frame of the connection to all runs that are there.
func (h *http2) everybody(b *batch, dir wire.Direction, u wire.HTTP2Unit, at time.Time) {
	opens := u.Kind == wire.KindPreface || u.Type == wire.HTTP2Settings
	if opens && u.Err == 0 && h.size+len(u.Bytes) <= maxPrologue {
		kept := u
		kept.Bytes = bytes.Clone(u.Bytes)
		h.size += len(kept.Bytes)
		h.prologue = append(h.prologue, prologueUnit{kept, dir, at})
	}
	for _, g := range h.conn.guests {
		h.add(b, g, 0, dir, u, at)
	}
}

// garbage is what follows an error of the connection. Nobody can read it any
// more, and so nobody can tell whose it is or whether it holds a secret: it is
// kept, overwritten, where the connection has only one run.
func (h *http2) garbage(b *batch, dir wire.Direction, u wire.HTTP2Unit, at time.Time) {
	if len(h.conn.guests) != 1 {
		return
	}
	u.Bytes = bytes.Repeat([]byte("*"), len(u.Bytes))
	h.add(b, h.conn.guests[0], 0, dir, u, at)
}

// give gives a frame to the run of its stream.
func (h *http2) give(b *batch, e *exchange, dir wire.Direction, u wire.HTTP2Unit, at time.Time) {
	switch {
	case e != nil && e.guest != nil:
		h.add(b, e.guest, e.number, dir, u, at)
	case h.conn.whole() != nil:
		h.add(b, h.conn.whole(), 0, dir, u, at)
	}
}

// follow ends the exchange when its stream ends: with what the server says last,
// or when either side resets it. What one side still sends then goes to the run
// as well.
func (h *http2) follow(b *batch, dir wire.Direction, u wire.HTTP2Unit, at time.Time) {
	e := h.conn.stream(u.Stream)
	if e == nil || e.over || !u.EndsStream() {
		return
	}
	switch {
	case u.Type == wire.HTTP2RSTStream:
		b.end()
		h.conn.conclude(e, "rst-stream", at)
	case dir == wire.ToClient:
		h.conn.finish(b, e, "end-stream", at)
	}
}

// end says that no more bytes come in a direction.
func (h *http2) end(dir wire.Direction, at time.Time) {
	var b batch
	defer func() { b.end() }()
	if u, ok := h.split.End(dir); ok {
		h.unit(&b, dir, u, at)
	}
	h.cutBlock(&b, dir, at)
	for _, g := range h.conn.guests {
		if g.layers == nil || g.conn == 0 {
			continue
		}
		b.enter(g.log, g.conn, 0, dir, at)
		for _, f := range g.layers.End(dir) {
			h.frame(&b, &f, wire.HTTP2Unit{})
		}
	}
}
