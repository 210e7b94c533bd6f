package views

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A dump of more than wholeDump bytes shows its first partDump only.
const (
	wholeDump = 4096
	partDump  = 1024
)

// A cell is one byte of a dump, in hex and as text.
type cell struct {
	offset     int
	key, class string
	digits, as string
}

// A half is eight bytes of a dump: a phone shows one half under the other.
type half struct {
	offset string // "" behind the end
	cells  []cell
}

// bytes are the bytes of the dump. What is no hex is no bytes: the string is
// made by this program.
func (d Detail) bytes() []byte {
	b, err := hex.DecodeString(d.Hex)
	if err != nil {
		return nil
	}
	return b
}

// hidden is how many bytes of the dump are not shown: of a long one all but its
// beginning, or all behind the bytes that the address points at.
func (d Detail) hidden() int {
	n := len(d.Hex) / 2
	if n <= wholeDump {
		return 0
	}
	shown := partDump
	if d.Lit != nil {
		shown = max(shown, (d.Lit.To+16)/16*16)
	}
	return max(0, n-shown)
}

// lit says whether the address points at byte i.
func (d Detail) lit(i int) bool { return d.Lit != nil && i >= d.Lit.From && i <= d.Lit.To }

// litKeys are the fields at whose bytes the address points.
func (d Detail) litKeys() map[string]bool {
	keys := map[string]bool{}
	if d.Lit == nil {
		return keys
	}
	for i, f := range d.fieldMap(min(len(d.Hex)/2, d.Lit.To+1)) {
		if f != nil && d.lit(i) {
			keys[f.Key] = true
		}
	}
	return keys
}

// lines are the lines of the dump, two halves each.
func (d Detail) lines() [][2]half {
	all := d.bytes()
	b := all[:len(all)-d.hidden()]
	fields := d.fieldMap(len(b))
	var lines [][2]half
	for at := 0; at < len(b); at += 16 {
		lines = append(lines, [2]half{d.makeHalf(b, fields, at), d.makeHalf(b, fields, at+8)})
	}
	return lines
}

// fieldMap is the field of each byte: the first that covers it, so that a byte
// of several bit fields belongs to their group.
func (d Detail) fieldMap(size int) []*Field {
	fields := make([]*Field, size)
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Decoded {
			continue
		}
		for at := max(f.Offset, 0); at < min(f.Offset+f.Length, size); at++ {
			if fields[at] == nil {
				fields[at] = f
			}
		}
	}
	return fields
}

func (d Detail) makeHalf(b []byte, fields []*Field, at int) half {
	if at >= len(b) {
		return half{}
	}
	h := half{offset: fmt.Sprintf("%04x", at)}
	for i := at; i < min(at+8, len(b)); i++ {
		c := makeCell(b[i], fields, i)
		if d.lit(i) {
			c.class += " on"
		}
		h.cells = append(h.cells, c)
	}
	return h
}

func makeCell(b byte, fields []*Field, i int) cell {
	c := cell{offset: i, class: "r-pay", digits: fmt.Sprintf("%02x", b), as: glyph(b)}
	f := fields[i]
	if f == nil {
		return c
	}
	c.key, c.class = f.Key, "r-"+f.Role
	if i == f.Offset || fields[i-1] == nil || fields[i-1].Key != f.Key {
		c.class += " fs" // where a field begins
	}
	return c
}

// glyph shows a byte as text: a middle dot for a space, a full stop for what
// has no glyph.
func glyph(b byte) string {
	switch {
	case b == ' ':
		return "·"
	case b < ' ' || b > '~':
		return "."
	}
	return string(rune(b))
}

// A bitGroup is one name under the bits of bytes 0 and 1.
type bitGroup struct {
	key, name, value string
	from, to         int
	bits             []string
}

// bitGroups are the bit fields in order, RSV1 to RSV3 as one.
func (d Detail) bitGroups() []bitGroup {
	var groups []bitGroup
	for _, f := range d.Fields {
		if f.To == 0 {
			continue
		}
		if n := len(groups); n > 0 && strings.HasPrefix(f.Name, "RSV") && strings.HasPrefix(groups[n-1].name, "RSV") {
			groups[n-1].name, groups[n-1].value, groups[n-1].to = "RSV 1–3", "", f.To
			continue
		}
		groups = append(groups, bitGroup{key: f.Key, name: f.Name, value: f.Value, from: f.From, to: f.To})
	}
	b := d.bytes()
	for i := range groups {
		groups[i].bits = bitsOf(b, groups[i].from, groups[i].to)
	}
	return groups
}

func bitsOf(b []byte, from, to int) []string {
	var bits []string
	for i := from; i < to && i/8 < len(b); i++ {
		bits = append(bits, strconv.Itoa(int(b[i/8]>>(7-i%8)&1)))
	}
	return bits
}

// A maskLine is one line of the unmask table: what is on the wire, the key, the
// payload and its text, a column for each byte.
type maskLine struct {
	head, class string
	offsets     []int
	texts       []string
}

// perMaskLine is how many columns fit.
const perMaskLine = 13

func (d Detail) maskLines() []maskLine {
	wire := d.bytes()
	plain, err := hex.DecodeString(d.Unmask.Plain)
	u := d.Unmask
	if err != nil || u.Payload+len(plain) > len(wire) || u.Key+4 > len(wire) {
		return nil
	}
	if d.hidden() > 0 {
		plain = plain[:partDump]
	}
	var lines []maskLine
	at := 0
	for part := range slices.Chunk(plain, perMaskLine) {
		lines = append(lines, maskPart(wire, part, u, at)...)
		at += len(part)
	}
	return lines
}

func maskPart(wire, plain []byte, u *Unmask, at int) []maskLine {
	lines := []maskLine{{head: "on the wire"}, {head: "XOR key", class: "xk"}, {head: "payload", class: "xp"}, {head: "text", class: "xc"}}
	for i, b := range plain {
		payload, key := u.Payload+at+i, u.Key+(at+i)%4
		for n, c := range []struct {
			offset int
			text   string
		}{
			{payload, fmt.Sprintf("%02x", wire[payload])}, {key, fmt.Sprintf("%02x", wire[key])},
			{payload, fmt.Sprintf("%02x", b)}, {payload, glyph(b)},
		} {
			lines[n].offsets = append(lines[n].offsets, c.offset)
			lines[n].texts = append(lines[n].texts, c.text)
		}
	}
	return lines
}

// String is the event as a program sees it.
func (d Dispatch) String() string {
	return fmt.Sprintf("MessageEvent { type: %s, data: %s, lastEventId: %s }", quoted(d.Type), quoted(d.Data), quoted(d.LastEventID))
}

// quoted writes a string as JavaScript would.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
