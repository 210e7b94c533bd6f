package wire

import (
	"bytes"
	"fmt"
	"math"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestEventStreamVectors interprets every vector whole, byte by byte and in the
// vector's own pieces.
func TestEventStreamVectors(t *testing.T) {
	for _, v := range sseVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			if got := IsEventStream(v.ContentType); got != v.Expect.Opens {
				t.Fatalf("IsEventStream(%q) = %v, want %v", v.ContentType, got, v.Expect.Opens)
			}
			if !v.Expect.Opens {
				return
			}
			for _, sizes := range [][]int{{len(v.Input)}, ones(len(v.Input)), v.Chunks} {
				checkInterpretation(t, v, sizes)
			}
		})
	}
}

func ones(n int) []int { return slices.Repeat([]int{1}, n) }

func checkInterpretation(t *testing.T, v sseVector, sizes []int) {
	t.Helper()
	s, p := NewEventStream(), []byte(v.Input)
	var events []Dispatch
	for _, n := range sizes {
		events = append(events, s.Feed(p[:n])...)
		p = p[n:]
	}
	if want := v.events(); !reflect.DeepEqual(events, want) {
		t.Errorf("events = %+v, want %+v", events, want)
	}
	if s.LastEventID != v.Expect.LastEventID {
		t.Errorf("LastEventID = %q, want %q", s.LastEventID, v.Expect.LastEventID)
	}
	if s.Retry != v.retry() {
		t.Errorf("Retry = %d, want %d", s.Retry, v.retry())
	}
}

// TestBlocksOverHTTP carries every vector in the chunks of a response, finds the
// blocks, joins their spans and interprets them one by one.
func TestBlocksOverHTTP(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for _, v := range sseVectors(t) {
		for name, cut := range map[string]cutter{"whole": whole, "byte by byte": byteByByte, "random": randomly(r)} {
			t.Run(v.Name+"/"+name, func(t *testing.T) { checkBlocks(t, v, cut) })
		}
	}
}

func checkBlocks(t *testing.T, v sseVector, cut cutter) {
	c := capture{v.Name, "http1", []step{
		{ToServer, []byte("GET / HTTP/1.1\r\nHost: h\r\n\r\n")},
		{ToClient, chunkedResponse(v)},
	}}
	frames := c.decode(t, cut)[ToClient]
	got := interpretFrames(t, c.stream(ToClient), frames)
	want := interpreted{v.events(), v.Expect.Comments, v.Expect.LastEventID, v.retry()}
	if want.comments == nil {
		got.comments = nil // the vector does not say
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("blocks come to %+v, want %+v", got, want)
	}
}

// chunkedResponse is a response whose chunks have the sizes of the vector.
func chunkedResponse(v sseVector) []byte {
	b := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n", v.ContentType)
	p := v.Input
	for _, n := range v.Chunks {
		b = fmt.Appendf(b, "%x\r\n%s\r\n", n, p[:n])
		p = p[n:]
	}
	return append(b, "0\r\n\r\n"...)
}

// interpreted is what the blocks of a stream come to.
type interpreted struct {
	events   []Dispatch
	comments []string
	id       string
	retry    int
}

func interpretFrames(t *testing.T, stream []byte, frames []Frame) interpreted {
	t.Helper()
	got := interpreted{retry: -1}
	for _, f := range frames {
		if f.Layer != SSE {
			continue
		}
		block := ParseBlock(joined(stream, f, frames)[f.Head:], got.id)
		got.id = block.LastEventID
		if block.Retry >= 0 {
			got.retry = block.Retry
		}
		if block.Dispatch != nil {
			got.events = append(got.events, *block.Dispatch)
		}
		if f.Kind == KindComment {
			got.comments = append(got.comments, block.Lines[0].Value)
		}
		if (f.Kind == KindEvent) != (block.Dispatch != nil) {
			t.Errorf("%s at %d dispatches %v", f.Kind, f.Start, block.Dispatch)
		}
	}
	return got
}

