package demo

import (
	"slices"
	"strings"
	"time"
)

// An exercise fixes the knobs of its attempts, so that every learner measures
// the same thing.
type exercise struct {
	name  string
	at    []string  // the addresses at which an attempt begins
	knobs []setting // that it fixes
	free  []string  // that a client may set all the same

	asks  int           // the challenge comes after this token; 0 = there is none
	limit time.Duration // for the answer to the challenge
	proof bool          // the client proves what it read: another text each time, and done does not tell its hash
	open  bool          // a client may set all other knobs

	faults func(rs *Runs, epoch string) []Fault // that the lab does to the answer; nil = none

	handshake bool     // it begins with the handshake of a WebSocket (attempt_handshake.go)
	nonces    []string // the names of what the client is to send back, which the lab sends behind the 101
}

var exercises = []exercise{
	{
		name: "EX01", at: []string{"sse", "chat"},
		knobs: []setting{{name: "ttft", value: "500"}, {name: "tps", value: "5"}, {name: "tokens", value: "250"}},
		asks:  20, limit: 30 * time.Second,
	},
	{
		name: "EX02", at: []string{"longpoll", "poll"},
		knobs: []setting{{name: "every", value: "2000"}, {name: "tokens", value: "5"}},
	},
	{name: "EX03", at: []string{"emit"}},
	{name: "EX04", at: []string{"theatre"}},
	{
		name: "EX05a", at: []string{"sse", "chat"},
		knobs: []setting{{name: "tokens", value: "100"}, {name: "fault", value: "fin@42"}},
	},
	{
		name: "EX05b", at: []string{"sse", "chat"},
		knobs: []setting{{name: "tokens", value: "60"}},
		proof: true, faults: plannedCuts,
	},
	{name: roundsExercise, at: []string{"chat"}, free: []string{"round"}},
	{name: "EX07", at: []string{"echo", "ws"}, handshake: true},
	{name: "EX08", at: []string{"echo"}, handshake: true, nonces: []string{"a", "b"}},
	{name: farewellExercise, at: []string{"echo"}, handshake: true, nonces: []string{"nonce"}},
	{name: "EX09b", at: []string{"ws"}, handshake: true, open: true},
	{
		name: "EX10", at: []string{"sse", "chat", "ws"},
		knobs: []setting{{name: "tokens", value: "60"}, {name: "ttft", value: "3000"}, {name: "heartbeat", value: "1000"}},
		proof: true, faults: plannedLosses,
	},
}

func findExercise(name string) (exercise, bool) {
	i := slices.IndexFunc(exercises, func(e exercise) bool { return e.name == name })
	if i < 0 {
		return exercise{}, false
	}
	return exercises[i], true
}

func exerciseNames() (names []string) {
	for _, e := range exercises {
		names = append(names, e.name)
	}
	return names
}

// ownKnobs are about the way of an answer to its client, not about the answer:
// no exercise minds them.
var ownKnobs = []string{"check", "stream", "after", "hold", "deflate"}

// applyCheck sets the exercise's knobs, and refuses any other that the address
// knows.
func applyCheck(k *Knobs, settings []setting, known []knob) error {
	e, ok := findExercise(k.Check)
	if !ok {
		return nil
	}
	for _, s := range settings {
		if _, other := find(known, s.name); other && !e.open && !slices.Contains(ownKnobs, s.name) && !slices.Contains(e.free, s.name) {
			return badRequest("check=%s sets its own knobs%s: leave out %s, which was sent as %s.", e.name, e.list(), s.name, quote(s.value))
		}
	}
	for _, s := range e.knobs {
		knob, ok := find(known, s.name)
		if !ok {
			continue // this address has it fixed
		}
		if err := knob.set(k, s.value); err != nil {
			return err
		}
	}
	return nil
}

// list writes the knobs that the exercise fixes, in brackets.
func (e exercise) list() string {
	if len(e.knobs) == 0 {
		return ""
	}
	var list []string
	for _, s := range e.knobs {
		list = append(list, s.name+"="+s.value)
	}
	return " (" + strings.Join(list, ", ") + ")"
}

// prepare gives an answer what is special in an attempt.
func (e exercise) prepare(run *Run, k *Knobs, a *Answer) {
	a.once, a.challenge, a.proof = new(once), nil, e.proof
	if e.asks > 0 {
		a.challenge = &challenge{after: e.asks, limit: e.limit, nonce: strings.ToUpper(run.runs.draw(nonceLength))}
	}
	if e.faults != nil {
		a.plan(e.faults(run.runs, a.epoch))
	}
	if e.proof {
		k.Seed = run.runs.drawSeed()
	}
}
