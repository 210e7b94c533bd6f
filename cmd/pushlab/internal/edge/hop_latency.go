package edge

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// latency is a long way between two machines: every piece arrives half a round
// trip after it was sent, in either direction. With jitter it is another time
// for each piece, but none overtakes: TCP keeps the order, so that what is
// behind a late piece is late as well.
//
// The handshake of TCP (RFC 9293 §3.5) is not delayed: the kernel has answered
// it before the edge hears of the connection.
type latency struct {
	roundTrip time.Duration
	jitter    time.Duration // at most so much more, or less
	seed      uint64
}

// maxAloft bounds the bytes that are on their way, as a TCP window does: who
// sends more waits.
const maxAloft = 1 << 20

// A delayed piece is on its way until it is due.
type delayed struct {
	piece
	due time.Time
}

func (h latency) pass(l line, in <-chan piece, out chan<- piece) {
	var aloft []delayed
	due := h.arrivals()
	for bytes, ended := 0, false; !ended || len(aloft) > 0; {
		from, to, timer := in, chan<- piece(nil), (<-chan time.Time)(nil)
		if ended || bytes >= maxAloft {
			from = nil
		}
		var next piece
		if len(aloft) > 0 {
			next = aloft[0].piece
			if left := time.Until(aloft[0].due); left > 0 {
				timer = time.After(left)
			} else {
				to = out
			}
		}
		select {
		case p := <-from:
			aloft = append(aloft, delayed{p, due(p)})
			bytes, ended = bytes+p.size(), p.end != goesOn
		case to <- next:
			aloft, bytes = aloft[1:], bytes-next.size()
		case <-timer:
		case <-l.ctx.Done():
			return
		}
	}
}

// arrivals returns what says when a piece that is here now arrives.
func (h latency) arrivals() func(piece) time.Time {
	random := rand.New(rand.NewPCG(h.seed, h.seed))
	var last time.Time
	return func(p piece) time.Time {
		if p.end == free {
			return time.Now()
		}
		trip := h.roundTrip
		if h.jitter > 0 {
			trip += time.Duration(random.Int64N(2*int64(h.jitter)+1)) - h.jitter
		}
		if due := time.Now().Add(trip / 2); due.After(last) {
			last = due
		}
		return last
	}
}

func (h latency) String() string {
	return fmt.Sprintf("latency@%d ms ± %d ms", h.roundTrip.Milliseconds(), h.jitter.Milliseconds())
}
