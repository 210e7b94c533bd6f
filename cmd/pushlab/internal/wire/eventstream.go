package wire

import (
	"bytes"
	"strings"
)

// EventStreamType is the MIME type of event streams (WHATWG HTML §9.2.5).
const EventStreamType = "text/event-stream"

// bom is the byte order mark that may begin an event stream.
var bom = []byte("\xEF\xBB\xBF")

// A Dispatch is an event as the page gets it.
type Dispatch struct{ Type, Data, LastEventID string }

// An EventStream interprets the body of an event stream that comes in pieces,
// as WHATWG HTML §9.2.6 says. NewEventStream makes one.
type EventStream struct {
	LastEventID string // what the next request carries as Last-Event-ID
	Retry       int    // the reconnection time in ms, or -1 when never set
	Limit       Rule   // the first limit that was reached, or 0

	buffers buffers
	line    []byte // the line so far, as much of it as is looked at
	begun   bool   // the first line is over
	cr      bool   // the last byte was a CR: a LF now belongs to it
}

// NewEventStream returns an event stream of which no byte was read.
func NewEventStream() *EventStream { return &EventStream{Retry: -1, buffers: buffers{retry: -1}} }

// Feed takes the next bytes of the body and returns the events they dispatch.
func (s *EventStream) Feed(p []byte) (events []Dispatch) {
	if s.cr && len(p) > 0 && p[0] == '\n' {
		p = p[1:]
		s.cr = false
	}
	for len(p) > 0 {
		text, end, rest := cutLine(p)
		s.keep(text)
		s.cr = string(end) == "\r"
		if len(end) > 0 {
			events = s.endLine(events)
		}
		p = rest
	}
	return events
}

// keep keeps the line up to the byte that makes it too long. The byte order mark
// of the first line does not count.
func (s *EventStream) keep(text []byte) {
	most := maxEventLine + len(bom) + 1
	s.line = append(s.line, text[:min(len(text), most-len(s.line))]...)
}

func (s *EventStream) endLine(events []Dispatch) []Dispatch {
	line := s.line
	if !s.begun {
		line = bytes.TrimPrefix(line, bom)
	}
	s.begun, s.line = true, s.line[:0]
	if len(line) > 0 {
		s.buffers.process(line)
		s.Retry, s.Limit = s.buffers.retry, s.buffers.limit
		return events
	}
	if event, _ := s.buffers.dispatch(); event != nil {
		events = append(events, *event)
	}
	s.LastEventID = s.buffers.last
	return events
}

// cutLine cuts the first line off p: its text, its end (LF, CR or CR LF; none
// when p ends before it) and what follows.
func cutLine(p []byte) (text, end, rest []byte) {
	i := bytes.IndexAny(p, "\r\n")
	if i < 0 {
		return p, nil, nil
	}
	n := 1
	if p[i] == '\r' && i+1 < len(p) && p[i+1] == '\n' {
		n = 2
	}
	return p[:i], p[i : i+n], p[i+n:]
}

// IsEventStream says whether a Content-Type makes a body an event stream: its
// essence counts, and parameters do not (WHATWG HTML §9.2.3).
func IsEventStream(contentType string) bool { return essence(contentType) == EventStreamType }

// essence returns the type of a Content-Type in small letters and without its
// parameters, or "". Of several types the last valid one counts (WHATWG Fetch,
// "extract a MIME type").
func essence(contentType string) (last string) {
	for part := range strings.SplitSeq(contentType, ",") {
		e, _, _ := strings.Cut(part, ";")
		e = strings.Trim(e, " \t\r\n")
		kind, subtype, ok := strings.Cut(e, "/")
		if ok && isToken(kind) && isToken(subtype) {
			last = strings.ToLower(e)
		}
	}
	return last
}
