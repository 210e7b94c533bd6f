package main

import (
	"context"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

// delays adds how late each token came that was due in the load. When it was due
// stands in the schedule of the model, which counts from its start: a server that
// makes a token late is late by this measure too. What is not known from here is
// the very start; it is set so that the token of the stream that came in the
// shortest time counts as in time.
func (s *roomStream) delays(to *delays, from, until time.Time) {
	offsets := dueOffsets(int64(s.seed), len(s.seen))
	var start time.Time
	for k, at := range s.seen {
		if began := at.Add(-offsets[k]); start.IsZero() || began.Before(start) {
			start = began
		}
	}
	for k, at := range s.seen {
		if due := start.Add(offsets[k]); due.After(from) && due.Before(until) {
			to.add(at.Sub(due))
		}
	}
}

// dueOffsets is when the model makes each token, from its start: it runs on a
// clock that only its own sleeps move.
func dueOffsets(seed int64, tokens int) []time.Duration {
	began := time.Unix(0, 0)
	now := began
	m := llm.Model{Seed: seed, TPS: roomTPS, Tokens: tokens, Now: func() time.Time { return now },
		Sleep: func(_ context.Context, d time.Duration) error { now = now.Add(d); return nil }}
	var list []time.Duration
	for range m.Stream(context.Background(), "") {
		list = append(list, now.Sub(began))
	}
	return list
}
