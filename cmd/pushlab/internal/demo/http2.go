package demo

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// One HTTP/2 connection carries the streams of several pages and runs, so a
// fault there ends one stream and leaves the others alone: a fin or a rst by
// RST_STREAM (RFC 9113 §6.4), a clean end by END_STREAM (§6.1).

// faultReset is what a fin and a rst are over HTTP/2, in the trace.
const faultReset = "h2reset"

// fitsHTTP2 says which faults a stream can have. Bytes of other streams lie
// between its own, and DATA is framed by net/http: no byte can be chosen.
func (k Knobs) fitsHTTP2() error {
	if e, ok := findExercise(k.Check); ok && e.cuts {
		return badRequest("check=%s cuts inside of events, and over HTTP/2 a fault ends a stream behind a whole one. The lab's HTTP/1.1 address takes it.", e.name)
	}
	for _, f := range k.faults() {
		if !k.Stream || !f.behindEvent() {
			return notOverHTTP2(f)
		}
	}
	return nil
}

func notOverHTTP2(f Fault) error {
	return badRequest("Over HTTP/2 fault must be KIND@N, and the answer a stream: a connection carries several streams, "+
		"so a fault ends one of them behind a whole event and can not cut at a byte; %q was sent. The lab's HTTP/1.1 address takes it.", f)
}

// behindEvent: it falls on the border of an event.
func (f Fault) behindEvent() bool { return f.Byte == 0 && f.More == 0 }

// armStream takes the answer's fault for a stream, unless it was done. One that
// was asked for over HTTP/1.1 and needs that waits for it.
func (r *reader) armStream() *cut {
	a := r.answer
	f, once, ok := a.takeFault(Fault.behindEvent)
	if !ok {
		return nil
	}
	return &cut{Fault: f, run: a.run, answer: a, once: once, http2: true}
}

// aim remembers where the trace stands before an event.
func (c *cut) aim() {
	if c != nil && c.http2 {
		c.from = c.run.Log.Len()
	}
}

// endStream ends the stream behind e. The trace has e first and then the fault,
// both in one exchange.
func (c *cut) endStream(e event) error {
	crossed := c.crossed(e)
	told, err := c.Fault, errEnd
	if c.Kind != faultEnd {
		told.Kind, err = faultReset, http.ErrAbortHandler
	}
	c.run.Log.Append(trace.Event{Kind: "fault", Text: told.String(), Conn: crossed.Conn, Exchange: crossed.Exchange, Dir: wire.ToClient})
	return err
}

// crossTime bounds the wait for the trace. It is full, or the client does not
// read, when it takes longer.
const crossTime = 200 * time.Millisecond

// crossed waits until the trace has e and returns it as it stands there: the
// HTTP/2 server flushes into a buffer, and sends that a moment later.
func (c *cut) crossed(e event) trace.Event {
	ctx, cancel := context.WithTimeout(context.Background(), crossTime)
	defer cancel()
	text, object := c.bytesOf(e), e.json()
	for t := range c.run.Log.Follow(ctx, c.from) {
		b := c.run.Log.Bytes(t)
		if t.Kind == "sse.event" && bytes.Equal(b, text) || isData(t) && bytes.Contains(b, object) {
			return t
		}
	}
	return trace.Event{}
}

// writes says what an event is on the wire, where it is not ours.
func (c *cut) writes(bytesOf func(event) []byte) {
	if c != nil {
		c.wrote = bytesOf
	}
}

func (c *cut) bytesOf(e event) []byte {
	if c.wrote != nil {
		return c.wrote(e)
	}
	text, _ := e.sse().Append(nil) // it was sent, so it can be written
	return text
}

// isData: without an event stream in it, DATA is the highest layer.
func isData(t trace.Event) bool { return t.Kind == "h2.frame" && t.Frame.Opcode == wire.HTTP2Data }
