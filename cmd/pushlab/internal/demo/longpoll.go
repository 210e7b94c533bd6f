package demo

import (
	"context"
	"net/http"
	"time"
)

// serveLongPoll holds a request until there is something to say, and then says
// all that there is (RFC 6202 §2.1). What it says is that of servePoll.
//
//	client: GET /r/{run}/longpoll?answer=A&hold=25000
//	server:                                       holds it: nothing is made yet
//	server: 200, Content-Length, [{"id":"k3x9-1","token":"…"}]
//	client: GET /r/{run}/longpoll?after=k3x9-1    at once, on the same connection
//	server: 200, Content-Length, [{"id":"k3x9-2","token":"…"}]
//
// When nothing comes for hold milliseconds it says so, since proxies end a
// request that is silent for longer than they like (§5.5):
//
//	server: 200, Content-Length, []
//
// With cursor=off it gets only what is made while it is held (cursor.go).
func (l *lab) serveLongPoll(w http.ResponseWriter, r *http.Request, run *Run) error {
	k, err := l.queryKnobs(run, r, longPollKnobs)
	if err != nil {
		return err
	}
	return l.serveBatch(w, r, run, k)
}

var longPollKnobs = append(withCheck("longpoll", pollKnobs),
	number("hold", 0, 60_000, func(k *Knobs, n int) { k.Hold = time.Duration(n) * time.Millisecond }))

// hold ends ctx after d of the run's clock; 0 is at once.
func (r *reader) hold(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if d == 0 {
		cancel()
		return ctx, cancel
	}
	stop := r.answer.run.runs.config.AfterFunc(d, func() {
		r.answer.rouse(r)
		cancel()
	})
	return ctx, func() { stop(); cancel() }
}

// rouse says that r moves again, though there is nothing new.
func (a *Answer) rouse(r *reader) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r.stir()
}
