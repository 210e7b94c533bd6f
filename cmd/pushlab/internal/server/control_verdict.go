package server

import (
	"context"
	"encoding/json"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// A saidVerdict is what a page was told last of an attempt.
type saidVerdict struct {
	text string
	next time.Duration // of the run: when to look again, though nothing happens; 0 = no need
}

func (v saidVerdict) due(log *trace.Log) bool {
	return v.next > 0 && time.Since(log.Began()) >= v.next
}

// sendVerdict says what a running or decided attempt has shown, when that is
// other than what was said last.
func (p *pageSocket) sendVerdict(ctx context.Context, name string, log *trace.Log, last *saidVerdict) {
	now := time.Since(log.Began())
	v, ok := lastVerdict(log, now)
	if last.next = 0; v.Next > now {
		last.next = v.Next
	}
	if !ok {
		return
	}
	text, err := json.Marshal(map[string]any{"type": "verdict", "run": name, "verdict": verdictJSON(v, log)})
	if err != nil || string(text) == last.text {
		return
	}
	last.text = string(text)
	p.write(ctx, text)
}
