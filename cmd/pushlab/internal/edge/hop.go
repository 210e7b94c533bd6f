package edge

import (
	"bytes"
	"context"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// A Hop is one thing that a proxy does to a response that passes it. Hops stand
// in a chain, each in a goroutine of its own:
//
//	server ── Hop ── Hop ── client
//
// pass takes pieces from in and gives pieces to out, up to and with the one
// that ends the response, or until the line is cut.
type Hop interface {
	pass(l line, in <-chan piece, out chan<- piece)
}

// A piece is some of a message on its way: a head, bytes of its body, its end,
// or several of them in this order.
type piece struct {
	head  []byte
	aside bool // the head is no answer yet (RFC 9110 §15.2): 100, or the 101 of a tunnel
	body  []byte
	end   ending
	fault tap.Fault // what the edge does at the end, when that is broken
}

func (p piece) size() int { return len(p.head) + len(p.body) }

// An ending says how a message ends, if it does.
type ending uint8

const (
	goesOn ending = iota
	whole         // its framing says so: the connection can serve another
	fin           // who sent it sent FIN
	rst           // … or RST
	said          // the edge itself has answered, in place of the server
	broken        // the edge breaks the connection
	free          // nothing more comes of the request: it is no message, and no way is long for it
)

// A line is what the hops of one exchange have in common.
type line struct {
	ctx   context.Context              // ends with the exchange
	group *sync.WaitGroup              // of the hops
	tell  func(kind, text string)      // puts an event into the trace
	own   func(sentence string) []byte // a response of the edge's own, 504
}

// give passes a piece on. It says false when the line is cut.
func (l line) give(out chan<- piece, p piece) bool {
	select {
	case out <- p:
		return true
	case <-l.ctx.Done():
		return false
	}
}

// take waits for the next piece. It says false when the line is cut.
func (l line) take(in <-chan piece) (piece, bool) {
	select {
	case p := <-in:
		return p, true
	case <-l.ctx.Done():
		return piece{}, false
	}
}

// rest waits. It says false when the line is cut.
func (l line) rest(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.ctx.Done():
		return false
	}
}

// start sets the hops going, the last of them first, and returns where a
// message goes in and where it comes out.
func (l line) start(hops []Hop) (in chan<- piece, out <-chan piece) {
	first := make(chan piece)
	next := first
	for i := len(hops) - 1; i >= 0; i-- {
		from, to := next, make(chan piece)
		hop := hops[i]
		l.group.Go(func() { hop.pass(l, from, to) })
		next = to
	}
	return first, next
}

// isSwitch says whether the piece is the head behind which no HTTP follows.
func (p piece) isSwitch() bool {
	return p.aside && bytes.HasPrefix(p.head, []byte("HTTP/1.1 101"))
}
