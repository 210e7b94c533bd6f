package edge

import (
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// cut breaks the connection when so many bytes of the response have passed, its
// head included. Chunk framing that the edge writes itself is not counted.
type cut struct {
	fault tap.Fault
	after int
	down  time.Duration // the server restarts: so long its run gets 502; 0: it does not
}

// downTime is that of a restart without a down beside it.
const downTime = 2 * time.Second

func (h cut) pass(l line, in <-chan piece, out chan<- piece) {
	rest, ok := l.upTo(h.after, in, out)
	switch {
	case !ok:
	case !l.may():
		l.goOn(rest, in, out)
	default:
		l.give(out, piece{end: broken, fault: h.fault, down: h.down})
	}
}
