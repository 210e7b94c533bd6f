package trace

import (
	"bytes"

	"pushlab/cmd/pushlab/internal/wire"
)

// frameOfLine makes a frame of its line and its bytes, for one that can not be
// decoded again: what it means depends on bytes of the connection that belong
// to another run or to nobody, as after a broken request, or on when the server
// was done. The line says what the decoder said, the bytes say the rest.
func (p *replay) frameOfLine(r record, j *jsonLine) (f wire.Frame, ok bool) {
	s := p.log.streamOf(j.C, r.dir())
	if j.Off < 0 || j.N <= 0 || j.Off >= int64(len(s)) || j.N > maxRead {
		return f, false
	}
	b := s[j.Off:min(j.end(), int64(len(s)))]
	f = wire.Frame{Start: j.Off, End: j.end(), Parent: -1, Err: ruleOf(j.Err)}
	switch r.kind {
	case httpReq, httpResp, httpBody, httpChunk:
		j.fillHTTP(&f, b)
	case wsFrame, wsMessage:
		j.fillWebSocket(&f, b)
	case sseEvent, sseBlock, sseComment, envelope:
		j.fillInside(&f, b)
		f.Parent = p.log.carrier(r, f.Start)
	}
	if f.Layer == wire.SSE && f.Len() > len(b) {
		p.conns[j.C-1].grown[r.dir()] = f // the LF that amends it comes later
		f.End = f.Start + int64(len(b))
	}
	return f, f.Len() == len(b)
}

func (j *jsonLine) fillHTTP(f *wire.Frame, b []byte) {
	f.Layer, f.Head = wire.HTTP, len(b)
	switch j.kind {
	case httpReq:
		f.Kind = wire.KindRequest
	case httpResp:
		f.Kind = wire.KindResponse
	case httpBody:
		f.Kind, f.Head = wire.KindBody, 0
		if f.Err == wire.RuleUnreadable {
			f.Kind = wire.KindGarbage
		}
	case httpChunk:
		j.fillChunk(f, b)
	}
}

// fillChunk tells a chunk from the last one, and its data from its framing.
func (j *jsonLine) fillChunk(f *wire.Frame, b []byte) {
	head := wire.ChunkHead(b)
	digits := bytes.TrimLeft(b[:head], "0")
	if f.Kind = wire.KindChunk; head > 0 && len(digits) < head && !isHex(digits[0]) {
		f.Kind, head = wire.KindLastChunk, len(b)
	}
	if head > 0 {
		f.Head, f.Tail = head, max(0, len(b)-head-j.Size)
	}
}

func (j *jsonLine) fillWebSocket(f *wire.Frame, b []byte) {
	f.Opcode, f.Packed = j.Op, j.Packed != nil
	switch h, whole := wire.ParseFrameHeader(b); {
	case j.kind == wsMessage:
		f.Layer, f.Kind, f.Parent, f.Fin = wire.Message, wire.KindMessage, f.Start, f.Err == 0
	case f.Err == wire.RuleAfterClose, f.Err == wire.RuleAfterFail:
		*f = wire.Frame{Layer: wire.WebSocket, Kind: wire.KindGarbage, Start: f.Start, End: f.End, Parent: -1, Err: f.Err}
	case whole:
		f.Layer, f.Kind, f.Head, f.Opcode, f.Fin = wire.WebSocket, wire.KindFrame, h.Size, h.Opcode, h.Fin
	default:
		f.Layer, f.Kind, f.Head, f.Opcode, f.Fin = wire.WebSocket, wire.KindFrame, len(b), b[0]&0x0F, b[0]&0x80 != 0
	}
}

// fillInside takes what lies in a body.
func (j *jsonLine) fillInside(f *wire.Frame, b []byte) {
	f.Layer = wire.SSE
	switch j.kind {
	case sseEvent:
		f.Kind = wire.KindEvent
	case sseBlock:
		f.Kind = wire.KindBlock
	case sseComment:
		f.Kind = wire.KindComment
	case envelope:
		f.Layer, f.Kind, f.Opcode, f.Head = wire.Envelope, wire.KindEnvelope, j.Flags, min(envelopeHead, len(b))
	}
}

// envelopeHead is what stands before a message: flags and length.
const envelopeHead = 5

// carrier returns the start of the chunk or the body in which what begins at
// start lies. One whose line has not come begins where the one before it ends.
func (l *Log) carrier(r record, start int64) int64 {
	for n := len(l.records) - 1; n >= 0; n-- {
		switch c := &l.records[n]; {
		case !c.kind.isFrame() || c.layer != wire.HTTP || c.conn != r.conn || c.dir() != r.dir() || int64(c.start) > start:
		case int64(c.end) > start:
			return int64(c.start)
		default:
			return int64(c.end)
		}
	}
	return 0
}
