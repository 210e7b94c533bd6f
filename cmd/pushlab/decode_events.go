package main

import (
	"bytes"
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// httpFrame learns from a head what its body is, and forgets it at the body's end.
func (d *decoding) httpFrame(l *frameLine) {
	f := l.frame
	switch f.Kind {
	case wire.KindRequest, wire.KindResponse:
		head, _ := wire.ParseHead(l.bytes)
		d.chunked = strings.HasSuffix(strings.ToLower(head.Get("Transfer-Encoding")), "chunked")
		d.openBody(f, head.ContentType())
	case wire.KindBody, wire.KindLastChunk, wire.KindGarbage:
		d.events, d.upper = nil, false
	case wire.KindEnvelope:
		d.fed = f.End
	}
}

// openBody begins a body, which may be an event stream or in envelopes.
func (d *decoding) openBody(f wire.Frame, media string) {
	d.events, d.fed = nil, f.End
	if f.Kind == wire.KindResponse && wire.IsEventStream(media) {
		d.events = wire.NewEventStream()
	}
	d.upper = d.events != nil || wire.IsEnvelopes(media)
}

// eventFrame prints what a block of an event stream dispatches.
func (d *decoding) eventFrame(l *frameLine) {
	switch {
	case d.events == nil:
	case d.alone:
		d.feedEvents(l.End)
	case l.Amend: // its last byte is the LF behind the CR that has been fed
		d.dispatch(l.bytes[max(len(l.bytes)-1, 0):])
		d.fed = l.done()
	default:
		d.dispatch(l.bytes)
		d.fed = l.done()
	}
}

// done returns up to where the bytes of an event are of no more use: to its
// start when its last byte is a CR, for it may come again with a LF behind it.
func (l *frameLine) done() int64 {
	if bytes.HasSuffix(l.bytes, []byte("\r")) {
		return l.Start
	}
	return l.End
}

// feedEvents gives the parser of an event stream that lies in no other protocol
// its next bytes. They are fed whatever the size of their block is.
func (d *decoding) feedEvents(end int64) {
	if !d.alone {
		return
	}
	b, ok := d.tape.slice(d.fed, end)
	if !ok {
		panic(fmt.Sprintf("bytes from %d to %d are fed before they are forgotten", d.fed, end))
	}
	d.dispatch(b)
	d.fed = end
}

func (d *decoding) dispatch(b []byte) {
	for _, e := range d.events.Feed(b) {
		d.print(line{Dispatch: &dispatchLine{Type: e.Type, Data: e.Data, LastEventID: e.LastEventID}})
	}
}

func newStateLine(s *wire.EventStream) *stateLine {
	l := &stateLine{LastEventID: s.LastEventID}
	if s.Retry >= 0 {
		l.Retry = &s.Retry
	}
	return l
}
