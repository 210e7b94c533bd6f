package check

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// whole: the message is a, in one frame.
func (p *pieces) whole(m message) Clause {
	if len(m.parts) == 0 {
		return waiting("", "81, the length with its top bit set, four bytes of key, and then the nonce a, each byte XOR the key's (RFC 6455 §5.2, §5.3).")
	}
	n := m.parts[0].N
	switch c, ok := p.carries(m, "a"); {
	case !ok:
		return c
	case len(m.parts) > 1 || !m.whole():
		return notYet(fmt.Sprintf("From %s on a comes in fragments.", p.place(m)), "FIN, the top bit of the first byte, says that this is the whole message: 81 (RFC 6455 §5.2).", n)
	}
	return met(fmt.Sprintf("It is %s.", p.place(m)), n)
}

// fragments: the message is b, in two frames with a ping between them.
func (p *pieces) fragments(m message) Clause {
	const how = "Send 01 with the first part, then a ping, 89, then 80 with the rest (RFC 6455 §5.4). Each has its own mask."
	if len(m.parts) == 0 {
		return waiting("", how)
	}
	first, last := m.parts[0], m.parts[len(m.parts)-1]
	if !m.whole() {
		return waiting(fmt.Sprintf("It begins in %s: %s so far.", p.place(m), count(len(m.parts), "fragment")), how)
	}
	if c, ok := p.carries(m, "b"); !ok {
		return c
	}
	ping, between := p.pings(first.N, last.N)
	switch {
	case len(m.parts) != 2:
		return notYet(fmt.Sprintf("From %s on b comes in %s.", p.place(m), count(len(m.parts), "frame")), how, first.N)
	case between:
		return met(fmt.Sprintf("It begins in %s, and a ping stands in its middle.", p.place(m)), first.N, ping.N, last.N)
	case ping != nil:
		return notYet("Both fragments came, and the ping behind them.", "A control frame may stand between the fragments of a message (RFC 6455 §5.4): send the ping in front of the second. Then a and b once more.", first.N, last.N, ping.N)
	}
	return notYet("Both fragments came, and no ping.", "Send 89 80 and four bytes of key between them: a ping without payload. Then a and b once more.", first.N, last.N)
}

// pings returns the client's first ping behind an event, and whether it came
// before another.
func (p *pieces) pings(from, to int) (ping *frame, between bool) {
	for i, f := range p.frames {
		if f.Opcode == wire.OpPing && !f.garbage && f.N > from {
			return &p.frames[i], f.N < to
		}
	}
	return nil, false
}

// binary: the message has 200 bytes. That it has 16 bits of length follows from
// their being the shortest form.
func (p *pieces) binary(m message) Clause {
	if len(m.parts) == 0 {
		return waiting("", "82, then fe, which is the mask bit and 126, then 00 c8, which is 200 in 16 bits, the key, and 200 bytes XOR the key (RFC 6455 §5.2).")
	}
	n, size := m.parts[0].N, len(m.data)
	switch {
	case m.opcode != wire.OpBinary:
		return notYet(fmt.Sprintf("In %s comes a text of %s.", p.place(m), count(size, "byte")), "A binary frame has opcode 2: its first byte is 82 (RFC 6455 §5.6).", n)
	case len(m.parts) > 1 || !m.whole():
		return notYet(fmt.Sprintf("From %s on it comes in fragments.", p.place(m)), "Send it in one frame, which begins with 82.", n)
	case size != binarySize:
		return notYet(fmt.Sprintf("In %s come %s.", p.place(m), count(size, "byte")), "200 is 00 c8 in 16 bits. The key is no part of the length (RFC 6455 §5.2).", n)
	}
	return met(fmt.Sprintf("It is %s, its length in %d bits.", p.place(m), m.parts[0].LengthForm), n)
}

// carries says whether a message is the text of a nonce, or what it is instead.
func (p *pieces) carries(m message, name string) (instead Clause, ok bool) {
	first, want, got := m.parts[0], p.nonce[name], string(m.data)
	sentence, hint := fmt.Sprintf("In %s comes %.60q, which is not %s.", p.place(m), got, name), ""
	switch {
	case m.opcode == wire.OpBinary:
		sentence = fmt.Sprintf("In %s comes a binary message.", p.place(m))
		hint = "A text frame has opcode 1 (RFC 6455 §5.6). The binary frame comes last."
	case got == want:
		return Clause{}, true
	case plain(m) == want:
		hint = "The mask bit is set, but the payload is the plain text. XOR byte i with byte i mod 4 of the key (RFC 6455 §5.3)."
	case got == p.nonce["a"], got == p.nonce["b"]:
		hint = fmt.Sprintf("That is the other nonce; %s is due.", name)
	case strings.Contains(got, want):
		hint = "Send the six letters and digits alone, without quotes or a line end."
	default:
		hint = fmt.Sprintf("The value of %s stands in the lab's first message on this connection. Each connection has its own.", name)
	}
	return notYet(sentence, hint, first.N), false
}

// about says of a message whether it has to do with a nonce.
func (p *pieces) about(name string) func(message) bool {
	return func(m message) bool {
		want, got := p.nonce[name], string(m.data)
		return strings.Contains(got, want) || plain(m) == want || got != "" && strings.HasPrefix(want, got)
	}
}

func isBinary(m message) bool { return m.opcode == wire.OpBinary }

// plain is what a message has on the wire, without its keys being applied.
func plain(m message) string {
	var text strings.Builder
	for _, f := range m.parts {
		text.Write(f.sent[f.Size:])
	}
	return text.String()
}
