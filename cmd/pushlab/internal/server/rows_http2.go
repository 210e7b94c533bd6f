package server

import (
	"encoding/binary"
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// labelHTTP2 shows the frames that are no rows of their own otherwise: HEADERS
// and CONTINUATION show as the head that they carry, DATA as what it carries.
func (l *ladder) labelHTTP2(r *row, e trace.Event) bool {
	r.Kind = "h2"
	b := l.log.Bytes(e)
	switch {
	case e.Frame.Kind == wire.KindPreface:
		r.Label = "connection preface"
		return true
	case e.Frame.Kind == wire.KindGarbage:
		r.Label = "bytes after the failure"
		return true
	case e.Frame.Kind == wire.KindTrailers:
		r.Label = "trailers"
		return true
	case len(b) < wire.HTTP2HeaderSize:
		r.Label = "a frame that was cut off"
		return true
	}
	r.Label = http2Label(b)
	switch b[3] {
	case wire.HTTP2Headers, wire.HTTP2Continuation:
		return e.Frame.Err != 0
	case wire.HTTP2Data:
		l.labelLines(r, e)
		return b[4]&wire.HTTP2EndStream != 0 || e.Frame.Err != 0 || !l.carried[e.Exchange] && len(b) > wire.HTTP2HeaderSize
	}
	return true
}

// http2Label says what a whole frame says, in the words of RFC 9113 §6.
func http2Label(b []byte) string {
	kind, ack, payload := b[3], b[4]&wire.HTTP2Ack != 0, b[wire.HTTP2HeaderSize:]
	name := wire.HTTP2FrameName(kind)
	switch {
	case kind == wire.HTTP2Data && ack: // the same bit: END_STREAM
		return fmt.Sprintf("%s %d bytes, END_STREAM", name, len(payload))
	case ack && (kind == wire.HTTP2Settings || kind == wire.HTTP2Ping):
		return name + " ACK"
	case kind == wire.HTTP2Settings:
		return name + settingsText(payload)
	case kind == wire.HTTP2Ping:
		return fmt.Sprintf("%s %x", name, payload)
	case kind == wire.HTTP2WindowUpdate && len(payload) >= 4:
		return fmt.Sprintf("%s +%d", name, binary.BigEndian.Uint32(payload)&0x7fffffff)
	case kind == wire.HTTP2RSTStream && len(payload) >= 4:
		return name + " " + http2Error(payload)
	case kind == wire.HTTP2GoAway && len(payload) >= 8:
		return fmt.Sprintf("%s %s, last stream %d", name, http2Error(payload[4:]), binary.BigEndian.Uint32(payload)&0x7fffffff)
	}
	return fmt.Sprintf("%s %d bytes", name, len(payload))
}

// http2Settings are the parameters from 1 (RFC 9113 §6.5.2; 8: RFC 8441 §3).
var http2Settings = [...]string{
	"", "HEADER_TABLE_SIZE", "ENABLE_PUSH", "MAX_CONCURRENT_STREAMS", "INITIAL_WINDOW_SIZE",
	"MAX_FRAME_SIZE", "MAX_HEADER_LIST_SIZE", "", "ENABLE_CONNECT_PROTOCOL",
}

func settingsText(payload []byte) (text string) {
	for ; len(payload) >= 6; payload = payload[6:] {
		id, value := int(binary.BigEndian.Uint16(payload)), binary.BigEndian.Uint32(payload[2:])
		name := fmt.Sprintf("%#x", id)
		if id < len(http2Settings) && http2Settings[id] != "" {
			name = http2Settings[id]
		}
		text += fmt.Sprintf(" %s=%d", name, value)
	}
	return short(text)
}

func http2Error(payload []byte) string { return wire.HTTP2ErrorName(binary.BigEndian.Uint32(payload)) }

// http2Failed says whether a frame ends a stream or the connection with an
// error (RFC 9113 §5.4).
func http2Failed(b []byte) bool {
	switch {
	case len(b) < wire.HTTP2HeaderSize+4:
		return false
	case b[3] == wire.HTTP2RSTStream:
		return binary.BigEndian.Uint32(b[wire.HTTP2HeaderSize:]) != 0
	case b[3] == wire.HTTP2GoAway && len(b) >= wire.HTTP2HeaderSize+8:
		return binary.BigEndian.Uint32(b[wire.HTTP2HeaderSize+4:]) != 0
	}
	return false
}

// The flags of an envelope: gRPC's first bit, Connect's second ("Streaming
// RPCs" of its protocol reference), gRPC-Web's last.
const (
	envelopeCompressed = 0x01
	envelopeEnd        = 0x02
	envelopeTrailers   = 0x80
)

// envelopeLabel shows the size and the message of an envelope of Connect or
// gRPC-Web: flags, length, then the message.
func envelopeLabel(b []byte) string {
	const prefix = 5
	if len(b) < prefix {
		return "an envelope that was cut off"
	}
	label := fmt.Sprintf("message of %d bytes", len(b)-prefix)
	if b[0]&(envelopeEnd|envelopeTrailers) != 0 {
		label = fmt.Sprintf("end of stream, %d bytes", len(b)-prefix)
	}
	if b[0]&envelopeCompressed != 0 {
		return label + ", compressed"
	}
	return strings.TrimSpace(label + " " + short(string(b[prefix:])))
}
