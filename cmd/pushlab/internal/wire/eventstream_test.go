package wire

import (
	"fmt"
	"math"
	"math/rand"
	"reflect"
	"slices"
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
		{Raw: ": c", Value: " c", Effect: "ignored: a comment", Offset: 0, Length: 4},
		{Raw: "id: 7", Field: "id", Value: "7", Effect: `last event ID = "7"`, Offset: 4, Length: 6},
		{Raw: "event: tick", Field: "event", Value: "tick", Effect: `event type = "tick"`, Offset: 10, Length: 12},
		{Raw: "data:  a", Field: "data", Value: " a", Effect: "append to data", Offset: 22, Length: 10},
		{Raw: "data", Field: "data", Effect: "append to data", Offset: 32, Length: 5},
		{Raw: "retry: 020", Field: "retry", Value: "020", Effect: "reconnection time = 20 ms", Offset: 37, Length: 11},
		{Raw: "retry: x", Field: "retry", Value: "x", Effect: "ignored: not only digits", Offset: 48, Length: 9},
		{Raw: "id: a\x00", Field: "id", Value: "a\x00", Effect: "ignored: an id must not contain NUL", Offset: 57, Length: 7},
		{Raw: "Data: b", Field: "Data", Value: "b", Effect: "ignored: no field has this name", Offset: 64, Length: 8},
		{Raw: "LF", Effect: "dispatch", Offset: 72, Length: 1},
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
