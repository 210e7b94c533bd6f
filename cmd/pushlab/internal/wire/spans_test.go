package wire

import (
	"reflect"
	"testing"
)

func TestEventSpans(t *testing.T) {
	head := Frame{Layer: HTTP, Kind: KindResponse, End: 100, Head: 100}
	one := Frame{Layer: HTTP, Kind: KindChunk, Start: 100, End: 125, Head: 3, Tail: 2}
	two := Frame{Layer: HTTP, Kind: KindChunk, Start: 125, End: 140, Head: 3, Tail: 2}
	open := Frame{Layer: HTTP, Kind: KindChunk, Start: 125, End: 133, Head: 3}
	for _, c := range []struct {
		name       string
		start, end int64
		lower      []Frame
		want       []Span
	}{
		{"in one chunk", 103, 110, []Frame{head, one, two}, []Span{{103, 7}}},
		{"in two", 110, 130, []Frame{head, one, two}, []Span{{110, 13}, {128, 2}}},
		{"its chunk is not finished", 110, 120, []Frame{head}, []Span{{110, 10}}},
		{"its second chunk is not finished", 110, 133, []Frame{head, one, open}, []Span{{110, 13}, {128, 5}}},
		{"behind all", 142, 150, []Frame{head, one, two}, []Span{{142, 8}}},
		{"nothing below", 3, 7, nil, []Span{{3, 4}}},
	} {
		if got := EventSpans(c.start, c.end, c.lower); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: spans = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMessageSpans(t *testing.T) {
	lower := []Frame{
		{Layer: WebSocket, Opcode: OpText, Start: 0, End: 5},
		{Layer: WebSocket, Opcode: OpText, Start: 5, End: 9},
		{Layer: WebSocket, Opcode: OpPing, Start: 9, End: 11},
		{Layer: WebSocket, Opcode: OpContinuation, Start: 11, End: 20},
	}
	want := []Span{{5, 4}, {11, 9}}
	if got := MessageSpans(5, 20, lower); !reflect.DeepEqual(got, want) {
		t.Errorf("spans = %v, want %v", got, want)
	}
}

func TestChunkHead(t *testing.T) {
	for input, want := range map[string]int{
		"1e\r\ndata": 4, "5;x=y\r\n": 7, "0\r\n\r\n": 3, "1e\r": 0, "1e": 0, "x": 0, "5\n": 0, "": 0,
	} {
		if got := ChunkHead([]byte(input)); got != want {
			t.Errorf("ChunkHead(%q) = %d, want %d", input, got, want)
		}
	}
}
