package trace

import "pushlab/cmd/pushlab/internal/wire"

// webSocket takes a frame, whole or not. A control frame is a text of its own.
func (s *shroud) webSocket(at side, b []byte) {
	h, ok := wire.ParseFrameHeader(b)
	if !ok {
		return
	}
	p := part{bytes: b[h.Size:]}
	if h.Masked {
		p.key = h.Key
	}
	if h.Opcode >= wire.OpClose {
		s.flush(&text{parts: []part{p}})
		return
	}
	key := piece{side: at, layer: wire.WebSocket}
	s.add(key, p)
	t := s.texts[key]
	t.packed = t.packed || b[0]&rsv1 != 0
	if h.Fin {
		delete(s.texts, key)
		s.message(at, t)
	}
}

// rsv1 marks a message that is compressed (RFC 7692 §6).
const rsv1 = 0x40

// http2 takes a frame.
func (s *shroud) http2(at side, stream uint32, b []byte) {
	if len(b) < wire.HTTP2HeaderSize || string(b) == wire.HTTP2Preface {
		return
	}
	switch b[3] {
	case wire.HTTP2Data:
		s.add(piece{at, wire.HTTP2, stream}, part{bytes: fragment(b)})
	case wire.HTTP2Headers, wire.HTTP2PushPromise, wire.HTTP2Continuation:
		s.blocks[at] = append(s.blocks[at], b)
	default:
		s.flush(&text{parts: []part{{bytes: b[wire.HTTP2HeaderSize:]}}})
	}
}

// header takes the header of a block whose frames have come. HPACK may have
// packed the secret, so a block that has it is hidden.
func (s *shroud) header(at side, r *record) {
	if r.text == 0 || s.changed[r.text] {
		hideFrames(s.blocks[at])
	}
	delete(s.blocks, at)
}

func hideFrames(frames [][]byte) {
	for _, b := range frames {
		stars(fragment(b))
	}
}

func stars(b []byte) {
	for i := range b {
		b[i] = '*'
	}
}
