package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"
)

const (
	watchClock  = 300 * time.Millisecond // long enough to see a clock that is being set
	mostDrift   = 50 * time.Millisecond  // between both clocks while it is watched
	longestUse  = 10 * 365 * 24 * time.Hour
	clockFormat = "2006-01-02 15:04 MST"
)

// clock looks whether the wall clock can be right: cookies end by it, a room is
// deleted by it, and exports carry it. Then whether it is being set right now.
func (m machine) clock(ctx context.Context) finding {
	const do = "set it: cookies, a room's last day and exports depend on it"
	switch shown := m.now.Format(clockFormat); {
	case m.now.Before(m.built):
		return bad("the clock says "+shown+", before this pushlab was built ("+m.built.Format(clockFormat)+")", do)
	case !m.built.IsZero() && m.now.Sub(m.built) > longestUse:
		return doubtful("the clock says "+shown+", more than ten years after this pushlab was built", do)
	}
	from := time.Now()
	select {
	case <-time.After(watchClock):
	case <-ctx.Done():
	}
	to := time.Now()
	return steady(to.Sub(from), to.Round(0).Sub(from.Round(0)), m.now)
}

// steady compares what passed by the monotonic clock and by the wall clock.
func steady(monotonic, wall time.Duration, now time.Time) finding {
	if jump := wall - monotonic; jump.Abs() > mostDrift {
		return doubtful(fmt.Sprintf("the clock jumped by %v while it was watched", jump.Round(time.Millisecond)),
			"wait until it has been set, and start pushlab then")
	}
	return good(now.Format(clockFormat) + ", and it runs evenly")
}

// builtAt is the time of the commit that this program was built from, or else
// of its file.
func builtAt() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if t, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return t.Local()
			}
		}
	}
	path, err := os.Executable()
	if err != nil {
		return time.Time{}
	}
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
