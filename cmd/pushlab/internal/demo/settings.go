package demo

import (
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Settings are what a room asks of the streams of its runs, so that a class on one
// Wi-Fi neither fills it nor comes back all at once. The zero value asks nothing.
//
// An attempt has none of them: it would be measured with other values than its
// exercise says.
type Settings struct {
	TPS     int           // tokens a second at most; 0 = as many as were asked for
	Stagger time.Duration // the first token of an answer that a client starts comes up to so much later
	Retry   time.Duration // when the client of an event stream shall come back; 0 = as without a room
	Spread  time.Duration // … and up to so much later, drawn for each stream
}

// settings are those of the run at this moment.
func (run *Run) settings() Settings {
	if ask := run.runs.config.Settings; ask != nil {
		return ask(run)
	}
	return Settings{}
}

// upTo draws a time from 0 to most, in whole milliseconds.
func (rs *Runs) upTo(most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	n := binary.BigEndian.Uint32(rs.random(4))
	return time.Duration(int64(n)%(most.Milliseconds()+1)) * time.Millisecond
}

// comesAgain is how long behind a loss a start of the run counts as a client that
// comes again: a client that can not resume asks for a new answer.
const comesAgain = 30 * time.Second

// lost notes that a stream of the run broke, or ended before its answer did.
func (run *Run) lost() {
	now := run.runs.config.Now()
	run.lostAt.Store(&now)
}

// startsAnew says whether who gets a new answer now was not cut off before: only
// starts are staggered. A class that was cut shall come back when its clients do,
// or nobody would see what jitter is for.
func (run *Run) startsAnew(repeated bool) bool {
	at := run.lostAt.Load()
	return !repeated && (at == nil || run.runs.config.Now().Sub(*at) >= comesAgain)
}

// paced are the knobs of a new answer as the room lets them be, and the trace says
// what it changed. anew is of startsAnew.
func (run *Run) paced(k Knobs, anew bool) Knobs {
	set := run.settings()
	var said []string
	if gap := time.Second / time.Duration(max(set.TPS, 1)); set.TPS > 0 && k.Every > 0 && k.Every < gap {
		k.Every = gap
		said = append(said, fmt.Sprintf("news every %d ms at most", gap.Milliseconds()))
	} else if set.TPS > 0 && k.Every == 0 && k.TPS > set.TPS {
		said = append(said, fmt.Sprintf("%d tokens a second instead of %d", set.TPS, k.TPS))
		k.TPS = set.TPS
	}
	if late := run.runs.upTo(set.Stagger); anew && late > 0 && k.Every == 0 {
		k.TTFT += late
		said = append(said, fmt.Sprintf("the first token %d ms later", late.Milliseconds()))
	}
	if len(said) > 0 {
		run.note("the room's profile: %s", strings.Join(said, ", "))
	}
	return k
}

// admit asks the room for a place. Who got one must give it back (Run.leave).
func (run *Run) admit() error {
	ask := run.runs.config.Admit
	if ask == nil {
		return nil
	}
	leave, err := ask(run)
	if err != nil {
		return &statusError{status: http.StatusTooManyRequests, sentence: err.Error(), retryAfter: 5, later: true}
	}
	if leave != nil {
		run.mu.Lock()
		run.places = append(run.places, leave)
		run.mu.Unlock()
	}
	return nil
}

// giveBack gives one place back; they are all alike.
func (run *Run) giveBack() {
	run.mu.Lock()
	var leave func()
	if last := len(run.places) - 1; last >= 0 {
		leave, run.places = run.places[last], run.places[:last]
	}
	run.mu.Unlock()
	if leave != nil {
		leave()
	}
}
