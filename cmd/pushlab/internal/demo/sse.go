package demo

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"pushlab/cmd/pushlab/internal/sse"
)

// serveSSE streams an answer as server-sent events: one response that stays
// open, one event per token.
//
//	browser: GET /r/{run}/sse?tokens=300     with Last-Event-ID when it comes back
//	server:  200, Content-Type: text/event-stream
//	server:  retry: 500                      come back after half a second
//	server:  id: k3x9-1, data: token         once per token
//	server:  id: k3x9-301, event: done       how many tokens, and their hash
//	server:  the last chunk
//
// A browser that comes back gets the events after the last one that it has. It
// comes back after done too, since to EventSource any end is a loss: then
//
//	server:  204                             which ends an EventSource
func (l *lab) serveSSE(w http.ResponseWriter, r *http.Request, run *Run) error {
	k, err := l.queryKnobs(run, r, sourceKnobs)
	if err != nil {
		return err
	}
	if _, err := readBody(w, r, maxBody); err != nil { // it says nothing, but who sends one must end it
		return err
	}
	err = run.enter()
	if err == errStopping {
		return sayGoodbye(w, run)
	}
	if err != nil {
		return err
	}
	defer run.leave()
	reader := l.read(run, k, cmp.Or(r.Header.Get("Last-Event-ID"), k.After))
	defer reader.close()
	return serveEvents(w, r, reader, k)
}

// sourceKnobs are those of an EventSource. It sends Last-Event-ID with its own
// reconnects only: a page that gives one up and makes another says after=ID in the
// query. When that one reconnects, its header is newer and counts.
var sourceKnobs = append(slices.Clone(answerKnobs), afterKnob)

// serveEvents is the response, for a GET and for a POST alike.
func serveEvents(w http.ResponseWriter, r *http.Request, reader *reader, k Knobs) error {
	if reader.finished() {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	reader.beats(k.Heartbeat)
	k.frame(w)
	cut := reader.armFor(r)
	defer cut.release()
	if cut.refused() {
		return cut.refuse()
	}
	out, err := newEventSink(w, reader.retry())
	if err != nil {
		return err
	}
	return stream(reader.events(r.Context()), out, cut)
}

// An eventSink writes events into a response.
type eventSink struct{ *sse.Writer }

// newEventSink sends the head, and when to come back, in ms; 0 = nothing.
func newEventSink(w http.ResponseWriter, retry int) (eventSink, error) {
	out, err := sse.NewWriter(w)
	if err == nil && retry > 0 {
		err = out.SendRaw(fmt.Appendf(nil, "retry: %d\n\n", retry))
	}
	return eventSink{out}, err
}

func (s eventSink) send(e event) error { return s.Send(e.sse()) }

func (s eventSink) sendPart(e event, from, to int) error {
	b, err := e.sse().Append(nil)
	if err != nil {
		return err
	}
	return s.SendRaw(part(b, from, to))
}

// sse puts the event in the words of WHATWG HTML §9.2. A token is a plain
// message. Everything else has a type, so that a page listens for it by name.
func (e event) sse() sse.Event {
	out := sse.Event{ID: e.id, Data: e.data, Retry: e.retry}
	if e.kind != eventToken && e.kind != eventRetry {
		out.Type = e.kind
	}
	return out
}

// sayGoodbye answers while the server stops: with a stream that asks the client
// to come back, since any other status would end an EventSource for good.
func sayGoodbye(w http.ResponseWriter, run *Run) error {
	out, err := newEventSink(w, 0)
	if err != nil {
		return err
	}
	ms, _ := run.comeBack()
	return out.send(run.runs.goodbyeEvent(ms))
}
