package wire

import (
	"bytes"
	"fmt"
)

// body is a body without framing of its own.
func (d *dissector) body() {
	d.add(len(d.b), Field{Name: "message-body", Value: preview(d.b), Role: RolePay, Group: "body", Spec: "RFC 9112 §6"})
	d.blame()
}

// chunk is chunk-size [ chunk-ext ] CRLF chunk-data CRLF (RFC 9112 §7.1). When
// it broke a rule, the byte that did is the last one.
func (d *dissector) chunk() {
	bad := 0
	switch d.frame.Err {
	case RuleChunkSize, RuleChunkTooBig, RuleChunkLine, RuleChunkEnd:
		bad = min(1, len(d.b))
	}
	all := d.b
	d.b = all[:len(all)-bad]
	size := d.chunkLine()
	if d.frame.Kind == KindLastChunk {
		d.fieldLines("The empty line behind the last chunk ends the body.")
	} else {
		d.chunkData(size)
	}
	if d.b = all[d.at:]; d.frame.Err == RuleChunkCut {
		d.blame()
	}
}

// chunkLine names the line of the chunk size and returns the size.
func (d *dissector) chunkLine() (size int) {
	n := 0
	for ; n < len(d.b); n++ {
		v, ok := hexDigit(d.b[n])
		if !ok {
			break
		}
		size = size<<4 | int(v)
	}
	d.add(n, Field{
		Name: "chunk-size", Value: fmt.Sprintf("0x%s = %d", d.b[:n], size), Role: RoleLen, Group: "size",
		Spec: "RFC 9112 §7.1", Note: chunkSizeNote(size),
	})
	space := len(d.b) - len(bytes.TrimLeft(d.b, " \t"))
	d.add(space, Field{Name: "BWS", Value: "SP", Role: RoleEOL, Spec: "RFC 9112 §7.1.1", Group: "ext", Quiet: true})
	ext := bytes.IndexByte(d.b, '\r')
	if ext < 0 {
		ext = len(d.b)
	}
	d.add(ext, Field{Name: "chunk-ext", Value: preview(d.b[:ext]), Role: RoleFrame, Group: "ext", Spec: "RFC 9112 §7.1.1", Note: "A note to the next reader of this connection. Hardly anyone sends or reads one."})
	d.crlf()
	return size
}

func chunkSizeNote(size int) string {
	if size == 0 {
		return "Size 0: this is the last chunk, the body is complete."
	}
	return "How many bytes of data follow, in hexadecimal."
}

func (d *dissector) chunkData(size int) {
	size = max(0, min(size, len(d.b)))
	d.add(size, Field{
		Name: "chunk-data", Value: preview(d.b[:size]), Role: RolePay, Group: "data",
		Spec: "RFC 9112 §7.1", Note: "A piece of the body. Where it is cut means nothing.",
	})
	d.crlf()
}

// crlf names the CR LF at the start of what is left, or the CR of it that came.
func (d *dissector) crlf() {
	n := 0
	for n < len(d.b) && n < 2 && d.b[n] == "\r\n"[n] {
		n++
	}
	d.eol("CRLF", d.b[:n], "RFC 9112 §7.1", "")
}
