package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A drawing is a picture of a lesson that shows no run.
type drawing struct {
	lesson, name string
	draw         func(theme string) string
}

// drawings lists every one of them.
var drawings = []drawing{{"08-frames", "frame", drawFrame}}

// files makes the drawing's files by name.
func (d drawing) files() map[string][]byte {
	files := map[string][]byte{}
	for theme := range palettes {
		files[d.name+"-"+theme+".svg"] = []byte(d.draw(theme))
	}
	return files
}

// write puts the drawing's files into the lesson's folder.
func (d drawing) write(dir string) error {
	for name, content := range d.files() {
		if err := os.WriteFile(filepath.Join(dir, d.lesson, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// The masked frame of RFC 6455 §5.7.
var (
	frameHead = [2]byte{0x81, 0x85}
	frameKey  = [4]byte{0x37, 0xfa, 0x21, 0x3d}
	frameText = "Hello"
)

// Measures of the frame's drawing.
const (
	frameHeight = 430
	bitWidth    = 42  // of a bit of the head
	byteWidth   = 128 // of a byte behind it
	frameX      = 72  // left edge of the bits
)

// A sketch draws into a picture in one theme.
type sketch struct {
	palette
	b strings.Builder
}

// drawFrame draws that frame with a name for every bit: the head bit by bit, the
// masking key, and the payload as it crosses, with the key, and as it is read.
func drawFrame(theme string) string {
	s := sketch{palette: palettes[theme]}
	fmt.Fprintf(&s.b, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" role="img" font-family="ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace" font-size="12.5">`+"\n", pictureWidth, frameHeight)
	s.b.WriteString("<title>The eleven bytes of a masked Hello, with a name for every bit: FIN, RSV1 to RSV3, opcode, MASK, payload length, masking key, payload.</title>\n")
	fmt.Fprintf(&s.b, `<path fill="%s" d="M0 0H%dV%dH0z"/>`+"\n", s.paper, pictureWidth, frameHeight)
	s.head(64)
	s.key(196)
	s.payload(278)
	s.b.WriteString("</svg>\n")
	return s.b.String()
}

// head draws the first two bytes (RFC 6455 §5.2).
func (s *sketch) head(y int) {
	for i := range 16 {
		x, bit := frameX+i*bitWidth, frameHead[i/8]>>(7-i%8)&1
		s.box(x, y, bitWidth, true)
		s.text(x+bitWidth/2, y+20, "middle", s.ink, fmt.Sprint(bit))
		s.text(x+bitWidth/2, y-8, "middle", s.faint, fmt.Sprint(i))
	}
	for i, b := range frameHead {
		s.text(frameX+(8*i+4)*bitWidth, y-30, "middle", s.ink, fmt.Sprintf("byte %d = %02x", i, b))
	}
	s.text(frameX-10, y-8, "end", s.faint, "bit")
	for _, f := range []struct {
		from, bits int
		name, says string
	}{
		{0, 1, "FIN", "last"}, {1, 1, "RSV1", ""}, {2, 1, "RSV2", ""}, {3, 1, "RSV3", ""},
		{4, 4, "opcode", "1: text"}, {8, 1, "MASK", "yes"}, {9, 7, "payload length", "5 bytes"},
	} {
		s.brace(frameX+f.from*bitWidth, y+34, f.bits*bitWidth)
		middle := frameX + f.from*bitWidth + f.bits*bitWidth/2
		s.text(middle, y+58, "middle", s.ink, f.name)
		s.text(middle, y+76, "middle", s.faint, f.says)
	}
}

// key draws the masking key (RFC 6455 §5.3).
func (s *sketch) key(y int) {
	s.text(frameX, y-8, "start", s.ink, "masking key, 32 bits: bytes 2 to 5")
	for i, b := range frameKey {
		s.byte(i, y, b, true, "")
	}
}

// payload draws what crosses, what unmasks it, and what is read.
func (s *sketch) payload(y int) {
	s.text(frameX, y-8, "start", s.ink, "payload, 40 bits: bytes 6 to 10")
	s.text(frameX-10, y+20, "end", s.faint, "wire")
	s.text(frameX-10, y+54, "end", s.faint, "XOR key")
	s.text(frameX-10, y+88, "end", s.faint, "text")
	for i := range frameText {
		key := frameKey[i%len(frameKey)]
		s.byte(i, y, frameText[i]^key, false, "")
		s.byte(i, y+34, key, true, "")
		s.byte(i, y+68, frameText[i], false, frameText[i:i+1])
	}
	s.text(frameX, y+128, "start", s.faint, "Tinted: what is not your text. A server sends the same frame as 81 05 and five bytes.")
}

// byte draws the i-th byte of a line: its bits, and its value or its letter.
func (s *sketch) byte(i, y int, b byte, overhead bool, letter string) {
	x := frameX + i*byteWidth
	s.box(x, y, byteWidth, overhead)
	value := fmt.Sprintf("%02x", b)
	if letter != "" {
		value += " " + letter
	}
	s.text(x+8, y+20, "start", s.faint, fmt.Sprintf("%04b %04b", b>>4, b&0x0f))
	s.text(x+byteWidth-8, y+20, "end", s.ink, value)
}

// box draws a cell: tinted where it is overhead, bare where it is payload.
func (s *sketch) box(x, y, width int, overhead bool) {
	fill := `fill="none"`
	if overhead {
		fill = fmt.Sprintf(`fill="%s" fill-opacity="0.16"`, s.wire["ws"])
	}
	fmt.Fprintf(&s.b, `<path %s stroke="%s" d="M%d %dh%dv30h-%dz"/>`+"\n", fill, s.rail, x, y, width, width)
}

// brace draws a line under some bits.
func (s *sketch) brace(x, y, width int) {
	fmt.Fprintf(&s.b, `<path fill="none" stroke="%s" stroke-width="1.5" d="M%d %dv5h%dv-5"/>`+"\n", s.wire["ws"], x+4, y, width-8)
}

func (s *sketch) text(x, y int, anchor, color, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(&s.b, `<text x="%d" y="%d" text-anchor="%s" fill="%s" xml:space="preserve">%s</text>`+"\n", x, y, anchor, color, escape(text))
}
