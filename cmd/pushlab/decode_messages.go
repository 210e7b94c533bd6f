package main

import (
	"encoding/hex"

	"pushlab/cmd/pushlab/internal/wire"
)

// A messageReader joins the frames of WebSocket messages.
type messageReader struct {
	open    bool   // a message is not finished
	start   int64  // of its first frame
	opcode  byte   // of its first frame
	packed  bool   // it is compressed
	several bool   // it has more than one frame: a message frame follows
	data    []byte // its payload so far; wire bounds it
	inflate *wire.Inflater
}

func newMessageReader(deflate bool) messageReader {
	m := messageReader{}
	if deflate { // a context that is kept serves a sender that starts anew as well
		m.inflate = wire.NewInflater(true, wire.DefaultReadLimit)
	}
	return m
}

// webSocketFrame prints a frame, then the message or the error that it ends with.
func (d *decoding) webSocketFrame(l *frameLine) {
	f := l.frame
	switch {
	case f.Err != 0:
		d.messages.open = false
	case f.Kind == wire.KindFrame && f.Opcode >= wire.OpClose:
		control(l)
	case f.Kind == wire.KindFrame:
		d.messages.add(l)
	}
	d.print(line{Frame: l})
	switch {
	case f.Err.CloseCode() > 0:
		d.print(line{Error: &errorLine{CloseCode: f.Err.CloseCode(), ruleLine: *newRuleLine(f.Err)}})
	case f.Err == 0 && d.messages.over(f):
		d.print(line{Message: d.messages.take()})
	}
}

// control says what a control frame carries.
func control(l *frameLine) {
	payload := payloadOf(l)
	digits := hex.EncodeToString(payload)
	l.Hex = &digits
	switch l.frame.Opcode {
	case wire.OpPing:
		l.Type = "ping"
	case wire.OpPong:
		l.Type = "pong"
	case wire.OpClose:
		code, reason, _ := wire.ParseClose(payload)
		l.Type, l.Code, l.Reason = "close", code, &reason
	}
}

// payloadOf returns the payload of a frame, unmasked.
func payloadOf(l *frameLine) []byte {
	if l.frame.Decoded != nil {
		return l.frame.Decoded
	}
	return l.bytes[min(l.frame.Head, len(l.bytes)):]
}

func (m *messageReader) add(l *frameLine) {
	if !m.open {
		m.open, m.start, m.opcode, m.packed, m.several = true, l.Start, l.frame.Opcode, l.frame.Packed, !l.frame.Fin
		m.data = nil
	}
	m.data = append(m.data, payloadOf(l)...)
}

// over says whether f is the last thing that is told of a message.
func (m *messageReader) over(f wire.Frame) bool {
	if f.Kind == wire.KindMessage {
		return true
	}
	return f.Kind == wire.KindFrame && f.Opcode < wire.OpClose && f.Fin && !m.several
}

func (m *messageReader) take() *messageLine {
	m.open = false
	data := m.data
	if m.packed && m.inflate != nil {
		data, _ = m.inflate.Message(data) // wire has judged it
	}
	l := &messageLine{Type: "binary", Opcode: m.opcode, Length: len(data)}
	if m.opcode == wire.OpText {
		text := string(data)
		l.Type, l.Text = "text", &text
		return l
	}
	digits := hex.EncodeToString(data)
	l.Hex = &digits
	return l
}
