package wire

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// TestEventLimits has events at the limits and beyond: the one that is too big is
// discarded, by the frames and by the interpretation, and what follows is not.
func TestEventLimits(t *testing.T) {
	line := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct {
		name, input string
		limit       Rule
		want        int // events
	}{
		{"longest line", "data:" + line(maxEventLine-5) + "\n\n", 0, 1},
		{"longest line behind a byte order mark", "\ufeffdata:" + line(maxEventLine-5) + "\r\n\r\n", 0, 1},
		{"line too long", "data:" + line(maxEventLine-4) + "\n\n", RuleLineTooLong, 0},
		{"line too long behind a byte order mark", "\ufeffdata:" + line(maxEventLine-4) + "\n\n", RuleLineTooLong, 0},
		{"unknown field too long", "data: a\n" + line(maxEventLine+1) + "\n\n", RuleLineTooLong, 0},
		{"a comment may be long", "data: a\n:" + line(maxEventLine+9) + "\n\n", 0, 1},
		{"a first comment may be long", ":" + line(maxEventLine+9) + "\ndata: a\n\n", 0, 1},
		{"most data", "data:" + line(maxEventLine/2-1) + "\ndata:" + line(maxEventLine/2-1) + "\n\n", 0, 1},
		{"too much data", "data:" + line(maxEventLine/2-1) + "\ndata:" + line(maxEventLine/2) + "\ndata: b\n\n", RuleDataTooBig, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			input := []byte(c.input + "id: 7\ndata: next\n\n")
			p := ParseBody(input, Reference)
			if len(p.Dispatches) != c.want+1 || p.Dispatches[c.want].Data != "next" || p.LastEventID != "7" || p.Limit != c.limit.String() {
				t.Errorf("%d events, last id %q, limit %q, want %d, 7, %q", len(p.Dispatches), p.LastEventID, p.Limit, c.want+1, c.limit)
			}
			s := NewEventStream()
			var events []Dispatch
			for _, piece := range bytes.SplitAfter(input, []byte("xxxxxxxx")) {
				events = append(events, s.Feed(piece)...)
			}
			if !reflect.DeepEqual(events, p.Dispatches) || s.Limit != c.limit {
				t.Errorf("in pieces %d events, limit %q, want %d, %q", len(events), s.Limit, len(p.Dispatches), c.limit)
			}
			checkLimitFrames(t, input, c.limit, c.want+1)
		})
	}
}

func checkLimitFrames(t *testing.T, input []byte, limit Rule, events int) {
	t.Helper()
	for name, size := range map[string]int{"whole": len(input), "in pieces": 997} {
		d, kinds, err := newEventDecoder(), map[Kind]int{}, Rule(0)
		for p := input; len(p) > 0; p = p[min(size, len(p)):] {
			for _, f := range d.Decode(p[:min(size, len(p))]) {
				kinds[f.Kind]++
				err = max(err, f.Err)
			}
		}
		if kinds[KindEvent] != events || err != limit {
			t.Errorf("%s: %d events, rule %q, want %d, %q", name, kinds[KindEvent], err, events, limit)
		}
	}
}

// TestEndlessLine feeds 64 MB without a line end: memory stays bounded, and the
// stream goes on behind it.
func TestEndlessLine(t *testing.T) {
	for _, begin := range []string{"data: ", ": "} {
		s, d := NewEventStream(), newEventDecoder()
		piece := bytes.Repeat([]byte("y"), 1<<20)
		got := allocated(func() {
			s.Feed([]byte(begin))
			d.Decode([]byte(begin))
			for range 64 {
				s.Feed(piece)
				d.Decode(piece)
			}
		})
		if got > 32<<20 {
			t.Errorf("%q: %d bytes allocated, want at most 32 MiB", begin, got)
		}
		events := s.Feed([]byte("\n\ndata: a\n\n"))
		if len(events) != 1 || events[0].Data != "a" {
			t.Errorf("%q: events behind it = %v, want a", begin, events)
		}
	}
}

// TestStateIsCut has a line for each KiB of data: the states do not copy it all.
func TestStateIsCut(t *testing.T) {
	body := []byte(strings.Repeat("data: "+strings.Repeat("é", 100)+"\n", 20_000))
	var p Parse
	if got := allocated(func() { p = ParseBody(body, Reference) }); got > 64<<20 {
		t.Errorf("%d bytes allocated for %d, want at most 64 MiB", got, len(body))
	}
	last := p.Lines[len(p.Lines)-1].State.Data
	if len(last) > maxValue+len("…") || !strings.HasSuffix(last, "é…") {
		t.Errorf("the last state has %d bytes of data, %q at its end", len(last), last[len(last)-6:])
	}
}

// TestRequestsWithoutAnswers has many requests in one direction alone, where
// nothing may be kept of those that are over.
func TestRequestsWithoutAnswers(t *testing.T) {
	const requests = 1000
	d := newOneWay("http1", ToServer)
	frames := d.Decode([]byte(strings.Repeat("GET / HTTP/1.1\r\nHost: h\r\n\r\n", requests)))
	if len(frames) != requests || len(d.conn.open) > 1 {
		t.Errorf("%d frames, %d exchanges are open, want %d and at most one", len(frames), len(d.conn.open), requests)
	}
}

// TestHeadLimit has heads and trailers without an end.
func TestHeadLimit(t *testing.T) {
	const line = "X-Filler: 0123456789\r\n"
	for name, c := range map[string]struct {
		protocol, begin, more string
		kinds                 string
	}{
		"fields":       {"http1-request", "GET / HTTP/1.1\r\nHost: h\r\n", line, "request garbage"},
		"one line":     {"http1-request", "GET /", "x", "request garbage"},
		"folded":       {"http1-request", "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n", " ,\r\n", "request garbage"},
		"empty lines":  {"http1-response", "", "\r\n", "response garbage"},
		"extensions":   {"http1-response", "HTTP/1.1 101 OK\r\n", "Sec-WebSocket-Extensions: x\r\n", "response garbage"},
		"trailers":     {"http1-response", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", line, "response last-chunk garbage"},
		"of a request": {"http1-request", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", line, "request last-chunk garbage"},
	} {
		t.Run(name, func(t *testing.T) {
			input := []byte(c.begin + strings.Repeat(c.more, 2*maxHead/len(c.more)))
			for way, size := range map[string]int{"whole": len(input), "in pieces": 1009} {
				d, _ := NewDecoder(c.protocol)
				var frames []Frame
				got := allocated(func() {
					for p := input; len(p) > 0; p = p[min(size, len(p)):] {
						frames = append(frames, d.Decode(p[:min(size, len(p))])...)
					}
				})
				frames = append(frames, d.End()...)
				kinds, limited := "", frames[len(frames)-2]
				for _, f := range frames {
					kinds += " " + f.Kind.String()
				}
				if kinds[1:] != c.kinds || limited.Err != RuleHeadTooBig || got > 40*maxHead {
					t.Errorf("%s: frames %q, %q, %d bytes allocated, want %q", way, kinds[1:], limited.Err, got, c.kinds)
				}
			}
		})
	}
}
