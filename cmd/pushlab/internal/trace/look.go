package trace

import (
	"bytes"
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// Bytes returns the bytes of an event: of a frame those of its own layer,
// joined. Other events have none.
func (l *Log) Bytes(e Event) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.join(e, l.spans(e))
}

// Dissect returns the frame of an event with its spans, its fields and its
// decoded bytes, made again from the trace.
func (l *Log) Dissect(e Event) wire.Frame {
	l.mu.Lock()
	spans, last := l.spans(e), ""
	if e.Frame.Layer == wire.SSE {
		last = l.lastEventID(e)
	}
	b := l.join(e, spans)
	l.mu.Unlock()
	f := e.Frame
	f.Spans = spans
	if f.Layer == wire.Header {
		return wire.DissectHeaders(f, e.Dir, b, l.Head(e))
	}
	f = wire.Dissect(f, e.Dir, b, last)
	if f.Packed {
		f.Inflated = l.inflate(e)
	}
	return f
}

// LastEventID returns the last event ID before an event of an event stream: of
// the blocks before it, or the one with which the client asked.
func (l *Log) LastEventID(e Event) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lastEventID(e)
}

// spans returns where the bytes of an event lie in its stream.
func (l *Log) spans(e Event) []wire.Span {
	f := e.Frame
	if !l.has(e) {
		return nil
	}
	switch f.Layer {
	case wire.SSE, wire.Envelope:
		if f.Stream != 0 {
			return wire.DataSpans(f.Start, f.End, f.Stream, l.lower(e, wire.HTTP2))
		}
		return wire.EventSpans(f.Start, f.End, l.carriers(e))
	case wire.Message:
		return wire.MessageSpans(f.Start, f.End, l.lower(e, wire.WebSocket))
	}
	return []wire.Span{{Offset: int(f.Start), Length: f.Len()}}
}

// has says that the bytes of an event are in the trace.
func (l *Log) has(e Event) bool {
	k, f := kindOf(e.Kind), e.Frame
	size := int64(len(l.streamOf(e.Conn, e.Dir)))
	return (k.isFrame() || k == rawBytes) && f.Start >= 0 && f.Start <= f.End && f.End <= size
}

func (l *Log) join(e Event, spans []wire.Span) (b []byte) {
	s := l.streamOf(e.Conn, e.Dir)
	for _, span := range spans {
		b = append(b, s[span.Offset:span.Offset+span.Length]...)
	}
	return b
}

// lower returns the frames of a lower layer in which a frame lies, in order.
// Those that end before the frame does stand before it in the trace, and the
// one in which it ends may stand behind it.
func (l *Log) lower(e Event, layer wire.Layer) (frames []wire.Frame) {
	from := min(e.N, len(l.records))
	to := from
	for from > 0 && !l.before(&l.records[from-1], e, layer) {
		from--
	}
	for to < len(l.records) && !l.behind(&l.records[to], e, layer) {
		to++
	}
	for i := from; i < to; i++ {
		if r := &l.records[i]; r.carries(e, layer) && int64(r.start) < e.Frame.End && int64(r.end) > e.Frame.Start {
			frames = append(frames, r.wireFrame())
		}
	}
	return frames
}

// carries says whether r is a frame of a layer in the stream of e.
func (r *record) carries(e Event, layer wire.Layer) bool {
	return r.kind.isFrame() && r.layer == layer && int(r.conn) == e.Conn && r.dir() == e.Dir
}

func (l *Log) before(r *record, e Event, layer wire.Layer) bool {
	return r.carries(e, layer) && int64(r.end) <= e.Frame.Start
}

func (l *Log) behind(r *record, e Event, layer wire.Layer) bool {
	return r.carries(e, layer) && int64(r.start) >= e.Frame.End
}

// carriers returns the chunks, or the body, in which an event or an envelope
// lies. The last chunk may not be finished: then it ends where the event does.
// In HTTP/2 they are frames, and those of other streams between them too.
func (l *Log) carriers(e Event) []wire.Frame {
	if e.Frame.Stream != 0 {
		return l.lower(e, wire.HTTP2)
	}
	frames := l.lower(e, wire.HTTP)
	next := e.Frame.Parent
	if n := len(frames); n > 0 {
		next = frames[n-1].End
	}
	if next < 0 || next >= e.Frame.End || !l.chunked(e) {
		return frames
	}
	unfinished := l.streamOf(e.Conn, e.Dir)[next:e.Frame.End]
	if head := wire.ChunkHead(unfinished); head > 0 {
		frames = append(frames, wire.Frame{Layer: wire.HTTP, Kind: wire.KindChunk, Start: next, End: e.Frame.End, Head: head, Parent: -1})
	}
	return frames
}

// chunked says whether the body in which an event lies comes in chunks.
func (l *Log) chunked(e Event) bool {
	codings := l.head(e, httpResp).Get("Transfer-Encoding")
	return strings.HasSuffix(strings.ToLower(codings), "chunked")
}

// head returns the last head of a kind in the exchange of e before it.
func (l *Log) head(e Event, k kind) wire.Head {
	for i := min(e.N, len(l.records)) - 1; i >= 0; i-- {
		if r := &l.records[i]; r.kind == k && int(r.exchange) == e.Exchange {
			return l.headOf(r)
		}
	}
	return wire.Head{}
}

// Block interprets the bytes of an event of an event stream. last is the last
// event ID before it. A byte order mark is framing: its parser takes it off.
func (l *Log) Block(e Event, last string) wire.Block {
	b := l.Bytes(e)
	return wire.ParseBlock(b[min(e.Frame.Head, len(b)):], last)
}

// noID is no event ID: none holds NUL (WHATWG HTML §9.2.6).
const noID = "\x00"

func (l *Log) lastEventID(e Event) string {
	for i := min(e.N, len(l.records)) - 1; i >= 0; i-- {
		r := &l.records[i]
		if r.layer != wire.SSE || int(r.exchange) != e.Exchange || r.kind != sseEvent && r.kind != sseBlock || r.err != 0 {
			continue
		}
		before := l.event(i)
		b := l.join(before, l.spans(before))
		if !bytes.Contains(b, []byte("id")) {
			continue
		}
		if id := wire.ParseBlock(b[min(int(r.head), len(b)):], noID).LastEventID; id != noID {
			return id
		}
	}
	return l.head(e, httpReq).Get("Last-Event-ID")
}
