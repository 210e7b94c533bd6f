package demo

import (
	"fmt"

	"pushlab/cmd/pushlab/internal/wire"
)

// Limits of what an answer shows of a parse. What goes beyond is counted.
const (
	maxLines      = 256
	maxDispatches = 256
)

// parses is what three parsers make of the same bytes. Two of them are
// deliberately wrong.
type parses struct {
	Reference parse `json:"reference"`
	BuggyA    parse `json:"buggyA"`
	BuggyB    parse `json:"buggyB"`
}

// A parse is the work of one parser.
type parse struct {
	Parser      string     `json:"parser"`
	Lines       []line     `json:"lines"`
	MoreLines   int        `json:"moreLines,omitempty"`
	Dispatches  []dispatch `json:"dispatches"`
	MoreEvents  int        `json:"moreDispatches,omitempty"`
	LastEventID string     `json:"lastEventId"`
	Retry       int        `json:"retry"` // ms; -1 = never set
	Limit       string     `json:"limit,omitempty"`
}

// A line is one line of the body, and the parser's state behind it.
type line struct {
	Offset int    `json:"offset"`
	Length int    `json:"length"` // with its end
	Field  string `json:"field"`
	Effect string `json:"effect"`
	State  state  `json:"state"`
}

// A state is the buffers of WHATWG HTML §9.2.6 behind a line.
type state struct {
	Data  string `json:"data"`
	Type  string `json:"type"`
	ID    string `json:"id"`
	Retry int    `json:"retry"` // ms; -1 = never set
}

// A dispatch is an event as a page gets it.
type dispatch struct {
	Type        string `json:"type"`
	Data        string `json:"data"`
	LastEventID string `json:"lastEventId"`
}

func parseEmission(body []byte) parses {
	return parses{
		Reference: parseAs(body, wire.Reference),
		BuggyA:    parseAs(body, wire.BuggyA),
		BuggyB:    parseAs(body, wire.BuggyB),
	}
}

func parseAs(body []byte, f wire.Flavour) parse {
	in := wire.ParseBody(body, f)
	out := parse{Parser: f.String(), Lines: []line{}, Dispatches: []dispatch{}, LastEventID: in.LastEventID, Retry: in.Retry, Limit: in.Limit}
	for _, l := range in.Lines[:min(maxLines, len(in.Lines))] {
		out.Lines = append(out.Lines, line{l.Offset, l.Length, l.Field, l.Effect, state{l.State.Data, l.State.Type, l.State.LastEventIDBuffer, l.State.Retry}})
	}
	for _, d := range in.Dispatches[:min(maxDispatches, len(in.Dispatches))] {
		out.Dispatches = append(out.Dispatches, dispatch(d))
	}
	out.MoreLines, out.MoreEvents = len(in.Lines)-len(out.Lines), len(in.Dispatches)-len(out.Dispatches)
	return out
}

// notes say what the lab will not do as the body asks for.
func (p parse) notes() (list []string) {
	limit := int(answerPause.Milliseconds())
	for _, l := range p.Lines {
		if ms := l.State.Retry; l.Field == "retry" && ms >= 0 && ms < limit {
			return append(list, fmt.Sprintf("retry: %d asks to be asked again after %d ms; the lab answers one submission at most every %d ms", ms, ms, limit))
		}
	}
	return list
}
