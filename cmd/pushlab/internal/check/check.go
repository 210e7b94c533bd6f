// Package check decides exercises from traces.
//
// A check is a predicate over what crossed the wire in one attempt. It reads
// the trace and nothing else: not what a client says that it did, and not
// whether two texts look alike. So it is the same for a page, for curl and for
// a learner's own program, and each condition can point to the rows that met it.
//
// Evaluate is pure. It may be called at each event that could decide something,
// and says then what was seen so far.
package check

import (
	"cmp"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// A Check is an exercise with its conditions. An attempt passes when all of
// them are met.
type Check struct {
	ID      string // "EX01"
	Title   string
	Task    string   // one or two sentences
	Clauses []string // the conditions, as they are shown before an attempt
	Start   string   // a command that begins an attempt; {lab} and {edge} stand for a run's addresses

	decide func(attempt) (clauses []Clause, over bool)
}

// A State says how far a condition is.
type State string

// The states of a condition.
const (
	Waiting State = "waiting" // nothing that could meet it has come yet
	NotYet  State = "not yet" // something came that does not meet it
	Met     State = "met"
)

// A Clause is one condition of an attempt.
type Clause struct {
	Text  string
	State State
	Seen  string // what was measured
	Rows  []int  // the numbers of the trace's events that show it

	hint string // what to do when this is the first condition that is not met
}

// A Verdict is what an attempt has shown so far.
type Verdict struct {
	Exercise string
	Attempt  int  // its number among the attempts of this exercise, from 1; 0 = there was none
	Passed   bool // all conditions are met
	Over     bool // nothing that comes can change it
	Clauses  []Clause
	Hint     string        // what to do next; "" when there is nothing to do
	Next     time.Duration // of the run: when to look again, though nothing happens; 0 = no need
}

// All lists the exercises in the order of their lessons.
var All = []Check{ex01, ex02, ex03, ex04, ex05a, ex05b, ex06, ex07, ex08, ex09a, ex09b, ex10}

// Find returns the check of an exercise.
func Find(id string) (Check, bool) {
	for _, c := range All {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}

// Evaluate says how the last attempt at an exercise stands in the trace, at its
// newest event.
func Evaluate(id string, log *trace.Log) Verdict { return EvaluateAt(id, log, 0) }

// EvaluateAt says how it stands at a time of the run: that nothing happened since
// the newest event can decide an exercise too.
func EvaluateAt(id string, log *trace.Log, now time.Duration) Verdict {
	return evaluate(id, log, 0, now)
}

// EvaluateAttempt says how an attempt at an exercise, by its number from 1, stood
// when it ended, or stands at the newest event if it is still open.
func EvaluateAttempt(id string, log *trace.Log, number int) Verdict {
	return evaluate(id, log, number, 0)
}

func evaluate(id string, log *trace.Log, number int, now time.Duration) Verdict {
	c, ok := Find(id)
	if !ok {
		return Verdict{Exercise: id}
	}
	a := findAttempt(id, log, number, now)
	clauses, over := c.decide(a)
	v := Verdict{Exercise: id, Attempt: a.number, Clauses: clauses, Passed: true, Next: *a.next}
	for i := range clauses {
		clauses[i].Text = c.Clauses[i]
		if v.Passed && clauses[i].State != Met {
			v.Passed, v.Hint = false, clauses[i].hint
		}
	}
	v.Over = v.Passed || over || a.ended
	if v.Over {
		v.Next = 0
	}
	if !v.Passed {
		v.Hint = a.endHint(over, log, v.Hint)
	}
	return v
}

// endHint is the hint for an attempt with which nothing can be done any more:
// no request can be seen, or it ended before it was decided.
func (a attempt) endHint(decided bool, log *trace.Log, hint string) string {
	switch {
	case log.Full():
		return "This run's trace is full. Begin again in a new run."
	case a.ended && !decided:
		_, why, _ := strings.Cut(a.how, ", ")
		return "This attempt is over: " + cmp.Or(why, "another began") + ". Begin again."
	}
	return hint
}

// waiting is a condition that nothing has touched yet.
func waiting(seen, hint string) Clause {
	return Clause{State: Waiting, Seen: seen, Rows: []int{}, hint: hint}
}

// notYet is one that was missed so far.
func notYet(seen, hint string, rows ...int) Clause {
	return Clause{State: NotYet, Seen: seen, Rows: append([]int{}, rows...), hint: hint}
}

// met is one that holds.
func met(seen string, rows ...int) Clause {
	return Clause{State: Met, Seen: seen, Rows: append([]int{}, rows...)}
}

// countMet says how many conditions are met from the first on.
func countMet(clauses []Clause) int {
	for i, c := range clauses {
		if c.State != Met {
			return i
		}
	}
	return len(clauses)
}
