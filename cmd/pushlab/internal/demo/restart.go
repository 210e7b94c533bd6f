package demo

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// A restart@PLACE ends its connection as a fin does. For down=MS behind it, each
// request for a stream of the run is answered as a proxy does while the server
// behind it starts:
//
//	server: 502, text/plain, a sentence
//
// That ends an EventSource for good (WHATWG HTML §9.2.2).

// GoDown answers each request for a stream of the run with 502, from now on for d;
// 0 ends that. What streams goes on.
func (run *Run) GoDown(d time.Duration) {
	run.down.Store(run.runs.config.Now().Add(d).UnixNano())
}

// isDown is the answer to a request for a stream in that time, else nil.
func (run *Run) isDown() error {
	left := time.Unix(0, run.down.Load()).Sub(run.runs.config.Now())
	if left <= 0 {
		return nil
	}
	return &statusError{
		status: http.StatusBadGateway, bare: true,
		sentence: fmt.Sprintf("The server behind this address is being restarted, and is back in %d ms.", left.Milliseconds()+1),
	}
}

// With epoch=bump the first fault of an answer does what a restart of the
// server does between two requests: the answer is gone, its model with it, and
// the epoch of its ids means nothing any more.
//
//	client: GET /r/{run}/sse?fault=rst@42&epoch=bump
//	server: 200, the tokens 1 to 42, RST
//	client: the same, Last-Event-ID: k3x9-42
//	server: 200, reset with why restart and an id of another epoch, the answer from 1

// forget makes the answer one that nobody can go on with, once; false: it is
// none of these, or one before it was forgotten already.
func (a *Answer) forget() bool {
	if a.bump == nil || !a.bump.take() {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.forgotten = true
	return true
}

// lapse ends the model of an answer that was forgotten.
func (a *Answer) lapse() {
	a.run.note("epoch=bump: the answer %s is forgotten, as in a restart", a.epoch)
	a.finish(whyCancel)
}

// handOn gives the answer that takes the place of a what is done once, if its
// client asks for the same thing again.
func (a *Answer) handOn(to *Answer) {
	if a.bump != nil && to.bump != nil {
		to.bump = a.bump
	}
	if a.hasFault(to.fault) && len(to.planned) == 0 {
		to.once, to.challenge = a.once, a.challenge
		return
	}
	if !slices.Equal(a.asked, to.asked) || len(to.asked) == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	to.fault, to.once, to.planned = a.fault, a.once, a.planned
}
