package edge

import (
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
	head   []byte
	aside  bool // the head is no answer yet (RFC 9110 §15.2): 100, or the 101 of a tunnel
	tunnel bool // … the 101, behind which no HTTP follows
	body   []byte
	says   remark
	deaf   bool // from here on the client is not heard either
	end    ending
	fault  tap.Fault     // what the edge does at the end, when that is broken
	down   time.Duration // … and for how long the run gets 502 after it
}

// A remark goes into the trace behind what was written before it.
type remark struct{ kind, text string }

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
	left  <-chan struct{}              // closed when the client has ended its direction
	leave <-chan struct{}              // closed when the edge closes
	may   func() bool                  // whether what breaks may do so: it acts once where the request says so
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

// upTo passes on the first n bytes of a response, and returns what it has taken
// beyond them; with n = 0 the first byte must have come. It says false when the
// response ends before, or the line is cut.
func (l line) upTo(n int, in <-chan piece, out chan<- piece) (rest piece, ok bool) {
	for {
		p, ok := l.take(in)
		if !ok {
			return piece{}, false
		}
		if p.size() > 0 && p.size() >= n {
			first, rest := p.split(n)
			return rest, n == 0 || l.give(out, first)
		}
		n -= p.size()
		if !l.give(out, p) || p.end != goesOn {
			return piece{}, false
		}
	}
}

// goOn passes on what is left of a response.
func (l line) goOn(rest piece, in <-chan piece, out chan<- piece) {
	for p, ok := rest, true; ok && l.give(out, p) && p.end == goesOn; {
		p, ok = l.take(in)
	}
}

// split returns the first n bytes of a piece, and the rest with its end.
func (p piece) split(n int) (first, rest piece) {
	head := min(n, len(p.head))
	first = piece{head: p.head[:head], aside: p.aside, tunnel: p.tunnel, body: p.body[:n-head]}
	rest = p
	rest.head, rest.body = p.head[head:], p.body[n-head:]
	return first, rest
}
