package room

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// When a seat counts as stuck, and as silent.
const (
	stuckAfter  = 8 * time.Minute // on one checkpoint
	stuckTries  = 4               // failed, on one checkpoint
	stuckLeast  = 2 * time.Minute // before the room's median says anything
	medianLeast = 3               // passes that make a median
	silentAfter = 3 * time.Minute
)

// A struggle is what is known of a seat that works on a checkpoint.
type struggle struct {
	since, now time.Time
	tries      int
	fourth     time.Time     // the try that made it stuck
	median     time.Duration // of the room for this checkpoint; 0 = not known
	done       bool          // the learner says so: time alone is no reason
}

// stuck says since when the seat is stuck, and why in words; zero: it is not.
func (g struggle) stuck() (since time.Time, why []string) {
	spent := g.now.Sub(g.since)
	reason := func(holds bool, at time.Time, text string) {
		if holds && (since.IsZero() || at.Before(since)) {
			since = at
		}
		if holds {
			why = append(why, text)
		}
	}
	over := max(stuckLeast, 2*g.median)
	reason(!g.done && spent >= stuckAfter, g.since.Add(stuckAfter), minutes(spent))
	reason(g.tries >= stuckTries, later(g.since, g.fourth), fmt.Sprintf("%d tries", g.tries))
	reason(!g.done && g.median > 0 && spent >= stuckLeast && spent > 2*g.median, g.since.Add(over),
		"over twice the room's median of "+about(g.median))
	return since, why
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// minutes says a time in whole minutes.
func minutes(d time.Duration) string {
	if n := int(d / time.Minute); n != 1 {
		return fmt.Sprintf("%d minutes", n)
	}
	return "1 minute"
}

// about says a short time in seconds.
func about(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return minutes(d)
}

// median returns the middle of the times, 0 for too few.
func median(all []time.Duration) time.Duration {
	if len(all) < medianLeast {
		return 0
	}
	slices.Sort(all)
	half := len(all) / 2
	if len(all)%2 == 1 {
		return all[half]
	}
	return (all[half-1] + all[half]) / 2
}

// silent says whether nothing was seen of somebody who is there and not done.
func silent(on bool, state State, quiet time.Duration) bool {
	return on && state == Working && quiet >= silentAfter
}

// away returns seconds in steps, so that a board need not be sent each second:
// ten seconds in the first minute, then minutes.
func away(d time.Duration) int {
	step := time.Minute
	if d < time.Minute {
		step = 10 * time.Second
	}
	return max(1, int(d.Truncate(step)/time.Second))
}

// A rank is a seat's place in the order of need.
type rank struct {
	group int
	since time.Time // of the need
	seat  int
}

// The groups, the most urgent first.
const (
	needy       = iota // please come, or stuck
	quiet              // silent
	helped             // needy, and somebody goes there
	fine               // nothing to do
	unreachable        // away
)

func group(need string, taken, on bool) int {
	switch {
	case need == needCome && !taken, need == needStuck && !taken:
		return needy
	case taken:
		return helped
	case need == needSilent:
		return quiet
	case !on:
		return unreachable
	}
	return fine
}

// before orders by group, then who waits longest, then by number.
func (a rank) before(b rank) int {
	return cmp.Or(cmp.Compare(a.group, b.group), a.since.Compare(b.since), cmp.Compare(a.seat, b.seat))
}
