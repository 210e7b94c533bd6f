package trace

import (
	"encoding/hex"
	"unicode/utf8"

	"pushlab/cmd/pushlab/internal/wire"
)

// addList adds the lines of a header in their order.
func (o *object) addList(lines []wire.HeaderLine) {
	list := make([][2]string, len(lines))
	for i, line := range lines {
		list[i] = [2]string{line.Name, line.Value}
	}
	o.add("hl", list)
}

// describeHTTP2 tells the header of a frame (RFC 9113 §4.1).
func (w *jsonlWriter) describeHTTP2(o *object, e Event) {
	b := w.log.Bytes(e)
	if e.Frame.Kind != wire.KindHTTP2 || len(b) < wire.HTTP2HeaderSize {
		return
	}
	o.add("type", wire.HTTP2FrameName(b[3]))
	o.add("flags", b[4])
	o.add("stream", e.Frame.Stream)
	o.add("len", len(b)-wire.HTTP2HeaderSize)
}

// describeEnvelope tells an enveloped message. One that is compressed is no text.
func (w *jsonlWriter) describeEnvelope(o *object, e Event) {
	b := w.log.Bytes(e)
	message := b[min(e.Frame.Head, len(b)):]
	o.add("flags", e.Frame.Opcode)
	o.add("size", len(message))
	if e.Frame.Opcode&wire.EnvelopeCompressed == 0 && utf8.Valid(message) {
		o.add("text", string(message))
		return
	}
	o.add("payload", hex.EncodeToString(message))
}
