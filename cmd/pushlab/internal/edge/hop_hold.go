package edge

import (
	"fmt"
	"time"
)

// hold is a proxy that buffers: it keeps what comes until it has so many bytes,
// or for so long after the first of them, or to the end of the response. The
// response's head waits with them. What is let go is one write.
type hold struct {
	bytes int           // 0: no limit but maxHold
	time  time.Duration // 0: none
}

// maxHold is what a buffer takes at most. Then it lets go, and goes on.
const maxHold = 4 << 20

func (h hold) pass(l line, in <-chan piece, out chan<- piece) {
	var b buffer
	open := false // a tunnel has no end to wait for, and who waits for 100 waits for ever
	for {
		select {
		case p := <-in:
			if open = open || p.tunnel && h == (hold{}); open || p.aside || p.size() == 0 && p.end == goesOn {
				if !l.give(out, p) || p.end != goesOn {
					return
				}
				continue
			}
			b.add(p, h.time)
			if h.full(&b) && !b.letGo(l, out) || p.end != goesOn {
				return
			}
		case <-b.timer:
			if !b.letGo(l, out) {
				return
			}
		case <-l.ctx.Done():
			return
		}
	}
}

func (h hold) full(b *buffer) bool {
	n := len(b.held.body)
	return b.held.end != goesOn || n >= maxHold || h.bytes > 0 && n >= h.bytes
}

// A buffer is what a hold keeps.
type buffer struct {
	held  piece
	since time.Time // when the first byte came; zero: nothing is held
	timer <-chan time.Time
}

func (b *buffer) add(p piece, limit time.Duration) {
	if b.since.IsZero() && p.size() > 0 {
		b.since = time.Now()
		if limit > 0 {
			b.timer = time.After(limit)
		}
	}
	b.held.head = append(b.held.head, p.head...)
	b.held.body = append(b.held.body, p.body...)
	b.held.end, b.held.fault, b.held.down, b.held.says = p.end, p.fault, p.down, p.says
}

// letGo sends what is held. The trace hears how much it was, and for how long.
func (b *buffer) letGo(l line, out chan<- piece) bool {
	if n := b.held.size(); n > 0 {
		l.tell("edge.hold", fmt.Sprint(n, " ", time.Since(b.since).Milliseconds()))
	}
	p := b.held
	*b = buffer{}
	return l.give(out, p)
}
