package wire

// An HTTP2Unit is a frame of HTTP/2 as it crossed a connection, with what
// HPACK made of it. HPACK has one state for a whole direction of a connection,
// so that only an HTTP2Splitter, which saw every frame, can make one.
type HTTP2Unit struct {
	Kind   Kind   // KindHTTP2, KindPreface, or KindGarbage behind a fatal error
	Bytes  []byte // header and payload, good until the next call
	Stream uint32
	Type   byte
	Flags  byte
	// Head is set on the frame that ends a field block. Method, Target and
	// Status come from the pseudo-header fields, Proto is "HTTP/2.0", and
	// Header has all lines in their order with the names as on the wire.
	Head *Head
	Err  Rule // what the frame, or the field block that it ends, breaks

	opening http2Header // of the frame that began the field block
}

// newHTTP2Unit describes the frame b, or what there is of one.
func newHTTP2Unit(b []byte) HTTP2Unit {
	h, _ := parseHTTP2Header(b)
	return HTTP2Unit{Kind: KindHTTP2, Bytes: b, Stream: h.stream, Type: h.frameType, Flags: h.flags, opening: h}
}

// CutHTTP2 cuts the first frame off b, which begins with a frame or with the
// preface, without judging it and without HPACK. The unit is not ok when b ends
// inside the frame.
func CutHTTP2(b []byte) (u HTTP2Unit, rest []byte, ok bool) {
	if len(b) >= len(HTTP2Preface) && string(b[:len(HTTP2Preface)]) == HTTP2Preface {
		return HTTP2Unit{Kind: KindPreface, Bytes: b[:len(HTTP2Preface)]}, b[len(HTTP2Preface):], true
	}
	h, whole := parseHTTP2Header(b)
	if size := HTTP2HeaderSize + h.length; whole && len(b) >= size {
		return newHTTP2Unit(b[:size]), b[size:], true
	}
	return HTTP2Unit{}, b, false
}

// endsBlock says whether the frame is the last one of a field block.
func (u HTTP2Unit) endsBlock() bool {
	return u.Kind == KindHTTP2 && carriesBlock(u.Type) && u.Flags&HTTP2EndHeaders != 0
}

// EndsStream says whether it is the last frame that its sender sends on the
// stream (RFC 9113 §5.1).
func (u HTTP2Unit) EndsStream() bool {
	switch {
	case u.Kind != KindHTTP2:
		return false
	case u.Type == HTTP2RSTStream:
		return true
	case u.Type == HTTP2Data:
		return u.Flags&HTTP2EndStream != 0
	}
	return u.endsBlock() && u.opening.frameType == HTTP2Headers && u.opening.flags&HTTP2EndStream != 0
}
