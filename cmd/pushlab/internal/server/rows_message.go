package server

import (
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// messageLabel says what a message is. One that carries a token shows its id and
// its text: its JSON would not fit into a row beside the bytes.
func (l *ladder) messageLabel(e trace.Event) (label, token string) {
	text, data := messageText(l.log, e)
	id := tokenID(data)
	if id == "" {
		return text, ""
	}
	_, said, _ := strings.Cut(strings.TrimSuffix(string(data), "}"), `"token":`)
	return wire.OpcodeName(e.Frame.Opcode) + " " + id + " " + short(said), id
}

// messageText is the kind of a frame or message and what it carries, in full.
func messageText(log *trace.Log, e trace.Event) (text string, data []byte) {
	f := e.Frame
	if !isPlain(e) {
		f = log.Dissect(e)
	}
	if f.Kind == wire.KindGarbage {
		return "bytes after the failure", nil
	}
	name, data := wire.OpcodeName(f.Opcode), payload(log, e, f)
	if f.Opcode == wire.OpClose {
		return strings.TrimSpace(name + " " + closeText(data)), nil
	}
	return strings.TrimSpace(name + " " + short(string(data))), data
}

// isPlain says that a frame's payload stands in its bytes as it is: the server's are
// not masked (RFC 6455 §5.1).
func isPlain(e trace.Event) bool {
	f := e.Frame
	return f.Layer == wire.WebSocket && f.Kind == wire.KindFrame && e.Dir == wire.ToClient && !f.Packed && f.Err == 0
}

// payload is what a frame or a message carries, without its mask and inflated.
func payload(log *trace.Log, e trace.Event, f wire.Frame) []byte {
	switch {
	case f.Inflated != nil:
		return f.Inflated
	case f.Decoded != nil:
		return f.Decoded
	}
	b := log.Bytes(e)
	return b[min(f.Head, len(b)):]
}
