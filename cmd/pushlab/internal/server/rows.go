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
	open    int            // connections
	wire    map[int]string // of each exchange: es, fs, ws
	carried map[int]bool   // exchanges whose body is an event stream
}

func newLadder(log *trace.Log) *ladder {
	return &ladder{log: log, wire: map[int]string{}, carried: map[int]bool{}}
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
		media, _, _ := strings.Cut(l.head(e).Get("Content-Type"), ";")
		l.carried[e.Exchange] = strings.EqualFold(strings.TrimSpace(media), "text/event-stream")
	}
}

// requestWire names the transport that a request opens, "" for any other.
func requestWire(h wire.Head) string {
	switch {
	case strings.EqualFold(h.Get("Upgrade"), "websocket"):
		return "ws"
	case h.Method == "POST" && strings.Contains(h.Target, "/chat"):
		return "fs"
	case strings.Contains(h.Target, "/sse"):
		return "es"
	}
	return ""
}

func (l *ladder) head(e trace.Event) wire.Head {
	h, _ := wire.ParseHead(l.log.Bytes(e))
	return h
}

// describe makes the row of one event; false: the event is no row.
func (l *ladder) describe(e trace.Event) (row, bool) {
	if e.Kind == "http.req" {
		l.wire[e.Exchange] = requestWire(l.head(e))
	}
	r := row{event: e, Row: views.Row{T: millis(e.At), Dir: arrow(e), Wire: l.wire[e.Exchange], Conn: e.Conn}}
	if e.Frame.Err != 0 {
		r.Err = e.Frame.Err.String()
	}
	ok := l.label(&r, e)
	if ok && e.IsFrame() {
		r.Size = len(l.log.Dump(e).Bytes)
	}
	return r, ok
}

// label sets the row's kind and words.
func (l *ladder) label(r *row, e trace.Event) bool {
	switch e.Kind {
	case "http.req":
		r.Kind, r.Label = "http", requestLabel(l.head(e))
	case "http.resp":
		r.Kind, r.Label = "http", responseLabel(l.head(e))
	case "http.body":
		r.Kind, r.Label = "http", "body "+short(string(l.log.Bytes(e)))
	case "http.chunk":
		return l.labelChunk(r, e)
	case "sse.event", "sse.block", "sse.comment":
		r.Kind = "sse"
		r.Label, r.Token = eventLabel(l.log.Bytes(e))
	case "ws.frame":
		return l.labelFrame(r, e)
	case "ws.message":
		r.Kind = "ws"
		r.Label, r.Token = l.messageLabel(e)
	case "conn.open":
		r.Kind, r.Label = "tcp", "TCP opened"
	case "conn.close":
		r.Kind, r.Label = "tcp", closeLabel(e.Text)
	case "fault":
		r.Kind, r.Fault, r.Label = "fault", true, faultLabel(e.Text)
	case "note", "trace.full", "attempt.start", "attempt.end":
		r.Kind, r.Label = "note", noteLabel(e)
	default:
		return false
	}
	return true
}

// labelChunk shows a chunk that carries no event: the last one, one of another
// body, or one that was cut before its data.
func (l *ladder) labelChunk(r *row, e trace.Event) bool {
	r.Kind = "http"
	data := int(e.Frame.End-e.Frame.Start) - e.Frame.Head - e.Frame.Tail
	switch {
	case e.Frame.Kind == wire.KindLastChunk:
		r.Label = "0 (last chunk)"
	case e.Frame.Kind == wire.KindGarbage:
		r.Label = "bytes that are no chunk"
	case l.carried[e.Exchange] && data > 0:
		return false
	default:
		r.Label = fmt.Sprintf("chunk of %d bytes", data)
	}
	return true
}

// labelFrame shows a frame that is its own message; fragments show as one
// message when the last has come.
func (l *ladder) labelFrame(r *row, e trace.Event) bool {
	r.Kind = "ws"
	fragment := e.Frame.Opcode == wire.OpContinuation || !e.Frame.Fin
	if fragment && e.Frame.Err == 0 {
		return false
	}
	r.Label, r.Token = l.messageLabel(e)
	return true
}

// messageLabel says what a message is. One that carries a token shows its id and
// its text: its JSON would not fit into a row beside the bytes.
func (l *ladder) messageLabel(e trace.Event) (label, token string) {
	text, data := messageText(l.log, e)
	id := tokenID(data)
	if id == "" {
		return text, ""
	}
	_, said, _ := strings.Cut(strings.TrimSuffix(string(data), "}"), `"token":`)
	return wire.OpcodeName(e.Frame.Opcode) + " " + id + " " + short(said), id
}

// messageText is the kind of a frame or message and what it carries, in full.
func messageText(log *trace.Log, e trace.Event) (text string, data []byte) {
	f := log.Dissect(e)
	if f.Kind == wire.KindGarbage {
		return "bytes after the failure", nil
	}
	name, data := wire.OpcodeName(f.Opcode), payload(log, e, f)
	if f.Opcode == wire.OpClose {
		return strings.TrimSpace(name + " " + closeText(data)), nil
	}
	return strings.TrimSpace(name + " " + short(string(data))), data
}

// payload is what a frame or a message carries, without its mask.
func payload(log *trace.Log, e trace.Event, f wire.Frame) []byte {
	if f.Decoded != nil {
		return f.Decoded
	}
	b := log.Bytes(e)
	return b[min(f.Head, len(b)):]
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
