package main

import (
	"fmt"

	"pushlab/cmd/pushlab/internal/wire"
)

// An http2Decoding is what a direction of HTTP/2 has beside its frames.
type http2Decoding struct {
	capture *wire.HTTP2Decoder
	block   int64                 // where the unfinished field block starts, or -1
	bodies  map[uint32]*http2Body // by stream, those that may hold events or envelopes
}

// An http2Body is a body that is looked into.
type http2Body struct {
	start  int64             // of what is not finished of it
	events *wire.EventStream // nil for envelopes
}

// maxBodies is how many bodies are looked into at a time.
const maxBodies = 1000

func newHTTP2Decoding() *http2Decoding {
	return &http2Decoding{capture: wire.NewHTTP2Capture(), block: -1, bodies: map[uint32]*http2Body{}}
}

func (d *decoding) decodeHTTP2(p []byte) {
	for len(p) > 0 {
		n, u, frames := d.http2.capture.Next(p)
		d.tape.add(p[:n])
		d.dir = d.http2.capture.Direction()
		for _, f := range frames {
			d.http2Frame(f, u)
		}
		d.forgetHTTP2()
		p = p[n:]
	}
}

func (d *decoding) endHTTP2() {
	for _, f := range d.http2.capture.End() {
		d.http2Frame(f, wire.HTTP2Unit{})
	}
}

// http2Frame prints a frame of the unit u and what the reader answers to it.
func (d *decoding) http2Frame(f wire.Frame, u wire.HTTP2Unit) {
	d.cut = d.cut || f.Err == wire.RuleHTTP2Cut || f.Err == wire.RuleBlockCut
	l := d.dissectHTTP2(f, u)
	if f.Parent >= 0 {
		d.print(line{Frame: l})
		d.upperFrame(l, u)
		return
	}
	if f.Err == 0 {
		l.Summary = u.Summary()
	}
	d.lower = append(d.lower, f)
	d.http2.follow(f, u)
	d.print(line{Frame: l})
	if f.Err.Scope() != "" {
		d.print(line{Error: &errorLine{Scope: f.Err.Scope(), Code: f.Err.ErrorCode(), ruleLine: *newRuleLine(f.Err)}})
	}
}

// dissectHTTP2 names the bytes of f, with names and values of the header where
// HPACK has read it.
func (d *decoding) dissectHTTP2(f wire.Frame, u wire.HTTP2Unit) *frameLine {
	if f.Layer == wire.SSE || f.Layer == wire.Envelope {
		f.Spans = wire.DataSpans(f.Start, f.End, f.Stream, d.lower)
	} else {
		f.Spans = []wire.Span{{Offset: int(f.Start), Length: f.Len()}}
	}
	b, ok := d.tape.join(f.Spans)
	switch {
	case !ok || len(d.lower) > maxParts:
		l := newFrameLine(f)
		l.Limit = limitKept
		return l
	case parts(f, b) > maxParts:
		l := newFrameLine(f)
		l.Limit, l.bytes = limitParts, b
		return l
	case u.Head != nil && (f.Layer == wire.Header || f.Opcode == wire.HTTP2Headers && f.Layer == wire.HTTP2):
		l := newFrameLine(wire.DissectHeaders(f, d.dir, b, *u.Head))
		l.bytes, l.heading = b, headingOf(*u.Head)
		return l
	}
	return d.name(f, b)
}

// headingOf is a header's pseudo-header fields in the form of HTTP/1.1.
func headingOf(h wire.Head) string {
	switch {
	case h.Status != 0:
		return fmt.Sprint(h.Status)
	case h.Method != "":
		return h.Method + " " + h.Target
	}
	return "trailers"
}

// follow notes where field blocks and bodies begin and end.
func (h *http2Decoding) follow(f wire.Frame, u wire.HTTP2Unit) {
	ends := u.Flags&wire.HTTP2EndHeaders != 0
	switch {
	case f.Kind != wire.KindHTTP2 || f.Err != 0:
		return
	case (u.Type == wire.HTTP2Headers || u.Type == wire.HTTP2PushPromise) && !ends:
		h.block = f.Start
	case u.Type == wire.HTTP2RSTStream:
		delete(h.bodies, u.Stream)
	}
}

// upperFrame learns from a header what the body is, and prints what an event
// dispatches.
func (d *decoding) upperFrame(l *frameLine, u wire.HTTP2Unit) {
	f := l.frame
	if f.Layer == wire.Header {
		d.http2.block = -1
		d.http2.openBody(f, u.Head)
		return
	}
	body := d.http2.bodies[f.Stream]
	if body == nil {
		return
	}
	body.start = l.done()
	if body.events == nil || l.Limit == limitKept {
		return
	}
	fresh := l.bytes
	if f.Amend { // its last byte is the LF behind the CR that has been fed
		fresh = fresh[max(len(fresh)-1, 0):]
	}
	for _, e := range body.events.Feed(fresh) {
		d.print(line{Dispatch: &dispatchLine{Type: e.Type, Data: e.Data, LastEventID: e.LastEventID, Stream: f.Stream}})
	}
}

// openBody begins a body that is an event stream or in envelopes.
func (h *http2Decoding) openBody(f wire.Frame, head *wire.Head) {
	if head == nil || f.Fin || len(h.bodies) >= maxBodies {
		return
	}
	media := head.ContentType()
	switch {
	case wire.IsEventStream(media):
		h.bodies[f.Stream] = &http2Body{start: f.End, events: wire.NewEventStream()}
	case wire.IsEnvelopes(media):
		h.bodies[f.Stream] = &http2Body{start: f.End}
	}
}

// forgetHTTP2 drops bytes and frames that nothing unfinished can need.
func (d *decoding) forgetHTTP2() {
	keep := d.finished()
	if d.http2.block >= 0 {
		keep = d.http2.block
	}
	for stream, body := range d.http2.bodies {
		if n := len(d.lower); n > 0 && d.lower[n-1].Stream == stream && d.lower[n-1].Fin && d.lower[n-1].Opcode == wire.HTTP2Data {
			delete(d.http2.bodies, stream)
			continue
		}
		keep = min(keep, body.start)
	}
	d.forgetBefore(keep)
}
