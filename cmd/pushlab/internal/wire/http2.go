package wire

import (
	"encoding/binary"
	"fmt"
)

// The types of HTTP/2 frames (RFC 9113 §6; 0x10 is RFC 9218 §7.1).
const (
	HTTP2Data           byte = 0x0
	HTTP2Headers        byte = 0x1
	HTTP2Priority       byte = 0x2
	HTTP2RSTStream      byte = 0x3
	HTTP2Settings       byte = 0x4
	HTTP2PushPromise    byte = 0x5
	HTTP2Ping           byte = 0x6
	HTTP2GoAway         byte = 0x7
	HTTP2WindowUpdate   byte = 0x8
	HTTP2Continuation   byte = 0x9
	HTTP2PriorityUpdate byte = 0x10
)

// The flags of HTTP/2 frames. Which of them a frame can have depends on its
// type, and 0x1 is two flags (RFC 9113 §6).
const (
	HTTP2EndStream   byte = 0x01 // of DATA and HEADERS: the sender sends no more on this stream
	HTTP2Ack         byte = 0x01 // of SETTINGS and PING: the answer to one
	HTTP2EndHeaders  byte = 0x04 // of HEADERS, PUSH_PROMISE and CONTINUATION: the field block ends here
	HTTP2Padded      byte = 0x08 // of DATA, HEADERS and PUSH_PROMISE: padding follows
	HTTP2HasPriority byte = 0x20 // of HEADERS: the five bytes of a priority come first
)

const (
	// HTTP2Preface is what a client sends before its first frame (RFC 9113 §3.4).
	HTTP2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	// HTTP2HeaderSize is the size of a frame's header in bytes (RFC 9113 §4.1).
	HTTP2HeaderSize = 9
	// HTTP2MaxFrameSize is the largest payload that is read, in bytes: what
	// every endpoint has to take, and what ours announce (RFC 9113 §4.2).
	HTTP2MaxFrameSize = 1 << 14
)

// http2Type is what the specification calls a type of frames, and where.
type http2Type struct{ name, spec string }

var http2Types = map[byte]http2Type{
	HTTP2Data:           {"DATA", "RFC 9113 §6.1"},
	HTTP2Headers:        {"HEADERS", "RFC 9113 §6.2"},
	HTTP2Priority:       {"PRIORITY", "RFC 9113 §6.3"},
	HTTP2RSTStream:      {"RST_STREAM", "RFC 9113 §6.4"},
	HTTP2Settings:       {"SETTINGS", "RFC 9113 §6.5"},
	HTTP2PushPromise:    {"PUSH_PROMISE", "RFC 9113 §6.6"},
	HTTP2Ping:           {"PING", "RFC 9113 §6.7"},
	HTTP2GoAway:         {"GOAWAY", "RFC 9113 §6.8"},
	HTTP2WindowUpdate:   {"WINDOW_UPDATE", "RFC 9113 §6.9"},
	HTTP2Continuation:   {"CONTINUATION", "RFC 9113 §6.10"},
	HTTP2PriorityUpdate: {"PRIORITY_UPDATE", "RFC 9218 §7.1"},
}

// HTTP2FrameName returns the name of a type of frames in capitals: "DATA".
func HTTP2FrameName(frameType byte) string {
	if t, ok := http2Types[frameType]; ok {
		return t.name
	}
	return fmt.Sprintf("UNKNOWN_FRAME_TYPE_%d", frameType)
}

// An http2Header is the header of a frame (RFC 9113 §4.1).
type http2Header struct {
	length      int // of the payload, in bytes
	frameType   byte
	flags       byte
	stream      uint32
	reservedBit bool // R: it has no meaning, senders leave it 0
}

// parseHTTP2Header reads the header at the start of b, as far as it goes.
func parseHTTP2Header(b []byte) (h http2Header, whole bool) {
	var full [HTTP2HeaderSize]byte
	whole = copy(full[:], b) == HTTP2HeaderSize
	id := binary.BigEndian.Uint32(full[5:])
	return http2Header{
		length:    int(full[0])<<16 | int(full[1])<<8 | int(full[2]),
		frameType: full[3], flags: full[4],
		stream: id &^ (1 << 31), reservedBit: id>>31 == 1,
	}, whole
}

// carriesBlock says whether frames of this type carry a piece of a field block.
func carriesBlock(frameType byte) bool {
	return frameType == HTTP2Headers || frameType == HTTP2PushPromise || frameType == HTTP2Continuation
}

// An http2Payload is a payload cut into its parts. Parts that are not there, or
// that would not fit, have no bytes.
type http2Payload struct {
	padLength []byte // one byte, of a padded frame
	fields    []byte // the five bytes of a priority, or a promised stream
	body      []byte // the data, or the piece of the field block
	padding   []byte
}

// cutHTTP2Payload cuts the payload of a frame that can have padding.
func cutHTTP2Payload(h http2Header, p []byte) (parts http2Payload) {
	padded := h.flags&HTTP2Padded != 0 && h.frameType != HTTP2Continuation
	if padded {
		parts.padLength, p = cutBytes(p, 1)
	}
	switch {
	case h.frameType == HTTP2Headers && h.flags&HTTP2HasPriority != 0:
		parts.fields, p = cutBytes(p, 5)
	case h.frameType == HTTP2PushPromise:
		parts.fields, p = cutBytes(p, 4)
	}
	padding := 0
	if len(parts.padLength) > 0 {
		padding = min(int(parts.padLength[0]), len(p))
	}
	parts.body, parts.padding = p[:len(p)-padding], p[len(p)-padding:]
	return parts
}

// cutBytes cuts n bytes off p, or as many as there are.
func cutBytes(p []byte, n int) (head, rest []byte) {
	n = min(n, len(p))
	return p[:n], p[n:]
}
