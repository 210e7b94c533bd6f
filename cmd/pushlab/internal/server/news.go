package server

import (
	"context"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// What a page can not know of its own news: when each item was made, what each
// way to get them cost on the wire, and the run's clock. It asks for these over
// its control socket, about once a second:
//
//	page:   {"op":"news","run":RUN}
//	server: {"type":"news","run":RUN,"at":12345.6,"made":[{"id":"k3x9-1","t":1924.1},…],
//	         "ways":{"longpoll":{"requests":7,"connections":1,"head":3871,"bytes":4410},…}}
//
// at is the run's clock when the message is sent, in milliseconds like every t.
// The page takes it as the middle between asking and hearing, keeps the pair
// that took least, and so knows the run's clock to half of that round trip
// (Cristian's algorithm). On loopback that is well under a millisecond.

// newsMessage is the message to the page.
type newsMessage struct {
	Type string          `json:"type"`
	Run  string          `json:"run"`
	At   float64         `json:"at"`
	Made []madeItem      `json:"made"`
	Ways map[string]*way `json:"ways"`
}

// madeItem is a token and when the model made it.
type madeItem struct {
	ID string  `json:"id"`
	T  float64 `json:"t"`
}

// A way is what one way to get news cost: the exchanges with one address.
type way struct {
	Requests    int `json:"requests"`
	Connections int `json:"connections"` // TCP
	Head        int `json:"head"`        // bytes of heads, both directions
	Bytes       int `json:"bytes"`       // all bytes, both directions
	Empty       int `json:"empty"`       // answers of a poll that say nothing

	conns map[int]bool
}

// sendNews answers a page that asks for the news of a run.
func (p *pageSocket) sendNews(ctx context.Context, o order) {
	log, secret, err := p.server.watched(o)
	if err != nil || secret != "" { // a view has no clock that goes on
		return
	}
	m := newsOf(log)
	m.Run, m.At = o.Run, millis(time.Since(log.Began()))
	p.send(ctx, m)
}

// newsOf reads a trace.
func newsOf(log *trace.Log) newsMessage {
	m := newsMessage{Type: "news", Made: []madeItem{}, Ways: map[string]*way{}}
	events := log.Events(0)
	counts := clientSide(events)
	ways := map[int]*way{} // by exchange
	for _, e := range events {
		switch {
		case e.Kind == "gen.tok":
			m.Made = append(m.Made, madeItem{demo.TokenID(e.Answer, e.Seq), millis(e.At)})
		case e.Kind == "http.req" && counts(e.Conn):
			ways[e.Exchange] = m.way(log.Head(e))
			ways[e.Exchange].begin(e)
			ways[e.Exchange].Head += len(log.Bytes(e))
		case e.Kind == "http.resp" && ways[e.Exchange] != nil:
			ways[e.Exchange].Head += len(log.Bytes(e))
		case e.Kind == "http.body" && ways[e.Exchange] != nil && string(log.Bytes(e)) == "[]\n":
			ways[e.Exchange].Empty++
		}
	}
	for _, e := range events { // the bytes of a request stand before what they say
		if w := ways[e.Exchange]; w != nil && e.Kind == "bytes" {
			w.Bytes += len(log.Bytes(e))
		}
	}
	return m
}

// way finds the way of a request by the last part of its path.
func (m *newsMessage) way(h wire.Head) *way {
	path, _, _ := strings.Cut(h.Target, "?")
	name := path[strings.LastIndex(path, "/")+1:]
	if m.Ways[name] == nil {
		m.Ways[name] = &way{conns: map[int]bool{}}
	}
	return m.Ways[name]
}

// begin counts a request.
func (w *way) begin(e trace.Event) {
	w.Requests++
	w.conns[e.Conn] = true
	w.Connections = len(w.conns)
}

// clientSide says which connections a client opened. For each that it opens to
// the edge, the edge opens one to the lab, which says so by its link: counted as
// well, each request would be two.
func clientSide(events []trace.Event) func(conn int) bool {
	dialled := map[int]bool{}
	for _, e := range events {
		if e.Kind == "conn.open" && e.Link != 0 {
			dialled[e.Conn] = true
		}
	}
	return func(conn int) bool { return !dialled[conn] }
}
