package wire

// addData shows the data of a frame to the scanner of its body.
func (l *HTTP2Layers) addData(s *http2Layer, u HTTP2Unit, start int64) {
	if body := s.bodies[u.Stream]; body != nil {
		h, _ := parseHTTP2Header(u.Bytes)
		parts := cutHTTP2Payload(h, u.Bytes[HTTP2HeaderSize:])
		first := len(l.out)
		body.feed(parts.body, start+HTTP2HeaderSize+int64(len(parts.padLength)), start, &l.out)
		setStream(l.out[first:], u.Stream)
	}
	if u.Flags&HTTP2EndStream != 0 {
		s.endBody(u.Stream, &l.out)
	}
}

// reset ends a stream in both directions (RFC 9113 §5.4.2). The frames of the
// other direction wait for its next call.
func (l *HTTP2Layers) reset(stream uint32, s *http2Layer) {
	s.endBody(stream, &l.out)
	other := &l.sides[ToServer]
	if s == other {
		other = &l.sides[ToClient]
	}
	other.endBody(stream, &other.pending)
}

// endBody hands out what is not finished of a body.
func (s *http2Layer) endBody(stream uint32, out *[]Frame) {
	body := s.bodies[stream]
	if body == nil {
		return
	}
	delete(s.bodies, stream)
	first := len(*out)
	body.end(out)
	setStream((*out)[first:], stream)
}

func setStream(frames []Frame, stream uint32) {
	for i := range frames {
		frames[i].Stream = stream
	}
}
