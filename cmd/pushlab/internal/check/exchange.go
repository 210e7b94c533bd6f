package check

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// An exchange is a request with its response.
type exchange struct {
	place    string // that was reached: "lab", "edge", "tls"; "" is not known
	request  trace.Event
	head     wire.Head
	body     strings.Builder // of the request
	sent     trace.Event     // the end of the request
	response trace.Event
	status   int
	refusal  strings.Builder // the body of a response of 400 or more
	answer   strings.Builder // the body of any other that is no stream: of a poll
	streamed bool            // 200, as an event stream
	media    string          // the response's Content-Type
	retry    int             // ms, the last that its blocks set; -1 = none did
	events   []event
	comments []wire.Line  // in front of the event that comes next
	fault    *trace.Event // done by the lab
	end      *trace.Event // http.end
	socket   socket       // what it became, if its response is a 101
}

// An event is one that an event stream dispatched.
type event struct {
	trace.Event
	wire.Dispatch
	id    string      // its own; "" = it carries none
	lines []wire.Line // its own, and the comments in front of it
}

// add takes one event of the exchange.
func (x *exchange) add(log *trace.Log, e trace.Event) {
	switch e.Kind {
	case "http.body", "http.chunk":
		if e.Dir == wire.ToServer || !x.streamed {
			x.addBody(e, log.Bytes(e))
		}
	case "h2.frame":
		if e.Frame.Opcode == wire.HTTP2Data {
			x.addBody(e, log.Bytes(e))
		}
	case "http.resp":
		h := log.Head(e)
		x.response, x.status, x.media = e, h.Status, h.Get("Content-Type")
		media, _, _ := strings.Cut(x.media, ";")
		x.streamed = h.Status == 200 && strings.TrimSpace(media) == wire.EventStreamType
	case "sse.comment":
		x.comments = append(x.comments, log.Block(e, noID).Lines...)
	case "sse.event", "sse.block":
		b := log.Block(e, noID)
		if b.Retry >= 0 {
			x.retry = b.Retry
		}
		if b.Dispatch != nil {
			x.events = append(x.events, event{e, *b.Dispatch, strings.TrimPrefix(b.Dispatch.LastEventID, noID), append(x.comments, b.Lines...)})
			x.comments = nil
		}
	case "bytes":
		if e.Dir == wire.ToServer {
			x.socket.sent = &e
		}
	case "ws.open":
		x.socket.opened = &e
	case "ws.frame":
		x.socket.addFrame(log, e)
	case "fault":
		if x.fault == nil { // a second one says that the first is over
			x.fault = &e
		}
	case "http.end":
		x.end = &e
	}
}

// addBody takes a piece of a body, with the framing around it.
func (x *exchange) addBody(e trace.Event, b []byte) {
	b = b[e.Frame.Head : len(b)-e.Frame.Tail]
	switch {
	case e.Dir == wire.ToServer:
		x.body.Write(b)
		x.sent = e
	case x.status >= 400:
		x.refusal.Write(b)
	case !x.streamed:
		x.answer.Write(b)
	}
}

// noID is no event id: none holds NUL (WHATWG HTML §9.2.6).
const noID = "\x00"

// name is the last part of the request's path: "sse".
func (x *exchange) name() string {
	path, _, _ := strings.Cut(x.head.Target, "?")
	return path[strings.LastIndex(path, "/")+1:]
}

// query returns what a request's query has under a name, "" if it has none.
func (x *exchange) query(name string) string {
	_, text, _ := strings.Cut(x.head.Target, "?")
	values, _ := url.ParseQuery(text) // what can not be read is left out
	return values.Get(name)
}

// asked says what the exchange asked for, and when.
func (x *exchange) asked(a attempt) string {
	return fmt.Sprintf("%s …/%s at %s", x.head.Method, x.name(), a.at(x.request))
}

// cameWith is the id that a request says. An EventSource that is made anew can not
// send the header, and says after=ID; the header of a reconnect is newer.
func (x *exchange) cameWith() string {
	if id := x.head.Get("Last-Event-ID"); id != "" || x.name() != "sse" {
		return id
	}
	return x.query("after")
}

// askedWith says what asked does, and the id.
func (x *exchange) askedWith(a attempt) string {
	if x.head.Get("Last-Event-ID") == "" {
		return x.asked(a) + with("after", x.cameWith())
	}
	return x.asked(a) + with("Last-Event-ID", x.cameWith())
}

func with(name, id string) string {
	if id == "" {
		return ""
	}
	return fmt.Sprintf(" with %s: %.60s", name, id)
}

// done: the answer's last event was dispatched.
func (x *exchange) done() bool {
	return slices.ContainsFunc(x.events, func(e event) bool { return e.Type == "done" })
}

// whole: the response was delivered to its end. The last chunk alone does not
// tell: a server writes it behind a client that has left, too. Over HTTP/2 it is
// END_STREAM.
func (x *exchange) whole() bool {
	return x.done() && x.end != nil && (x.end.Text == "last-chunk" || x.end.Text == "end-stream")
}

// why says what the server said of a request that it refused: in plain text, or
// in JSON as {"error": …}.
func (x *exchange) why() string {
	sentence := strings.TrimSpace(x.refusal.String())
	var body struct{ Error string }
	if json.Unmarshal([]byte(sentence), &body) == nil {
		sentence = body.Error
	}
	if sentence == "" {
		return "The body of that response says what was wrong with the request."
	}
	return fmt.Sprintf("The server refused that request: %.200s", sentence)
}
