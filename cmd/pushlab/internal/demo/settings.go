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
	Stagger time.Duration // the first token of an answer comes up to so much later
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

// paced are the knobs of an answer as the room lets them be, and the trace says
// what it changed.
func (run *Run) paced(k Knobs) Knobs {
	set := run.settings()
	var said []string
	if gap := time.Second / time.Duration(max(set.TPS, 1)); set.TPS > 0 && k.Every > 0 && k.Every < gap {
		k.Every = gap
		said = append(said, fmt.Sprintf("news every %d ms at most", gap.Milliseconds()))
	} else if set.TPS > 0 && k.Every == 0 && k.TPS > set.TPS {
		said = append(said, fmt.Sprintf("%d tokens a second instead of %d", set.TPS, k.TPS))
		k.TPS = set.TPS
	}
	if late := run.runs.upTo(set.Stagger); late > 0 && k.Every == 0 {
		k.TTFT += late
		said = append(said, fmt.Sprintf("the first token %d ms later", late.Milliseconds()))
	}
	if len(said) > 0 {
		run.note("the room's profile: %s", strings.Join(said, ", "))
	}
	return k
}

// comeBack is when the client of an event stream shall come back, in ms. false:
// the room says nothing about it.
func (a *Answer) comeBack() (ms int, ok bool) {
	if a.attempt {
		return 0, false
	}
	return a.run.comeBack()
}

func (run *Run) comeBack() (ms int, ok bool) {
	set := run.settings()
	if set.Retry <= 0 {
		return 0, false
	}
	return int((set.Retry + run.runs.upTo(set.Spread)).Milliseconds()), true
}

// retry is what an event stream opens with: 0 is nothing. One that can be resumed
// says when to come back. In a room each does, and not all say the same.
func (r *reader) retry() int {
	switch ms, ok := r.answer.comeBack(); {
	case ok:
		r.answer.run.note("the room's profile: this stream's client shall come back %d ms after it broke", ms)
		return ms
	case r.answer.ids:
		return 500
	}
	return 0
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
