package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// A demoText is what the controls of a demo begin with, and what its bench says
// before the first run.
type demoText struct {
	knobs map[string]string
	ready string
}

var demoTable = map[string]demoText{
	"typewriter": {
		knobs: map[string]string{"ttft": "800", "tps": "50", "tokens": "300", "mode": "both", "transport": "es", "edge": ""},
		ready: "Press Start. The answer appears here and every byte below it.",
	},
	"resume": {
		knobs: map[string]string{
			"ttft": "400", "tps": "40", "tokens": "100", "transport": "es",
			"fault": "rst@42", "log": "32", "ids": "on", "client": "resume", "epoch": "keep", "seed": "fixed",
		},
		ready: "Press Start. The answer appears here and every byte below it.",
	},
	"articles": {
		knobs: map[string]string{"tps": "5", "tokens": "60", "cut": "20", "visits": "1"},
		ready: "Press Start. Both pages open their stream at once.",
	},
	"slicer": {
		knobs: map[string]string{"text": "cjk", "eol": "lf", "slice": "n", "n": "7", "seed": "7"},
		ready: "Press Start. What this parser makes of the reads appears here.",
	},
	"postchat": {
		knobs: map[string]string{
			"client": "both", "strict": "off", "envelope": "plain", "idempotency": "off", "ids": "off",
			"ttft": "400", "tps": "20", "tokens": "60",
		},
		ready: "Press Start. The answer appears here and every byte below it.",
	},
	"pollbench": {
		knobs: map[string]string{"rate": "0.5", "interval": "5", "hold": "25", "rtt": "0", "cursor": "on"},
		ready: "Press Start. The same news go to four clients of this page, for 30 s.",
	},
	"cutlab": {
		knobs: map[string]string{
			"ttft": "400", "tps": "10", "tokens": "200",
			"when": "now", "after": "20", "heartbeat": "off", "watchdog": "off", "ids": "on", "framing": "chunked",
		},
		ready: "Press Start. What this client shows of its answer appears here.",
	},
	"theatre": {
		knobs: map[string]string{"acts": "events:2,502", "retry": "", "handler": "none", "preset": "deploy", "sw": "off"},
		ready: "Press Start. What the EventSource of this page hears appears here, on one clock with its requests.",
	},
	"bytes": {
		knobs: map[string]string{"slices": "whole", "eol": "as", "preset": "newline"},
		ready: "Press Send. The lab writes these bytes to an EventSource of this page.",
	},
	"handshake": {
		knobs: map[string]string{"preset": "good", "sender": "page", "to": "answer"},
		ready: "Press Start. What JavaScript hears of the handshake appears below, beside what crossed.",
	},
	"closetheatre": {
		knobs: map[string]string{"ending": "all", "by": "server", "delay": "300", "hold": "off"},
		ready: "Predict, then press Start. What the page is told appears here, and every byte below it.",
	},
	"roundtrips": {
		knobs: map[string]string{"rtt": "100", "tls": "off", "start": "cold", "preflight": "off", "nodelay": "on"},
		ready: "Press Start. The first token appears here, and above the table each step to it.",
	},
	"frames": {
		knobs: map[string]string{"to": "echo", "slices": "whole", "preset": "page", "payload": "Hello"},
		ready: "Press Send. What the page's WebSocket heard appears here, and every frame below.",
	},
}

// knob is the value that a control begins with: the lesson's, or the demo's own.
func (p BenchProps) knob(name string) string {
	if v, ok := p.Knobs[name]; ok {
		return v
	}
	return demoTable[p.Demo].knobs[name]
}

// is says whether a choice is taken at the beginning.
func (p BenchProps) is(name, value string) bool { return p.knob(name) == value }

// composes says that the learner makes the bytes of this bench.
func (p BenchProps) composes() bool { return p.Demo == "bytes" || p.Demo == "frames" }

// paced says that the model of this bench has a speed that can be set.
func (p BenchProps) paced() bool { return demoTable[p.Demo].knobs["tps"] != "" }

// tallyWords says what a number of a tally counts.
func tallyWords(name string) string {
	switch name {
	case "made":
		return "tokens made"
	case "starts":
		return "model starts"
	}
	return name
}

