package wire

import "fmt"

// http2Error is an error code of HTTP/2 and what it tells (RFC 9113 §7).
type http2Error struct{ name, note string }

// http2Errors has the error codes in the order of their numbers.
var http2Errors = [...]http2Error{
	{"NO_ERROR", "Nothing is wrong: this is a clean end."},
	{"PROTOCOL_ERROR", "The other side broke a rule of HTTP/2, and no better code says which."},
	{"INTERNAL_ERROR", "Something went wrong inside the sender."},
	{"FLOW_CONTROL_ERROR", "The other side sent more than the window allowed."},
	{"SETTINGS_TIMEOUT", "SETTINGS were sent, and no acknowledgement came."},
	{"STREAM_CLOSED", "A frame came for a stream that had ended."},
	{"FRAME_SIZE_ERROR", "A frame had a size that its type does not allow."},
	{"REFUSED_STREAM", "The request was not looked at, so it may safely be sent again."},
	{"CANCEL", "The stream is not needed any more: a page that closes its EventSource, or leaves, sends this."},
	{"COMPRESSION_ERROR", "A field block could not be decoded."},
	{"CONNECT_ERROR", "The connection that a CONNECT asked for broke."},
	{"ENHANCE_YOUR_CALM", "The other side does something too often or too much."},
	{"INADEQUATE_SECURITY", "The encryption below is too weak."},
	{"HTTP_1_1_REQUIRED", "Ask again with HTTP/1.1."},
}

// HTTP2ErrorName returns the name of an error code: "NO_ERROR" (RFC 9113 §7).
func HTTP2ErrorName(code uint32) string {
	if code < uint32(len(http2Errors)) {
		return http2Errors[code].name
	}
	return fmt.Sprintf("unknown error code 0x%x", code)
}
