package server

import (
	"fmt"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
	"pushlab/views"
)

// A ladder turns the events of a trace into the rows of the message ladder, in
// order. A row is the highest layer there is: an event, a message, a head. What
// carries it (the chunk, the fragments) shows in the row's bytes.
type ladder struct {
	log     *trace.Log
	rows    int
	last    time.Duration
	open    int                 // connections
	wire    map[int]string      // of each exchange: es, fs, nd, lp, ws
	carried map[int]bool        // exchanges whose body is an event stream or in envelopes
	lined   map[int]bool        // exchanges whose body is JSON, an object a line
	vendors map[int]*vendorTurn // exchanges in a vendor's format
	places  map[int]string      // of the connections that go through the edge: edge, lab
}

func newLadder(log *trace.Log) *ladder {
	return &ladder{log: log, wire: map[int]string{}, carried: map[int]bool{}, lined: map[int]bool{}, vendors: map[int]*vendorTurn{}, places: map[int]string{}}
}

// A row is a views.Row and the event it stands for; a silence has none.
type row struct {
	views.Row
	event trace.Event
	gap   time.Duration
}

// Silences shorter than these are no rows of their own. After the end of a
// connection the wait of a client is of interest sooner.
const (
	silence      = time.Second
	reconnecting = 250 * time.Millisecond
)

// add returns the rows that e adds to the ladder: none, one, or a silence and one.
func (l *ladder) add(e trace.Event) []row {
	r, ok := l.describe(e)
	if !ok {
		l.learn(e)
		return nil
	}
	var rows []row
	if gap, ok := l.gapBefore(e.At); ok {
		rows = append(rows, l.number(gap))
	}
	l.learn(e)
	l.last = e.At
	return append(rows, l.number(r))
}

func (l *ladder) number(r row) row {
	l.rows++
	r.N = l.rows
	return r
}

// gapBefore makes the row of a silence that ends now.
func (l *ladder) gapBefore(at time.Duration) (row, bool) {
	gap := at - l.last
	least, text := silence, "nothing sent for %s ms"
	if l.open == 0 {
		least, text = reconnecting, "the client waits %s ms"
	}
	if l.rows == 0 || gap < least {
		return row{}, false
	}
	label := fmt.Sprintf(text, thousands(gap.Milliseconds()))
	return row{Row: views.Row{T: millis(l.last), Kind: "gap", Label: label}, gap: gap}, true
}

// learn keeps what later rows need to know of an exchange.
func (l *ladder) learn(e trace.Event) {
	switch e.Kind {
	case "conn.open":
		l.open++
	case "conn.close":
		l.open--
	case "http.resp":
		media := l.head(e).Get("Content-Type")
		l.carried[e.Exchange] = carries(media)
		l.lined[e.Exchange] = isLines(media) || l.wire[e.Exchange] == "lp" && isJSON(media)
	}
}

// carries says whether a body of this type has rows of its own for what it
// carries: events, or the envelopes of Connect and gRPC-Web.
func carries(contentType string) bool {
	media := strings.ToLower(strings.TrimSpace(contentType))
	return wire.IsEventStream(contentType) || strings.HasPrefix(media, "application/connect+") || strings.HasPrefix(media, "application/grpc-web")
}

// requestWire names the transport that a request opens, "" for any other.
func requestWire(h wire.Head) string {
	switch {
	case strings.EqualFold(h.Get("Upgrade"), "websocket"):
		return "ws"
	case h.Method == "POST" && strings.Contains(h.Target, "/chat"), isVendor(h):
		return "fs"
	case strings.Contains(h.Target, "/sse"), strings.Contains(h.Target, "/d/theatre"), strings.Contains(h.Target, "/d/articles"):
		return "es"
	}
	return map[string]string{"POST /ndjson": "nd", "GET /poll": "lp", "GET /longpoll": "lp"}[h.Method+" "+shortTarget(h.Target)]
}

// request learns from a request how its answer is to be read.
func (l *ladder) request(e trace.Event) {
	h := l.head(e)
	l.wire[e.Exchange] = requestWire(h)
	if isVendor(h) {
		l.vendors[e.Exchange] = &vendorTurn{}
	}
}

func (l *ladder) head(e trace.Event) wire.Head {
	return l.log.Head(e)
}

// describe makes the row of one event; false: the event is no row.
func (l *ladder) describe(e trace.Event) (row, bool) {
	switch e.Kind {
	case "http.req":
		l.request(e)
	case "conn.open":
		l.findPlace(e)
	}
	r := row{event: e, Row: views.Row{
		T: millis(e.At), Dir: arrow(e), Wire: l.wire[e.Exchange], Conn: e.Conn,
		Proto: protocolOf(e), Lane: int(e.Frame.Stream), Exchange: e.Exchange, Place: l.places[e.Conn],
	}}
	if e.Frame.Err != 0 {
		r.Err = e.Frame.Err.String()
	}
	ok := l.label(&r, e)
	r.Failed = ok && l.failed(e)
	if ok && e.IsFrame() && e.Kind != "ws.message" {
		r.Size = l.log.DumpSize(e)
	}
	return r, ok
}

func arrow(e trace.Event) string {
	switch {
	case !e.IsFrame() && e.Kind != "conn.open":
		return ""
	case e.Kind == "conn.open" || e.Dir == wire.ToServer:
		return "c"
	}
	return "s"
}
