package edge

import "time"

// throttle is a narrow way: a response takes a second for so many bytes. Who
// sends more waits.
type throttle struct{ rate int }

// portions is in how many writes a second's bytes pass.
const portions = 20

func (h throttle) pass(l line, in <-chan piece, out chan<- piece) {
	free := time.Now() // when the way is free again
	for {
		p, ok := l.take(in)
		for more := true; ok && more; {
			var first piece
			first, p, more = h.portion(p)
			ok = l.give(out, first) && first.end == goesOn
			if now := time.Now(); free.Before(now) {
				free = now
			}
			free = free.Add(time.Duration(first.size()) * time.Second / time.Duration(h.rate))
			ok = ok && l.rest(time.Until(free))
		}
		if !ok {
			return
		}
	}
}

// portion returns what passes at once of a piece, and what comes behind it. A
// head is not cut: it takes its time in one.
func (h throttle) portion(p piece) (first, rest piece, more bool) {
	n := max(1, h.rate/portions)
	if len(p.head) > 0 {
		n = len(p.head)
	}
	if p.size() <= n {
		return p, piece{}, false
	}
	first, rest = p.split(n)
	return first, rest, true
}
