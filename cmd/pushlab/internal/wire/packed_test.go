package wire

import (
	"strings"
	"testing"
)

// A packedCase is what a client reads on a connection with permessage-deflate:
// where RSV1 may stand, and what is judged after inflation.
type packedCase struct {
	name, input string
	want        string // the kinds, with * for packed ones
	err         Rule   // of the last frame
}

func packedCases(t testing.TB) []packedCase {
	hello, again := "\xf2\x48\xcd\xc9\xc9\x07\x00", "\xf2\x00\x11\x00\x00" // RFC 7692 §7.2.3
	half, bad := pack(t, "a\xc3"), pack(t, "a\xff")
	return []packedCase{
		{"one frame", "\xc1\x07" + hello, "frame*", 0},
		{"not compressed", "\x81\x05Hello", "frame", 0},
		{"fragments", "\x41\x03" + hello[:3] + "\x80\x04" + hello[3:], "frame* frame* message*", 0},
		{"ping between", "\x41\x03" + hello[:3] + "\x89\x00\x80\x04" + hello[3:], "frame* frame frame* message*", 0},
		{"all in the first", "\x41\x07" + hello + "\x80\x00", "frame* frame* message*", 0},
		{"continuation of plain text", "\x01\x01a\x80\x01b", "frame frame message", 0},
		{"RSV1 on a continuation", "\x41\x03" + hello[:3] + "\xc0\x04", "frame* frame*", RulePackedBit},
		{"RSV1 on a ping", "\xc9\x00", "frame", RulePackedBit},
		{"RSV1 on a close", "\xc8\x00", "frame", RulePackedBit},
		{"RSV1 on a reserved opcode", "\xc3\x00", "frame", RuleReservedOpcode},
		{"RSV2", "\xe1\x07", "frame*", RuleReservedBit},
		{"bad data", "\xc1\x05Hello", "frame*", RulePackedData},
		{"bad data in the continuation", "\x41\x02\xf2\x48\x80\x01\xff", "frame* frame*", RulePackedData},
		{"not UTF-8", "\xc1" + string(rune(len(bad))) + bad, "frame*", RuleUTF8},
		{"half a character", "\xc1" + string(rune(len(half))) + half, "frame*", RuleUTF8End},
		{"bytes need not be text", "\xc2" + string(rune(len(half))) + half, "frame*", 0},
		{"compressed size that no message has", "\xc1\x7f\x00\x00\x00\x00\x01\x00\x00\x00", "frame*", RuleTooBig},
		{"2^63", "\xc1\xff\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "frame*", RuleMasked},
		{"2^63 without a mask", "\xc1\x7f\x80\x00\x00\x00\x00\x00\x00\x00", "frame*", RuleLengthTopBit},
		{"refers to the message before", "\xc1\x07" + hello + "\xc1\x05" + again, "frame* frame*", 0},
		{"refers to nothing", "\xc1\x05" + again, "frame*", RulePackedData},
		{"empty", "\xc1\x01\x00", "frame*", 0},
		{"bytes behind the error", "\xc1\x02\xff\xff\x81\x01a", "frame*", RulePackedData},
		{"nothing at all", "\xc1\x00", "frame*", RulePackedData},
		{"RSV1, RSV2 and RSV3 on a pong", "\xfa\x00", "frame", RuleReservedBit},
	}
}

// TestPackedRules decodes them.
func TestPackedRules(t *testing.T) {
	for _, c := range packedCases(t) {
		t.Run(c.name, func(t *testing.T) {
			d, _ := NewDecoder("websocket-client+deflate")
			frames, kinds := d.Decode([]byte(c.input)), ""
			for _, f := range frames {
				kinds += " " + f.Kind.String() + strings.Repeat("*", len("*")*int(bit(f.Packed, 1)))
			}
			if last := frames[len(frames)-1]; kinds[1:] != c.want || last.Err != c.err {
				t.Errorf("frames %q, last rule %q, want %q, %q", kinds[1:], last.Err, c.want, c.err)
			}
		})
	}
}

// TestWebSocketVectorsWithDeflate reads every vector on a connection that may
// compress: none of them has RSV1 set, so nothing changes.
func TestWebSocketVectorsWithDeflate(t *testing.T) {
	for _, v := range webSocketVectors(t) {
		for name, cut := range map[string]cutter{"whole": whole, "byte by byte": byteByByte} {
			t.Run(v.Name+"/"+name, func(t *testing.T) {
				c := v.capture()
				c.protocol += "+deflate"
				checkOutcome(t, v, outcomeOf(v.Input, v.direction(), c.decode(t, cut)[v.direction()]))
			})
		}
	}
}
