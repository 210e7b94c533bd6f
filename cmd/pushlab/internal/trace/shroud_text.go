package trace

import (
	"bytes"

	"pushlab/cmd/pushlab/internal/wire"
)

// An unpacked is one direction of compressed messages.
type unpacked struct {
	inflater *wire.Inflater
	hidden   bool // one was overwritten, to which those behind it may refer
}

// message overwrites the secret in a message that is complete.
func (s *shroud) message(at side, t *text) {
	if !t.packed {
		s.flush(t)
		return
	}
	u := s.packed[at]
	if u == nil {
		u = &unpacked{inflater: wire.NewInflater(true, maxHistory)}
		s.packed[at] = u
	}
	payload := t.join()
	if !u.hidden {
		data, _ := u.inflater.Message(payload)
		u.hidden = !bytes.Equal(mask(data, s.secret), data)
	}
	if u.hidden {
		t.write(packedStars(len(payload)))
	}
}

// packedStars returns n bytes that inflate to asterisks: one block of fixed
// Huffman codes with as many as fit, and the head of the empty block whose other
// bytes are not sent (RFC 1951 §3.2.6, RFC 7692 §7.2.1). With the 3 bits of the
// block's own head before them, the codes of asterisks fall so that all bytes
// are alike.
func packedStars(n int) []byte {
	if n < 2 {
		return make([]byte, n)
	}
	return append(bytes.Repeat([]byte{0xD2}, n-2), 0x02, 0x00)
}

// flush overwrites the secret in a text.
func (s *shroud) flush(t *text) {
	joined := t.join()
	if masked := mask(joined, s.secret); !bytes.Equal(masked, joined) {
		t.write(masked)
	}
}

// join returns a copy of the text.
func (t *text) join() (joined []byte) {
	for _, p := range t.parts {
		from := len(joined)
		joined = append(joined, p.bytes...)
		wire.Mask(p.key, 0, joined[from:])
	}
	return joined
}

// write puts b, which is as long as the text, in its place.
func (t *text) write(b []byte) {
	for _, p := range t.parts {
		copy(p.bytes, b)
		b = b[len(p.bytes):]
		wire.Mask(p.key, 0, p.bytes)
	}
}
