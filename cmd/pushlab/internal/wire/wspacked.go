package wire

// A packedMessage is the compressed message of which not all frames are there.
// DEFLATE data is inflated when it is complete: its last bytes are those that
// the reader appends. What is kept until then is bounded by packedLimit.
type packedMessage struct {
	inflater *Inflater
	payload  []byte
}

// hold shows the next bytes of a payload, unmasked, to the rules. It keeps those
// of a compressed message, and judges its data behind the last one.
func (s *frameScanner) hold(p []byte, last bool) Rule {
	rule := s.rules.Payload(p, last)
	if rule != 0 || s.packed == nil || !s.rules.Packed() {
		return rule
	}
	s.packed.payload = append(s.packed.payload, p...)
	if !last || !s.header.Fin {
		return 0
	}
	payload := s.packed.payload
	s.packed.payload = nil
	rule = s.packed.inflater.each(payload, func(piece []byte) Rule { return s.rules.Inflated(piece, false) })
	if rule == 0 {
		rule = s.rules.Inflated(nil, true)
	}
	return rule
}

// setLimit sets the size of the largest message, in bytes after inflation.
func (s *frameScanner) setLimit(limit int64) {
	s.rules.limit = limit
	if s.packed != nil {
		s.packed.inflater.limit = limit
	}
}

// Payload returns the payload of a WebSocket frame or message of the bytes b,
// unmasked and joined. That of a compressed message is what an Inflater takes.
func Payload(f Frame, b []byte) (payload []byte) {
	for len(b) > 0 {
		h, complete := ParseFrameHeader(b)
		if !complete {
			break
		}
		b = b[h.Size:]
		size, from := payloadSize(h, b), len(payload)
		payload = append(payload, b[:size]...)
		unmask(h, payload[from:])
		if b = b[size:]; f.Kind == KindFrame {
			break
		}
	}
	return payload
}
