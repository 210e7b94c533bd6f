package wire

import (
	"encoding/binary"
	"fmt"
)

// An Opcode says how the payload of a WebSocket frame is to be read (RFC 6455 §5.2).
type Opcode = byte

// The opcodes of RFC 6455 §11.8. The others are reserved.
const (
	OpContinuation Opcode = 0x0
	OpText         Opcode = 0x1
	OpBinary       Opcode = 0x2
	OpClose        Opcode = 0x8
	OpPing         Opcode = 0x9
	OpPong         Opcode = 0xA
)

// MaxControlPayload is the most that a control frame carries, in bytes (RFC 6455 §5.5).
const MaxControlPayload = 125

// maxHeader is the size of the longest header: 2 bytes, 8 of length, 4 of key.
const maxHeader = 14

// OpcodeName returns the opcode's name in capitals: "TEXT".
func OpcodeName(op Opcode) string {
	switch op {
	case OpContinuation:
		return "CONTINUATION"
	case OpText:
		return "TEXT"
	case OpBinary:
		return "BINARY"
	case OpClose:
		return "CLOSE"
	case OpPing:
		return "PING"
	case OpPong:
		return "PONG"
	}
	return fmt.Sprintf("reserved %X", op)
}

// isControl says whether frames with this opcode are control frames: they
// stand alone and may come between the fragments of a message (RFC 6455 §5.5).
func isControl(op Opcode) bool { return op&0x8 != 0 }

// A FrameHeader is what stands before the payload of a frame (RFC 6455 §5.2).
type FrameHeader struct {
	Fin, RSV1, RSV2, RSV3 bool
	Opcode                Opcode
	Masked                bool
	Length                uint64 // of the payload, in bytes
	Key                   [4]byte
	LengthForm            int // the bits that hold the length: 7, 16 or 64
	Size                  int // of the header itself, in bytes
}

// ParseFrameHeader reads the header at the start of p. It is not complete when
// p ends inside it. Any bits make a header; Rules judges them.
func ParseFrameHeader(p []byte) (h FrameHeader, complete bool) {
	if len(p) < 2 {
		return h, false
	}
	h.Fin, h.RSV1, h.RSV2, h.RSV3 = p[0]&0x80 != 0, p[0]&0x40 != 0, p[0]&0x20 != 0, p[0]&0x10 != 0
	h.Opcode, h.Masked = p[0]&0x0F, p[1]&0x80 != 0
	h.Size, h.LengthForm = headerSize(p[1])
	if len(p) < h.Size {
		return h, false
	}
	switch h.LengthForm {
	case 7:
		h.Length = uint64(p[1] & 0x7F)
	case 16:
		h.Length = uint64(binary.BigEndian.Uint16(p[2:]))
	default:
		h.Length = binary.BigEndian.Uint64(p[2:])
	}
	if h.Masked {
		h.Key = [4]byte(p[h.Size-4 : h.Size])
	}
	return h, true
}

// headerSize says what the second byte of a frame tells: how long the header is
// and how many bits hold the payload length.
func headerSize(second byte) (size, form int) {
	size, form = 2, 7
	switch second & 0x7F {
	case 126:
		size, form = 4, 16
	case 127:
		size, form = 10, 64
	}
	if second&0x80 != 0 {
		size += 4
	}
	return size, form
}

// Append writes the header to b. The length takes LengthForm bits if that is
// 16 or 64, else the shortest form that holds it. Size does not count.
func (h FrameHeader) Append(b []byte) []byte {
	form := max(h.LengthForm, shortestForm(h.Length))
	second := bit(h.Masked, 0x80)
	switch form {
	case 7:
		second |= byte(h.Length)
	case 16:
		second |= 126
	default:
		second |= 127
	}
	b = append(b, bit(h.Fin, 0x80)|bit(h.RSV1, 0x40)|bit(h.RSV2, 0x20)|bit(h.RSV3, 0x10)|h.Opcode&0x0F, second)
	switch form {
	case 16:
		b = binary.BigEndian.AppendUint16(b, uint16(h.Length))
	case 64:
		b = binary.BigEndian.AppendUint64(b, h.Length)
	}
	if h.Masked {
		b = append(b, h.Key[:]...)
	}
	return b
}

// shortestForm returns how many bits hold a payload length: 126 and 127 of the
// seven bits are taken, they announce the longer forms.
func shortestForm(length uint64) int {
	switch {
	case length <= 125:
		return 7
	case length <= 0xFFFF:
		return 16
	}
	return 64
}

func bit(set bool, value byte) byte {
	if set {
		return value
	}
	return 0
}

// Mask applies the masking key to b, whose first byte is byte pos of the
// payload: payload[i] XOR key[i mod 4] (RFC 6455 §5.3). Twice is nothing.
func Mask(key [4]byte, pos int, b []byte) {
	turned := [8]byte{}
	for i := range turned {
		turned[i] = key[(pos+i)&3]
	}
	wide := binary.LittleEndian.Uint64(turned[:])
	for ; len(b) >= 8; b = b[8:] {
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^wide)
	}
	for i := range b {
		b[i] ^= turned[i]
	}
}
