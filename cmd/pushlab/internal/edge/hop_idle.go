package edge

import (
	"fmt"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// idle is a proxy that loses patience: when nothing has come from the server's
// side for so long, it gives up. Before the response's head it can still say so,
// with 504 (RFC 9110 §15.6.5). Behind the head nothing is left to say: it closes
// the connection, and the body is not whole.
type idle struct{ limit time.Duration }

func (h idle) pass(l line, in <-chan piece, out chan<- piece) {
	for begun := false; ; {
		select {
		case p := <-in:
			if !l.give(out, p) || p.end != goesOn {
				return
			}
			begun = begun || p.size() > 0 && !p.aside || p.tunnel
		case <-time.After(h.limit):
			l.give(out, h.giveUp(l, begun))
			return
		case <-l.ctx.Done():
			return
		}
	}
}

// giveUp is the end that the client sees.
func (h idle) giveUp(l line, begun bool) piece {
	why := fmt.Sprintf("idle %d ms", h.limit.Milliseconds())
	if begun {
		return piece{end: broken, fault: tap.Fin + tap.Fault("@"+why)}
	}
	l.tell("fault", "504@"+why)
	sentence := fmt.Sprintf("The edge has waited for %d ms, and not one byte came from the server. It gives up.", h.limit.Milliseconds())
	return piece{head: l.own(sentence), end: said}
}
