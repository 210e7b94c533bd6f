package trace

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"pushlab/cmd/pushlab/internal/wire"
)

// describe adds what an event's bytes say:
//
//	bytes       hex
//	http.req    method path query proto h
//	http.resp   status proto h
//	http.chunk  size
//	http.*      hl: all lines of a header of HTTP/2 in order, [[name,value],…]
//	h2.frame    type flags stream len
//	rpc.envelope flags size, text or payload
//	sse.event   id type data
//	edge.hold   n ms
//	ws.open     status key accept proto origin
//	ws.frame    fin rsv op masked mkey size, text or payload (hex), code reason
//	ws.message  op, text or payload
//	ws.*        packed: the size before the text or payload was inflated
func (w *jsonlWriter) describe(o *object, e Event) {
	switch kindOf(e.Kind) {
	case rawBytes:
		o.add("hex", hex.EncodeToString(w.log.Bytes(e)))
	case httpReq, httpResp, httpTrailers:
		o.addHead(w.log.Head(e))
		if e.Frame.Layer == wire.Header {
			o.addList(w.log.Head(e).Header)
		}
	case h2Frame:
		w.describeHTTP2(o, e)
	case envelope:
		w.describeEnvelope(o, e)
	case httpChunk:
		o.add("size", max(0, e.Frame.Len()-e.Frame.Head-e.Frame.Tail))
	case sseEvent, sseBlock:
		w.describeBlock(o, e)
	case edgeHold:
		n, ms := e.Held()
		o.add("n", n)
		o.add("ms", ms.Milliseconds())
	case wsOpen:
		w.describeHandshake(o, e)
	case wsFrame:
		w.describeFrame(o, e)
	case wsMessage:
		o.add("op", e.Frame.Opcode)
		w.describePayload(o, e, w.log.Dissect(e).Decoded)
	}
}

func (o *object) addHead(h wire.Head) {
	path, query, _ := strings.Cut(h.Target, "?")
	o.addSome("method", h.Method)
	o.addSome("path", path)
	o.addSome("query", query)
	o.addSome("status", h.Status)
	o.addSome("proto", h.Proto)
	header := map[string]string{}
	for _, line := range h.Header {
		if strings.HasPrefix(line.Name, ":") {
			continue // said above, and in hl
		}
		if before, ok := header[line.Name]; ok {
			line.Value = before + ", " + line.Value // RFC 9110 §5.3
		}
		header[line.Name] = line.Value
	}
	o.add("h", header)
}

// describeBlock follows the last event ID, so as not to look for it each time.
func (w *jsonlWriter) describeBlock(o *object, e Event) {
	last, ok := w.ids[e.Exchange]
	if !ok {
		last = w.log.LastEventID(e)
	}
	block := w.log.Block(e, last)
	w.ids[e.Exchange] = block.LastEventID
	if d := block.Dispatch; d != nil {
		o.add("id", d.LastEventID)
		o.add("type", d.Type)
		o.add("data", d.Data)
	}
}

// describeHandshake tells the opening handshake (RFC 6455 §4).
func (w *jsonlWriter) describeHandshake(o *object, e Event) {
	w.log.mu.Lock()
	req, res := w.log.head(e, httpReq), w.log.head(e, httpResp)
	w.log.mu.Unlock()
	o.add("status", res.Status)
	o.addSome("key", req.Get("Sec-WebSocket-Key"))
	o.addSome("accept", res.Get("Sec-WebSocket-Accept"))
	o.addSome("proto", res.Get("Sec-WebSocket-Protocol"))
	o.addSome("origin", req.Get("Origin"))
}

func (w *jsonlWriter) describeFrame(o *object, e Event) {
	b := w.log.Bytes(e)
	h, ok := wire.ParseFrameHeader(b)
	if !ok {
		return
	}
	o.add("fin", h.Fin)
	o.add("rsv", b[0]>>4&7)
	o.add("op", h.Opcode)
	o.add("masked", h.Masked)
	payload := b[h.Size:]
	if h.Masked {
		o.add("mkey", hex.EncodeToString(h.Key[:]))
		wire.Mask(h.Key, 0, payload)
	}
	o.add("size", len(payload))
	if h.Opcode == wire.OpClose && e.Frame.Err == 0 {
		code, reason, _ := wire.ParseClose(payload)
		o.add("code", code)
		o.add("reason", reason)
		return
	}
	w.describePayload(o, e, payload)
}

// describePayload adds a payload, inflated where that can be done.
func (w *jsonlWriter) describePayload(o *object, e Event, payload []byte) {
	if !e.Frame.Packed {
		o.addPayload(e.Frame.Opcode, payload)
		return
	}
	o.add("packed", len(payload))
	if data := w.log.inflate(e); data != nil {
		o.addPayload(e.Frame.Opcode, data)
		return
	}
	o.add("payload", hex.EncodeToString(payload))
}

// addPayload adds a text as it is and everything else in hexadecimal: JSON can
// not hold any byte.
func (o *object) addPayload(op wire.Opcode, payload []byte) {
	if op == wire.OpText && utf8.Valid(payload) {
		o.add("text", string(payload))
		return
	}
	o.add("payload", hex.EncodeToString(payload))
}
