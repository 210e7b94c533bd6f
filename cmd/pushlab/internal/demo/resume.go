package demo

import "cmp"

// Why a client must forget what it has: the why of a reset.
const (
	resetRestart   = "restart"   // this run does not hold the epoch: the server was restarted, or dropped the answer
	resetOld       = "old"       // the token after it is no longer in the log
	resetFuture    = "future"    // no such token was made
	resetMalformed = "malformed" // it is not EPOCH-SEQ
	resetCancelled = "cancelled" // nobody read the answer for 10 s
)

// read finds the place at which a reader goes on. An id that can be resumed
// decides alone: the knobs are those of the answer that it names. An id that
// can not leads to a reset and an answer from 1, never to a silent gap and
// never to a 404, which would end an EventSource for good.
//
//	id                            what the reader gets
//	none                          the answer of that name from 1, or a new one
//	of a token                    the tokens after it
//	SEQ 0                         the tokens from 1
//	of the last token             done
//	of done                       nothing: it has all
//	anything else                 reset, then an answer from 1
//
// began says that the knobs began an attempt.
func (run *Run) read(k Knobs, lastEventID string) (r *reader, began bool) {
	run.mu.Lock()
	defer run.mu.Unlock()
	a, seq, why := run.locate(lastEventID)
	if a != nil {
		if r, why = a.join(seq); why == "" {
			return r, false
		}
	}
	r, began = run.readNew(k, a, lastEventID != "")
	r.reset = why
	return r, began
}

// locate returns the place that an id names. Without an id there is none, and
// nothing to reset.
func (run *Run) locate(lastEventID string) (a *Answer, seq int, why string) {
	if lastEventID == "" {
		return nil, 0, ""
	}
	id, err := parseTokenID(lastEventID)
	if err != nil {
		return nil, 0, resetMalformed
	}
	if a := run.answerOf(func(a *Answer) bool { return a.epoch == id.epoch }); a != nil {
		return a, id.seq, ""
	}
	return nil, 0, resetRestart
}

// readNew reads from 1: the answer of the client's name if that can still be
// read whole, else a new one of that name. It is not the answer that could not
// be resumed. repeated says that the client has read before.
func (run *Run) readNew(k Knobs, refused *Answer, repeated bool) (r *reader, began bool) {
	named := run.answerOf(func(a *Answer) bool { return k.Answer != "" && a.name == k.Answer })
	if named != nil && named != refused {
		if r, why := named.join(0); why == "" {
			return r, false
		}
	}
	a := run.newAnswer(k, cmp.Or(named, refused))
	began = run.beginAttempt(&k, a, refused)
	r, _ = a.join(0) // nobody can have refused it yet
	if !a.attempt {
		k = run.paced(k, run.startsAnew(named != nil || repeated))
	}
	run.speak(a, k)
	return r, began
}

// answerOf returns the newest answer that fits, nil if there is none.
func (run *Run) answerOf(fits func(*Answer) bool) *Answer {
	for i := len(run.answers) - 1; i >= 0; i-- {
		if fits(run.answers[i]) {
			return run.answers[i]
		}
	}
	return nil
}
