package wire

import (
	"fmt"
	"strconv"

	"golang.org/x/net/http2/hpack"
)

// A blockDissector names the parts of a field block: the representations of its
// lines one behind the other. Only who has read every block of the connection
// knows the dynamic table, so that lines come from outside.
type blockDissector struct {
	b      []byte // not named yet
	at     int    // their offset in the block
	whole  bool   // the block is complete
	lines  []HeaderLine
	known  bool // lines are known
	group  string
	fields []Field
}

// dissectBlock names every byte of a field block.
func dissectBlock(block []byte, whole bool, h *Head) []Field {
	d := &blockDissector{b: block, whole: whole}
	if h != nil {
		d.lines, d.known = h.Header, true
	}
	for n := 1; len(d.b) > 0; n++ {
		d.group = "f" + strconv.Itoa(n)
		if !d.representation() {
			d.rest()
		}
	}
	return d.fields
}

// line returns the next line of the header, if it is known.
func (d *blockDissector) line() (line HeaderLine, ok bool) {
	if len(d.lines) == 0 {
		return line, false
	}
	line, d.lines = d.lines[0], d.lines[1:]
	return line, true
}

// add names the next n bytes from bit from of the first of them on; the bits
// before it have names already.
func (d *blockDissector) add(n, from int, f Field) {
	f.Offset, f.Length, f.Group = d.at, n, d.group
	if from > 0 {
		f.Bits = &Bits{From: 8*d.at + from, To: 8 * (d.at + n)}
	}
	d.fields = append(d.fields, f)
	d.b, d.at = d.b[n:], d.at+n
}

// bits names the first n bits of the next byte.
func (d *blockDissector) bits(n int, f Field) {
	f.Offset, f.Length, f.Group = d.at, 1, d.group
	f.Bits = &Bits{From: 8 * d.at, To: 8*d.at + n}
	d.fields = append(d.fields, f)
}

// representation names one, as far as it goes. It says false when what follows
// can not be read.
func (d *blockDissector) representation() bool {
	r := representationOf(d.b[0])
	d.bits(len(r.pattern), Field{Name: r.name, Value: r.pattern, Role: RoleFrame, Spec: r.spec, Note: r.note})
	value, n, ok := hpackInt(8-len(r.pattern), d.b)
	switch {
	case r.update:
		d.add(n, len(r.pattern), Field{Name: "Max size", Value: strconv.FormatUint(value, 10), Role: RoleLen, Spec: r.spec, Note: "In bytes. 0 empties the table."})
		return ok
	case !ok:
		d.add(n, len(r.pattern), Field{Name: "Index", Value: "cut off", Role: RoleFrame, Spec: "RFC 7541 §5.1"})
		return false
	}
	line, known := d.line()
	d.index(r, value, n, line, known)
	return r.indexed || d.literal(value, line, known)
}

// literal names the strings of a line that is spelled out.
func (d *blockDissector) literal(index uint64, line HeaderLine, known bool) bool {
	if index == 0 && !d.text("Name", RoleFrame, line.Name, known) {
		return false
	}
	return d.text("Value", RolePay, line.Value, known)
}

// index names the number of an entry.
func (d *blockDissector) index(r representation, value uint64, n int, line HeaderLine, known bool) {
	f := Field{Name: "Index", Value: strconv.FormatUint(value, 10), Role: RoleFrame, Spec: "RFC 7541 §2.3.3"}
	entry, table := entryOf(value)
	if table != "" && known {
		entry = line
	}
	switch {
	case entry.Name != "" && r.indexed:
		f.Value += " = " + clip(entry.Name+": "+entry.Value)
	case entry.Name != "":
		f.Value += " = " + clip(entry.Name)
	}
	if f.Note = table; value == 0 && !r.indexed {
		f.Note = "0 is no entry: the name is spelled out too."
	}
	d.add(n, len(r.pattern), f)
}

// entryOf returns an entry of the static table, or an empty one, and what is to
// be said about the table.
func entryOf(index uint64) (entry HeaderLine, note string) {
	switch {
	case index == 0:
		return entry, ""
	case index <= staticTableSize:
		return staticTable()[index], "An entry of the static table, which every HTTP/2 program has built in."
	}
	return entry, fmt.Sprintf("An entry of the dynamic table, number %d from the newest: a line that was sent on this connection before. Only who has read every field block since the first one can say which.", index-staticTableSize)
}

// text names a string literal: H, its length and its bytes (RFC 7541 §5.2).
func (d *blockDissector) text(what string, role Role, value string, known bool) bool {
	if len(d.b) == 0 {
		return !d.whole
	}
	huffman := d.b[0]>>7 == 1
	d.bits(1, Field{Name: "H", Value: digit(d.b[0] >> 7), Role: RoleFrame, Spec: "RFC 7541 §5.2", Note: huffmanNote(huffman)})
	length, n, ok := hpackInt(7, d.b)
	d.add(n, 1, Field{Name: what + " Length", Value: strconv.FormatUint(length, 10), Role: RoleLen, Spec: "RFC 7541 §5.1", Note: "In bytes, as they are on the wire."})
	if !ok || length > uint64(len(d.b)) {
		return false
	}
	if length > 0 {
		d.str(int(length), what+" String", role, value, known, huffman)
	}
	return true
}

func huffmanNote(huffman bool) string {
	if huffman {
		return "The string is in Huffman code: frequent characters have 5 bits, rare ones up to 30."
	}
	return "The string is written as it is."
}

// str names the bytes of a string.
func (d *blockDissector) str(n int, name string, role Role, value string, known, huffman bool) {
	note := ""
	text := string(d.b[:n])
	if huffman {
		text, note = unhuffman(d.b[:n])
	}
	if known {
		text = value
	}
	d.add(n, 0, Field{Name: name, Value: preview([]byte(text)), Role: role, Spec: "RFC 7541 §5.2", Note: note})
}

// unhuffman decodes a string for people.
func unhuffman(b []byte) (text, note string) {
	text, err := hpack.HuffmanDecodeToString(b)
	if err != nil {
		return hexValue(b), "This is not valid Huffman code."
	}
	return text, fmt.Sprintf("%d bytes of Huffman code for %d characters.", len(b), len(text))
}

// rest names what can not be read: the block goes on in the next frame, or it
// is broken.
func (d *blockDissector) rest() {
	f := Field{Name: "Field Block Fragment", Value: hexValue(d.b), Role: RoleFrame, Spec: "RFC 9113 §4.3", Note: "The frame ends inside this line; it goes on in the CONTINUATION frame that follows."}
	if d.whole {
		f.Name, f.Spec, f.Note = NotValidHere, RuleCompression.Spec(), RuleCompression.String()
	}
	if n := len(d.b); n > 0 {
		d.add(n, 0, f)
	}
}
