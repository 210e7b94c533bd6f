package demo

import (
	"context"
	"sync/atomic"
	"time"
)

// With heartbeat=MS a stream that has been silent for so long says that it is
// alive, in words that a page can see: a comment or a WebSocket's ping it can
// not. A client that hears nothing for longer knows that it is cut off.
//
//	SSE                 event: heartbeat, data:
//	NDJSON, WebSocket   {"type":"heartbeat"}
//
// It has no id and is none of the events that a fault counts.

// eventHeartbeat is the kind of a sign of life.
const eventHeartbeat = "heartbeat"

var heartbeatKnob = durationOrNone("heartbeat", 200, 60_000, func(k *Knobs, d time.Duration) { k.Heartbeat = d })

// A pulse says when it is time for a heartbeat. Its reader's goroutine sets it.
type pulse struct {
	every time.Duration
	due   atomic.Bool
	stop  func() bool // the timer of a reader that waits; nil = none
}

// beats sets how often a reader says that it is alive. A client that comes back
// without saying so is told what the answer was begun with.
func (r *reader) beats(every time.Duration) {
	if every < 0 {
		every = r.answer.heartbeat
	}
	r.pulse.every = every
}

// expect sets the time of a heartbeat for a reader that is about to rest. It comes
// before the rest: a run whose readers all rest is one that only time moves.
func (r *reader) expect() {
	if r.pulse.every <= 0 {
		return
	}
	r.pulse.stop = r.answer.run.runs.config.AfterFunc(r.pulse.every, func() {
		r.pulse.due.Store(true)
		r.answer.prod(r)
	})
}

// await is wait, and says after a silence that it was one.
func (r *reader) await(ctx context.Context) bool {
	if stop := r.pulse.stop; stop != nil {
		defer stop()
	}
	return r.wait(ctx)
}

// prod wakes one reader, though there is no token for it.
func (a *Answer) prod(r *reader) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r.stir()
	select {
	case r.wake <- struct{}{}:
	default: // it has not looked since the last time
	}
}
