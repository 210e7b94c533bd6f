package server

import (
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// A handmade is a client of EX08. It writes what pieces makes of the nonces.
type handmade struct {
	pieces func(a, b string) []string
}

// send shakes hands, reads the nonces, and writes.
func (s handmade) send(l *solver) {
	h := l.dial()
	h.head("GET "+l.path("echo")+"?check=EX08 HTTP/1.1", "Host: "+l.host(), "Upgrade: websocket", "Connection: Upgrade",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: "+drawKey())
	nonces := h.nonces()
	for _, bytes := range s.pieces(nonces["a"], nonces["b"]) {
		if _, err := h.conn.Write([]byte(bytes)); err != nil {
			break // the server has ended it
		}
	}
	h.finish()
}

var someKey = [4]byte{0x37, 0xfa, 0x21, 0x3d}

// masked is a frame of a client. first is its first byte.
func masked(first byte, payload string) string { return maskedWith(someKey, first, 0, payload) }

// maskedWith is a frame with a key, and with a length in so many bits; 0: the
// shortest form.
func maskedWith(key [4]byte, first byte, form int, payload string) string {
	h := wire.FrameHeader{Fin: first&0x80 != 0, Opcode: first & 0x0F, Masked: true, Key: key, Length: uint64(len(payload)), LengthForm: form}
	b := []byte(payload)
	wire.Mask(key, 0, b)
	return string(append(h.Append(nil), b...))
}

// unmasked is a frame as a server writes it.
func unmasked(first byte, payload string) string {
	return string([]byte{first, byte(len(payload))}) + payload
}

var twoHundred = strings.Repeat("\x00\xff", 100)

// rightPieces are the frames of the solution.
func rightPieces(a, b string) []string {
	return []string{masked(0x81, a), masked(0x01, b[:3]), masked(0x89, ""), masked(0x80, b[3:]), masked(0x82, twoHundred)}
}

// changed is the solution with another n-th frame, n from 1.
func changed(n int, piece func(a, b string) string) func(l *solver) {
	return handmade{pieces: func(a, b string) []string {
		p := rightPieces(a, b)
		p[n-1] = piece(a, b)
		return p
	}}.send
}

// ordered is the solution with its frames in another order, each from 1.
func ordered(order ...int) func(l *solver) {
	return handmade{pieces: func(a, b string) (list []string) {
		for _, n := range order {
			list = append(list, rightPieces(a, b)[n-1])
		}
		return list
	}}.send
}

func TestEX08(t *testing.T) {
	t.Parallel()
	zero := [4]byte{}
	testSolutions(t, "EX08", []solution{
		{"solution", handmade{pieces: rightPieces}.send, 0},
		{"solution-in-one-write", handmade{pieces: func(a, b string) []string { return []string{strings.Join(rightPieces(a, b), "")} }}.send, 0},
		{"solution-with-more", handmade{pieces: func(a, b string) []string {
			return append([]string{masked(0x81, "Hello"), masked(0x89, "ping")}, rightPieces(a, b)...)
		}}.send, 0},
		{"solution-at-the-second-try", func(l *solver) {
			ordered(1, 3)(l)
			handmade{pieces: rightPieces}.send(l)
		}, 0},
		{"no-frame", ordered(), 2},
		{"unmasked", changed(1, func(a, _ string) string { return unmasked(0x81, a) }), 2},
		{"zero-key", changed(1, func(a, _ string) string { return maskedWith(zero, 0x81, 0, a) }), 2},
		{"zero-key-of-the-ping", changed(3, func(_, _ string) string { return maskedWith(zero, 0x89, 0, "") }), 2},
		{"short-in-16-bits", changed(1, func(a, _ string) string { return maskedWith(someKey, 0x81, 16, a) }), 3},
		{"second-fragment-is-text", changed(4, func(_, b string) string { return masked(0x81, b[3:]) }), 3},
		{"first-fragment-is-whole", changed(2, func(_, b string) string { return masked(0x81, b[:3]) }), 3},
		{"ping-in-fragments", changed(3, func(_, _ string) string { return masked(0x09, "") }), 3},
		{"binary-in-64-bits", changed(5, func(_, _ string) string { return maskedWith(someKey, 0x82, 64, twoHundred) }), 3},
		{"length-counts-the-key", changed(1, func(a, _ string) string {
			b := []byte(masked(0x81, a))
			b[1] += 4
			return string(b)
		}), 3},
		{"cut", handmade{pieces: func(a, b string) []string { return []string{masked(0x81, a)[:9]} }}.send, 3},
		{"wrong-nonce", changed(1, func(_, _ string) string { return masked(0x81, "K7Q2?!") }), 4},
		{"nonce-in-quotes", changed(1, func(a, _ string) string { return masked(0x81, `"`+a+`"`) }), 4},
		{"nonce-as-binary", changed(1, func(a, _ string) string { return masked(0x82, a) }), 4},
		{"mask-bit-without-mask", changed(1, func(a, _ string) string {
			return "\x81\x86\x01\x01\x01\x01" + a
		}), 4},
		{"a-in-fragments", changed(1, func(a, _ string) string { return masked(0x01, a[:3]) + masked(0x80, a[3:]) }), 4},
		{"b-first", ordered(2, 3, 4, 1, 5), 5},
		{"b-whole", changed(2, func(_, b string) string { return masked(0x81, b) }), 3},
		{"ping-behind", ordered(1, 2, 4, 3, 5), 5},
		{"no-ping", ordered(1, 2, 4, 5), 5},
		{"leaves-between-the-fragments", ordered(1, 2, 3), 5},
		{"no-binary", ordered(1, 2, 3, 4), 6},
		{"binary-as-text", changed(5, func(_, _ string) string { return masked(0x81, strings.Repeat("x", 200)) }), 6},
		{"binary-of-199", changed(5, func(_, _ string) string { return masked(0x82, twoHundred[1:]) }), 6},
	})
}
