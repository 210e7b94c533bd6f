package demo

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// One HTTP/2 connection carries the streams of several pages and runs, so a
// fault behind or within an event is done to one stream and leaves the others
// alone:
//
//	end@N                      END_STREAM (RFC 9113 §6.1)
//	fin, rst, h2reset, refuse  RST_STREAM (§6.4), h2reset in the trace
//	restart@N                  RST_STREAM too, and 502 for a while
//	stall@N, throttle@N        its DATA waits, or comes slowly
//	blackhole@N, half@N        nothing more comes of it; RST_STREAM when the hole ends
//
// A fault at a byte is done to the TCP connection, and all its streams have it. It
// counts what the connection writes from the first byte of this response on.

// fitsHTTP2 says which faults a stream can have.
func (k Knobs) fitsHTTP2() error {
	if e, ok := findExercise(k.Check); ok && e.faults != nil {
		return badRequest("check=%s breaks connections, and over HTTP/2 a fault is done to one stream of a connection. The lab's HTTP/1.1 address takes it.", e.name)
	}
	if k.EOF {
		return badRequest("framing=eof ends the body with the connection, and over HTTP/2 a stream has no connection of its own. The lab's HTTP/1.1 address takes it.")
	}
	for _, f := range k.faults() {
		if !f.fitsStream() || !k.Stream && f.Byte == 0 && f.Kind != faultRefuse {
			return notOverHTTP2(f)
		}
	}
	return nil
}

// fitsHTTP1 says which faults a connection without streams can have.
func (k Knobs) fitsHTTP1() error {
	for _, f := range k.faults() {
		if f.Kind == faultReset {
			return badRequest("h2reset is the frame RST_STREAM of HTTP/2 (RFC 9113 §6.4), and this connection speaks HTTP/1.1; %q was sent. The tls place takes it; here rst resets the connection.", f)
		}
	}
	return nil
}

func notOverHTTP2(f Fault) error {
	return badRequest("Over HTTP/2 fault must be KIND@N or KIND@N+BYTES, which is done to the stream, or KIND@bBYTES, which is done to the connection "+
		"below all streams and is not end or h2reset; an answer without events takes the second. %q was sent.", f)
}

// takes says which faults can be done in an exchange on w. One that was asked for
// over the other version of HTTP waits for that.
func (w wireOf) takes(f Fault) bool {
	switch {
	case w.conn == nil:
		return false
	case w.http2:
		return f.fitsStream()
	}
	return f.Kind != faultReset
}

// fitsStream: behind or within an event it is the stream's, and at a byte the
// TCP connection's.
func (f Fault) fitsStream() bool {
	return f.Byte == 0 || f.Kind != faultEnd && f.Kind != faultReset
}

// aim remembers how much of an event is sent, and where the trace stands before.
func (c *cut) aim(e event, size int) {
	if c.wire.http2 {
		c.from, c.last, c.size = c.run.Log.Len(), e, size
	}
}

// strikeStream does a fault to the stream behind the last event. The trace has
// that first and then the fault, both in one exchange.
func (c *cut) strikeStream(f Fault, m Measures) (over bool, err error) {
	at := c.crossed()
	told := f
	if slices.Contains([]string{faultFin, faultRst, faultRefuse}, f.Kind) {
		told.Kind = faultReset
	}
	c.tell("fault", told.String(), at)
	switch f.Kind {
	case faultEnd:
		return true, errEnd
	case faultThrottle:
		c.rate = m.Rate
		return false, nil
	case faultStall:
		err := c.run.pause(c.wire.ctx, m.Stall)
		c.tell("note", fmt.Sprintf("%s is over after %d ms", f, m.Stall.Milliseconds()), at)
		return err != nil, err
	case faultBlackhole, faultHalf:
		c.run.pause(c.wire.ctx, m.Hole) // or until the client gives the stream up
		c.tell("note", f.String()+" is over: the lab resets the stream", at)
	}
	return true, http.ErrAbortHandler
}

func (c *cut) tell(kind, text string, at trace.Event) {
	c.run.Log.Append(trace.Event{Kind: kind, Text: text, Conn: at.Conn, Exchange: at.Exchange, Dir: wire.ToClient})
}

// trickle waits behind an event of a stream that is throttled.
func (c *cut) trickle(e event) {
	if c.rate > 0 {
		c.run.pause(c.wire.ctx, time.Duration(len(c.bytesOf(e)))*time.Second/time.Duration(c.rate))
	}
}

// crossTime bounds the wait for the trace. It is full, or the client does not
// read, when it takes longer.
const crossTime = 200 * time.Millisecond

// crossed waits until the trace has the last event, or the part of it that was
// sent, and returns it as it stands there: the
// HTTP/2 server flushes into a buffer, and sends that a moment later.
func (c *cut) crossed() trace.Event {
	if c.last.kind == "" {
		return trace.Event{} // nothing was sent
	}
	ctx, cancel := context.WithTimeout(context.Background(), crossTime)
	defer cancel()
	text, object := part(c.bytesOf(c.last), 0, c.size), part(c.last.json(), 0, c.size)
	for t := range c.run.Log.Follow(ctx, c.from) {
		b := c.run.Log.Bytes(t)
		if isBlock(t) && bytes.Equal(b, text) || isData(t) && bytes.Contains(b, object) ||
			c.size < toEnd && isData(t) && bytes.HasSuffix(b, text) {
			return t
		}
	}
	return trace.Event{}
}

// writes says what an event is on the wire, where it is not ours.
func (c *cut) writes(bytesOf func(event) []byte) { c.wrote = bytesOf }

func (c *cut) bytesOf(e event) []byte {
	if c.wrote != nil {
		return c.wrote(e)
	}
	text, _ := e.sse().Append(nil) // it was sent, so it can be written
	return text
}

// isBlock: a block without data is no event.
func isBlock(t trace.Event) bool { return t.Kind == "sse.event" || t.Kind == "sse.block" }

// isData: without an event stream in it, DATA is the highest layer.
func isData(t trace.Event) bool { return t.Kind == "h2.frame" && t.Frame.Opcode == wire.HTTP2Data }
