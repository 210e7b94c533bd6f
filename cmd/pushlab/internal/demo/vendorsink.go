package demo

import (
	"net/http"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/sse"
)

// A vendorSink writes an answer as a vendor's stream of events. An event of ours
// is one of theirs, but for the last, which is several.
type vendorSink struct {
	*sse.Writer
	vendor     *vendor
	said       envelope
	reader     *reader
	failsAfter int // token; -1 = none
}

// stream sends the answer as it is made. What comes before the first token is
// sent at once.
func (v *vendor) stream(w http.ResponseWriter, r *http.Request, reader *reader, said envelope, failsAfter int) error {
	cut := reader.armFor(r)
	defer cut.release()
	if cut.refused() {
		return cut.refuse()
	}
	events, err := sse.NewWriter(w)
	if err != nil {
		return err
	}
	out := vendorSink{events, v, said, reader, failsAfter}
	cut.writes(out.lastOf)
	if err := out.begin(); err != nil {
		return err
	}
	err = stream(reader.events(r.Context()), out, cut)
	if err == nil && !reader.finished() {
		return out.fail(reader.after, v.refuse(http.StatusServiceUnavailable, "This run was dropped; ask again."))
	}
	return err
}

func (s vendorSink) begin() error {
	if err := s.sendAll(s.said.Begin()); err != nil {
		return err
	}
	return s.failBehind(0)
}

// send leaves out what the vendors have no word for: a reset, a challenge.
func (s vendorSink) send(e event) error {
	if e.kind == eventGoodbye {
		return s.fail(s.reader.after, s.vendor.refuse(errStopping.status, errStopping.sentence))
	}
	if err := s.sendAll(s.payloads(e)); err != nil || e.kind != eventToken {
		return err
	}
	return s.failBehind(e.seq)
}

func (s vendorSink) payloads(e event) []llm.Payload {
	switch e.kind {
	case eventToken:
		return []llm.Payload{s.said.Token(e.seq, e.data)}
	case eventDone:
		return s.said.End(string(s.reader.answer.text))
	}
	return nil
}

func (s vendorSink) sendAll(list []llm.Payload) error {
	for _, p := range list {
		if err := s.Send(sse.Event{Type: p.Type, Data: p.Data}); err != nil {
			return err
		}
	}
	return nil
}

// sendPart cuts what stands for one event of ours.
func (s vendorSink) sendPart(e event, from, to int) error {
	var all []byte
	for _, p := range s.payloads(e) {
		all = appendPayload(all, p)
	}
	return s.SendRaw(part(all, from, to))
}

// lastOf is the last event of those that stand for e, as it is on the wire.
func (s vendorSink) lastOf(e event) []byte {
	list := s.payloads(e)
	if len(list) == 0 {
		return nil
	}
	return appendPayload(nil, list[len(list)-1])
}

func appendPayload(b []byte, p llm.Payload) []byte {
	b, _ = sse.Event{Type: p.Type, Data: p.Data}.Append(b) // types are ours, and of one line
	return b
}

// failBehind ends the stream with an error if it is to fail after token seq.
func (s vendorSink) failBehind(seq int) error {
	if seq != s.failsAfter {
		return nil
	}
	return s.fail(seq, s.vendor.fail(s.reader.answer.run, seq))
}

// fail sends an error behind token seq. The status is 200 and has been sent: the
// stream itself must say that it is not whole.
func (s vendorSink) fail(seq int, why *llm.Refusal) error {
	if err := s.sendAll([]llm.Payload{s.said.Fail(seq, why)}); err != nil {
		return err
	}
	return errEnd
}
