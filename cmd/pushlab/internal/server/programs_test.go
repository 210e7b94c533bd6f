package server

import (
	"testing"

	"pushlab/cmd/pushlab/internal/trace"
)

func TestPrograms(t *testing.T) {
	t.Parallel()
	p := programs{}
	p.add([]trace.Event{
		{Kind: "gen.start", Answer: "k3x9"}, // a model's own
		{Kind: "gen.start", Answer: "published1"},
		{Kind: "gen.tok", Answer: "published1"},
		{Kind: "gen.start", Answer: "published2"},
		{Kind: "gen.tok", Answer: "published1", Text: "unread"},
		{Kind: "gen.start", Answer: "mended3"},
		{Kind: "gen.tok", Answer: "mended3"},
		{Kind: "gen.end", Answer: "mended3", Text: "cancel"},
	})
	if got, want := *p["published"], (programCounts{Handlers: 2, Made: 2, Unread: 1}); got != want {
		t.Errorf("published = %+v, want %+v", got, want)
	}
	if got, want := *p["mended"], (programCounts{Handlers: 0, Made: 1}); got != want {
		t.Errorf("mended = %+v, want %+v", got, want)
	}
	if len(p) != 2 {
		t.Errorf("%d programs, want 2", len(p))
	}
}
