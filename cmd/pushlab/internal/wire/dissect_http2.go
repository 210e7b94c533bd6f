package wire

import (
	"bytes"
	"cmp"
	"fmt"
	"strconv"
)

// DissectHeaders does what Dissect does for a frame of HTTP/2 or of the layer
// Header, and takes the names and values of the lines from h, which has what
// HPACK's dynamic table held.
func DissectHeaders(f Frame, dir Direction, b []byte, h Head) Frame {
	return (&dissector{frame: f, dir: dir, b: b, header: &h}).dissect()
}

// http2Preface is what a client begins with (RFC 9113 §3.4).
func (d *dissector) http2Preface() {
	good := 0
	for good < len(d.b) && good < len(HTTP2Preface) && d.b[good] == HTTP2Preface[good] {
		good++
	}
	d.add(good, Field{
		Name: "Connection Preface", Value: preview(d.b[:good]), Role: RoleFrame, Group: "preface", Spec: "RFC 9113 §3.4",
		Note: "It looks like a request of HTTP/1.1 that no server understands, so that a server that can not speak HTTP/2 stops here.",
	})
	if d.frame.Err == RuleHTTP2Cut {
		d.blame()
	}
}

// fieldBlock is a field block in its frames, which follow one another.
func (d *dissector) fieldBlock() {
	d.parts = d.joinBlock()
	for n := 1; len(d.b) > 0; n++ {
		if n > 1 {
			d.suffix = "." + strconv.Itoa(n)
		}
		d.frameParts()
	}
	d.blameHTTP2()
}

// http2Frame is a header and a payload (RFC 9113 §4.1).
func (d *dissector) http2Frame() {
	if h, whole := parseHTTP2Header(d.b); whole && h.frameType != HTTP2Continuation {
		d.parts = d.joinBlock()
	}
	d.frameParts()
	d.invalid(len(d.b), cmp.Or(d.frame.Err, RuleHTTP2Framing))
	d.blameHTTP2()
}

// joinBlock names the parts of the field block in the frames ahead.
func (d *dissector) joinBlock() (parts []Field) {
	var block []byte
	whole := false
	for b := d.b; len(b) >= HTTP2HeaderSize; {
		h, _ := parseHTTP2Header(b)
		payload, rest := cutBytes(b[HTTP2HeaderSize:], h.length)
		if isOverwritten(payload) || !carriesBlock(h.frameType) {
			return nil
		}
		block, b = append(block, cutHTTP2Payload(h, payload).body...), rest
		whole = h.flags&HTTP2EndHeaders != 0
	}
	return dissectBlock(block, whole && d.frame.Err != RuleHTTP2Cut, d.header)
}

// isOverwritten says whether a payload was overwritten with asterisks because
// it held a secret. As HPACK they would be a row of table size updates, which
// nobody sends.
func isOverwritten(payload []byte) bool {
	return len(payload) > 0 && len(bytes.Trim(payload, "*")) == 0
}

// frameParts names a frame's header and payload.
func (d *dissector) frameParts() {
	h, whole := parseHTTP2Header(d.b)
	d.http2Header(h)
	if !whole {
		return
	}
	all := d.b
	d.b, _ = cutBytes(all, h.length)
	size := len(d.b)
	if dissect, ok := http2Payloads[h.frameType]; ok && !(carriesBlock(h.frameType) && isOverwritten(d.b)) {
		dissect(d, h)
	} else {
		d.opaque(h)
	}
	left := len(d.b)
	d.b = all[size-left:]
}

// opaque is a payload that can not be looked into.
func (d *dissector) opaque(h http2Header) {
	f := Field{Name: "Frame Payload", Value: hexValue(d.b), Role: RolePay, Group: "payload" + d.suffix, Spec: "RFC 9113 §5.5", Note: "Frames of an unknown type are ignored, so that HTTP/2 can be extended."}
	if carriesBlock(h.frameType) {
		f.Name, f.Value, f.Spec = "Field Block Fragment", "overwritten", "RFC 9113 §4.3"
		f.Note = "This field block held a secret, such as a cookie, so all of it is overwritten here: HPACK's code would give it away."
	}
	d.add(len(d.b), f)
}

// http2Header names the nine bytes of a frame's header, as far as they go.
func (d *dissector) http2Header(h http2Header) {
	d.add(3, Field{Name: "Length", Value: strconv.Itoa(h.length), Role: RoleLen, Group: "len" + d.suffix, Spec: "RFC 9113 §4.1", Note: "How many bytes of payload follow. These nine of the header do not count."})
	d.add(1, Field{Name: "Type", Value: typeValue(h.frameType), Role: RoleFrame, Group: "type" + d.suffix, Spec: typeSpec(h.frameType), Note: http2TypeNotes[h.frameType]})
	if len(d.b) > 0 {
		d.flags(h)
	}
	d.streamIdentifier("Stream Identifier", "RFC 9113 §5.1.1", streamNote(h))
}

func typeValue(frameType byte) string {
	return fmt.Sprintf("0x%x %s", frameType, HTTP2FrameName(frameType))
}

func typeSpec(frameType byte) string {
	return cmp.Or(http2Types[frameType].spec, "RFC 9113 §5.5")
}

// flags names the eight bits of the flags, those without a meaning together.
func (d *dissector) flags(h http2Header) {
	for from := 0; from < 8; {
		name, note := flagOf(h.frameType, from)
		to := from + 1
		for ; to < 8 && name == ""; to++ {
			if next, _ := flagOf(h.frameType, to); next != "" {
				break
			}
		}
		value := fmt.Sprintf("%0*b", to-from, h.flags<<from>>(8-to+from))
		f := Field{Name: name, Value: value, Spec: typeSpec(h.frameType), Note: note, Group: "flags" + d.suffix, Role: RoleFrame}
		if name == "" {
			f.Name, f.Spec, f.Note, f.Quiet = "Unused Flags", "RFC 9113 §4.1", "These have no meaning for this type: senders leave them 0, readers ignore them.", true
		}
		d.bitField(from, to, 1, f)
		from = to
	}
	d.b, d.at = d.b[1:], d.at+1
}

// bitField names the bits [from, to) of the next n bytes, without taking them.
func (d *dissector) bitField(from, to, n int, f Field) {
	f.Offset, f.Length, f.Bits = d.at, n, &Bits{From: 8*d.at + from, To: 8*d.at + to}
	d.fields = append(d.fields, f)
}

// streamIdentifier names a reserved bit and 31 bits.
func (d *dissector) streamIdentifier(name, spec, note string) {
	d.number31("R", "Reserved: senders leave it 0, readers ignore it.", Field{Name: name, Spec: spec, Note: note, Group: "stream" + d.suffix, Role: RoleFrame})
}

// number31 names a bit and the 31 bits of a number behind it. Bytes that are
// cut off are not told apart.
func (d *dissector) number31(first, firstNote string, f Field) {
	if len(d.b) < 4 {
		f.Value = hexValue(d.b)
		d.add(len(d.b), f)
		return
	}
	f.Value = strconv.FormatUint(uint64(uint31(d.b)), 10)
	d.bitField(0, 1, 1, Field{Name: first, Value: digit(d.b[0] >> 7), Role: RoleFrame, Spec: f.Spec, Note: firstNote, Group: f.Group, Quiet: d.b[0]>>7 == 0})
	d.bitField(1, 32, 4, f)
	d.b, d.at = d.b[4:], d.at+4
}
