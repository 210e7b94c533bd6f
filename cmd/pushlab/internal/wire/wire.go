// Package wire decodes bytes that crossed a connection into annotated frames.
//
// # Layers
//
// A stream is one direction of one connection. Its lowest layer tiles it:
// HTTP/1.1 heads, chunks and bodies, WebSocket frames, or HTTP/2 frames, one
// behind the other without gap or overlap. A higher layer lies on top: an event
// of an event stream in one or more chunks or DATA frames, a WebSocket message
// in one or more frames, the header of HTTP/2 in HEADERS and CONTINUATION.
// Each Frame says which bytes it covers, [Start, End) in its stream, and in
// which frame of the layer below it starts.
//
// On HTTP/2 the frames of several streams take turns, and HPACK has one state
// for all of them. So an HTTP2Splitter reads the whole connection, and
// HTTP2Layers makes frames of those units that somebody wants to keep.
//
// # Two speeds
//
// Scanning is live and cheap: a Decoder or a Conn looks at each byte once,
// keeps no copy of it and returns frames that are a few numbers. Dissect is for
// the one frame that somebody looks at: it names every byte of it.
//
// # Bad bytes
//
// A decoder never fails. Bytes that break the specification become a frame with
// Err, a Rule that says which sentence of the specification they break; they
// keep their place in the stream. After a fatal error the rest of the stream is
// one frame of kind KindGarbage.
//
// The frames do not depend on how the bytes are cut into pieces, with one
// amendment: an event ends at the CR of its blank line, and when the next byte
// turns out to be LF, the frame comes again with Amend, one byte longer.
package wire

import "fmt"

// A Span is a run of bytes of a stream.
type Span struct{ Offset, Length int }

// A Role says how the byte view tints a field.
type Role string

// The roles of fields.
const (
	RoleFrame Role = "frame" // says what this is: a field name, an opcode, a status
	RoleLen   Role = "len"   // says how long something is
	RoleKey   Role = "key"   // a masking key
	RoleEOL   Role = "eol"   // separates: CR, LF, colon, space
	RolePay   Role = "pay"   // what the application wanted to say
)

// Bits are the bits [From, To) of a field that is smaller than a byte,
// numbered from the first bit of the frame: 0 to 7 are byte 0, 8 to 15 byte 1.
type Bits struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// A Field names a run of a frame's bytes.
type Field struct {
	Name    string `json:"name"`   // the specification's name: "opcode"
	Value   string `json:"value"`  // for people; a long value is cut
	Offset  int    `json:"offset"` // in the frame's joined spans, or in Frame.Decoded
	Length  int    `json:"length"` // in bytes
	Bits    *Bits  `json:"bits,omitempty"`
	Spec    string `json:"spec"` // "RFC 6455 §5.2"
	Role    Role   `json:"role"`
	Note    string `json:"note,omitempty"`    // one or two sentences for a learner
	Group   string `json:"group"`             // fields of one group are one entry of the field list
	Quiet   bool   `json:"quiet,omitempty"`   // no entry in the field list
	Decoded bool   `json:"decoded,omitempty"` // Offset and Length count in Frame.Decoded
}

// A Frame is one unit of a protocol.
type Frame struct {
	Layer  Layer
	Kind   Kind
	Opcode byte   // of a WebSocket frame; of a message its first frame's; the type of an HTTP/2 frame
	Fin    bool   // of a WebSocket frame: the last one of its message; of HTTP/2: END_STREAM
	Packed bool   // of a WebSocket message and its frames: the payload is compressed (RSV1 on the first, RFC 7692 §6)
	Stream uint32 // of HTTP/2: the stream's identifier, 0 for the connection
	Amend  bool   // this frame replaces the one with the same Layer and Start
	Err    Rule   // the rule that its bytes break, 0 when they break none

	// Start and End are offsets in the stream: the frame lies in [Start, End).
	Start, End int64
	// Head and Tail count the framing bytes at both ends. An HTTP head is all
	// Head, a chunk has its size line and its last CRLF, a WebSocket frame its
	// header. The first block of an event stream has its byte order mark.
	Head, Tail int
	// Parent is the Start of the frame one layer down in which this one
	// starts, or -1 for the lowest layer.
	Parent int64

	// Only Dissect fills these.
	Spans    []Span  // where the bytes lie in the stream
	Fields   []Field // what they mean, in byte order
	Decoded  []byte  // the payload unmasked, of DATA without its padding
	Inflated []byte  // the message's data after permessage-deflate, where that is known
}

// Len returns the number of the stream's bytes from the frame's start to its end.
func (f Frame) Len() int { return int(f.End - f.Start) }

// A Decoder splits one direction of a connection into frames.
type Decoder interface {
	// Decode takes the bytes p, which follow those of the call before, and
	// returns the frames that they complete. It does not keep p.
	Decode(p []byte) []Frame
	// End says that no more bytes come. Unfinished frames come out with Err.
	End() []Frame
}

// NewDecoder returns a decoder for one direction of a protocol: "sse" (the body
// of an event stream), "http1-request", "http1-response", "websocket-client"
// (what a client reads: unmasked frames) or "websocket-server" (what a server
// reads: masked frames), the last two also with "+deflate" behind it for a
// connection on which permessage-deflate was negotiated; "http2-client" (what a
// client reads), "http2-server", or "http2" for either. Where one direction does
// not tell enough, an http1-response answers a GET, and a request to upgrade is
// granted.
func NewDecoder(protocol string) (Decoder, error) {
	switch protocol {
	case "sse":
		return newEventDecoder(), nil
	case "http1-request":
		return newOneWay("http1", ToServer), nil
	case "http1-response":
		return newOneWay("http1", ToClient), nil
	case "websocket-client":
		return newOneWay("websocket", ToClient), nil
	case "websocket-server":
		return newOneWay("websocket", ToServer), nil
	case "websocket-client+deflate":
		return newOneWay("websocket+deflate", ToClient), nil
	case "websocket-server+deflate":
		return newOneWay("websocket+deflate", ToServer), nil
	case "http2":
		return NewHTTP2Capture(), nil
	case "http2-client":
		return NewHTTP2Decoder(ToClient), nil
	case "http2-server":
		return NewHTTP2Decoder(ToServer), nil
	}
	return nil, fmt.Errorf("wire: no decoder for protocol %q", protocol)
}
