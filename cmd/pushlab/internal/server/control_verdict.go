package server

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/check"
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
// other than what was said last. A secret that a client has sent stands in what
// was seen of it too.
func (p *pageSocket) sendVerdict(ctx context.Context, name string, log *trace.Log, secret string, last *saidVerdict) {
	now := time.Since(log.Began())
	v, ok := lastVerdict(log, now)
	if last.next = 0; v.Next > now {
		last.next = v.Next
	}
	if !ok {
		return
	}
	text, err := json.Marshal(map[string]any{"type": "verdict", "run": name, "verdict": verdictJSON(maskVerdict(v, secret), log)})
	if err != nil || string(text) == last.text {
		return
	}
	last.text = string(text)
	p.write(ctx, text)
}

// maskVerdict overwrites a secret in what an attempt has shown; "" is none.
func maskVerdict(v check.Verdict, secret string) check.Verdict {
	if secret == "" {
		return v
	}
	v.Hint, v.Clauses = trace.MaskText(v.Hint, secret), slices.Clone(v.Clauses)
	for i := range v.Clauses {
		v.Clauses[i].Seen = trace.MaskText(v.Clauses[i].Seen, secret)
	}
	return v
}
