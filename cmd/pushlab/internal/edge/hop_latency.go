package edge

import "time"

// latency is a long way between two machines: every piece arrives half a round
// trip after it was sent, in either direction.
//
// The handshake of TCP (RFC 9293 §3.5) is not delayed: the kernel has answered
// it before the edge hears of the connection.
type latency struct{ roundTrip time.Duration }

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
			aloft = append(aloft, delayed{p, h.due(p)})
			bytes, ended = bytes+p.size(), p.end != goesOn
		case to <- next:
			aloft, bytes = aloft[1:], bytes-next.size()
		case <-timer:
		case <-l.ctx.Done():
			return
		}
	}
}

// due says when a piece that is here now arrives.
func (h latency) due(p piece) time.Time {
	if p.end == free {
		return time.Now()
	}
	return time.Now().Add(h.roundTrip / 2)
}
