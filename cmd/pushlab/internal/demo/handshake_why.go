package demo

import (
	"net/url"
	"slices"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// A Crossing is the newest opening handshake of a run as the trace has it, and what
// the rules say of it.
type Crossing struct {
	Request  string   `json:"request"`            // its head
	Upstream string   `json:"upstream,omitempty"` // what the edge made of it on its way to the lab
	Response string   `json:"response"`           // its head; "" when none has come
	Body     string   `json:"body,omitempty"`     // what an answer other than 101 says
	Rulings  []ruling `json:"rulings"`            // of the request as the server got it, then of the response
}

// LastHandshake returns the newest opening handshake of the run, and why it went as
// it did. The site asks for it: a question to the lab would stand in the trace.
func (run *Run) LastHandshake() (c Crossing, ok bool) {
	events := run.Log.Events(0)
	links := linked(events)
	asked := newestEvent(events, func(e trace.Event) bool {
		return e.Kind == "http.req" && links[e.Conn] == 0 && isHandshake(run.Log.Head(e))
	})
	if asked == nil {
		return c, false
	}
	c.Request = string(run.Log.Bytes(*asked))
	behind := events[asked.N+1:]
	got := asked // the request as the lab got it
	upstream := newestEvent(behind, func(e trace.Event) bool { return e.Kind == "http.req" && links[e.Conn] == asked.Conn })
	if upstream != nil {
		got = upstream
	}
	if text := string(run.Log.Bytes(*got)); text != c.Request {
		c.Upstream = text
	}
	c.Rulings = requestRulings(run.Log.Head(*got))
	c.addAnswer(run.Log, *asked, behind)
	return c, true
}

// linked maps each connection of the edge to the lab to that of the client.
func linked(events []trace.Event) map[int]int {
	links := map[int]int{}
	for _, e := range events {
		if e.Kind == "conn.open" && e.Link > 0 {
			links[e.Conn] = e.Link
		}
	}
	return links
}

// addAnswer adds what the client got in answer, if anything has come.
func (c *Crossing) addAnswer(log *trace.Log, asked trace.Event, behind []trace.Event) {
	of := func(kind string) *trace.Event {
		return newestEvent(behind, func(e trace.Event) bool {
			return e.Kind == kind && e.Conn == asked.Conn && e.Exchange == asked.Exchange && e.Dir == wire.ToClient
		})
	}
	if answer := of("http.resp"); answer != nil {
		c.Response = string(log.Bytes(*answer))
		c.Rulings = append(c.Rulings, responseRulings(log.Head(asked), log.Head(*answer))...)
	}
	if body := of("http.body"); body != nil {
		c.Body = string(log.Bytes(*body))
	}
}

// isHandshake says whether a request is one that the console made: to an address
// of WebSockets, whether or not it asks for one.
func isHandshake(h wire.Head) bool {
	u, err := url.ParseRequestURI(h.Target)
	if err != nil {
		return false
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(u.Path, "/r/"), "/")
	return path == "ws" || path == "echo" || path == "d/handshake" && u.Query().Has("id")
}

func newestEvent(events []trace.Event, is func(trace.Event) bool) *trace.Event {
	for i := range slices.Backward(events) {
		if is(events[i]) {
			return &events[i]
		}
	}
	return nil
}
