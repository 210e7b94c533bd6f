package server

import (
	"testing"

	"pushlab/cmd/pushlab/internal/trace"
)

// What is remembered of a trace is what a new ladder makes of it, also when the
// trace has grown in between; and only some traces are remembered.
func TestLadderMemory(t *testing.T) {
	var m ladderMemory
	log := trace.NewLog(trace.LogConfig{})
	for n := range 3 {
		log.Append(trace.Event{Kind: "note", Text: "a note"})
		if got, want := len(m.rowsOf(log)), n+1; got != want {
			t.Errorf("%d rows after note %d, want %d", got, n+1, want)
		}
	}
	for i, r := range m.rowsOf(log) {
		if r.N != i+1 {
			t.Errorf("row %d has the number %d", i+1, r.N)
		}
	}
	for range 2 * mostLadders {
		m.rowsOf(trace.NewLog(trace.LogConfig{}))
	}
	if len(m.list) != mostLadders {
		t.Errorf("%d ladders are remembered, want %d", len(m.list), mostLadders)
	}
}