func TestIsEventStream(t *testing.T) {
	for contentType, want := range map[string]bool{
		"text/event-stream":                    true,
		"TEXT/Event-Stream ; charset=UTF-8":    true,
		" text/event-stream\t":                 true,
		"text/plain, text/event-stream":        true,
		"text/event-stream, text/plain":        false,
		"text/event-stream, nonsense":          true,
		"text/event-stream-2":                  false,
		"text /event-stream":                   false,
		"application/json;x=text/event-stream": false,
		"":                                     false,
	} {
		if got := IsEventStream(contentType); got != want {
			t.Errorf("IsEventStream(%q) = %v, want %v", contentType, got, want)
		}
	}
}

func TestRetryIsBounded(t *testing.T) {
	s := NewEventStream()
	s.Feed([]byte("retry: 99999999999999999999999999\n"))
	if s.Retry != math.MaxInt {
		t.Errorf("Retry = %d, want %d", s.Retry, math.MaxInt)
	}
	s.Feed([]byte("retry: 9999999999999999999999x\nretry:\n"))
	if s.Retry != math.MaxInt {
		t.Errorf("Retry = %d after bad lines, want %d", s.Retry, math.MaxInt)
	}
}

func TestParseBlock(t *testing.T) {
	block := ParseBlock([]byte(": c\nid: 7\nevent: tick\ndata:  a\r\ndata\rretry: 020\nretry: x\nid: a\x00\nData: b\n\n"), "6")
	want := []Line{
		{Raw: ": c", Value: " c", Effect: "ignored: a comment", State: ParserState{"", "", "6", -1}, Offset: 0, Length: 4},
		{Raw: "id: 7", Field: "id", Value: "7", Effect: `last event ID = "7"`, State: ParserState{"", "", "7", -1}, Offset: 4, Length: 6},
		{Raw: "event: tick", Field: "event", Value: "tick", Effect: `event type = "tick"`, State: ParserState{"", "tick", "7", -1}, Offset: 10, Length: 12},
		{Raw: "data:  a", Field: "data", Value: " a", Effect: "append to data", State: ParserState{" a\n", "tick", "7", -1}, Offset: 22, Length: 10},
		{Raw: "data", Field: "data", Effect: "append to data", State: ParserState{" a\n\n", "tick", "7", -1}, Offset: 32, Length: 5},
		{Raw: "retry: 020", Field: "retry", Value: "020", Effect: "reconnection time = 20 ms", State: ParserState{" a\n\n", "tick", "7", 20}, Offset: 37, Length: 11},
		{Raw: "retry: x", Field: "retry", Value: "x", Effect: "ignored: not only digits", State: ParserState{" a\n\n", "tick", "7", 20}, Offset: 48, Length: 9},
		{Raw: "id: a\x00", Field: "id", Value: "a\x00", Effect: "ignored: an id must not contain NUL", State: ParserState{" a\n\n", "tick", "7", 20}, Offset: 57, Length: 7},
		{Raw: "Data: b", Field: "Data", Value: "b", Effect: "ignored: no field has this name", State: ParserState{" a\n\n", "tick", "7", 20}, Offset: 64, Length: 8},
		{Raw: "LF", Effect: "dispatch", State: ParserState{"", "", "7", 20}, Offset: 72, Length: 1},
	}
	for i := range want {
		if i >= len(block.Lines) || block.Lines[i] != want[i] {
			t.Errorf("line %d = %+v, want %+v", i, block.Lines[i], want[i])
		}
	}
	if got, want := *block.Dispatch, (Dispatch{"tick", " a\n", "7"}); got != want {
		t.Errorf("Dispatch = %+v, want %+v", got, want)
	}
	if block.LastEventID != "7" || block.Retry != 20 {
		t.Errorf("id %q, retry %d, want 7, 20", block.LastEventID, block.Retry)
	}
}

// TestParseBlockCut has a block without its blank line: its id does not count.
func TestParseBlockCut(t *testing.T) {
	block := ParseBlock([]byte("id: 7\ndata: a\nretry: 5"), "6")
	if block.Dispatch != nil || block.LastEventID != "6" || block.Retry != -1 {
		t.Errorf("block = %+v, want nothing dispatched, id 6, no retry", block)
	}
	if got, want := block.Lines[2].Effect, "ignored: the stream ended inside this line"; got != want {
		t.Errorf("effect = %q, want %q", got, want)
	}
}

