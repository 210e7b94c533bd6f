package server

import "pushlab/cmd/pushlab/internal/wire"

func title(r row) string {
	switch r.Kind {
	case "http":
		return httpTitle(r)
	case "sse":
		return map[string]string{"sse.event": "SSE event", "sse.comment": "SSE comment"}[r.event.Kind] + blockTitle(r)
	case "ws":
		if r.event.Kind == "ws.message" {
			return "Message in several frames"
		}
		return wire.OpcodeName(r.event.Frame.Opcode) + " frame"
	case "tcp":
		return "TCP connection"
	case "fault":
		return "Fault"
	case "gap":
		return "Silence"
	}
	return "Note"
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
		return "HTTP request"
	case "http.resp":
		return "HTTP response"
	case "http.body":
		return "HTTP body"
	}
	return "HTTP chunk"
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
		return "The lab did this on purpose, at the place that you chose. What was written before it had crossed the wire; nothing after it did."
	case "gap":
		return "Nothing crossed the wire for this long, in either direction. A browser can not tell a slow model from a dead peer by silence alone."
	}
	return r.Label
}
