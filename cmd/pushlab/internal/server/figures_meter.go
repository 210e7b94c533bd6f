package server

import (
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// A meter walks through a trace and gives each event to the tallies that count
// it.
type meter struct {
	log        *trace.Log
	transports map[int]string // of each exchange
	upstream   map[int]bool   // connections that the edge dialled
	tallies    map[string]*tally
	streams    map[string]*streamEnd // by transport and address
	asked      map[int]*streamEnd    // by exchange
}

// A streamEnd says how the newest exchange of a stream ended, if it did.
type streamEnd struct {
	moment
	broken bool
}

func newMeter(log *trace.Log) *meter {
	m := &meter{log: log, transports: map[int]string{}, upstream: map[int]bool{}, tallies: map[string]*tally{},
		streams: map[string]*streamEnd{}, asked: map[int]*streamEnd{}}
	m.tally("").whole = true
	events := log.Events(0)
	for _, e := range events {
		m.nameTransport(e)
	}
	for _, e := range events {
		if !m.upstream[e.Conn] {
			m.see(e)
		}
	}
	for _, r := range ladders.rowsOf(log) {
		if r.Kind != "gap" && !m.upstream[r.event.Conn] {
			m.takeRow(r)
		}
	}
	return m
}

func (m *meter) tally(name string) *tally {
	if m.tallies[name] == nil {
		m.tallies[name] = &tally{conns: map[int]bool{}, places: map[string]bool{}, ids: map[string]bool{}}
	}
	return m.tallies[name]
}

// of returns the tallies to which an event of an exchange counts.
func (m *meter) of(exchange int) (list []*tally) {
	for _, name := range tallyNames(exchange, m.transports[exchange]) {
		list = append(list, m.tally(name))
	}
	return list
}

// nameTransport learns from heads what transport an exchange is, and from the
// opening of a connection whether the client made it.
func (m *meter) nameTransport(e trace.Event) {
	switch e.Kind {
	case "conn.open":
		m.upstream[e.Conn] = e.Link > 0
	case "http.req":
		h := m.log.Head(e)
		m.transports[e.Exchange] = requestWire(h)
		if shortTarget(h.Target) == "/poll" {
			m.transports[e.Exchange] = "sp"
		}
	case "http.resp":
		if m.transports[e.Exchange] == "fs" && !wire.IsEventStream(m.log.Head(e).Get("Content-Type")) {
			m.transports[e.Exchange] = "one"
		}
	}
}

func (m *meter) see(e trace.Event) {
	switch e.Kind {
	case "http.req":
		m.follow(e)
	case "fault":
		if s := m.asked[e.Exchange]; s != nil {
			s.broken = true
		}
	case "http.end":
		m.ended(e)
	}
	for _, t := range m.of(e.Exchange) {
		t.see(e)
	}
}

// follow looks whether a request takes up a stream that ended: an EventSource
// comes back after every end, anything else is asked again after a break.
func (m *meter) follow(e trace.Event) {
	transport := m.transports[e.Exchange]
	if transport == "" || transport == "one" || transport == "lp" || transport == "sp" {
		return
	}
	key := transport + " " + shortTarget(m.log.Head(e).Target)
	before := m.streams[key]
	now := &streamEnd{}
	m.streams[key], m.asked[e.Exchange] = now, now
	if before == nil || !before.ok || transport != "es" && !before.broken {
		return
	}
	for _, t := range m.of(e.Exchange) {
		t.waits = append(t.waits, e.At-before.at)
	}
}

// ended notes the end of an exchange.
func (m *meter) ended(e trace.Event) {
	if s := m.asked[e.Exchange]; s != nil {
		s.note(e.At)
		s.broken = s.broken || e.Text == "rst"
	}
}

// takeRow counts the tokens of a row. An answer in one piece has no ids: its
// first token comes with its body.
func (m *meter) takeRow(r row) {
	for _, t := range m.of(r.Exchange) {
		t.take(r)
		if r.event.Kind == "http.body" && r.event.Dir == wire.ToClient && m.transports[r.Exchange] == "one" {
			t.first.note(r.event.At)
		}
	}
}
