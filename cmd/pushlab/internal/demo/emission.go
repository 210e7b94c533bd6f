package demo

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Limits of submissions.
const (
	maxSubmissions = 32      // kept in a run, the newest ones
	maxSubmitted   = 1 << 20 // bytes kept in a run
	maxAnswered    = 10      // times that one is answered; then 204
	answerPause    = 100 * time.Millisecond
	sliceTimeout   = 10 * time.Second // for a client to take one slice
)

// An emission is what somebody submitted to have it written.
type emission struct {
	order
	id   string // "e1"
	body []byte
	ends []int // of each slice, its end in body

	mu       sync.Mutex
	answered int
	last     time.Time // when the newest answer began, or will
}

// emissions are the submissions of a run.
type emissions struct {
	mu   sync.Mutex
	made int
	kept []*emission // oldest first
}

// keep names a submission and forgets those for which there is no more room.
func (s *emissions) keep(e *emission) *emission {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	e.id = fmt.Sprintf("e%d", s.made)
	s.kept = append(s.kept, e)
	for len(s.kept) > maxSubmissions || s.size() > maxSubmitted {
		s.kept = s.kept[1:]
	}
	return e
}

func (s *emissions) size() (n int) {
	for _, e := range s.kept {
		n += len(e.body)
	}
	return n
}

// find returns the submission of an id, the newest for none.
func (s *emissions) find(id string) (*emission, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) == 0 {
		return nil, &statusError{
			status:   http.StatusNotFound,
			sentence: "Nothing was submitted in this run. POST the bytes to this address first.",
		}
	}
	if id == "" {
		return s.kept[len(s.kept)-1], nil
	}
	for _, e := range s.kept {
		if e.id == id {
			return e, nil
		}
	}
	return nil, &statusError{
		status:   http.StatusNotFound,
		sentence: fmt.Sprintf("This run has the submissions %s to %s; %s was asked for.", s.kept[0].id, s.kept[len(s.kept)-1].id, quote(id)),
	}
}

// admit holds back who comes too soon, and says no to who comes too often: a
// body may tell an EventSource to come back after 0 ms, for ever.
func (e *emission) admit(ctx context.Context, run *Run) (ok bool, err error) {
	wait, ok := e.turn(run.runs.config.Now())
	if !ok {
		run.note("%s: 204, since it was answered %d times: that ends an EventSource", e.id, maxAnswered)
		return false, nil
	}
	if wait <= 0 {
		return true, nil
	}
	run.note("%s: held back for %d ms, since it is answered at most every %d ms", e.id, wait.Milliseconds(), answerPause.Milliseconds())
	return true, run.pause(ctx, wait)
}

// turn takes the next place in the row of answers.
func (e *emission) turn(now time.Time) (wait time.Duration, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.answered == maxAnswered {
		return 0, false
	}
	e.answered++
	at := e.last.Add(answerPause)
	if at.Before(now) {
		at = now
	}
	e.last = at
	return at.Sub(now), true
}

// write sends the head, the slices and the end. When the client leaves there is
// nobody to tell.
func (e *emission) write(ctx context.Context, w http.ResponseWriter, run *Run) error {
	e.head(w.Header())
	w.WriteHeader(e.status)
	out := verbatim{w, http.NewResponseController(w)}
	if err := out.write(nil); err != nil { // the head goes out before the first slice
		return err
	}
	start := 0
	for i, end := range e.ends {
		if i > 0 && e.gap > 0 {
			if err := run.pause(ctx, e.gap); err != nil {
				return err
			}
		}
		if err := out.write(e.body[start:end]); err != nil {
			return err
		}
		start = end
	}
	if e.hold > 0 {
		return run.pause(ctx, e.hold)
	}
	return nil
}

func (e *emission) head(h http.Header) {
	h["Content-Type"] = nil // else net/http guesses one
	if e.contentType != "" {
		h.Set("Content-Type", e.contentType)
	}
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
}

// A verbatim writes bytes as they are, each time with a flush.
type verbatim struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (v verbatim) write(p []byte) error {
	v.control.SetWriteDeadline(time.Now().Add(sliceTimeout))
	defer v.control.SetWriteDeadline(time.Time{}) // what follows has its own time
	if len(p) > 0 {
		if _, err := v.w.Write(p); err != nil {
			return fmt.Errorf("demo: writing a slice: %w", err)
		}
	}
	if err := v.control.Flush(); err != nil {
		return fmt.Errorf("demo: flushing a slice: %w", err)
	}
	return nil
}
