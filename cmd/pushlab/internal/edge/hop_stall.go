package edge

import (
	"fmt"
	"time"
)

// stall holds a response up behind so many bytes of it. Nothing is lost: what
// comes meanwhile waits in the buffers of TCP.
type stall struct {
	time  time.Duration
	after int
}

func (h stall) pass(l line, in <-chan piece, out chan<- piece) {
	rest, ok := l.upTo(h.after, in, out)
	if !ok || l.may() && !h.hold(l, out) {
		return
	}
	l.goOn(rest, in, out)
}

func (h stall) hold(l line, out chan<- piece) bool {
	over := fmt.Sprintf("%s is over after %d ms", h, h.time.Milliseconds())
	return l.give(out, piece{says: remark{"fault", h.String()}}) && l.rest(h.time) &&
		l.give(out, piece{says: remark{"note", over}})
}

func (h stall) String() string { return fmt.Sprintf("stall@b%d", h.after) }
