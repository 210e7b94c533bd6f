package demo

import (
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// What a host does to a whole room is done to its runs one by one, with these.

// Live returns the runs that have live streams.
func (rs *Runs) Live() []*Run {
	return rs.those(func(run *Run) bool { return run.streams.Load() > 0 })
}

// All returns the runs that are in memory.
func (rs *Runs) All() []*Run { return rs.those(func(*Run) bool { return true }) }

func (rs *Runs) those(fit func(*Run) bool) (list []*Run) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, run := range rs.runs {
		if fit(run) {
			list = append(list, run)
		}
	}
	return list
}

// Strike does a fault to every live stream of the run at once, and returns how
// many there were. The kinds are those of POST …/d/cut. last is how long: of a
// blackhole, half or stall, and how long a restart is down; 0 is as long as the
// stream's own client asked for.
func (run *Run) Strike(kind string, last time.Duration) (struck int, err error) {
	if !slices.Contains(nowKinds, kind) {
		return 0, badRequest("fault must be %s; %s was sent.", alternatives(nowKinds), quote(kind))
	}
	set := Measures{Hole: last, Stall: last, Down: last}
	return run.strikeAll(Fault{Kind: kind, Now: true}, set.over), nil
}

// Streaming returns how many streams Strike would find just now.
func (run *Run) Streaming() (n int) {
	run.live.during(func(readers []*reader) {
		for _, r := range readers {
			if r.wire.conn != nil {
				n++
			}
		}
	})
	return n
}

// Buffer makes the run's streams come in blocks, as behind a proxy that buffers,
// or ends that: those that are live, and those that begin while it is on. An attempt
// is not held back: its challenge would come too late, and its fault second.
func (run *Run) Buffer(on bool) {
	run.live.during(func(readers []*reader) {
		run.live.buffers = on
		for _, r := range readers {
			r.buffer(on, ": it was switched off")
		}
	})
}

// buffer holds back what r's connection writes, or lets it go: each reader once.
// It needs live.mu.
func (r *reader) buffer(on bool, why string) {
	conn := r.wire.conn
	if conn == nil || r.holds == on || r.answer.attempt {
		return
	}
	if r.holds = on; !on {
		conn.Release(why)
		return
	}
	if !conn.Hold(tap.Buffer + "@now") { // over HTTP/2: another stream's began it
		r.answer.run.note("buffer@now: this stream's connection holds back already what it writes")
	}
}
