package demo

import (
	"fmt"

	"pushlab/cmd/pushlab/internal/llm"
)

// plannedCuts are the three cuts of EX05b, each when the one before is done: on
// the border of an event, in the middle of one, and right behind an id line. A
// client that takes the id of the last line for the id of the last event loses
// that event the third time.
func plannedCuts(_ *Runs, epoch string) []Fault {
	idLine := func(seq int) int { return len(fmt.Sprintf("id: %s\n", tokenID{epoch, seq})) }
	return []Fault{
		{Kind: faultFin, Event: firstCut},
		{Kind: faultFin, Event: secondCut, More: idLine(secondCut+1) + len("data: ")},
		{Kind: faultFin, Event: thirdCut, More: idLine(thirdCut + 1)},
	}
}

// The numbers of the last events that cross whole before a cut.
const (
	firstCut  = 12
	secondCut = 27
	thirdCut  = 44
)

// takeFault takes the answer's fault for an exchange, unless that was done and
// none is planned behind it.
func (a *Answer) takeFault(fits func(Fault) bool) (f Fault, o *once, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.planned) > 0 && a.once.state.Load() == spent {
		a.fault, a.once, a.planned = a.planned[0], new(once), a.planned[1:]
		a.cuts++
	}
	return a.fault, a.once, a.fault.Kind != "" && fits(a.fault) && a.once.take()
}

// hasFault says that the answer has the fault, and no other behind it.
func (a *Answer) hasFault(f Fault) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.fault == f && len(a.planned) == 0
}

// plan sets the faults of an answer that nobody reads yet.
func (a *Answer) plan(faults []Fault) { a.fault, a.planned = faults[0], faults[1:] }

// wasCut says that one of several planned faults was done.
func (a *Answer) wasCut() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.cuts > 0 || len(a.planned) > 0 && a.once.state.Load() == spent
}

// drawSeed returns a seed that nobody knows before.
func (rs *Runs) drawSeed() int64 {
	b := rs.random(3)
	return int64(b[0])<<16 | int64(b[1])<<8 | int64(b[2])
}

// otherWords draws a seed whose answer does not begin as that of another does:
// models have few openings, and a learner is to see that the words are others.
func (rs *Runs) otherWords(than int64) (seed int64) {
	begin := func(seed int64) string { return llm.Model{Seed: seed, Tokens: 12}.Text() }
	for range 32 {
		if seed = rs.drawSeed(); begin(seed) != begin(than) {
			break
		}
	}
	return seed
}
