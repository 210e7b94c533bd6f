package main

import (
	"bytes"
	"encoding/hex"
	"sort"
	"unicode/utf8"

	"pushlab/cmd/pushlab/internal/wire"
)

// frame prints a frame and what it brings about.
func (d *decoding) frame(f wire.Frame) {
	if f.Parent < 0 {
		d.lower = append(d.lower, f)
	}
	l := d.dissect(f)
	d.cut = d.cut || cutRules[f.Err]
	switch {
	case f.Layer == wire.WebSocket || f.Layer == wire.Message:
		d.webSocketFrame(l)
	case f.Layer == wire.SSE:
		d.print(line{Frame: l})
		d.eventFrame(l)
	default:
		d.print(line{Frame: l})
		d.httpFrame(l)
	}
}

// cutRules are broken by an end inside a frame. An event that is cut off is
// none of them: it is discarded, and that is how event streams end.
var cutRules = map[wire.Rule]bool{
	wire.RuleHeadCut: true, wire.RuleBodyCut: true, wire.RuleChunkCut: true,
	wire.RuleFrameCut: true, wire.RuleMessageCut: true,
}

// dissect names the bytes of f, as far as they are kept.
func (d *decoding) dissect(f wire.Frame) *frameLine {
	f.Spans = d.spans(f)
	b, ok := d.tape.join(f.Spans)
	if !ok || f.Layer == wire.SSE && len(d.lower) > maxParts {
		l := newFrameLine(f)
		l.Limit = limitKept
		return l
	}
	if parts(f, b) > maxParts {
		l := newFrameLine(f)
		l.Limit, l.bytes = limitParts, b
		return l
	}
	return d.name(f, b)
}

func (d *decoding) name(f wire.Frame, b []byte) *frameLine {
	last := ""
	if d.events != nil {
		last = d.events.LastEventID
	}
	l := newFrameLine(wire.Dissect(f, d.dir, b, last))
	l.bytes = b
	if isText(f) && len(b) <= maxHex && !utf8.Valid(b) {
		digits := hex.EncodeToString(b)
		l.Hex = &digits
	}
	return l
}

// maxHex is the largest frame that is shown in hexadecimal beside its text.
const maxHex = 64 << 10

// isText says whether a frame is meant to be read as text.
func isText(f wire.Frame) bool {
	return f.Layer == wire.HTTP || f.Layer == wire.SSE
}

// parts counts what a frame has fields for: the lines of a text, the frames of
// a message.
func parts(f wire.Frame, b []byte) int {
	switch f.Kind {
	case wire.KindMessage:
		return len(f.Spans)
	case wire.KindRequest, wire.KindResponse, wire.KindLastChunk, wire.KindEvent, wire.KindBlock, wire.KindComment:
		return bytes.Count(b, []byte("\n")) + bytes.Count(b, []byte("\r"))
	}
	return 1
}

// spans says where the bytes of f lie in the stream.
func (d *decoding) spans(f wire.Frame) []wire.Span {
	switch {
	case f.Layer == wire.Message:
		return wire.MessageSpans(f.Start, f.End, d.lower)
	case f.Parent >= 0:
		return wire.EventSpans(f.Start, f.End, d.carriers(f))
	}
	return []wire.Span{{Offset: int(f.Start), Length: f.Len()}}
}

// carriers returns the chunks, or the body, in which a frame lies. The last
// chunk may not be finished: then it ends where the frame does.
func (d *decoding) carriers(f wire.Frame) []wire.Frame {
	frames := d.lower
	if len(frames) == 0 || !d.chunked || frames[len(frames)-1].End >= f.End {
		return frames
	}
	next := frames[len(frames)-1].End
	frames = frames[sort.Search(len(frames), func(i int) bool { return frames[i].End > f.Start }):]
	unfinished, ok := d.tape.slice(next, f.End)
	if head := wire.ChunkHead(unfinished); ok && head > 0 {
		frames = append(frames[:len(frames):len(frames)], wire.Frame{Start: next, End: f.End, Head: head, Parent: -1})
	}
	return frames
}
