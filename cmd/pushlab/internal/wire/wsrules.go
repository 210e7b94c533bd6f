package wire

import "math"

// DefaultReadLimit is the size of the largest message that a decoder takes
// unless it is told another limit, in bytes.
const DefaultReadLimit = 1 << 20

// Rules judges the frames of one direction of a WebSocket connection in the
// order in which they come. The decoder and the endpoint use the same. After
// the first rule that is broken, and after a Close frame, it is of no more use.
type Rules struct {
	limit   int64 // of a message, in bytes
	size    int64 // of the message so far
	bad     int   // see Bad
	dir     Direction
	open    bool // a message is not finished
	opcode  Opcode
	control bool // the current frame is a control frame
	fin     bool // the current frame is the last of its message
	utf8    utf8State
	closing []byte // the payload of the Close frame so far
	current Opcode
	deflate bool // permessage-deflate was negotiated
	packed  bool // the message is compressed
}

// Deflate says that permessage-deflate was negotiated: RSV1 has a meaning, and
// the data of a compressed message is judged by Inflated.
func (r *Rules) Deflate() { r.deflate = true }

// Packed says whether the current frame is one of a compressed message.
func (r *Rules) Packed() bool { return r.packed && !r.control }

// NewRules returns the rules for frames that travel in direction dir, when no
// extension is negotiated (see Deflate). A message of more than limit bytes is too big.
func NewRules(dir Direction, limit int64) *Rules { return &Rules{dir: dir, limit: limit} }

// Header judges a frame by its header alone, before any memory is spent on its
// payload. It returns the rule that the header breaks, or 0.
func (r *Rules) Header(h FrameHeader) Rule {
	checks := [...]func(*Rules, FrameHeader) Rule{(*Rules).bits, (*Rules).length, (*Rules).order, (*Rules).bigness}
	for _, check := range checks {
		if rule := check(r, h); rule != 0 {
			return rule
		}
	}
	r.current, r.control, r.fin = h.Opcode, isControl(h.Opcode), h.Fin
	if r.control {
		return 0
	}
	if h.Opcode != OpContinuation {
		r.open, r.opcode, r.size, r.utf8, r.packed = true, h.Opcode, 0, utf8State{}, h.RSV1
	}
	r.size += int64(h.Length)
	return 0
}

// bits judges the first byte and the mask bit.
func (r *Rules) bits(h FrameHeader) Rule {
	switch {
	case h.RSV1 && !r.deflate, h.RSV2, h.RSV3:
		return RuleReservedBit
	case h.RSV1 && h.Opcode != OpText && h.Opcode != OpBinary && knownOpcode(h.Opcode):
		return RulePackedBit
	case !knownOpcode(h.Opcode):
		return RuleReservedOpcode
	case r.dir == ToServer && !h.Masked:
		return RuleUnmasked
	case r.dir == ToClient && h.Masked:
		return RuleMasked
	case isControl(h.Opcode) && !h.Fin:
		return RuleControlFragmented
	}
	return 0
}

func knownOpcode(op Opcode) bool { return op <= OpBinary || op >= OpClose && op <= OpPong }

// length judges the payload length and how it is written.
func (r *Rules) length(h FrameHeader) Rule {
	switch {
	case isControl(h.Opcode) && h.LengthForm != 7:
		return RuleControlLength
	case h.Length > math.MaxInt64:
		return RuleLengthTopBit
	case h.LengthForm != shortestForm(h.Length):
		return RuleLengthForm
	}
	return 0
}

// order judges whether the frame may stand here. Control frames may stand
// between the fragments of a message, other messages may not.
func (r *Rules) order(h FrameHeader) Rule {
	switch {
	case h.Opcode == OpContinuation && !r.open:
		return RuleNothingToContinue
	case (h.Opcode == OpText || h.Opcode == OpBinary) && r.open:
		return RuleInterleaved
	}
	return 0
}

// bigness judges the size of the whole message: fragments are no way around it.
func (r *Rules) bigness(h FrameHeader) Rule {
	size, packed := int64(0), h.RSV1
	if h.Opcode == OpContinuation {
		size, packed = r.size, r.packed
	}
	limit := r.limit
	if packed {
		limit = packedLimit(limit)
	}
	if !isControl(h.Opcode) && int64(h.Length) > limit-size {
		return RuleTooBig
	}
	return 0
}

// packedLimit is how many compressed bytes a message of limit bytes may have.
// DEFLATE makes data that it can not compress hardly longer; the rest is for a
// sender that ends many blocks.
func packedLimit(limit int64) int64 {
	if limit > math.MaxInt64/4 {
		return limit
	}
	return 2*limit + 1024
}

// Payload judges the next bytes of the current frame's payload, unmasked. last
// says that they are its last ones; a frame without payload has one call with
// none. It returns the rule that they break, or 0.
func (r *Rules) Payload(p []byte, last bool) Rule {
	r.bad = len(p) - 1
	switch {
	case r.current == OpClose:
		return r.closePayload(p, last)
	case r.control:
		return 0
	case r.opcode == OpText && !r.packed:
		return r.textPayload(p, last)
	}
	r.open = r.open && !(last && r.fin)
	return 0
}

// Inflated judges the next bytes of a compressed message's data, when its last
// frame is there. last comes with none.
func (r *Rules) Inflated(p []byte, last bool) Rule {
	switch {
	case r.opcode != OpText:
		return 0
	case last && r.utf8.needed > 0:
		return RuleUTF8End
	case r.utf8.check(p) >= 0:
		return RuleUTF8
	}
	return 0
}

// textPayload judges UTF-8 over the whole message, a character may lie in two
// frames (RFC 6455 §8.1). It fails at the first bad byte.
func (r *Rules) textPayload(p []byte, last bool) Rule {
	if bad := r.utf8.check(p); bad >= 0 {
		r.bad = bad
		return RuleUTF8
	}
	if !last || !r.fin {
		return 0
	}
	r.open = false
	if r.utf8.needed > 0 {
		return RuleUTF8End
	}
	return 0
}

func (r *Rules) closePayload(p []byte, last bool) Rule {
	r.closing = append(r.closing, p...)
	if !last {
		return 0
	}
	_, _, rule := ParseClose(r.closing)
	return rule
}

// Bad returns where in the last Payload the byte is at which the rule was
// broken.
func (r *Rules) Bad() int { return r.bad }

// reads says whether the payload of the current frame is looked at.
func (r *Rules) reads() bool {
	return r.current == OpClose || !r.control && (r.opcode == OpText || r.packed)
}
