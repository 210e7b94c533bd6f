package demo

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// An exercise fixes the knobs of its attempts, so that every learner measures
// the same thing. Package check decides the attempt, from the trace alone.
type exercise struct {
	name  string
	knobs []setting
	asks  int           // the challenge comes after this token; 0 = there is none
	limit time.Duration // for the answer to the challenge
}

var exercises = []exercise{
	{
		name:  "EX01",
		knobs: []setting{{name: "ttft", value: "500"}, {name: "tps", value: "5"}, {name: "tokens", value: "250"}},
		asks:  20, limit: 30 * time.Second,
	},
	{
		name:  "EX05a",
		knobs: []setting{{name: "tokens", value: "100"}, {name: "fault", value: "fin@42"}},
	},
}

func findExercise(name string) (exercise, bool) {
	i := slices.IndexFunc(exercises, func(e exercise) bool { return e.name == name })
	if i < 0 {
		return exercise{}, false
	}
	return exercises[i], true
}

func setCheck(k *Knobs, v string) error {
	if _, ok := findExercise(v); !ok {
		var names []string
		for _, e := range exercises {
			names = append(names, e.name)
		}
		return fmt.Errorf("must be %s", strings.Join(names, " or "))
	}
	k.Check = v
	return nil
}

// applyCheck sets the exercise's knobs, and refuses any other.
func applyCheck(k *Knobs, settings []setting) error {
	e, ok := findExercise(k.Check)
	if !ok {
		return nil
	}
	for _, s := range settings {
		if _, other := find(answerKnobs, s.name); other && s.name != "check" {
			return badRequest("check=%s sets its own knobs (%s): leave out %s, which was sent as %s.", e.name, e.list(), s.name, quote(s.value))
		}
	}
	for _, s := range e.knobs {
		knob, _ := find(answerKnobs, s.name)
		if err := knob.set(k, s.value); err != nil {
			return err
		}
	}
	return nil
}

func (e exercise) list() string {
	var list []string
	for _, s := range e.knobs {
		list = append(list, s.name+"="+s.value)
	}
	return strings.Join(list, ", ")
}

// An attempt is one try at an exercise. It is open from its attempt.start in
// the trace to its attempt.end.
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

// beginAttempt records that the answer a is an attempt at an exercise, unless
// it takes the place of the open attempt's answer after a reset.
func (run *Run) beginAttempt(name string, a, refused *Answer) bool {
	e, ok := findExercise(name)
	if !ok {
		return false
	}
	if refused != nil && refused == run.attempted && lastAttempt(run.Log).open {
		run.attempted = a
		return false
	}
	if last := lastAttempt(run.Log); last.open {
		run.Log.Append(trace.Event{Kind: "attempt.end", Text: last.exercise + ", another attempt began"})
	}
	run.attempted, a.once, a.challenge = a, new(once), nil
	if e.asks > 0 {
		a.challenge = &challenge{after: e.asks, limit: e.limit, nonce: strings.ToUpper(run.runs.draw(nonceLength))}
	}
	run.Log.Append(trace.Event{Kind: "attempt.start", Text: name, Answer: a.epoch})
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
