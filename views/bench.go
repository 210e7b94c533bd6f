package views

import (
	"strconv"
	"strings"
)

// A demoText is what the controls of a demo begin with, and what its bench says
// before the first run.
type demoText struct {
	knobs map[string]string
	ready string
}

var demoTable = map[string]demoText{
	"typewriter": {
		knobs: map[string]string{"ttft": "800", "tps": "50", "tokens": "300", "mode": "both", "transport": "es"},
		ready: "Press Start. The answer appears here and every byte below it.",
	},
	"resume": {
		knobs: map[string]string{
			"ttft": "400", "tps": "40", "tokens": "100", "transport": "es",
			"fault": "rst@42", "log": "32", "ids": "on", "client": "resume",
		},
		ready: "Press Start. The answer appears here and every byte below it.",
	},
	"frames": {
		knobs: map[string]string{"payload": "Hello"},
		ready: "Press Send. What the lab sends back appears here, and both frames below.",
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

// fault takes the fault knob apart: "rst@42+7" is rst, 42 and 7.
func (p BenchProps) fault() (kind, after, into string) {
	kind, place, ok := strings.Cut(p.knob("fault"), "@")
	if !ok {
		return "none", "42", "0"
	}
	after, into, ok = strings.Cut(place, "+")
	if !ok {
		into = "0"
	}
	return kind, after, into
}

// nothingYet is the sentence of a bench that has not run.
func (p BenchProps) nothingYet() string {
	if p.Recorded == nil {
		return "Nothing on the wire yet."
	}
	return "Below is a recorded run. Start replaces it with yours."
}

// controlID names a control of this bench, so that its label finds it.
func (p BenchProps) controlID(name string) string { return p.ID + "-" + name }

// recorded is never nil, so that templates need not ask.
func (p BenchProps) recorded() Recorded {
	if p.Recorded == nil {
		return Recorded{}
	}
	return *p.Recorded
}

// selected is the number of the row whose bytes are shown; 0 = none.
func (r Recorded) selected() int {
	if r.Detail == nil {
		return 0
	}
	return r.Detail.Row.N
}

// wire is the transport of a run: the first that a row names.
func (r Recorded) wire() string {
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
	return "ms, " + directionWords[r.Dir] + ","
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

// size is empty for a row without bytes.
func (r Row) size() string {
	if r.Size == 0 {
		return ""
	}
	return strconv.Itoa(r.Size)
}

func bytesWords(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 byte"
	}
	return thousands(n) + " bytes"
}

// thousands writes a count with thin spaces: 65 535.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return s
}

// tenths writes milliseconds to a tenth: 1 564.0.
func tenths(t float64) string {
	whole, tenth, _ := strings.Cut(strconv.FormatFloat(t, 'f', 1, 64), ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return whole + "." + tenth
	}
	return thousands(n) + "." + tenth
}
