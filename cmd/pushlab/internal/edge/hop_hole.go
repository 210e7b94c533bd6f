package edge

import (
	"fmt"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// hole lets nothing pass behind so many bytes of the response, and TCP stays
// open: what comes from the server is read and thrown away, so that neither side
// hears of it. Only a network can lose a FIN as well; here the client's ends the
// hole, and so does time, with RST, so that nothing stays behind.
type hole struct {
	kind  string // "blackhole", "half"
	after int
	time  time.Duration
	deaf  bool // what comes from the client is thrown away too
}

// holeTime is that of a request that names none.
const holeTime = 30 * time.Second

func (h hole) pass(l line, in <-chan piece, out chan<- piece) {
	rest, ok := l.upTo(h.after, in, out)
	switch {
	case !ok:
	case !l.may():
		l.goOn(rest, in, out)
	case l.give(out, piece{says: remark{"fault", h.String()}, deaf: h.deaf}):
		if end := h.swallow(l, in, rest.end != goesOn); end.end != goesOn {
			l.give(out, end)
		}
	}
}

func (h hole) String() string { return fmt.Sprintf("%s@b%d", h.kind, h.after) }

// swallow takes what comes, and returns how the hole closes. A client that has
// left is still a sender whose last words arrive where the hole is one way only:
// then the server's end is waited for.
func (h hole) swallow(l line, in <-chan piece, ended bool) piece {
	left, gone, timer := l.left, false, time.NewTimer(h.time)
	defer timer.Stop()
	for !gone || !ended && !h.deaf {
		select {
		case p := <-in:
			ended = ended || p.end != goesOn
		case <-left:
			left, gone = nil, true
		case <-timer.C:
			return piece{end: broken, fault: h.over(fmt.Sprintf("after %d ms", h.time.Milliseconds()))}
		case <-l.leave:
			return piece{end: broken, fault: h.over("since the edge closes")}
		case <-l.ctx.Done():
			return piece{}
		}
	}
	return piece{end: said} // the trace has the client's FIN
}

func (h hole) over(why string) tap.Fault {
	return tap.Rst + tap.Fault("@"+h.kind+" is over "+why)
}
