package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
)

// judge compares what an application saw with what the server made: the list of
// (epoch, seq) and the sha256 of the text, from the trace. They are equal; or,
// where the history is gone, there is one reset, a part of the old answer
// before it, and all of the new one behind it.
func judge(r *reading, log *trace.Log, resets int) error {
	parts := splitAtResets(r.seen)
	if got := len(parts) - 1; got != resets {
		return fmt.Errorf("the application saw %d resets, want %d: %v", got, resets, r.seen)
	}
	for _, part := range parts[:resets] {
		if err := judgeTokens(r, part); err != nil {
			return fmt.Errorf("before the reset: %w", err)
		}
	}
	last := parts[resets]
	if n := len(last); n != r.model.Tokens+1 || last[n-1].kind != "done" {
		return fmt.Errorf("the application saw %d events, want %d with done at the end: %v", n, r.model.Tokens+1, last)
	}
	tokens, done := last[:len(last)-1], last[len(last)-1]
	if err := judgeTokens(r, tokens); err != nil {
		return err
	}
	return judgeSum(log, tokens, done)
}

// splitAtResets cuts a list at its resets, which belong to no part.
func splitAtResets(list []seen) (parts [][]seen) {
	for {
		i := slices.IndexFunc(list, func(s seen) bool { return s.kind == "reset" })
		if i < 0 {
			return append(parts, list)
		}
		parts, list = append(parts, list[:i]), list[i+1:]
	}
}

// judgeTokens: the tokens of one answer from the first, none missing, doubled,
// moved or cut.
func judgeTokens(r *reading, tokens []seen) error {
	texts := r.model.TokenTexts()
	for i, s := range tokens {
		if s.kind != "token" || i >= len(texts) || s.id != demo.TokenID(epochOf(tokens[0].id), i+1) || s.text != texts[i] {
			return fmt.Errorf("event %d is %v, want token %d of %d of one answer: %v", i+1, s, i+1, len(texts), tokens)
		}
	}
	return nil
}

func epochOf(id string) string {
	epoch, _, _ := strings.Cut(id, "-")
	return epoch
}

// judgeSum: the text is what done says and what the server has put into the
// trace.
func judgeSum(log *trace.Log, tokens []seen, done seen) error {
	var text strings.Builder
	for _, s := range tokens {
		text.WriteString(s.text)
	}
	hash := sha256.Sum256([]byte(text.String()))
	sum, epoch := hex.EncodeToString(hash[:]), epochOf(done.id)
	if want := demo.TokenID(epochOf(tokens[0].id), len(tokens)+1); done.sha256 != sum || done.id != want {
		return fmt.Errorf("done is %v, want id %s and the sum %s", done, want, sum)
	}
	var made []int
	end := ""
	for _, e := range log.Events(0) {
		switch {
		case e.Answer != epoch:
		case e.Kind == "gen.tok":
			made = append(made, e.Seq)
		case e.Kind == "gen.end":
			end = e.Text
		}
	}
	for i, seq := range made {
		if seq != i+1 {
			return fmt.Errorf("the trace has token %d as number %d", seq, i+1)
		}
	}
	if len(made) != len(tokens) || end != "done "+sum {
		return fmt.Errorf("the trace has %d tokens and the end %q, want %d and the sum %s", len(made), end, len(tokens), sum)
	}
	return nil
}

// judgeMade: the model was asked so many times in all.
func judgeMade(log *trace.Log, want int) error {
	if got := len(ofKind(log.Events(0), "gen.start")); got != want {
		return fmt.Errorf("the server made %d answers, want %d", got, want)
	}
	return nil
}

// judgeFaulted: what was to be done to the wire was done.
func judgeFaulted(log *trace.Log) error {
	if len(ofKind(log.Events(0), "fault")) == 0 {
		return fmt.Errorf("the trace has no fault: the wire stayed whole")
	}
	return nil
}
