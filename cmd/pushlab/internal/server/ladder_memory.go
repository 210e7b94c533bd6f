package server

import (
	"slices"
	"sync"

	"pushlab/cmd/pushlab/internal/trace"
)

// mostLadders is how many ladders are remembered: those of the pages that
// somebody reads now. A trace has some thousands of rows at most.
const mostLadders = 8

// A ladderMemory keeps the rows of the traces that were looked at last. A trace
// only grows, so what was made of its events holds; what is new is added.
type ladderMemory struct {
	mu   sync.Mutex
	list []*madeLadder // the latest first
}

// ladders are those of all traces of the program.
var ladders ladderMemory

// A madeLadder is a ladder with the rows it has made of the first events.
type madeLadder struct {
	mu     sync.Mutex
	ladder *ladder
	events int
	rows   []row
}

// rowsOf returns the rows that a trace has now. Nobody may change them.
func (m *ladderMemory) rowsOf(log *trace.Log) []row {
	made := m.find(log)
	made.mu.Lock()
	defer made.mu.Unlock()
	for _, e := range log.Events(made.events) {
		made.events++
		made.rows = append(made.rows, made.ladder.add(e)...)
	}
	return slices.Clip(made.rows)
}

func (m *ladderMemory) find(log *trace.Log) *madeLadder {
	m.mu.Lock()
	defer m.mu.Unlock()
	made := &madeLadder{ladder: newLadder(log)}
	if i := slices.IndexFunc(m.list, func(l *madeLadder) bool { return l.ladder.log == log }); i >= 0 {
		made = m.list[i]
		m.list = slices.Delete(m.list, i, i+1)
	}
	m.list = slices.Insert(m.list, 0, made)
	m.list = m.list[:min(len(m.list), mostLadders)]
	return made
}
