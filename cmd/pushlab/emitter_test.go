package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/sse"
	"pushlab/cmd/pushlab/internal/wire"
)

// TestEmitterInChromium writes a thousand events of hostile text and wants
// Chromium's EventSource to fire those events and nothing else. The reference
// parser reads the same bytes.
func TestEmitterInChromium(t *testing.T) {
	t.Parallel()
	const events = 1000
	random := rand.New(rand.NewPCG(3, 1))
	stream, want, types := hostileStream(t, random, events)
	parse := wire.ParseBody(stream, wire.Reference)
	if got := append(want, wire.Dispatch{Type: "finished", LastEventID: parse.LastEventID}); !slices.Equal(parse.Dispatches, got) {
		t.Fatalf("the reference parser read %d events, want %d", len(parse.Dispatches), len(got))
	}
	b := openTab(t, 800, 600)
	b.open(serveStream(t, stream))
	names, err := json.Marshal(types)
	if err != nil {
		t.Fatal(err)
	}
	fired := eval[[][3]string](b, fmt.Sprintf(listenScript, names))
	if len(fired) != len(want) {
		t.Errorf("Chromium fired %d events, want %d", len(fired), len(want))
	}
	for i := range min(len(fired), len(want)) {
		got := wire.Dispatch{Type: fired[i][0], Data: fired[i][1], LastEventID: fired[i][2]}
		if got != want[i] {
			t.Fatalf("event %d is %+q, want %+q", i, got, want[i])
		}
	}
}

// listenScript collects what an EventSource fires until the event finished.
const listenScript = `new Promise((resolve, reject) => {
  const fired = []
  const source = new EventSource("/events")
  for (const type of %s) {
    source.addEventListener(type, (e) => fired.push([e.type, e.data, e.lastEventId]))
  }
  source.addEventListener("finished", () => { source.close(); resolve(fired) })
  source.addEventListener("error", () => { source.close(); reject(new Error("the stream broke after " + fired.length)) })
})`

// hostileStream returns the bytes of events, what a client makes of them, and
// the types that they have. The last event is finished.
func hostileStream(t *testing.T, random *rand.Rand, events int) (stream []byte, want []wire.Dispatch, types []string) {
	t.Helper()
	id := ""
	for len(want) < events {
		e := sse.Event{ID: hostileText(random, 3), Type: hostileText(random, 3), Data: hostileText(random, 8)}
		b, err := e.Append(stream)
		if err != nil {
			continue // an id or a type that no bytes can carry
		}
		stream = b
		if e.ID != "" {
			id = asUTF8(e.ID)
		}
		if e.Type == "" && e.Data == "" {
			continue
		}
		d := wire.Dispatch{Type: asUTF8(e.Type), Data: asUTF8(lineEnds.Replace(e.Data)), LastEventID: id}
		if d.Type == "" {
			d.Type = "message"
		}
		want = append(want, d)
		if !slices.Contains(types, d.Type) {
			types = append(types, d.Type)
		}
	}
	stream, err := sse.Event{Type: "finished"}.Append(stream)
	if err != nil {
		t.Fatal(err)
	}
	return stream, want, types
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// asUTF8 is a text as UTF-8 decoding gives it: U+FFFD for what is none.
func asUTF8(text string) string { return string([]rune(text)) }

// hostileParts have what a parser could trip over.
var hostileParts = []string{
	"\r", "\n", "\r\n", "\n\n", "\x00", ":", " ", "\t", "data: x", "id: 1", "event: admin", "retry: 1",
	"\ufeff", "\u2028", "\u0085", "\v", "\xff", "\xc3", "é", "你", "🌊", "x", "</script>",
}

func hostileText(random *rand.Rand, most int) string {
	var b strings.Builder
	for range random.IntN(most + 1) {
		b.WriteString(hostileParts[random.IntN(len(hostileParts))])
	}
	return b.String()
}

// serveStream serves a page, and the stream in pieces that are cut at random. It
// returns the address of the page.
func serveStream(t *testing.T, stream []byte) string {
	t.Helper()
	routes := http.NewServeMux()
	routes.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "<!doctype html><title>events</title>")
	})
	routes.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		events, err := sse.NewWriter(w)
		if err != nil {
			t.Errorf("NewWriter: %v", err)
			return
		}
		random := rand.New(rand.NewPCG(3, 2))
		for p := stream; len(p) > 0; {
			n := min(len(p), 1+random.IntN(200))
			if err := events.SendRaw(p[:n]); err != nil {
				return // the page has what it wants
			}
			p = p[n:]
		}
		<-r.Context().Done()
	})
	s := httptest.NewServer(routes)
	t.Cleanup(s.Close)
	return s.URL
}
