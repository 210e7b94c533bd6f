package wire

import (
	"fmt"
	"strconv"
	"strings"
)

const specFrame = "RFC 6455 §5.2"

// webSocketFrame is a header and a payload (RFC 6455 §5.2).
func (d *dissector) webSocketFrame() {
	h, complete := ParseFrameHeader(d.b)
	d.frameHeader("")
	if complete {
		d.payload(h)
	}
	switch d.frame.Err {
	case RuleFrameCut:
		d.blame()
	default:
		if !d.failsInflated(h.Length, d.frame.Len()-h.Size) {
			d.blameHeader()
		}
	}
}

// webSocketMessage is several frames. Decoded is the payload of all.
func (d *dissector) webSocketMessage() {
	for n := 1; len(d.b) > 0; n++ {
		h, complete := ParseFrameHeader(d.b)
		d.frameHeader("." + strconv.Itoa(n))
		if !complete {
			break
		}
		size := payloadSize(h, d.b)
		plain := append([]byte(nil), d.b[:size]...)
		unmask(h, plain)
		d.add(size, Field{Name: d.payloadName(), Value: preview(plain), Role: RolePay, Group: "pay." + strconv.Itoa(n), Spec: specFrame, Note: "A piece of the message. Where it is cut means nothing."})
		d.decoded = append(d.decoded, plain...)
	}
	if d.blame(); len(d.decoded) > 0 {
		d.fields = append(d.fields, Field{
			Name: d.payloadName(), Value: preview(d.decoded), Length: len(d.decoded), Decoded: true, Role: RolePay,
			Group: "message", Spec: "RFC 6455 §5.4", Note: joinedNotes[d.frame.Packed],
		})
	}
	if d.frame.Packed && d.frame.Err == 0 {
		d.inflated = inflateAlone(d.decoded)
	}
}

var joinedNotes = map[bool]string{
	false: "The message as the application gets it: the payloads of its frames, joined.",
	true:  "The payloads of the message's frames, joined. The application gets what comes out when they are inflated.",
}

func (d *dissector) payloadName() string {
	if d.frame.Packed {
		return packedName
	}
	return "Payload data"
}

// frameHeader names the header at the start of what is left, as far as it goes.
// suffix tells the groups of several headers apart.
func (d *dissector) frameHeader(suffix string) {
	if len(d.b) == 0 {
		return
	}
	d.group = "fin" + suffix
	d.firstByte(d.b[0])
	if len(d.b) == 0 {
		return
	}
	second := d.b[0]
	_, form := headerSize(second)
	d.group = "len" + suffix
	d.secondByte(second)
	d.extendedLength(form)
	if second&0x80 != 0 {
		d.add(4, Field{Name: "Masking-key", Value: hexValue(d.b[:min(4, len(d.b))]), Role: RoleKey, Group: "key" + suffix, Spec: "RFC 6455 §5.3", Note: "Four unpredictable bytes, new for each frame. Payload byte i is XORed with key byte i mod 4."})
	}
}

func (d *dissector) firstByte(b byte) {
	fin, op := b>>7, b&0x0F
	d.bits(0, 1, Field{Name: "FIN", Value: digit(fin), Note: finNote(fin)})
	d.bits(1, 2, Field{Name: "RSV1", Value: digit(b >> 6 & 1), Note: "Reserved for extensions: permessage-deflate sets it on the first frame of a compressed message."})
	d.bits(2, 3, Field{Name: "RSV2", Value: digit(b >> 5 & 1), Note: "RSV2 is reserved for extensions."})
	d.bits(3, 4, Field{Name: "RSV3", Value: digit(b >> 4 & 1), Note: "RSV3 is reserved for extensions."})
	d.bits(4, 8, Field{Name: "opcode", Value: opcodeValue(op), Note: opcodeNotes[op]})
}

func opcodeValue(op Opcode) string {
	if opcodeNotes[op] == "" {
		return fmt.Sprintf("%X reserved", op)
	}
	return fmt.Sprintf("%X %s", op, OpcodeName(op))
}

func (d *dissector) secondByte(b byte) {
	mask, length := b>>7, int(b&0x7F)
	d.bits(8, 9, Field{Name: "MASK", Value: digit(mask), Role: RoleLen, Note: maskNote(mask)})
	d.bits(9, 16, Field{Name: "Payload length", Value: strconv.Itoa(length), Role: RoleLen, Note: lengthNote(length)})
}

// bits names the bits [from, to) of a header, of which the next byte has the
// first. The byte is done with its last bit. In a message the bits of all its
// frames have different numbers.
func (d *dissector) bits(from, to int, f Field) {
	first := 8 * (d.at - from/8) // of the header
	f.Offset, f.Length, f.Bits, f.Group, f.Spec = d.at, 1, &Bits{From: first + from, To: first + to}, d.group, specFrame
	if f.Role == "" {
		f.Role = RoleFrame
	}
	d.fields = append(d.fields, f)
	if to%8 == 0 {
		d.b, d.at = d.b[1:], d.at+1
	}
}

func (d *dissector) extendedLength(form int) {
	if form == 7 {
		return
	}
	n, value := min(form/8, len(d.b)), uint64(0)
	for _, c := range d.b[:n] {
		value = value<<8 | uint64(c)
	}
	d.add(n, Field{Name: "Extended payload length", Value: strconv.FormatUint(value, 10), Role: RoleLen, Spec: specFrame, Note: "The payload length as a number of " + strconv.Itoa(form) + " bits, the highest byte first."})
}

// headerCulprits has the field that breaks a rule about headers.
var headerCulprits = map[Rule]string{
	RuleUnmasked: "MASK", RuleMasked: "MASK",
	RuleReservedOpcode: "opcode", RuleNothingToContinue: "opcode", RuleInterleaved: "opcode",
	RuleControlFragmented: "FIN", RulePackedBit: "RSV1",
	RuleControlLength: "Payload length",
	RuleLengthTopBit:  "Extended payload length", RuleLengthForm: "Extended payload length",
	RuleUTF8End: "Payload data",
}

// blameHeader puts the frame's rule on the field that breaks it.
func (d *dissector) blameHeader() {
	rule := d.frame.Err
	culprit := headerCulprits[rule]
	for i := range d.fields {
		f := &d.fields[i]
		reserved := rule == RuleReservedBit && strings.HasPrefix(f.Name, "RSV") && f.Value == "1"
		long := rule == RuleTooBig && strings.HasSuffix(f.Name, "ayload length")
		switch {
		case reserved && f.Name == "RSV1" && d.frame.Packed: // it has a meaning, another bit has none
		case reserved: // each bit says its own name, since equal notes are shown once
			f.Note, f.Spec = NotValidHere+" ("+f.Name+"): "+rule.String(), rule.Spec()
		case long || f.Name == culprit:
			f.Note, f.Spec = NotValidHere+": "+rule.String(), rule.Spec()
		}
	}
}

func digit(bit byte) string { return strconv.Itoa(int(bit)) }
