package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

// utf8State is the UTF-8 decoder of WHATWG Encoding §8.1.1, without its code
// point: what bytes may come next. It judges text that comes in pieces, and it
// rejects at the first byte that can not belong to any character. The zero
// value stands between two characters.
type utf8State struct {
	needed       uint8 // continuation bytes that the character still needs
	lower, upper uint8 // the range of the next one
}

// accept takes the next byte. When it says false, the state is between two
// characters again, and c may begin one.
func (s *utf8State) accept(c byte) bool {
	if s.needed == 0 {
		return s.begin(c)
	}
	if c < s.lower || c > s.upper {
		*s = utf8State{}
		return false
	}
	s.needed, s.lower, s.upper = s.needed-1, 0x80, 0xBF
	return true
}

// begin takes the first byte of a character. The narrow ranges keep out
// overlong forms (E0, F0), surrogates (ED) and what is above U+10FFFF (F4).
func (s *utf8State) begin(c byte) bool {
	switch {
	case c < 0x80:
	case c < 0xC2 || c > 0xF4:
		return false
	case c < 0xE0:
		*s = utf8State{1, 0x80, 0xBF}
	case c == 0xE0:
		*s = utf8State{2, 0xA0, 0xBF}
	case c == 0xED:
		*s = utf8State{2, 0x80, 0x9F}
	case c < 0xF0:
		*s = utf8State{2, 0x80, 0xBF}
	case c == 0xF0:
		*s = utf8State{3, 0x90, 0xBF}
	case c == 0xF4:
		*s = utf8State{3, 0x80, 0x8F}
	default:
		*s = utf8State{3, 0x80, 0xBF}
	}
	return true
}

// check takes the bytes p and returns the offset of the first one that can not
// stand there, or -1.
func (s *utf8State) check(p []byte) int {
	for i := 0; i < len(p); i++ {
		if s.needed == 0 {
			if i += asciiPrefix(p[i:]); i == len(p) {
				break
			}
		}
		if !s.accept(p[i]) {
			return i
		}
	}
	return -1
}

// asciiPrefix returns how many bytes at the start of p are surely ASCII. It
// looks at eight bytes at a time and may stop up to seven short.
func asciiPrefix(p []byte) (n int) {
	for ; n+8 <= len(p); n += 8 {
		if binary.LittleEndian.Uint64(p[n:])&0x8080808080808080 != 0 {
			break
		}
	}
	return n
}

// decodeUTF8 is the "UTF-8 decode" of WHATWG Encoding §6 without its byte
// order mark: each longest run of bytes that begins a character and does not
// end it becomes one U+FFFD. Go's own conversion makes one of each byte.
func decodeUTF8(p []byte) string {
	if utf8.Valid(p) {
		return string(p)
	}
	var s utf8State
	text, first := make([]byte, 0, len(p)+8), 0
	for i := 0; i < len(p); i++ {
		inside := s.needed > 0
		switch {
		case s.accept(p[i]) && s.needed == 0:
			text = append(text, p[first:i+1]...)
			first = i + 1
		case s.needed > 0: // the character goes on
		default:
			text = utf8.AppendRune(text, utf8.RuneError)
			if inside {
				i-- // the byte may begin the next character
			}
			first = i + 1
		}
	}
	if s.needed > 0 {
		text = utf8.AppendRune(text, utf8.RuneError)
	}
	return string(text)
}
