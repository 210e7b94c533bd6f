package wire

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"unicode/utf8"
)

// NotValidHere is the name of a field whose bytes no specification allows in
// their place. Its note is the rule that they break.
const NotValidHere = "Not valid here"

// Dissect returns f with its Fields, which name every byte of b, the joined
// bytes of the frame. dir is the way that they travel. For the blocks of an
// event stream lastEventID is the last event ID before this one. Spans are left
// alone if they are known, else b is taken as one piece.
func Dissect(f Frame, dir Direction, b []byte, lastEventID string) Frame {
	return (&dissector{frame: f, dir: dir, lastEventID: lastEventID, b: b}).dissect()
}

func (d *dissector) dissect() Frame {
	f, size := d.frame, len(d.b)
	switch {
	case f.Layer == Header:
		d.fieldBlock()
	case int(f.Kind) < len(dissectors):
		dissectors[f.Kind](d)
	}
	d.invalid(len(d.b), f.Err)
	f.Fields, f.Decoded = d.fields, d.decoded
	if f.Inflated == nil {
		f.Inflated = d.inflated
	}
	if f.Spans == nil {
		f.Spans = []Span{{Offset: int(f.Start), Length: size}}
	}
	return f
}

// dissectors has the function for each kind of frame.
var dissectors = [...]func(*dissector){
	KindRequest:   (*dissector).head,
	KindResponse:  (*dissector).head,
	KindBody:      (*dissector).body,
	KindChunk:     (*dissector).chunk,
	KindLastChunk: (*dissector).chunk,
	KindEvent:     (*dissector).block,
	KindBlock:     (*dissector).block,
	KindComment:   (*dissector).block,
	KindFrame:     (*dissector).webSocketFrame,
	KindMessage:   (*dissector).webSocketMessage,
	KindGarbage:   (*dissector).garbage,
	KindHTTP2:     (*dissector).http2Frame,
	KindPreface:   (*dissector).http2Preface,
	KindEnvelope:  (*dissector).envelope,
	KindTrailers:  (*dissector).fieldBlock,
}

// A dissector lays fields over the bytes of a frame, one behind the other.
type dissector struct {
	frame       Frame
	dir         Direction
	lastEventID string

	b       []byte // not named yet
	at      int    // their offset
	group   string // of the fields that do not say theirs
	fields  []Field
	decoded []byte

	inflated []byte

	header *Head   // of HTTP/2: the decoded lines, where they are known
	parts  []Field // of HTTP/2: the parts of the field block, by their offset in it
	laid   int     // … and how many bytes of it have their place
	suffix string  // tells the groups of several frames apart
}

// add names the next n bytes, or as many as there are, and returns them. No
// bytes make no field.
func (d *dissector) add(n int, f Field) []byte {
	n = min(n, len(d.b))
	if n <= 0 {
		return nil
	}
	f.Offset, f.Length = d.at, n
	if f.Group == "" {
		f.Group = d.group
	}
	d.fields = append(d.fields, f)
	p := d.b[:n]
	d.b, d.at = d.b[n:], d.at+n
	return p
}

// invalid names the next n bytes as not valid, with the rule that they break.
func (d *dissector) invalid(n int, rule Rule) {
	d.add(n, Field{
		Name: NotValidHere, Value: preview(d.b[:min(n, len(d.b))]), Role: RoleFrame,
		Group: "bad" + strconv.Itoa(d.at), Spec: rule.Spec(), Note: rule.String(),
	})
}

// blame puts the frame's rule on the last field, which stops too early.
func (d *dissector) blame() {
	if n := len(d.fields); n > 0 && d.frame.Err != 0 {
		f := &d.fields[n-1]
		f.Note, f.Spec, f.Quiet = d.frame.Err.String(), d.frame.Err.Spec(), false
	}
}

// eol names a line end, which is no entry of the field list unless it says
// something.
func (d *dissector) eol(name string, end []byte, spec, note string) {
	d.add(len(end), Field{
		Name: name, Value: eolName(end), Role: RoleEOL, Spec: spec, Note: note,
		Group: "eol" + strconv.Itoa(d.at), Quiet: note == "",
	})
}

// garbage is what nobody can read.
func (d *dissector) garbage() { d.invalid(len(d.b), d.frame.Err) }

// maxValue is the longest value of a field, in bytes. The bytes are all there
// to be looked at, a list of fields need not repeat them.
const maxValue = 1024

// preview shows bytes to people: as text if they are that, else in hexadecimal.
func preview(b []byte) string {
	if utf8.Valid(b) && bytes.IndexFunc(b, isControlCharacter) < 0 {
		return clip(string(b))
	}
	return hexValue(b)
}

func isControlCharacter(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7F
}

func clip(text string) string {
	if len(text) <= maxValue {
		return text
	}
	n := maxValue
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + "…"
}

// hexValue writes bytes as pairs of digits with spaces between.
func hexValue(b []byte) string {
	digits := hex.EncodeToString(b[:min(len(b), maxValue/4)])
	spaced := make([]byte, 0, len(digits)*3/2)
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			spaced = append(spaced, ' ')
		}
		spaced = append(spaced, digits[i:i+2]...)
	}
	if len(b) > maxValue/4 {
		return string(spaced) + " …"
	}
	return string(spaced)
}
