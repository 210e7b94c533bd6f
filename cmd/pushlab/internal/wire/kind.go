package wire

import "fmt"

// A Direction says which way bytes travel.
type Direction uint8

// The two directions of a connection. The client is the side that connected.
const (
	ToServer Direction = iota
	ToClient
)

// String returns "in" for bytes to the server and "out" for bytes from it.
func (d Direction) String() string {
	if d == ToServer {
		return "in"
	}
	return "out"
}

// A Layer is a level of the protocol stack.
type Layer uint8

// The layers, from what lies on TCP to what the application is handed.
const (
	HTTP Layer = iota
	SSE
	WebSocket
	Message
	HTTP2    // the frames of HTTP/2 (RFC 9113): the lowest layer of such a connection
	Header   // a header block of HTTP/2, in HEADERS and CONTINUATION frames
	Envelope // a message of Connect or gRPC-Web in a body
)

var layerNames = [...]string{
	HTTP: "http", SSE: "sse", WebSocket: "websocket", Message: "message",
	HTTP2: "http2", Header: "header", Envelope: "envelope",
}

// String returns the layer's name in lower case.
func (l Layer) String() string { return nameOf(layerNames[:], l) }

// A Kind says what a frame is within its layer.
type Kind uint8

// The kinds of frames.
const (
	KindRequest   Kind = iota // the head of an HTTP request
	KindResponse              // the head of an HTTP response
	KindBody                  // a body with a Content-Length, or one that ends with the connection
	KindChunk                 // a chunk: its size line, its data and their CRLF
	KindLastChunk             // the chunk of size 0 with the trailers behind it
	KindEvent                 // a block of an event stream that dispatches an event
	KindBlock                 // a block that does not: no data line, or cut off (Err)
	KindComment               // a comment line that stands first in its block
	KindFrame                 // a WebSocket frame
	KindMessage               // a WebSocket message of several frames
	KindGarbage               // what can not be read, behind a fatal error
	KindHTTP2                 // an HTTP/2 frame; its Opcode is the type
	KindPreface               // the client's connection preface of HTTP/2
	KindEnvelope              // an enveloped message: flags, length, message
	KindTrailers              // a header block of HTTP/2 behind the body
)

var kindNames = [...]string{
	KindRequest: "request", KindResponse: "response", KindBody: "body",
	KindChunk: "chunk", KindLastChunk: "last-chunk",
	KindEvent: "event", KindBlock: "block", KindComment: "comment",
	KindFrame: "frame", KindMessage: "message", KindGarbage: "garbage",
	KindHTTP2: "http2-frame", KindPreface: "preface", KindEnvelope: "envelope",
	KindTrailers: "trailers",
}

// String returns the kind's name in lower case.
func (k Kind) String() string { return nameOf(kindNames[:], k) }

func nameOf[T ~uint8](names []string, i T) string {
	if int(i) < len(names) {
		return names[i]
	}
	return fmt.Sprintf("unknown(%d)", i)
}
