package wire

import (
	"maps"
	"slices"
)

// maxBodies is how many bodies of one direction are looked into at a time. Of
// more streams only the frames are shown.
const maxBodies = 1000

// HTTP2Layers makes frames with their layers out of units. Offsets count in the
// bytes added so far in that direction, so that what was not added does not
// exist for it: one run may have some streams of a connection, another run the
// others. Its methods must not be called at the same time.
type HTTP2Layers struct {
	sides [2]http2Layer // by Direction
	out   []Frame       // what the current call returns
}

// http2Layer is one direction.
type http2Layer struct {
	at      int64
	garbage int64 // behind a connection error: where it begins
	dead    bool
	block   http2Block
	bodies  map[uint32]bodyScanner // by stream, those that are looked into
	pending []Frame                // what the other direction ended
}

// http2Block is the field block that is not finished.
type http2Block struct {
	open   bool
	start  int64 // of its first frame
	stream uint32
	last   bool // the stream ends with it
}

// NewHTTP2Layers returns the layers of a connection of which nothing was added.
func NewHTTP2Layers() *HTTP2Layers {
	l := &HTTP2Layers{}
	for dir := range l.sides {
		l.sides[dir].bodies = map[uint32]bodyScanner{}
	}
	return l
}

// Add takes the next unit of a direction and returns the frames that it ends,
// lowest first: the frame itself, a header, the events or the envelopes of its
// body. They are good until the next call. It does not keep u.Bytes.
func (l *HTTP2Layers) Add(dir Direction, u HTTP2Unit) []Frame {
	s := &l.sides[dir]
	l.begin(s)
	start := s.at
	if s.at += int64(len(u.Bytes)); u.Kind == KindGarbage {
		s.bury(start)
		return l.out
	}
	l.emit(u.frame(start))
	if u.Kind == KindHTTP2 && u.readable() {
		l.addFrame(s, u, start)
	}
	return l.out
}

func (l *HTTP2Layers) begin(s *http2Layer) {
	l.out = append(l.out[:0], s.pending...)
	s.pending = nil
}

func (l *HTTP2Layers) emit(f Frame) { l.out = append(l.out, f) }

// bury counts garbage, which is one frame when the direction ends.
func (s *http2Layer) bury(start int64) {
	if !s.dead {
		s.dead, s.garbage = true, start
	}
}

// readable says whether the frame means anything: its block may still be
// malformed.
func (u HTTP2Unit) readable() bool { return u.Err == 0 || u.Head != nil }

// frame is the frame of the lowest layer.
func (u HTTP2Unit) frame(start int64) Frame {
	f := Frame{
		Layer: HTTP2, Kind: u.Kind, Opcode: u.Type, Stream: u.Stream, Err: u.Err,
		Start: start, End: start + int64(len(u.Bytes)), Head: min(HTTP2HeaderSize, len(u.Bytes)), Parent: -1,
	}
	if u.Kind == KindPreface {
		f.Head = len(u.Bytes)
	}
	if u.Kind == KindHTTP2 && u.Type == HTTP2Data && len(u.Bytes) >= HTTP2HeaderSize {
		h, _ := parseHTTP2Header(u.Bytes)
		parts := cutHTTP2Payload(h, u.Bytes[HTTP2HeaderSize:])
		f.Head, f.Tail = f.Head+len(parts.padLength), len(parts.padding)
	}
	f.Fin = (u.Type == HTTP2Data || u.Type == HTTP2Headers) && u.Flags&HTTP2EndStream != 0
	return f
}

// addFrame looks into a frame.
func (l *HTTP2Layers) addFrame(s *http2Layer, u HTTP2Unit, start int64) {
	switch {
	case u.Type == HTTP2Headers, u.Type == HTTP2PushPromise:
		s.block = http2Block{open: true, start: start, stream: u.Stream, last: u.Type == HTTP2Headers && u.Flags&HTTP2EndStream != 0}
		l.endBlock(s, u)
	case u.Type == HTTP2Continuation && s.block.open:
		l.endBlock(s, u)
	case u.Type == HTTP2Data:
		l.addData(s, u, start)
	case u.Type == HTTP2RSTStream:
		l.reset(u.Stream, s)
	}
}

// endBlock hands out the header, if the field block ends with this frame.
func (l *HTTP2Layers) endBlock(s *http2Layer, u HTTP2Unit) {
	if !u.endsBlock() {
		return
	}
	s.block.open = false
	head := Head{}
	if u.Head != nil {
		head = *u.Head
	}
	l.emit(s.header(headerKind(head), u.Err))
	if body := bodyOf(head); body != nil && !s.block.last && len(s.bodies) < maxBodies && u.Type != HTTP2PushPromise {
		s.bodies[u.Stream] = body
	}
	if s.block.last {
		s.endBody(u.Stream, &l.out)
	}
}

// header is a frame of the layer Header: all frames of a field block.
func (s *http2Layer) header(kind Kind, err Rule) Frame {
	return Frame{
		Layer: Header, Kind: kind, Stream: s.block.stream, Fin: s.block.last, Err: err,
		Start: s.block.start, End: s.at, Head: int(s.at - s.block.start), Parent: s.block.start,
	}
}

// headerKind tells requests from responses by their pseudo-header fields
// (RFC 9113 §8.3). Trailers have none (§8.1).
func headerKind(h Head) Kind {
	for _, line := range h.Header {
		switch {
		case line.Name == ":status":
			return KindResponse
		case isPseudo(line):
			return KindRequest
		}
	}
	return KindTrailers
}

// End says that no more bytes come in a direction. What is not finished comes
// out with Err. The frames are good until the next call.
func (l *HTTP2Layers) End(dir Direction) []Frame {
	s := &l.sides[dir]
	l.begin(s)
	switch {
	case s.dead:
		l.emit(Frame{Layer: HTTP2, Kind: KindGarbage, Start: s.garbage, End: s.at, Parent: -1, Err: RuleAfterHTTP2Error})
	case s.block.open:
		l.emit(s.header(kindByDirection(dir), RuleBlockCut))
	}
	for _, stream := range slices.Sorted(maps.Keys(s.bodies)) {
		s.endBody(stream, &l.out)
	}
	s.dead, s.block.open = false, false
	return l.out
}

// kindByDirection guesses what a header is that can not be read.
func kindByDirection(dir Direction) Kind {
	if dir == ToServer {
		return KindRequest
	}
	return KindResponse
}
