package demo

import (
	"context"
	"iter"
	"sync/atomic"

	"pushlab/cmd/pushlab/internal/trace"
)

// A reader is one response or one WebSocket that follows an answer. It is for
// the goroutine that writes there.
type reader struct {
	answer *Answer
	reset  string        // why the client must forget what it has; "" = it need not
	after  int           // SEQ of the last event that it was given, or had before
	wake   chan struct{} // there is more
	idle   bool          // it has all that there is; guarded by answer.mu

	pulse pulse
	wire  wireOf                  // what its events go over
	order atomic.Pointer[command] // to be done now, by who writes; nil = none
	whole atomic.Bool             // it waits for the end, and has no events
	polls bool                    // it is a poll's, which comes again by itself
	tells bool                    // it has said when to come back; guarded by live.mu
	anew  atomic.Bool             // that is to be said anew
	holds bool                    // its connection holds back what it writes; guarded by live.mu
}

// finished: the client has done too, and there is nothing left to say.
func (r *reader) finished() bool { return r.after > r.answer.tokens }

func (r *reader) close() {
	if !r.polls && r.after < r.answer.tokens {
		r.answer.run.lost()
	}
	r.answer.run.live.remove(r)
	r.answer.leave(r)
}

// wait blocks until there is more, which may be that the answer is over: a model
// ends when the server stops. false: the client has left.
func (r *reader) wait(ctx context.Context) bool {
	select {
	case <-r.wake:
		return true
	case <-ctx.Done():
		return false
	}
}

// awaitEnd waits for the last token; false: it does not come, or token stop was
// made, which is as far as the caller goes.
func (r *reader) awaitEnd(ctx context.Context, stop int) bool {
	if r.after == stop {
		return false
	}
	r.whole.Store(true)
	for seq := range r.answer.follow(ctx, r) {
		if seq == stop {
			return false
		}
	}
	return r.answer.done()
}

// rest and stir keep count of what moves, for Run.Settled.
func (r *reader) rest() {
	if !r.idle {
		r.idle = true
		r.answer.run.moving.Add(-1)
	}
}

func (r *reader) stir() {
	if r.idle {
		r.idle = false
		r.answer.run.moving.Add(1)
	}
}

// An event is one thing that a stream tells its client, before it is put into
// the words of a transport.
type event struct {
	kind string // "token", or the name of a message about the answer
	id   string // "" = it carries none
	seq  int    // of a token and of done; 0 for the others
	data string // the token's text; of the others a JSON object

	retry int // of goodbye and retry: when to come back, in ms
}

// The kinds of events.
const (
	eventToken     = "token"
	eventDone      = "done"
	eventReset     = "reset"
	eventChallenge = "challenge"
	eventGoodbye   = "goodbye"
	eventOrder     = "order" // never sent: a fault is to be done now
	eventRetry     = "retry" // of an event stream: when to come back, and nothing else
)

// events are what a reader is told, in order: that it must forget what it has,
// the tokens, and how the answer ended.
func (r *reader) events(ctx context.Context) iter.Seq[event] {
	return func(yield func(event) bool) {
		if r.reset != "" && !yield(r.resetEvent()) {
			return
		}
		for seq, text := range r.answer.follow(ctx, r) {
			if seq == 0 {
				if !yield(r.aside()) {
					return
				}
				continue
			}
			if !yield(event{kind: eventToken, id: r.id(seq), seq: seq, data: text}) {
				return
			}
			if c := r.answer.challenge; c.due(seq) && !yield(r.challengeEvent(c)) {
				return
			}
		}
		if e, ok := r.last(); ok {
			yield(e)
		}
	}
}

// hasAside says that there is something to say that is no token.
func (r *reader) hasAside() bool {
	return !r.whole.Load() && (r.order.Load() != nil || r.anew.Load() || r.pulse.due.Load())
}

func (r *reader) aside() event {
	switch {
	case r.order.Load() != nil:
		r.pulse.due.Store(false)
		return event{kind: eventOrder}
	case r.anew.Swap(false):
		return r.retryEvent()
	}
	r.pulse.due.Store(false)
	return event{kind: eventHeartbeat}
}

// last is the event that ends the stream; none when the client has left.
func (r *reader) last() (event, bool) {
	a := r.answer
	if a.done() && r.after >= a.tokens {
		r.after = a.tokens + 1
		return event{kind: eventDone, id: r.id(r.after), seq: r.after, data: a.summary()}, true
	}
	if a.run.runs.stopping() {
		ms, _ := a.comeBack()
		return a.run.runs.goodbyeEvent(ms), true
	}
	return event{}, false
}

func (r *reader) resetEvent() event {
	return event{kind: eventReset, id: r.id(0), data: `{"why":"` + r.reset + `"}`}
}

// challengeEvent is recorded before it is sent, so that the trace never shows
// an answer to a question that was not asked yet.
func (r *reader) challengeEvent(c *challenge) event {
	now := r.answer.run.runs.config.Now()
	c.sent.Store(&now)
	r.answer.run.Log.Append(trace.Event{Kind: "challenge", Answer: r.answer.epoch, Text: c.text()})
	return event{kind: eventChallenge, data: c.data()}
}

// id is the id of an event, "" for an answer without ids.
func (r *reader) id(seq int) string {
	if !r.answer.ids {
		return ""
	}
	return tokenID{r.answer.epoch, seq}.String()
}
