package demo

import (
	"fmt"
	"net/http"

	"pushlab/cmd/pushlab/internal/sse"
)

// postChat asks as chat pages do: with EventSource, and with fetch.
var postChat = Demo{Slug: "postchat", Title: "Post chat", Knobs: []Knob{
	{Name: "ttft", Label: "Time to first token", Unit: "ms", Max: 5000, Default: 400},
	{Name: "tps", Label: "Speed", Unit: "tokens/s", Min: 5, Max: 200, Default: 20},
	{Name: "tokens", Label: "Length", Unit: "tokens", Min: 1, Max: 800, Default: 60},
	{Name: "ids", Label: "Ids", Options: []string{"on", "off"}},
}}

// servePostChat is the answer of chat as servers write it by hand.
//
//	client: POST /r/{run}/d/postchat, {"prompt": "…"}; or GET, with knobs in the query
//	server: 200, text/event-stream
//	server: data:TOKEN                       once per token
//
// It is broken in three ways, and each is on the wire for a client to find out.
// Without the space behind the colon a parser takes the space of the token. Of a
// token with a line feed the rest is another line. No event says that the answer
// is whole: a stream that was cut looks the same.
func (l *lab) servePostChat(w http.ResponseWriter, r *http.Request, run *Run) error {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return wrongMethod(r, "GET, POST")
	}
	k, err := l.chatKnobs(w, r, run)
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	reader := l.read(run, k, "")
	defer reader.close()
	cut := reader.armFor(r)
	defer cut.release()
	if cut.refused() {
		return cut.refuse()
	}
	out, err := sse.NewWriter(w)
	if err != nil {
		return err
	}
	return stream(reader.events(r.Context()), brokenSink{out}, cut)
}

// A brokenSink writes what nobody should.
type brokenSink struct{ *sse.Writer }

func (s brokenSink) send(e event) error { return s.sendPart(e, 0, toEnd) }

func (s brokenSink) sendPart(e event, from, to int) error {
	if e.kind != eventToken {
		return nil // it has no word for anything else
	}
	b := fmt.Appendf(nil, "data:%s\n\n", e.data)
	return s.SendRaw(part(b, from, to))
}
