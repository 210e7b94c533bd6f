package main

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/trace"
)

// answerSeen is what an application sees of a whole answer.
func answerSeen(m llm.Model, epoch string) []seen {
	var list []seen
	for i, text := range m.TokenTexts() {
		list = append(list, seen{kind: "token", id: demo.TokenID(epoch, i+1), text: text})
	}
	sum := sha256.Sum256([]byte(m.Text()))
	return append(list, seen{kind: "done", id: demo.TokenID(epoch, m.Tokens+1), sha256: hex.EncodeToString(sum[:])})
}

// answerMade is the trace of a server that made it.
func answerMade(m llm.Model, epoch string) *trace.Log {
	log := trace.NewLog(trace.LogConfig{})
	log.Append(trace.Event{Kind: "gen.start", Answer: epoch})
	for i := range m.Tokens {
		log.Append(trace.Event{Kind: "gen.tok", Answer: epoch, Seq: i + 1})
	}
	sum := sha256.Sum256([]byte(m.Text()))
	log.Append(trace.Event{Kind: "gen.end", Answer: epoch, Seq: m.Tokens, Text: "done " + hex.EncodeToString(sum[:])})
	return log
}

// The oracle refuses each way in which an application may be wrong.
func TestMatrixOracle(t *testing.T) {
	m := llm.Model{Seed: 7, Tokens: 12}
	whole := func() []seen { return answerSeen(m, "new1") }
	old := answerSeen(m, "old1")
	reset := seen{kind: "reset", id: "new1-0"}
	for _, c := range []struct {
		name   string
		seen   []seen
		resets int
		fine   bool
	}{
		{"whole", whole(), 0, true},
		{"a part, a reset, whole", slices.Concat(old[:5], []seen{reset}, whole()), 1, true},
		{"nothing, a reset, whole", slices.Concat([]seen{reset}, whole()), 1, true},
		{"nothing", nil, 0, false},
		{"a gap", slices.Delete(whole(), 3, 4), 0, false},
		{"a duplicate", slices.Insert(whole(), 3, whole()[2]), 0, false},
		{"a swap", slices.Concat(whole()[:3], whole()[4:5], whole()[3:4], whole()[5:]), 0, false},
		{"no done", whole()[:12], 0, false},
		{"no last token", slices.Delete(whole(), 11, 12), 0, false},
		{"two times done", append(whole(), whole()[12]), 0, false},
		{"half a token", changed(whole(), 4, func(s *seen) { s.text = s.text[:1] }), 0, false},
		{"a token of another answer", changed(whole(), 4, func(s *seen) { s.id = "old1-5" }), 0, false},
		{"another sum", changed(whole(), 12, func(s *seen) { s.sha256 = "00" }), 0, false},
		{"an answer that is not in the trace", old, 0, false},
		{"a new answer without a reset", slices.Concat(old[:5], whole()), 0, false},
		{"no reset where one is due", whole(), 1, false},
		{"a reset where none is due", slices.Concat(old[:5], []seen{reset}, whole()), 0, false},
		{"two resets", slices.Concat([]seen{reset, reset}, whole()), 1, false},
		{"a gap before the reset", slices.Concat(old[:2], old[3:5], []seen{reset}, whole()), 1, false},
		{"not from the first behind the reset", slices.Concat(old[:5], []seen{reset}, whole()[5:]), 1, false},
	} {
		r := &reading{model: m, seen: c.seen}
		if err := judge(r, answerMade(m, "new1"), c.resets); (err == nil) != c.fine {
			t.Errorf("%s: judge = %v, want fine %v", c.name, err, c.fine)
		}
	}
}

func changed(list []seen, i int, change func(*seen)) []seen {
	change(&list[i])
	return list
}
