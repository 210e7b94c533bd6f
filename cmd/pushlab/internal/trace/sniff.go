package trace

import (
	"bytes"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// An opening is what a connection has carried while it may be HTTP/1.1 or
// HTTP/2: less than the client's preface, and less than the header of the
// server's first frame. Nothing is withheld from either side meanwhile.
type opening [2][]byte

// A guess is what a connection speaks, as far as its first bytes tell.
type guess uint8

const (
	undecided guess = iota
	notHTTP2        // HTTP/1.1, or no HTTP at all
	isHTTP2
)

// guess looks at the client's bytes first: they begin with the preface. Before
// they have come, a server may send its SETTINGS (RFC 9113 §3.4).
func (o *opening) guess() guess {
	client := o[wire.ToServer]
	if n := min(len(client), len(wire.HTTP2Preface)); string(client[:n]) != wire.HTTP2Preface[:n] {
		return notHTTP2
	} else if n == len(wire.HTTP2Preface) {
		return isHTTP2
	}
	return guessServer(o[wire.ToClient])
}

// guessServer says whether b begins with the header of a SETTINGS frame: three
// bytes of length, the type, flags, and 0 for the stream (RFC 9113 §4.1).
func guessServer(b []byte) guess {
	for i := range min(len(b), wire.HTTP2HeaderSize) {
		switch {
		case i == 3 && b[i] != wire.HTTP2Settings, (i == 0 || i >= 5) && b[i] != 0:
			return notHTTP2
		}
	}
	if len(b) < wire.HTTP2HeaderSize {
		return undecided
	}
	return isHTTP2
}

// sniff takes bytes of a connection whose protocol is not known yet, and
// returns those to take now: none while it stays unknown, else all of the
// direction that have come.
func (c *conn) sniff(dir wire.Direction, p []byte, at time.Time) []byte {
	o := c.opening
	if len(o[dir]) > 0 {
		p = append(o[dir], p...)
	}
	o[dir] = p
	g := o.guess()
	if g == undecided {
		o[dir] = bytes.Clone(p)
		return nil
	}
	o[dir] = nil
	c.decide(g, at)
	return p
}

// decide goes on in a protocol, with the bytes that have come already. They are
// too few to name a run.
func (c *conn) decide(g guess, at time.Time) {
	early := c.opening
	c.opening = nil
	if g == isHTTP2 {
		c.wire, c.http2 = nil, newHTTP2(c)
	}
	for dir, b := range early {
		c.take(wire.Direction(dir), b, at)
	}
}

// settle decides when nothing more comes that could tell.
func (c *conn) settle(at time.Time) {
	if c.opening != nil {
		c.decide(notHTTP2, at)
	}
}
