package edge

import (
	"context"
	"io"
	"net"
	"sync"
	"time"
)

// Far returns the near end of a long way to conn, for a client that speaks what
// no hop can read, such as TLS:
//
//	client ── near end ── latency, both directions ── conn ── server
//
// What either side says reaches the other half a round trip later, in its order.
// When one has ended and the other has heard of it, both connections are closed,
// as they are when ctx ends: a direction has no end of its own here.
func Far(ctx context.Context, conn net.Conn, roundTrip time.Duration) net.Conn {
	near, mouth := net.Pipe()
	ctx, end := context.WithCancel(ctx)
	context.AfterFunc(ctx, func() { mouth.Close(); conn.Close() })
	way := line{ctx: ctx, group: new(sync.WaitGroup)}
	go way.carry(conn, mouth, roundTrip, end)
	go way.carry(mouth, conn, roundTrip, end)
	return near
}

// carry takes one direction over the way, up to its end.
func (l line) carry(to io.Writer, from io.Reader, roundTrip time.Duration, end func()) {
	defer end()
	in, out := l.start([]Hop{latency{roundTrip: roundTrip}})
	go l.load(in, from)
	l.unload(to, out)
}

// load gives to a way what is read, up to its end.
func (l line) load(in chan<- piece, from io.Reader) {
	for end := goesOn; end == goesOn; {
		body := make([]byte, 16<<10)
		n, err := from.Read(body)
		if err != nil {
			end = fin
		}
		if !l.give(in, piece{body: body[:n], end: end}) {
			return
		}
	}
}

// unload writes what has come over a way, up to its end.
func (l line) unload(to io.Writer, out <-chan piece) {
	for {
		p, ok := l.take(out)
		if !ok {
			return
		}
		if len(p.body) > 0 {
			_, err := to.Write(p.body)
			ok = err == nil
		}
		if !ok || p.end != goesOn {
			return
		}
	}
}
