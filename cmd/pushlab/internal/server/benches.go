package server

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/lessons"
	"pushlab/views"
)

// benches makes the bench of each demo of a lesson: the first of a demo live,
// with its recorded run inside for readers without scripts; the others as they
// were recorded.
func (s *Server) benches(l lessons.Lesson) map[string]views.BenchProps {
	list := map[string]views.BenchProps{}
	seen := map[string]bool{}
	for _, g := range l.Segments {
		if g.Kind == lessons.KindDemo {
			list[g.Capture] = s.bench(l, g, len(seen)+1, !seen[g.ID])
			seen[g.ID] = true
		}
	}
	return list
}

func (s *Server) bench(l lessons.Lesson, g lessons.Segment, n int, live bool) views.BenchProps {
	p := views.BenchProps{
		ID: g.Capture, Label: fmt.Sprintf("Bench %d.%d", l.Number, n), Title: benchTitle(g), Demo: g.ID, Knobs: g.Args,
		Prompt: prompts[g.ID], Presets: presets(g.ID),
	}
	if g.ID == "slicer" {
		p.Place = "edge" // which cuts what the lab writes
	}
	if !live {
		p.Demo, p.Label, p.Prompt, p.Presets = "", "Recorded run", "", nil
	}
	if log, err := s.capture(l, g.Capture); err == nil {
		p.Recorded = recorded(log, fmt.Sprintf("/lessons/%s/captures/%s", l.Slug, g.Capture))
	}
	return p
}

// recorded is a run of the lesson's own, as its bench shows it.
func recorded(log *trace.Log, base string) *views.Recorded {
	rows := allRows(log)
	sent, received := Totals(log)
	last := time.Duration(0)
	for _, e := range log.Events(0) {
		last = e.At
	}
	return &views.Recorded{
		Base: base, State: ending(log), Rows: rows, Detail: detailOf(log, notable(rows)),
		Readouts: []views.Readout{
			{Name: "ran", Value: thousands(last.Milliseconds()) + " ms"},
			{Name: "sent", Value: thousands(int64(sent)) + " B"},
			{Name: "received", Value: thousands(int64(received)) + " B"},
		},
	}
}

// ending is the state of a recorded run: how its last connection ended.
func ending(log *trace.Log) string {
	state := "complete"
	for _, e := range log.Events(0) {
		if e.Kind == "conn.close" {
			state, _, _ = strings.Cut(strings.TrimPrefix(closeLabel(e.Text), "TCP "), " (")
		}
	}
	return strings.ToUpper(state[:1]) + state[1:]
}

// prompts are what the benches ask the model.
var prompts = map[string]string{
	"typewriter": "Why do answers arrive in pieces?",
	"articles":   "Who is still reading?",
	"cutlab":     "Which of the three notices?",
	"resume":     "What happens to the rest when the wire is cut?",
}

// benchTitles are by recorded run, since a lesson may show a demo twice.
var benchTitles = map[string]string{
	"block-and-stream": "The same answer, twice",
	"cut":              "Cut it, and watch it come back",
	"cut-ws":           "The same cut over WebSocket",
	"short":            "Four ways to the same news",
	"long":             "Long polling, and a client that is busy",
	"composer":         "Write the bytes yourself",
	"pieces":           "One event in three chunks",
	"deploy":           "Write what the server does to each request",
	"three":            "A clean end, a cut, and a 204",
	"articles":         "The articles’ code, and the same code mended",
	"post":             "The same reads, given to two parsers",
	"completions":      "One question, asked by each client",
	"open":             "One handshake, every line yours to edit",
	"refused":          "Three handshakes, each with one fault",
	"trips":            "How long until the first token",
	"hello":            "Make a frame, see what becomes of it",
	"fragments":        "One message in two frames, a ping between them",
	"clean":            "Twelve endings, one after the other",
	"lost":             "Four endings without a goodbye",
	"broken":           "Four endings to which the browser objects",
	"told":             "Three clients, one fault",
	"silence":          "A blackhole, heartbeats and a watchdog",
	"silence-ws":       "The same blackhole over WebSocket",
}

func benchTitle(g lessons.Segment) string {
	if title, ok := benchTitles[g.Capture]; ok {
		return title
	}
	return g.Capture
}

// notable is the row that a recorded run shows first: the first token, where
// there is one, or else the first answer, so that there are bytes to read.
func notable(rows []views.Row) int {
	answer := 0
	for _, r := range rows {
		if r.Token != "" || r.Kind == "ws" {
			return r.N
		}
		if answer == 0 && r.Dir == "s" && r.Size > 0 {
			answer = r.N
		}
	}
	return cmp.Or(answer, min(1, len(rows)))
}
