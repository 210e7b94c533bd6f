package server

import (
	"fmt"
	"net/url"
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

func (l *ladder) messageLabel(e trace.Event) (label, token string) {
	f := l.log.Dissect(e)
	if f.Kind == wire.KindGarbage {
		return "bytes after the failure", ""
	}
	name, data := wire.OpcodeName(f.Opcode), payload(l.log, e, f)
	if f.Opcode == wire.OpClose {
		return strings.TrimSpace(name + " " + closeText(data)), ""
	}
	return strings.TrimSpace(name + " " + short(string(data))), tokenID(data)
}

// payload is what a frame or a message carries, without its mask.
func payload(log *trace.Log, e trace.Event, f wire.Frame) []byte {
	if f.Decoded != nil {
		return f.Decoded
	}
	b := log.Bytes(e)
	return b[min(f.Head, len(b)):]
}

func closeText(payload []byte) string {
	code, reason, _ := wire.ParseClose(payload)
	if len(payload) < 2 {
		return "without a code"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, reason))
}

func requestLabel(h wire.Head) string {
	label := h.Method + " " + shortTarget(h.Target)
	for _, name := range []string{"Last-Event-ID", "Upgrade"} {
		if v := h.Get(name); v != "" {
			return label + "  " + name + ": " + v
		}
	}
	return label
}

func responseLabel(h wire.Head) string {
	label := strings.TrimSpace(fmt.Sprintf("%d %s", h.Status, h.Reason))
	if media := h.Get("Content-Type"); media != "" {
		label += "  " + media
	}
	return label
}

// shortTarget leaves out /r/RUN, which is the same in every row, and the query.
func shortTarget(target string) string {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return short(target)
	}
	path := u.Path
	if rest, ok := strings.CutPrefix(path, "/r/"); ok {
		_, path, _ = strings.Cut(rest, "/")
		path = "/" + path
	}
	return short(path)
}

// eventLabel shows the lines of a block and, for a token, its id.
func eventLabel(block []byte) (label, token string) {
	label = strings.Join(textLines(block), "⏎")
	if label == "" {
		label = "blank line"
	}
	if b := wire.ParseBlock(block, ""); b.Dispatch != nil && b.Dispatch.Type == "message" {
		token = b.Dispatch.LastEventID
	}
	return short(label), token
}

// tokenID finds the id in a message that carries a token: {"id":…,"token":…}.
func tokenID(message []byte) string {
	const head = `{"id":"`
	text := string(message)
	rest, ok := strings.CutPrefix(text, head)
	if !ok || !strings.Contains(text, `"token":`) {
		return ""
	}
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// shortest is how much of a text stands in a row; the bytes have the rest.
const shortest = 160

func short(s string) string {
	s = strings.Map(visible, s)
	if len([]rune(s)) > shortest {
		s = string([]rune(s)[:shortest]) + "…"
	}
	return s
}

// visible replaces what would break a line of the ladder.
func visible(r rune) rune {
	switch {
	case r == '\n':
		return '⏎'
	case r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
		return '·'
	}
	return r
}

var closes = map[string]string{
	"client fin":   "TCP closed by the client (FIN)",
	"client rst":   "TCP reset by the client (RST)",
	"client abort": "TCP lost: the client is gone",
	"server fin":   "TCP closed by the server (FIN)",
	"server rst":   "TCP reset by the server (RST)",
	"lab fin":      "TCP closed by the lab (FIN)",
	"lab rst":      "TCP reset by the lab (RST)",
}

func closeLabel(text string) string {
	if label, ok := closes[text]; ok {
		return label
	}
	return "TCP closed: " + text
}

var faults = map[string]string{
	"end": "clean end: the lab ends the answer early",
	"fin": "FIN: the lab ends TCP without the last chunk",
	"rst": "RST: the lab resets the connection",
}

func faultLabel(text string) string {
	kind, _, _ := strings.Cut(text, "@")
	if label, ok := faults[kind]; ok {
		return label
	}
	return text
}

func noteLabel(e trace.Event) string {
	switch e.Kind {
	case "trace.full":
		return "the trace is full: bytes are no longer kept"
	case "attempt.start":
		return "attempt of " + e.Text + " begins"
	case "attempt.end":
		return "attempt over: " + e.Text
	}
	return short(e.Text)
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

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// thousands writes n with thin spaces, as every number on a page.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return s
}
