package llm

import (
	"math"
	"time"
)

// News do not come at a steady rate: each comes when something happened,
// whatever came before it. So the gaps between them are those of a Poisson
// process: exponentially distributed, many short ones and a few long ones.

// gapUnit is what a gap is rounded to. The logarithm of two processors may
// differ in its last bit, and a seed means the same pauses everywhere.
const gapUnit = time.Millisecond

// nextNews returns when the next item is due: a gap after the one before it,
// and the first a gap after the start.
func (s *schedule) nextNews() time.Time {
	gap := -math.Log(1-unit(s.chance)) * float64(s.every) // the distribution's inverse
	s.news += time.Duration(gap).Round(gapUnit)
	return s.start.Add(s.news)
}
