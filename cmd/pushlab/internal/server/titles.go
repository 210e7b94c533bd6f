package server

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

func title(r row) string {
	switch r.Kind {
	case "http":
		return httpTitle(r)
	case "sse":
		return map[string]string{"sse.event": "SSE event", "sse.comment": "SSE comment"}[r.event.Kind] + blockTitle(r)
	case "ws":
		return messageTitle(r)
	case "h2":
		return http2Title(r)
	case "rpc":
		return "Envelope"
	case "line":
		return "JSON line in a " + map[string]string{"http.chunk": "chunk", "h2.frame": "DATA frame"}[r.event.Kind]
	case "tcp":
		return "TCP connection"
	case "fault":
		return "Fault"
	case "gap":
		return "Silence"
	}
	return "Note"
}

func messageTitle(r row) string {
	packed := ""
	if r.event.Frame.Packed {
		packed = ", compressed"
	}
	if r.event.Kind == "ws.message" {
		return "Message in several frames" + packed
	}
	return wire.OpcodeName(r.event.Frame.Opcode) + " frame" + packed
}

// http2Title names a frame as RFC 9113 does, and the stream it is on: 0 is the
// connection itself.
func http2Title(r row) string {
	f := r.event.Frame
	switch {
	case f.Kind == wire.KindPreface:
		return "HTTP/2 connection preface"
	case f.Kind == wire.KindTrailers:
		return fmt.Sprintf("HTTP/2 trailers, stream %d", f.Stream)
	case f.Kind != wire.KindHTTP2:
		return "HTTP/2"
	case f.Stream == 0:
		return wire.HTTP2FrameName(f.Opcode) + " frame of the connection"
	}
	return fmt.Sprintf("%s frame, stream %d", wire.HTTP2FrameName(f.Opcode), f.Stream)
}

func blockTitle(r row) string {
	if r.event.Kind == "sse.block" {
		return "SSE lines without an event"
	}
	return ""
}

func httpTitle(r row) string {
	switch r.event.Kind {
	case "http.req":
		return "HTTP request" + blockOf(r)
	case "http.resp":
		return "HTTP response" + blockOf(r)
	case "http.body":
		return "HTTP body"
	}
	return "HTTP chunk"
}

// blockOf says that a head is a field block of HTTP/2.
func blockOf(r row) string {
	if r.Lane == 0 {
		return ""
	}
	return fmt.Sprintf(", stream %d", r.Lane)
}

// why says why a row has no bytes.
func why(r row) string {
	switch r.Kind {
	case "tcp":
		if r.event.Kind == "conn.open" {
			return "A TCP connection was accepted. Its own packets (SYN, ACK) are the kernel's: pushlab records what a program reads and writes."
		}
		return "The connection ended. FIN and RST are the kernel's packets; the program saw only that reading or writing came to an end."
	case "fault":
		if r.Place == "edge" {
			return whyEdge
		}
		if kind, _, _ := strings.Cut(r.event.Text, "@"); kind == "stall" || kind == "throttle" || kind == "buffer" {
			return "The lab did this on purpose. What is written behind it crosses the wire all the same, but later."
		}
		return "The lab did this on purpose, at the place that you chose. What was written before it had crossed the wire; nothing after it did."
	case "gap":
		return "Nothing crossed the wire for this long, in either direction. A browser can not tell a slow model from a dead peer by silence alone."
	}
	return r.Label
}
