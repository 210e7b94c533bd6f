package demo

import (
	"cmp"
	"slices"
	"time"
)

// Sweep drops the runs that nobody has used for idleTime, and the idlest ones
// while all traces together take too much memory.
func (rs *Runs) Sweep() {
	now := rs.config.Now()
	for _, run := range rs.idlest() {
		unused := run.streams.Load() == 0 && now.Sub(run.Log.LastActive()) >= idleTime
		if unused || rs.budget.Full() {
			rs.drop(run)
		}
	}
}

// keepCap makes room for one more run.
func (rs *Runs) keepCap() {
	rs.mu.Lock()
	over := len(rs.runs) + 1 - maxRuns // more than 1 when several were made at once
	rs.mu.Unlock()
	if over <= 0 {
		return
	}
	idlest := rs.idlest()
	for _, run := range idlest[:min(over, len(idlest))] {
		rs.drop(run)
	}
}

// idlest returns all runs that may be dropped, the one to drop first at the front: those without a
// live stream, and among equals the one whose last byte or watcher is the
// longest ago.
func (rs *Runs) idlest() []*Run {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	last := make(map[*Run]time.Time, len(rs.runs))
	runs := make([]*Run, 0, len(rs.runs))
	for _, run := range rs.runs {
		if run.pinned {
			continue
		}
		last[run] = run.Log.LastActive()
		runs = append(runs, run)
	}
	slices.SortFunc(runs, func(a, b *Run) int {
		return cmp.Or(cmp.Compare(min(a.streams.Load(), 1), min(b.streams.Load(), 1)), last[a].Compare(last[b]))
	})
	return runs
}

// drop forgets a run and ends what it still does. Its id stays good.
func (rs *Runs) drop(run *Run) {
	rs.mu.Lock()
	delete(rs.runs, run.ID)
	delete(rs.views, run.ViewID)
	rs.mu.Unlock()
	run.end()
}
