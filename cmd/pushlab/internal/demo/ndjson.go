package demo

import (
	"cmp"
	"net/http"
)

// ndjsonType is what clients call a body of JSON texts, one a line. It is not
// registered; the format is that of https://github.com/ndjson/ndjson-spec.
const ndjsonType = "application/x-ndjson"

// serveNDJSON streams an answer as lines: one response that stays open, one JSON
// object a line. They are the objects of serveWS.
//
//	page:   POST /r/{run}/ndjson, {"tokens": 300}
//	server: 200, Content-Type: application/x-ndjson
//	server: {"id":"k3x9-1","token":"…"}⏎          once per token
//	server: {"type":"done","id":"k3x9-301","tokens":300,"sha256":"…"}⏎
//	server: the last chunk
//
// Nothing in it says when a stream is over but done, and nothing comes back by
// itself. A client whose response broke drops the line that was cut and asks
// again, with the id of the last whole one:
//
//	page:   POST /r/{run}/ndjson, {"after": "k3x9-42"}
//	server: {"id":"k3x9-43","token":"…"}⏎
//	server: 204                                   when that was the id of done
func (l *lab) serveNDJSON(w http.ResponseWriter, r *http.Request, run *Run) error {
	settings, err := postSettings(w, r)
	if err != nil {
		return err
	}
	k, err := l.requestKnobs(run, r, settings, ndjsonKnobs)
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	reader := l.read(run, k, k.lastRead(r))
	defer reader.close()
	return serveLines(w, r, reader, k)
}

// afterKnob names the place at which a client goes on. Whatever it says has an
// answer (Run.read), so it is never refused.
var afterKnob = knob{"after", func(k *Knobs, v string) error { k.After = v; return nil }}

var ndjsonKnobs = append(withCheck("ndjson", answerKnobs), afterKnob)

// lastRead is the id of the last thing that a client has; "" = it begins.
func (k Knobs) lastRead(r *http.Request) string {
	return cmp.Or(k.After, r.Header.Get("Last-Event-ID"))
}

// serveLines is the response.
func serveLines(w http.ResponseWriter, r *http.Request, reader *reader, k Knobs) error {
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
	h := w.Header()
	h.Set("Content-Type", ndjsonType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	out := lineSink{verbatim{w, http.NewResponseController(w)}}
	if err := out.write(nil); err != nil { // the head goes out before the first line
		return err
	}
	return stream(reader.events(r.Context()), out, cut)
}

// A lineSink writes events as lines of a response.
type lineSink struct{ verbatim }

func (s lineSink) send(e event) error { return s.write(e.line()) }

func (s lineSink) sendPart(e event, from, to int) error {
	return s.write(part(e.line(), from, to))
}

// line is the event as a line. JSON escapes the line feeds of a text, so that
// the one at the end is the only one.
func (e event) line() []byte { return append(e.json(), '\n') }
