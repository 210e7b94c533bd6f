package server

import (
	"context"
	"errors"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// attemptTime is how long an attempt may take.
const attemptTime = 5 * time.Minute

// attempts holds the open attempt of each run: one at a time.
type attempts struct {
	mu   sync.Mutex
	stop map[*demo.Run]context.CancelCauseFunc
}

var errAnother = errors.New("another attempt began")

// begin ends the run's attempt before.
func (a *attempts) begin(ctx context.Context, run *demo.Run) (context.Context, context.CancelFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop == nil {
		a.stop = map[*demo.Run]context.CancelCauseFunc{}
	}
	if stop := a.stop[run]; stop != nil {
		stop(errAnother)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	a.stop[run] = cancel
	return context.WithTimeout(ctx, attemptTime)
}

// end forgets an attempt that ended by itself.
func (a *attempts) end(ctx context.Context, run *demo.Run) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if context.Cause(ctx) != errAnother {
		delete(a.stop, run)
	}
}

// startAttempt is called by demo when a request begins an attempt.
func (s *Server) startAttempt(run *demo.Run, exercise string) {
	began := run.Log.Len() - 1                   // attempt.start, or what came right behind it
	ctx, cancel := s.attempts.begin(s.done, run) // here, so that of two attempts the newer one stays
	s.work.Go(func() {
		defer cancel() // which ends the lookout
		s.tellBegan(run, exercise)
		s.evaluate(ctx, run, exercise, began)
		s.attempts.end(ctx, run)
	})
}

// evaluate looks at the trace at each event that can decide something, until
// the attempt is over. The page never decides.
//
// A look costs as much as the trace is long, so it waits until it has caught up:
// of many events that came while it looked the last one tells all.
func (s *Server) evaluate(ctx context.Context, run *demo.Run, exercise string, from int) {
	number := numberOf(exercise, run.Log, from)
	look := s.lookout(ctx, run.Log, from)
	for again := time.Duration(-1); look.wait(again); {
		now := time.Since(run.Log.Began())
		v := check.EvaluateAt(exercise, run.Log, now)
		if v.Attempt != number {
			break // another one began, which is looked at apart
		}
		if v.Over {
			run.EndAttempt(exercise, number, s.conclude(run, v))
			return
		}
		again = -1
		if v.Next > 0 {
			again = max(v.Next-now, 0)
		}
	}
	s.giveUp(ctx, run, exercise, number)
}

// numberOf is the number, among those at its exercise, of the attempt that began
// with event n or right before it.
func numberOf(exercise string, log *trace.Log, n int) (number int) {
	for _, e := range log.Events(0)[:n+1] {
		if e.Kind == "attempt.start" && e.Text == exercise {
			number++
		}
	}
	return number
}

// giveUp concludes an attempt that nothing has decided so far: its time is over, or
// another one began. Most exercises can be passed for as long as an attempt goes
// on, so that a failure shows only here. Nobody may have looked since its last
// bytes came, so it is looked at once more, as it stood at its end.
func (s *Server) giveUp(ctx context.Context, run *demo.Run, exercise string, number int) {
	switch context.Cause(ctx) {
	case context.DeadlineExceeded:
		s.conclude(run, check.EvaluateAttempt(exercise, run.Log, number))
		run.EndAttempt(exercise, number, exercise+", 5 minutes are over")
	case errAnother, nil: // nil: the other has not ended this one yet
		s.conclude(run, check.EvaluateAttempt(exercise, run.Log, number))
	}
}

// A lookout tells when a trace may have decided something.
type lookout struct {
	ctx  context.Context
	came chan struct{} // a milestone came since the last look
}

// lookout follows the trace from an event on, until ctx ends.
func (s *Server) lookout(ctx context.Context, log *trace.Log, from int) lookout {
	l := lookout{ctx, make(chan struct{}, 1)}
	s.work.Go(func() {
		defer close(l.came)
		for e := range log.Follow(ctx, from) {
			if milestone(e) {
				select {
				case l.came <- struct{}{}:
				default: // one look will see both
				}
			}
		}
	})
	return l
}

// wait waits for a milestone, or for a time if that is not negative. false: ctx
// ended, or the run was dropped.
func (l lookout) wait(again time.Duration) bool {
	var over <-chan time.Time
	if again >= 0 {
		timer := time.NewTimer(again)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case _, open := <-l.came:
		return open
	case <-over:
		return true
	case <-l.ctx.Done():
		return false
	}
}

// milestone tells the events that a verdict can turn on from the many tokens.
func milestone(e trace.Event) bool {
	switch e.Kind {
	case "ws.frame":
		return e.Dir == wire.ToServer || e.Frame.Opcode == wire.OpClose
	case "ws.open":
		return true
	case "http.req", "http.resp", "http.body", "http.end", "conn.close", "fault", "challenge", "attempt.start", "attempt.end", "gen.start", "gen.end":
		return true
	}
	return false
}

// lastVerdict is what the newest attempt in the log has shown. A decided one
// is told only when its end stands in the log, which is after it was saved.
func lastVerdict(log *trace.Log, now time.Duration) (check.Verdict, bool) {
	exercise, ended := "", false
	for _, e := range log.Events(0) {
		switch e.Kind {
		case "attempt.start":
			exercise, ended = e.Text, false
		case "attempt.end":
			ended = true
		}
	}
	if exercise == "" {
		return check.Verdict{}, false
	}
	v := check.EvaluateAt(exercise, log, now)
	v.Over = v.Over || ended
	return v, ended || !v.Passed
}
