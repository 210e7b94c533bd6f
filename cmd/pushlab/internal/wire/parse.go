package wire

import "bytes"

// A ParserState is what a parser of event streams holds after a line (WHATWG
// HTML §9.2.6).
type ParserState struct {
	Data              string // the data buffer, cut to 1 KiB
	Type              string // the event type buffer
	LastEventIDBuffer string
	Retry             int // the reconnection time in ms, or -1 when never set
}

// A Parse is a whole event stream, interpreted.
type Parse struct {
	Lines       []Line
	Dispatches  []Dispatch
	LastEventID string // what a reconnecting client sends as Last-Event-ID
	Retry       int    // the reconnection time in ms, or -1 when never set
	Limit       string // the first limit that was reached, in one sentence, or ""
}

// ParseBody interprets the body of an event stream in one of the flavours. A
// byte order mark at its start belongs to no line. What stands behind the last
// blank line is not dispatched.
func ParseBody(body []byte, f Flavour) Parse {
	p, in := Parse{}, buffers{retry: -1, flavour: f}
	for rest := bytes.TrimPrefix(body, bom); len(rest) > 0; {
		line, event := in.line(rest, len(body)-len(rest))
		if event != nil {
			p.Dispatches = append(p.Dispatches, *event)
		}
		p.Lines = append(p.Lines, line)
		rest = rest[line.Length:]
	}
	p.LastEventID, p.Retry, p.Limit = in.last, in.retry, in.limit.String()
	return p
}
