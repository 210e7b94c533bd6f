package wire

import (
	"cmp"
	"fmt"
)

// What the fields of an HTTP/2 frame say to a learner, beside their values.

// http2TypeNotes says what each type of frames is for.
var http2TypeNotes = map[byte]string{
	HTTP2Data:           "A piece of a body.",
	HTTP2Headers:        "A header: of a request, of a response, or the trailers behind a body.",
	HTTP2Priority:       "Which stream matters more. Nobody heeds it any more.",
	HTTP2RSTStream:      "This stream is over, at once and for both sides. The connection and its other streams live on.",
	HTTP2Settings:       "What the sender is ready to receive. It is about the connection, and each side says its own.",
	HTTP2PushPromise:    "The server wants to send what nobody asked for yet. Browsers refuse.",
	HTTP2Ping:           "Are you there? The answer is the same with the ACK flag, and the time between is the round trip.",
	HTTP2GoAway:         "The sender takes no new streams on this connection. Those that are open may finish.",
	HTTP2WindowUpdate:   "Flow control: the sender can take more DATA. A reader that stops reading stops sending these, and its writer must wait.",
	HTTP2Continuation:   "The header goes on: it did not fit into one frame.",
	HTTP2PriorityUpdate: "The priority of a stream changes.",
}

// flagOf returns the flag in a bit of the flags, 0 being the highest one, or ""
// if the type has none there.
func flagOf(frameType byte, bit int) (name, note string) {
	headers, data := frameType == HTTP2Headers, frameType == HTTP2Data
	switch mask := byte(0x80) >> bit; {
	case mask == HTTP2EndStream && (headers || data):
		return "END_STREAM", "The sender is done with this stream: the message is complete. The other direction may go on."
	case mask == HTTP2Ack && (frameType == HTTP2Settings || frameType == HTTP2Ping):
		return "ACK", "This is the answer to one that came from the other side."
	case mask == HTTP2EndHeaders && carriesBlock(frameType):
		return "END_HEADERS", "The field block is complete. Without it CONTINUATION follows, and nothing may come between."
	case mask == HTTP2Padded && (headers || data || frameType == HTTP2PushPromise):
		return "PADDED", "The payload begins with the length of the padding at its end."
	case mask == HTTP2HasPriority && headers:
		return "PRIORITY", "Five bytes of a priority stand before the field block."
	}
	return "", ""
}

func streamNote(h http2Header) string {
	switch {
	case h.stream == 0:
		return "0 is the connection itself."
	case h.stream%2 == 1:
		return "Every request has a stream of its own, and the frames of many streams take turns on one connection. Those that a client opens are odd, and each number is used once."
	}
	return "Streams that a server opens are even."
}

func errorNote(code uint32) string {
	if code < uint32(len(http2Errors)) {
		return http2Errors[code].note
	}
	return "No specification has this code."
}

// An http2Setting is a setting and what it is for (RFC 9113 §6.5.2).
type http2Setting struct {
	id         uint16
	name, note string
	section    string    // when it is in another specification
	allowed    [2]uint32 // the smallest and the largest value; 0, 0 is any
}

var http2Settings = [...]http2Setting{
	{0x1, "HEADER_TABLE_SIZE", "How large the other side may let HPACK's dynamic table grow, in bytes. 4096 unless said.", "", [2]uint32{}},
	{0x2, "ENABLE_PUSH", "Whether the server may push. Browsers say 0.", "", [2]uint32{0, 1}},
	{0x3, "MAX_CONCURRENT_STREAMS", "How many streams the other side may have open at a time. HTTP/1.1 has six connections in a browser, each with one exchange; here a hundred or more share one connection.", "", [2]uint32{}},
	{0x4, "INITIAL_WINDOW_SIZE", "How many bytes of DATA the sender takes on a new stream before it sends WINDOW_UPDATE. 65,535 unless said.", "", [2]uint32{0, 1<<31 - 1}},
	{0x5, "MAX_FRAME_SIZE", "The largest payload that the sender takes, in bytes. 16,384 unless said.", "", [2]uint32{1 << 14, 1<<24 - 1}},
	{0x6, "MAX_HEADER_LIST_SIZE", "The largest header that the sender takes, in bytes, uncompressed.", "", [2]uint32{}},
	{0x8, "ENABLE_CONNECT_PROTOCOL", "1: a WebSocket may be opened on a stream of this connection.", "RFC 8441 §3", [2]uint32{0, 1}},
	{0x9, "NO_RFC7540_PRIORITIES", "1: the sender ignores the priorities of old.", "RFC 9218 §2.1", [2]uint32{}},
}

func settingOf(id uint16) http2Setting {
	for _, s := range http2Settings {
		if s.id == id {
			return s
		}
	}
	return http2Setting{id: id, name: fmt.Sprintf("UNKNOWN_SETTING_%d", id), note: "Unknown settings are ignored: browsers send some at random, so that nobody forgets that."}
}

func (s http2Setting) spec() string { return cmp.Or(s.section, "RFC 9113 §6.5.2") }

// forbids says whether the setting must not have a value.
func (s http2Setting) forbids(value uint32) bool {
	return s.allowed[1] > 0 && (value < s.allowed[0] || value > s.allowed[1])
}
