package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// An attempt is the part of a trace from an attempt.start to its attempt.end,
// put together by exchanges.
type attempt struct {
	number    int    // 0: there is none
	epoch     string // of its answer
	ended     bool
	how       string // it ended
	began     time.Duration
	now       time.Duration // of the newest event
	nonces    []string      // that the server has sent out
	exchanges []*exchange   // in the order of their requests
}

// An exchange is a request with its response.
type exchange struct {
	request  trace.Event
	head     wire.Head
	body     strings.Builder // of the request
	sent     trace.Event     // the end of the request
	response trace.Event
	status   int
	refusal  strings.Builder // the body of a response of 400 or more
	streamed bool            // 200, as an event stream
	events   []event
	fault    *trace.Event // done by the lab
	end      *trace.Event // http.end
}

// An event is one that an event stream dispatched.
type event struct {
	trace.Event
	wire.Dispatch
	id string // its own; "" = it carries none
}

// lastAttempt finds the newest attempt at an exercise.
func lastAttempt(id string, log *trace.Log) attempt {
	var a attempt
	events := log.Events(0)
	from, to := len(events), len(events)
	for i, e := range events {
		switch {
		case e.Kind == "attempt.start" && e.Text == id:
			a = attempt{number: a.number + 1, epoch: e.Answer, began: e.At}
			from, to = i, len(events)
		case (e.Kind == "attempt.end" || e.Kind == "attempt.start") && to == len(events) && from < i:
			a.ended, a.how, to = true, e.Text, i
		}
	}
	if a.number > 0 {
		a.read(log, events[:to], from)
	}
	return a
}

// read puts the exchanges together. The request that began the attempt stands
// before attempt.start and its response behind it: an exchange counts when
// either does. What a browser asks before a request of its own does not.
func (a *attempt) read(log *trace.Log, events []trace.Event, from int) {
	all := map[int]*exchange{}
	for _, e := range events {
		switch x := all[e.Exchange]; {
		case e.Kind == "http.req":
			x = &exchange{request: e, sent: e}
			x.head = log.Head(e)
			all[e.Exchange] = x
			a.exchanges = append(a.exchanges, x)
		case e.Kind == "challenge" && e.N > from:
			nonce, _, _ := strings.Cut(e.Text, " ")
			a.nonces = append(a.nonces, nonce)
		case x != nil && e.N > from:
			x.add(log, e)
		}
		a.now = e.At
	}
	a.exchanges = slices.DeleteFunc(a.exchanges, func(x *exchange) bool {
		return x.head.Method == "OPTIONS" || x.request.N < from && x.response.N < from
	})
}

// add takes one event of the exchange.
func (x *exchange) add(log *trace.Log, e trace.Event) {
	switch e.Kind {
	case "http.body", "http.chunk":
		x.addBody(e, log.Bytes(e))
	case "h2.frame":
		if e.Frame.Opcode == wire.HTTP2Data {
			x.addBody(e, log.Bytes(e))
		}
	case "http.resp":
		h := log.Head(e)
		x.response, x.status = e, h.Status
		media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
		x.streamed = h.Status == 200 && strings.TrimSpace(media) == wire.EventStreamType
	case "sse.event":
		b := log.Block(e, noID)
		if b.Dispatch != nil {
			x.events = append(x.events, event{e, *b.Dispatch, strings.TrimPrefix(b.Dispatch.LastEventID, noID)})
		}
	case "fault":
		x.fault = &e
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
	}
}

// noID is no event id: none holds NUL (WHATWG HTML §9.2.6).
const noID = "\x00"

// name is the last part of the request's path: "sse".
func (x *exchange) name() string {
	path, _, _ := strings.Cut(x.head.Target, "?")
	return path[strings.LastIndex(path, "/")+1:]
}

// streams returns the exchanges that asked for an answer.
func (a *attempt) streams() (list []*exchange) {
	for _, x := range a.exchanges {
		if n := x.name(); n == "sse" && x.head.Method == "GET" || n == "chat" && x.head.Method == "POST" {
			list = append(list, x)
		}
	}
	return list
}

// asked says what the exchange asked for, and when.
func (x *exchange) asked(a attempt) string {
	return fmt.Sprintf("%s …/%s at %s", x.head.Method, x.name(), a.at(x.request))
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

// at says when something happened, counted from the attempt's start.
func (a attempt) at(e trace.Event) string { return seconds(max(0, e.At-a.began)) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// count writes "1 event", "2 events".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprint(n, " ", thing, "s")
}
