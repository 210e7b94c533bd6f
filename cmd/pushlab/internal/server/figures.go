package server

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// A Figure is a number that a trace gives: what a prediction and a claim are set
// beside.
type Figure struct {
	Label string  `json:"label"` // what it is, in words: "first token"
	Value float64 `json:"value"`
	Unit  string  `json:"unit"` // "ms", "B", or "" for a count
	Text  string  `json:"text"` // the value and its unit, as a page writes it
}

// figureTable lists the figures. Each is counted for the whole run under its name
// ("first"), for each transport behind its code ("es.first", "ws.first"), and for
// each of the first exchanges behind its number ("1.first"). The codes: es, fs
// (fetch), one (an answer in one piece), nd, lp, sp (short polling), ws.
//
// Times count from the first request. One that did not happen is no figure. Bytes
// and tokens count as the server handed them to its kernel: a reset may erase some
// before the client has read them (RFC 9112 §9.6), and they are sent again.
var figureTable = []struct {
	name, label, unit string
	of                func(*tally) (value float64, ok bool)
}{
	{"first-byte", "first byte", "ms", func(t *tally) (float64, bool) { return t.since(t.firstByte) }},
	{"first", "first token", "ms", func(t *tally) (float64, bool) { return t.since(t.first) }}, // or the body that brings all of them
	{"reply", "newest question to its first token", "ms", (*tally).replied},                    // a request, or a message to the server
	{"total", "last byte", "ms", func(t *tally) (float64, bool) { return t.since(t.last) }},
	{"silence", "longest silence", "ms", func(t *tally) (float64, bool) { return millis(t.silence), t.last.ok }},
	{"requests", "requests", "", count(func(t *tally) int { return t.requests })},
	{"connections", "connections", "", count(func(t *tally) int { return len(t.conns) })},
	{"places", "ports reached", "", global(func(t *tally) int { return len(t.places) })},
	{"sent", "sent", "B", count(func(t *tally) int { return t.sent })},
	{"received", "received", "B", count(func(t *tally) int { return t.received })},
	{"head-sent", "request heads", "B", count(func(t *tally) int { return t.headSent })},
	{"head-received", "response heads", "B", count(func(t *tally) int { return t.headReceived })},
	{"body", "bodies received", "B", count(func(t *tally) int { return t.body })}, // without chunk lines and frame headers
	{"events", "events", "", count(func(t *tally) int { return t.events })},
	{"tokens", "tokens sent", "", count(func(t *tally) int { return t.tokens })},
	{"twice", "tokens sent again", "", count(func(t *tally) int { return t.tokens - len(t.ids) })},
	{"per-token", "bytes for each token sent", "B", (*tally).perToken},
	{"made", "tokens made", "", global(func(t *tally) int { return t.made })},
	{"answers", "answers begun by the model", "", global(func(t *tally) int { return t.answers })},
	{"reconnects", "reconnects", "", count(func(t *tally) int { return len(t.waits) })},
	{"wait", "wait before the first reconnect", "ms", func(t *tally) (float64, bool) { return t.wait() }},
	{"faults", "faults", "", count(func(t *tally) int { return t.faults })},
}

// FigureNames lists the names that figureTable explains, without what may stand
// before them.
func FigureNames() []string {
	names := make([]string, len(figureTable))
	for i, f := range figureTable {
		names[i] = f.name
	}
	return names
}

// count makes a figure of a number that is always known.
func count(of func(*tally) int) func(*tally) (float64, bool) {
	return func(t *tally) (float64, bool) { return float64(of(t)), true }
}

// global makes a figure that only the whole run has: the model answers a run,
// and who reads the answer is another matter.
func global(of func(*tally) int) func(*tally) (float64, bool) {
	return func(t *tally) (float64, bool) { return float64(of(t)), t.whole }
}

// Figures counts what a trace shows. Of a connection through the edge, the
// client's side counts.
func Figures(log *trace.Log) map[string]Figure {
	list := map[string]Figure{}
	for prefix, t := range newMeter(log).tallies {
		for _, f := range figureTable {
			if v, ok := f.of(t); ok {
				list[prefix+f.name] = Figure{Label: f.label, Value: v, Unit: f.unit, Text: figureText(v, f.unit)}
			}
		}
	}
	return list
}

// figureText writes a value as every number on a page: times to the millisecond
// and short ones to a tenth, bytes and counts whole.
func figureText(v float64, unit string) string {
	text := thousands(int64(v + 0.5))
	if fraction := v - float64(int64(v)); unit == "ms" && v < 100 && fraction != 0 || unit == "B" && fraction != 0 {
		text = strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strings.TrimSpace(text + " " + unit)
}

// A moment is a time that may not have come.
type moment struct {
	at time.Duration
	ok bool
}

// note keeps the first of the times that it is told.
func (m *moment) note(at time.Duration) {
	if !m.ok {
		*m = moment{at, true}
	}
}

// runFigures handles "GET /runs/{run}/figures".
func (s *Server) runFigures(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	run.Log.Touch()
	writeJSON(w, http.StatusOK, map[string]any{"figures": Figures(run.Log)})
	return nil
}
