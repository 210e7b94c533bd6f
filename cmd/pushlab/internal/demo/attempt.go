package demo

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// An attempt is one try at an exercise. It is open from its attempt.start in
// the trace to its attempt.end. A request with check=EXnn begins one, at each
// address that the exercise names (exercises.go). Whether it begins another or
// goes on with the open one is decided here, and by nobody else:
//
//	the request                                      the open attempt
//	carries an id of its answer                      goes on (Run.read)
//	carries an id that leads to a reset              goes on with the new answer
//	asks for an answer anew                          ends, another begins; of EX05b behind a cut: goes on, and has two answers
//	is none for an answer, with the same key         goes on (lab.begin)
//	anything else                                    ends, another begins
//
// Package check decides the attempt, from the trace alone.
type attempt struct {
	exercise string
	number   int // among the attempts of this exercise in this run, from 1
	open     bool
}

// lastAttempt reads the newest attempt from the trace.
func lastAttempt(log *trace.Log) (last attempt) {
	numbers := map[string]int{}
	for _, e := range log.Events(0) {
		switch e.Kind {
		case "attempt.start":
			numbers[e.Text]++
			last = attempt{e.Text, numbers[e.Text], true}
		case "attempt.end":
			last.open = false
		}
	}
	return last
}

// beginAttempt records that the answer a is an attempt at the exercise of k,
// unless it belongs to the open one.
func (run *Run) beginAttempt(k *Knobs, a, refused *Answer) (began bool) {
	e, ok := findExercise(k.Check)
	if !ok {
		return false
	}
	a.attempt = true
	if run.answersOpen(e, refused) {
		run.attempted = a
		return false
	}
	e.prepare(run, k, a)
	run.attempted = a
	run.startAttempt(e, "", a.epoch)
	if e.proof {
		run.provings = []*proving{a.proveText()}
	}
	return true
}

// answersOpen says that a new answer belongs to the open attempt: it takes the
// place of its answer after a reset, or a client asked anew that was cut.
func (run *Run) answersOpen(e exercise, refused *Answer) bool {
	last, before := lastAttempt(run.Log), run.attempted
	if !last.open || before == nil {
		return false
	}
	return refused == before || last.exercise == e.name && before.wasCut()
}

// startAttempt ends the open attempt and begins another.
func (run *Run) startAttempt(e exercise, key, epoch string) {
	if last := lastAttempt(run.Log); last.open {
		run.Log.Append(trace.Event{Kind: "attempt.end", Text: last.exercise + ", another attempt began"})
	}
	run.attemptKey, run.provings, run.lastRound = key, nil, 0
	run.Log.Append(trace.Event{Kind: "attempt.start", Text: e.name, Answer: epoch})
}

// begin records that a request which is none for an answer is an attempt at an
// exercise. The open attempt goes on if it is one at the same exercise with the
// same key: a page's token, or "" where each request belongs to one attempt.
func (l *lab) begin(run *Run, name, key string) {
	e, ok := findExercise(name)
	if ok && run.beginKeyed(e, key) && l.runs.config.OnAttempt != nil {
		l.runs.config.OnAttempt(run, name)
	}
}

func (run *Run) beginKeyed(e exercise, key string) (began bool) {
	run.mu.Lock()
	defer run.mu.Unlock()
	if last := lastAttempt(run.Log); last.open && last.exercise == e.name && run.attemptKey == key {
		return false
	}
	run.attempted = nil
	run.startAttempt(e, key, "")
	return true
}

// EndAttempt ends that attempt, if it is still open, with a sentence that says
// how. It reports whether it did.
func (run *Run) EndAttempt(exercise string, number int, how string) bool {
	run.mu.Lock()
	defer run.mu.Unlock()
	if lastAttempt(run.Log) != (attempt{exercise, number, true}) {
		return false
	}
	run.Log.Append(trace.Event{Kind: "attempt.end", Text: how})
	return true
}

// A challenge asks the client in the middle of a stream to send something back.
// A client that waits for the end of the body can not do so in time.
type challenge struct {
	after int // token
	nonce string
	limit time.Duration
	sent  atomic.Pointer[time.Time] // nil: not yet
}

const nonceLength = 6

func (c *challenge) due(seq int) bool { return c != nil && seq == c.after }

// text is what the trace keeps, data what the client reads: both with the
// deadline, in milliseconds from then.
func (c *challenge) text() string { return fmt.Sprint(c.nonce, " ", c.limit.Milliseconds()) }

func (c *challenge) data() string {
	return fmt.Sprintf(`{"nonce":%q,"deadline":%d}`, c.nonce, c.limit.Milliseconds())
}

// checkAt is the knob check of an address: it takes the exercises that begin
// there.
func checkAt(place string) knob {
	return knob{"check", func(k *Knobs, v string) error {
		k.Check = v
		return beginsAt(place, v)
	}}
}

// withCheck returns the knobs of an address, with the check of that address.
func withCheck(place string, knobs []knob) []knob {
	others := slices.DeleteFunc(slices.Clone(knobs), func(k knob) bool { return k.name == "check" })
	return append(others, checkAt(place))
}

// beginsAt says why an exercise can not begin at an address. The error is the
// rest of a sentence that begins with "check".
func beginsAt(place, name string) error {
	e, ok := findExercise(name)
	if !ok {
		return fmt.Errorf("must be %s", alternatives(exerciseNames()))
	}
	if !slices.Contains(e.at, place) {
		return fmt.Errorf("is for another address: %s begins at %s", e.name, alternatives(e.at))
	}
	return nil
}

// alternatives writes "a", "a or b", "a, b or c".
func alternatives(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
