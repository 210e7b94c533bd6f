package check

import (
	"fmt"

	"pushlab/cmd/pushlab/internal/wire"
)

// masks: each frame of the client has a key, and it is not zero.
func (p *pieces) masks() Clause {
	rows := []int{}
	for i, f := range p.frames {
		switch {
		case f.garbage:
			continue
		case f.rule() == wire.RuleUnmasked:
			return p.breaks(i)
		case f.Masked && f.Key == [4]byte{}:
			return notYet(fmt.Sprintf("Frame %d, % x, has the key 00 00 00 00.", i+1, f.header()),
				"Anything XOR zero stays what it is. Draw a key for each frame: it is there so that nobody can choose what bytes a page puts on the wire (RFC 6455 §5.3, §10.3). Begin again with a new handshake.", f.N)
		}
		rows = append(rows, f.N)
	}
	if len(rows) == 0 {
		return waiting(p.silence(), "Send the first frame: 81, 86, four bytes of key, and the six of a, each XOR the key's (RFC 6455 §5.2).")
	}
	return met(fmt.Sprintf("%s so far.", count(len(rows), "frame")), rows...)
}

// rules: no frame of the client breaks one.
func (p *pieces) rules() Clause {
	for i, f := range p.frames {
		switch f.rule() {
		case 0:
		case wire.RuleUnmasked: // masks says what to do
			return notYet(fmt.Sprintf("Frame %d is not masked.", i+1), "", f.N)
		default:
			return p.breaks(i)
		}
	}
	if len(p.frames) == 0 {
		return waiting("", "")
	}
	return met("None does so far.", p.frames[len(p.frames)-1].N)
}

// silence says that no frame came.
func (p *pieces) silence() string {
	if p.socket.opened == nil {
		return ""
	}
	return "No frame of yours came yet."
}

// breaks says which rule a frame breaks, and what to do about it.
func (p *pieces) breaks(i int) Clause {
	f := p.frames[i]
	seen := fmt.Sprintf("Frame %d, % x: %s", i+1, f.header(), f.rule())
	if code := f.rule().CloseCode(); code != 0 {
		seen += fmt.Sprintf(" The lab closed with %d.", code)
	}
	return notYet(seen, fmt.Sprintf("%s That is %s; begin again with a new handshake.", advice(f), f.rule().Spec()), f.N)
}

// advice is what to write instead of a frame that breaks a rule.
func advice(f frame) string {
	switch f.rule() {
	case wire.RuleUnmasked:
		return "Set the top bit of the second byte, put four bytes of key behind the length, and XOR byte i of the payload with byte i mod 4 of the key."
	case wire.RuleLengthForm:
		return fmt.Sprintf("%s: the second byte is %s. 126 announces 16 bits, for 126 to 65,535 bytes, and 127 announces 64.", count(int(f.Length), "byte"), shortest(f.Length))
	case wire.RuleInterleaved:
		return "Only the first fragment has the opcode of the message. The next ones have opcode 0: the last begins with 80, not with 81."
	case wire.RuleNothingToContinue:
		return "80 continues a message, and none is open: its first fragment has FIN 0, so it begins with 01 and not with 81."
	case wire.RuleReservedBit, wire.RuleReservedOpcode:
		return "The first byte is FIN, three zero bits and four bits of opcode: 81, 01, 80, 89 or 82 here. Perhaps the frame before was longer or shorter than its length said."
	case wire.RuleControlFragmented:
		return "A ping is whole, also between fragments: it begins with 89, not with 09."
	case wire.RuleControlLength:
		return "A ping needs no payload: 89 80 and the key."
	case wire.RuleUTF8, wire.RuleUTF8End:
		return "What comes out of the mask is no text. Byte i of the payload is XOR byte i mod 4 of the key, and in each frame i counts from 0."
	case wire.RuleFrameCut:
		return fmt.Sprintf("The header announces %s, and %d came before TCP ended. The key is no part of the length.", count(int(f.Length), "byte"), len(f.payload))
	}
	return "Compare each byte with the picture of a frame."
}

// shortest shows the second byte of a masked frame in the shortest form.
func shortest(length uint64) string {
	if length > 125 {
		return "fe, which is the mask bit and 126"
	}
	return fmt.Sprintf("%02x, which is the mask bit and %d", 0x80|length, length)
}
