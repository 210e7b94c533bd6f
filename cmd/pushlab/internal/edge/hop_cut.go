package edge

import "pushlab/cmd/pushlab/internal/tap"

// cut breaks the connection when so many bytes of the response have passed, its
// head included. Chunk framing that the edge writes itself is not counted.
type cut struct {
	fault tap.Fault
	after int
}

func (h cut) pass(l line, in <-chan piece, out chan<- piece) {
	for left := h.after; ; {
		if left == 0 {
			l.give(out, piece{end: broken, fault: h.fault})
			return
		}
		p, ok := l.take(in)
		if !ok {
			return
		}
		p = p.first(left)
		left -= p.size()
		if !l.give(out, p) || p.end != goesOn {
			return
		}
	}
}

// first returns the first n bytes of a piece; its end comes after the rest.
func (p piece) first(n int) piece {
	if p.size() < n {
		return p
	}
	head := min(n, len(p.head))
	return piece{head: p.head[:head], aside: p.aside, body: p.body[:n-head]}
}
