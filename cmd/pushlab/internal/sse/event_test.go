package sse

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

func TestAppend(t *testing.T) {
	tests := []struct {
		name  string
		event Event
		want  string
	}{
		{"token", Event{ID: "a7-42", Data: " wire"}, "id: a7-42\ndata:  wire\n\n"},
		{"all fields", Event{ID: "a7-0", Type: "reset", Data: `{"why":"old"}`, Retry: 500},
			"id: a7-0\nevent: reset\ndata: {\"why\":\"old\"}\nretry: 500\n\n"},
		{"retry alone", Event{Retry: 500}, "retry: 500\n\n"},
		{"id alone", Event{ID: "a7-1"}, "id: a7-1\n\n"},
		{"type without data", Event{Type: "done"}, "event: done\ndata:\n\n"},
		{"between two paragraphs", Event{Data: "\n\n"}, "data:\ndata:\ndata:\n\n"},
		{"lines", Event{Data: "LF\nCR\rCRLF\r\nend"}, "data: LF\ndata: CR\ndata: CRLF\ndata: end\n\n"},
		{"LF before CR", Event{Data: "a\n\rb"}, "data: a\ndata:\ndata: b\n\n"},
		{"ends with CR", Event{Data: "a\r"}, "data: a\ndata:\n\n"},
		{"looks like fields", Event{Data: "id: 1\r\revent: admin\rdata: {}"},
			"data: id: 1\ndata:\ndata: event: admin\ndata: data: {}\n\n"},
		{"NUL", Event{Data: "a\x00b"}, "data: a\x00b\n\n"},
		{"looks like a comment", Event{Data: ": hi", ID: ":"}, "id: :\ndata: : hi\n\n"},
		{"empty", Event{}, "\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.event.Append([]byte("before "))
			if want := "before " + test.want; string(got) != want || err != nil {
				t.Errorf("Append = %q, %v, want %q", got, err, want)
			}
		})
	}
}

func TestAppendRefuses(t *testing.T) {
	tests := []struct {
		event Event
		want  error
	}{
		{Event{ID: "a\nb"}, ErrID},
		{Event{ID: "a\r"}, ErrID},
		{Event{ID: "\x00"}, ErrID},
		{Event{Type: "a\nb"}, ErrType},
		{Event{Type: "\rdata: x"}, ErrType},
		{Event{Type: "a\x00"}, ErrType},
		{Event{Retry: -1}, ErrRetry},
	}
	for _, test := range tests {
		got, err := test.event.Append([]byte("before"))
		if string(got) != "before" || !errors.Is(err, test.want) {
			t.Errorf("%+v: Append = %q, %v, want %q, %v", test.event, got, err, "before", test.want)
		}
	}
}

// A reader follows a stream as a client does and keeps what a client would have.
type reader struct {
	stream *wire.EventStream
	events []wire.Dispatch
}

// feed gives it the bytes in pieces cut at random.
func (r *reader) feed(p []byte, random *rand.Rand) {
	for len(p) > 0 {
		n := 1 + random.IntN(len(p))
		r.events = append(r.events, r.stream.Feed(p[:n])...)
		p = p[n:]
	}
}

// TestEventsCannotBeForged writes a million events of hostile text into streams
// and wants a client to see those events, whole, and nothing else.
func TestEventsCannotBeForged(t *testing.T) {
	const parts, events = 4, 250_000
	for part := range parts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			checkHostile(t, rand.New(rand.NewPCG(1, uint64(part))), events)
		})
	}
}

func checkHostile(t *testing.T, random *rand.Rand, events int) {
	for written := 0; written < events; {
		r := reader{stream: wire.NewEventStream()}
		var want []wire.Dispatch
		id, retry := "", -1
		for range 100 {
			e := hostileEvent(random)
			b, err := e.Append(nil)
			if bad := e.check(); bad != nil {
				if err == nil || len(b) > 0 {
					t.Fatalf("%q: Append = %q, %v, want %v", fmt.Sprint(e), b, err, bad)
				}
				continue
			}
			r.feed(b, random)
			written++
			if e.ID != "" {
				id = seen(e.ID)
			}
			if e.Retry > 0 {
				retry = e.Retry
			}
			if e.Type != "" || e.Data != "" {
				want = append(want, dispatched(e, id))
			}
		}
		if !slices.Equal(r.events, want) {
			t.Fatalf("a client saw\n%q, want\n%q", r.events, want)
		}
		if r.stream.LastEventID != id || r.stream.Retry != retry {
			t.Fatalf("last id, retry = %q, %d, want %q, %d", r.stream.LastEventID, r.stream.Retry, id, retry)
		}
	}
}

// dispatched is what a client makes of an event.
func dispatched(e Event, id string) wire.Dispatch {
	data := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(e.Data)
	eventType := e.Type
	if eventType == "" {
		eventType = "message"
	}
	return wire.Dispatch{Type: seen(eventType), Data: seen(data), LastEventID: id}
}

// seen is a text as a client decodes it: U+FFFD for what is not UTF-8. (For the
// bad bytes of these tests Go and browsers agree on how many.)
func seen(text string) string { return string([]rune(text)) }

// hostile has what a parser could trip over.
var hostile = []string{
	"\r", "\n", "\r\n", "\n\n", "\r\r", "\x00", ":", " ", "\t", "data", "data:", "data: x", "id: 1", "event: admin",
	"retry: 1", "\ufeff", "\u2028", "\u0085", "\v", "\f", "\xff", "\xc3", "é", "你", "🌊", "x", "7",
}

func hostileEvent(random *rand.Rand) Event {
	e := Event{Data: hostileText(random, 8)}
	if random.IntN(2) == 0 {
		e.ID = hostileText(random, 3)
	}
	if random.IntN(2) == 0 {
		e.Type = hostileText(random, 3)
	}
	if random.IntN(4) == 0 {
		e.Retry = random.IntN(9000)
	}
	return e
}

func hostileText(random *rand.Rand, most int) string {
	var b strings.Builder
	for range random.IntN(most + 1) {
		b.WriteString(hostile[random.IntN(len(hostile))])
	}
	return b.String()
}

func ExampleEvent_Append() {
	b, _ := Event{ID: "a7-1", Data: "two\nlines"}.Append(nil)
	fmt.Print(string(b))
	// Output:
	// id: a7-1
	// data: two
	// data: lines
	//
}
