package edge

import (
	"bytes"
	"math/rand/v2"
	"time"
)

// slice cuts a body into pieces that the client gets one by one, each in a write
// of its own.
type slice struct {
	cut func() func(rest []byte) int // returns the length of the first slice of what is left
	gap time.Duration
}

// maxGaps is how many slices of a response stand apart in time: what follows is
// sliced too, without a pause.
const maxGaps = 2000

func (h slice) pass(l line, in <-chan piece, out chan<- piece) {
	cut, gaps := h.cut(), 0
	for {
		p, ok := l.take(in)
		if !ok {
			return
		}
		rest := p.body
		for p.body = nil; len(rest) > 0; gaps++ {
			n := min(max(1, cut(rest)), len(rest))
			p.body, rest = rest[:n], rest[n:]
			if last := len(rest) == 0; last {
				break
			}
			next := piece{head: p.head, body: p.body}
			p.head = nil
			if !l.give(out, next) || gaps < maxGaps && !l.rest(h.gap) {
				return
			}
		}
		if !l.give(out, p) || p.end != goesOn || len(p.body) > 0 && gaps < maxGaps && !l.rest(h.gap) {
			return
		}
	}
}

// every slices after n bytes each.
func every(n int) func() func([]byte) int {
	return func() func([]byte) int { return func([]byte) int { return n } }
}

// afterCR slices after each CR, of which LF may be the other half.
func afterCR() func([]byte) int {
	return func(rest []byte) int {
		if i := bytes.IndexByte(rest, '\r'); i >= 0 {
			return i + 1
		}
		return len(rest)
	}
}

// inCharacters slices behind the first byte of every character that has several
// (RFC 3629 §3).
func inCharacters() func([]byte) int {
	return func(rest []byte) int {
		for i := range len(rest) - 1 {
			if rest[i] >= 0xC2 && rest[i+1]&0xC0 == 0x80 {
				return i + 1
			}
		}
		return len(rest)
	}
}

// maxRandom is the longest slice of a random slicing.
const maxRandom = 48

// atRandom slices anywhere, the same way for the same seed.
func atRandom(seed uint64) func() func([]byte) int {
	return func() func([]byte) int {
		r := rand.New(rand.NewPCG(seed, seed))
		return func([]byte) int { return 1 + r.IntN(maxRandom) }
	}
}
