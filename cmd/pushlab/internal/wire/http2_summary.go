package wire

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// Summary says what a frame is in one line: "WINDOW_UPDATE stream=1 flags=0x0
// len=4 increment=1". A field block has one line, that of its first frame with
// all lines of the header, when it ends; until then, and for what is no frame,
// it is "".
func (u HTTP2Unit) Summary() string {
	if u.Kind != KindHTTP2 || len(u.Bytes) < HTTP2HeaderSize || u.Err == RuleHTTP2Cut {
		return ""
	}
	h := u.opening
	if carriesBlock(h.frameType) && u.Head == nil {
		return ""
	}
	text := fmt.Sprintf("%s stream=%d flags=0x%x len=%d", HTTP2FrameName(h.frameType), h.stream, h.flags, h.length)
	return text + u.detail()
}

// detail is what the payload says.
func (u HTTP2Unit) detail() string {
	h, _ := parseHTTP2Header(u.Bytes)
	p := u.Bytes[HTTP2HeaderSize:]
	switch {
	case u.Head != nil:
		return u.Head.detail()
	case u.Type == HTTP2Data:
		return fmt.Sprintf(" data=%x", cutHTTP2Payload(h, p).body)
	case u.Type == HTTP2Settings:
		return settingsDetail(p)
	case u.Type == HTTP2Ping:
		return fmt.Sprintf(" data=%x", p)
	}
	return numbersDetail(u.Type, p)
}

func (h *Head) detail() string {
	var text strings.Builder
	for _, line := range h.Header {
		fmt.Fprintf(&text, " %s=%s", line.Name, line.Value)
	}
	return text.String()
}

func settingsDetail(p []byte) (text string) {
	for ; len(p) >= 6; p = p[6:] {
		text += fmt.Sprintf(" %d=%d", binary.BigEndian.Uint16(p), binary.BigEndian.Uint32(p[2:]))
	}
	return text
}

// numbersDetail is for the types that carry numbers.
func numbersDetail(frameType byte, p []byte) string {
	switch {
	case frameType == HTTP2WindowUpdate && len(p) >= 4:
		return fmt.Sprintf(" increment=%d", uint31(p))
	case frameType == HTTP2RSTStream && len(p) >= 4:
		return " code=" + HTTP2ErrorName(binary.BigEndian.Uint32(p))
	case frameType == HTTP2GoAway && len(p) >= 8:
		return fmt.Sprintf(" last=%d code=%s debug=%s", uint31(p), HTTP2ErrorName(binary.BigEndian.Uint32(p[4:])), p[8:])
	case frameType == HTTP2Priority && len(p) >= 5:
		return fmt.Sprintf(" dependency=%d exclusive=%t weight=%d", uint31(p), p[0]>>7 == 1, int(p[4])+1)
	}
	return ""
}

// uint31 reads a number of 31 bits, behind a bit that is reserved or means
// something else.
func uint31(p []byte) uint32 { return binary.BigEndian.Uint32(p) &^ (1 << 31) }