// TestParseBodyVectors interprets every vector at once, as TestEventStreamVectors
// does in pieces.
func TestParseBodyVectors(t *testing.T) {
	for _, v := range sseVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			p := ParseBody(v.Input, Reference)
			if !v.Expect.Opens {
				return
			}
			got := interpreted{p.Dispatches, nil, p.LastEventID, p.Retry}
			if want := (interpreted{v.events(), nil, v.Expect.LastEventID, v.retry()}); !reflect.DeepEqual(got, want) {
				t.Errorf("ParseBody = %+v, want %+v", got, want)
			}
			checkLines(t, v.Input, p)
		})
	}
}

// checkLines checks that the lines tile the body, and that the last state is that
// of a parser which read the whole lines.
func checkLines(t *testing.T, body []byte, p Parse) {
	t.Helper()
	at := len(body) - len(bytes.TrimPrefix(body, bom))
	for _, l := range p.Lines {
		if l.Offset != at || l.Length <= 0 {
			t.Errorf("line %q at %d+%d, want it at %d", l.Raw, l.Offset, l.Length, at)
		}
		at += l.Length
	}
	if at != len(body) {
		t.Errorf("lines end at %d, want %d", at, len(body))
	}
	s := NewEventStream()
	s.Feed(body)
	if n := len(p.Lines); n > 0 && p.Lines[n-1].State != s.buffers.state() {
		t.Errorf("last state = %+v, want %+v", p.Lines[n-1].State, s.buffers.state())
	}
}

// TestFlavours has what the right parser and the deliberately wrong ones make of
// a body: each event as type, data and id.
func TestFlavours(t *testing.T) {
	for name, c := range map[string]struct {
		body                      string
		reference, buggyA, buggyB string
	}{
		"plain":                         {"data: a\n\n", "message a ", "message a ", "message a "},
		"blank lines before an id":      {"\n\n\n", "", "", ""},
		"heartbeat":                     {": hb\n\n", "", "", "message  "},
		"heartbeat without blank line":  {": hb\ndata: a\n\n", "message a ", "message a ", "message a "},
		"heartbeat after an id":         {"id: 1\ndata: a\n\n: hb\n\n", "message a 1", "message a 1|message  1", "message a 1|message  1"},
		"blank line after an id":        {"id: 1\ndata: a\n\n\n", "message a 1", "message a 1|message  1", "message a 1"},
		"id alone":                      {"id: 1\n\n", "", "message  1", ""},
		"id taken back":                 {"id: 1\n\nid\n\n", "", "message  1", ""},
		"type without data after an id": {"id: 1\nevent: x\n\n", "", "x  1", ""},
		"retry alone":                   {"retry: 5\n\n", "", "", ""},
		"comment and field":             {": c\nevent: x\n\n", "", "", ""},
		"empty data":                    {"data\n\n", "message  ", "message  ", "message  "},
		"no blank line":                 {"id: 1\n: hb\n", "", "", ""},
	} {
		for flavour, want := range map[Flavour]string{Reference: c.reference, BuggyA: c.buggyA, BuggyB: c.buggyB} {
			p, got := ParseBody([]byte(c.body), flavour), []string{}
			for _, d := range p.Dispatches {
				got = append(got, d.Type+" "+d.Data+" "+d.LastEventID)
			}
			if strings.Join(got, "|") != want {
				t.Errorf("%s, %s: events %q, want %q", name, flavour, got, want)
			}
			wrong := strings.Contains(fmt.Sprint(p.Lines), "deliberately wrong")
			if wrong != (want != c.reference) {
				t.Errorf("%s, %s: lines %+v, want them marked as wrong: %v", name, flavour, p.Lines, want != c.reference)
			}
		}
	}
	for f, want := range map[Flavour]bool{Reference: false, BuggyA: true, BuggyB: true} {
		if got := strings.Contains(f.String(), "deliberately wrong"); got != want {
			t.Errorf("%s says that it is wrong: %v, want %v", f, got, want)
		}
	}
}