// A faultParts is what the controls of a fault begin with.
type faultParts struct{ kind, after, into, then string }

// fault takes the fault knob apart: "rst@42+7,fin@60" is rst, 42 and 7, then
// fin@60.
func (p BenchProps) fault() faultParts {
	first, then, _ := strings.Cut(p.knob("fault"), ",")
	kind, place, ok := strings.Cut(first, "@")
	if !ok {
		return faultParts{"none", "42", "0", ""}
	}
	after, into, ok := strings.Cut(place, "+")
	if !ok {
		into = "0"
	}
	return faultParts{kind, after, into, then}
}

// nothingYet is the sentence of a bench that has not run.
func (p BenchProps) nothingYet() string {
	if p.Recorded == nil {
		return "Nothing on the wire yet."
	}
	verb := "Start"
	if p.composes() {
		verb = "Send"
	}
	return "Below is a recorded run. " + verb + " replaces it with yours."
}

// controlID names a control of this bench, so that its label finds it.
func (p BenchProps) controlID(name string) string { return p.ID + "-" + name }

// recorded is never nil, so that templates need not ask.
func (p BenchProps) recorded() Recorded {
	r := Recorded{}
	if p.Recorded != nil {
		r = *p.Recorded
	}
	if p.composes() || p.Demo == "postchat" {
		r.View = "wire" // no row is chosen when it begins
	}
	return r
}

// view is what a phone shows first.
func (r Recorded) view() string { return cmp.Or(r.View, "bytes") }

// selected is the number of the row whose bytes are shown; 0 = none.
func (r Recorded) selected() int {
	if r.Detail == nil {
		return 0
	}
	return r.Detail.Row.N
}

// listLabel says how many rows there are.
func (r Recorded) listLabel() string {
	all := max(r.All, len(r.Rows))
	words := thousands(all) + " " + plural(all, "row")
	if r.Total > 0 && r.Total < all {
		words = thousands(r.Total) + " of " + words
	}
	return "Bytes on the wire, " + words
}

// partial says whether the document holds fewer rows than the run has.
func (r Recorded) partial() bool { return r.All > len(r.Rows) }

// holdsSelected says whether the selected row is in the document.
func (r Recorded) holdsSelected() bool {
	return slices.ContainsFunc(r.Rows, func(row Row) bool { return row.N == r.selected() })
}

// wire is the transport of a run: the first that a row names.
func (r Recorded) wire() string {
	if r.Any {
		return ""
	}
	for _, row := range r.Rows {
		if row.Wire != "" {
			return row.Wire
		}
	}
	return ""
}

var directionWords = map[string]string{"c": "client to server", "s": "server to client"}

// way is what the arrow of a row says to those who do not see it.
func (r Row) way() string {
	switch {
	case r.Kind == "gap":
		return "ms, silence,"
	case r.Dir == "":
		return "ms,"
	}
	return "ms, " + r.direction() + ","
}

// direction is from whom to whom, with the edge in between where there is one.
func (r Row) direction() string {
	from, to := directionEnds[r.Place][0], directionEnds[r.Place][1]
	if r.Dir == "s" {
		from, to = to, from
	}
	return from + " to " + to
}

var directionEnds = map[string][2]string{"": {"client", "server"}, "edge": {"client", "edge"}, "lab": {"edge", "server"}}

// twoSided says whether rows are on both sides of the edge: then the list has
// two ladders beside each other.
func (r Recorded) twoSided() bool {
	return slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Place != "" })
}

func (r Row) class() string {
	class := "wr k-" + r.Kind
	if r.Fault {
		class += " fault"
	}
	if r.Err != "" {
		class += " bad"
	}
	return class
}

// lane names the HTTP/2 stream of a row; its styles say it before the label.
func (r Row) lane() templ.Attributes {
	if r.Lane == 0 {
		return nil
	}
	return templ.Attributes{"data-lane": strconv.Itoa(r.Lane)}
}

// size is empty for a row without bytes.
func (r Row) size() string {
	if r.Size == 0 {
		return ""
	}
	return thousands(r.Size)
}
