package server

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// protocols name what speaks in a frame of each layer.
var protocols = map[wire.Layer]string{
	wire.HTTP: "http/1.1", wire.HTTP2: "h2", wire.Header: "h2", wire.SSE: "sse",
	wire.WebSocket: "websocket", wire.Message: "websocket", wire.Envelope: "rpc",
}

// protocolOf is "" for what is no protocol's: a fault, a note.
func protocolOf(e trace.Event) string {
	switch {
	case e.IsFrame():
		return protocols[e.Frame.Layer]
	case e.Kind == "conn.open", e.Kind == "conn.close":
		return "tcp"
	}
	return ""
}

// label sets the row's kind and words.
func (l *ladder) label(r *row, e trace.Event) bool {
	return l.labelUnit(r, e) || labelEnd(r, e) || l.labelNote(r, e)
}

// labelUnit is label for what crossed the wire; labelEnd for the ends of a
// connection; labelNote for what the lab and the edge say.
func (l *ladder) labelUnit(r *row, e trace.Event) bool {
	switch e.Kind {
	case "http.req":
		r.Kind, r.Label = "http", requestLabel(l.head(e))
	case "http.resp":
		r.Kind, r.Label = "http", responseLabel(l.head(e))
	case "http.body":
		r.Kind, r.Label = "http", "body "+short(string(l.log.Bytes(e)))
		l.labelLines(r, e)
	case "http.chunk":
		return l.labelChunk(r, e)
	case "sse.event", "sse.block", "sse.comment":
		r.Kind = "sse"
		r.Label, r.Token = l.eventLabel(e)
	case "ws.frame":
		r.Kind = "ws"
		r.Label, r.Token = l.labelFrame(e)
	case "ws.message":
		r.Kind = "ws"
		r.Label, r.Token = l.labelJoined(e)
	case "h2.frame", "http.trailers":
		return l.labelHTTP2(r, e)
	case "rpc.envelope":
		r.Kind, r.Label = "rpc", envelopeLabel(l.log.Bytes(e))
	default:
		return false
	}
	return true
}

func labelEnd(r *row, e trace.Event) bool {
	switch e.Kind {
	case "conn.open":
		r.Kind, r.Label = "tcp", "TCP opened"
	case "conn.close":
		r.Kind, r.Label = "tcp", closeLabel(e.Text)
	default:
		return false
	}
	return true
}

func (l *ladder) labelNote(r *row, e trace.Event) bool {
	switch e.Kind {
	case "fault":
		r.Kind, r.Fault, r.Label = "fault", true, l.faultLabel(e)
	case "edge.hold":
		r.Kind, r.Label = "note", holdLabel(e)
	case "note", "trace.full", "attempt.start", "attempt.end":
		r.Kind, r.Label = "note", noteLabel(e)
	default:
		return false
	}
	return true
}

// failed says whether an event is an error that breaks no rule: a request that
// was refused, a connection, a stream or a message that ended so.
func (l *ladder) failed(e trace.Event) bool {
	switch e.Kind {
	case "http.resp":
		return l.head(e).Status >= 400
	case "conn.close":
		return strings.HasSuffix(e.Text, " rst") || strings.HasSuffix(e.Text, " abort")
	case "h2.frame":
		return http2Failed(l.log.Bytes(e))
	case "ws.frame":
		return e.Frame.Opcode == wire.OpClose && !wellClosed(payload(l.log, e, l.log.Dissect(e)))
	}
	return false
}

// wellClosed says whether a CLOSE frame's code is one of a planned end
// (RFC 6455 §7.4.1): normal, going away, or none.
func wellClosed(data []byte) bool {
	code, _, _ := wire.ParseClose(data)
	return len(data) < 2 || code == 1000 || code == goingAway
}

// labelChunk shows a chunk that carries no event: the last one, one of another
// body, or one that was cut before its data.
func (l *ladder) labelChunk(r *row, e trace.Event) bool {
	r.Kind = "http"
	data := int(e.Frame.End-e.Frame.Start) - e.Frame.Head - e.Frame.Tail
	switch {
	case e.Frame.Kind == wire.KindLastChunk:
		r.Label = "0 (last chunk)"
	case e.Frame.Kind == wire.KindGarbage:
		r.Label = "bytes that are no chunk"
	case l.carried[e.Exchange] && data > 0:
		return false
	default:
		r.Label = fmt.Sprintf("chunk of %d bytes", data)
		l.labelLines(r, e)
	}
	return true
}

// labelFrame shows a frame. A fragment says so: its message has a row of its own
// when the last one has come.
func (l *ladder) labelFrame(e trace.Event) (label, token string) {
	f := e.Frame
	if !isFragment(f) {
		return l.messageLabel(e)
	}
	fin := 0
	if f.Fin {
		fin = 1
	}
	name := wire.OpcodeName(f.Opcode)
	text, _ := messageText(l.log, e)
	return fmt.Sprintf("%s, FIN %d:%s", name, fin, strings.TrimPrefix(text, name)), ""
}

// isFragment says whether a frame is not a message of its own (RFC 6455 §5.4).
func isFragment(f wire.Frame) bool {
	return f.Kind == wire.KindFrame && (!f.Fin || f.Opcode == wire.OpContinuation)
}

// labelJoined shows a message of several frames. Each of them has its row, so
// that this one adds no bytes.
func (l *ladder) labelJoined(e trace.Event) (label, token string) {
	text, token := l.messageLabel(e)
	return fmt.Sprintf("message of %d frames: %s", len(l.log.Dissect(e).Spans), text), token
}
