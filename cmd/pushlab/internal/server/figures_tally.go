package server

import (
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// A tally counts for the figures of a run, of a transport or of an exchange.
type tally struct {
	whole bool // of the run

	began, firstByte, first, last moment
	asked, reply                  moment        // the newest question, and the first token behind it
	heard                         moment        // the newest byte in either direction
	silence                       time.Duration // the longest between two bytes

	requests, events, tokens, faults             int
	sent, received, headSent, headReceived, body int
	made, answers                                int

	conns  map[int]bool
	places map[string]bool // "lab", "edge": each is a port of its own
	ids    map[string]bool // of the tokens sent
	waits  []time.Duration // from the end of a stream to the request that takes it up
}

// since is the time from the first request to m.
func (t *tally) since(m moment) (float64, bool) {
	return millis(m.at - t.began.at), m.ok && t.began.ok
}

func (t *tally) replied() (float64, bool) {
	return millis(t.reply.at - t.asked.at), t.reply.ok && t.asked.ok
}

func (t *tally) perToken() (float64, bool) {
	if t.tokens == 0 {
		return 0, false
	}
	return float64(t.received) / float64(t.tokens), true
}

func (t *tally) wait() (float64, bool) {
	if len(t.waits) == 0 {
		return 0, false
	}
	return millis(t.waits[0]), true
}

// see counts one event.
func (t *tally) see(e trace.Event) {
	switch e.Kind {
	case "conn.open":
		t.places[e.Place] = true
	case "ws.frame":
		if e.Dir == wire.ToServer && e.Frame.Opcode < wire.OpClose {
			t.asked = moment{e.At, true}
		}
	case "http.req":
		t.began.note(e.At)
		t.asked = moment{e.At, true}
		t.requests++
		t.headSent += e.Frame.Len()
	case "http.resp":
		t.headReceived += e.Frame.Len()
	case "bytes":
		t.hear(e)
	case "sse.event":
		t.events++
	case "fault":
		t.faults++
	case "gen.tok":
		t.made++
	case "gen.start":
		t.answers++
	}
	if e.Conn > 0 && e.Exchange > 0 {
		t.conns[e.Conn] = true
	}
	t.body += bodyBytes(e)
}

// hear counts bytes on the wire.
func (t *tally) hear(e trace.Event) {
	if t.heard.ok {
		t.silence = max(t.silence, e.At-t.heard.at)
	}
	t.heard = moment{e.At, true}
	if e.Dir == wire.ToServer {
		t.sent += e.Frame.Len()
		return
	}
	t.received += e.Frame.Len()
	t.firstByte.note(e.At)
	t.last = moment{e.At, true}
}

// bodyBytes is how much of a body a frame of the lowest layer carries.
func bodyBytes(e trace.Event) int {
	data := e.Kind == "h2.frame" && e.Frame.Opcode == wire.HTTP2Data
	switch {
	case e.Dir != wire.ToClient:
		return 0
	case data, e.Kind == "http.chunk", e.Kind == "http.body", e.Kind == "ws.frame":
		return e.Frame.Len() - e.Frame.Head - e.Frame.Tail
	}
	return 0
}

// take counts the tokens of a row; an answer in one piece comes as a body.
func (t *tally) take(r row) {
	for _, id := range strings.Fields(r.Token) {
		t.first.note(r.event.At)
		if r.event.At >= t.asked.at { // every question has been seen by now
			t.reply.note(r.event.At)
		}
		t.tokens++
		t.ids[id] = true
	}
}

// exchangeTallies is how many exchanges have figures of their own: a poll is one.
const exchangeTallies = 32

// tallyNames are what stands before the names of the figures to which an exchange
// counts: nothing, its transport, its number.
func tallyNames(exchange int, transport string) []string {
	names := []string{""}
	if transport != "" {
		names = append(names, transport+".")
	}
	if exchange > 0 && exchange <= exchangeTallies {
		names = append(names, strconv.Itoa(exchange)+".")
	}
	return names
}
