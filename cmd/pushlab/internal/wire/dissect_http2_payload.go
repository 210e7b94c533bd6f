package wire

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

// http2Payloads has the function for the payload of each type.
var http2Payloads = map[byte]func(*dissector, http2Header){
	HTTP2Data:           (*dissector).dataPayload,
	HTTP2Headers:        (*dissector).blockPayload,
	HTTP2Priority:       (*dissector).priorityPayload,
	HTTP2RSTStream:      (*dissector).resetPayload,
	HTTP2Settings:       (*dissector).settingsPayload,
	HTTP2PushPromise:    (*dissector).blockPayload,
	HTTP2Ping:           (*dissector).pingPayload,
	HTTP2GoAway:         (*dissector).goAwayPayload,
	HTTP2WindowUpdate:   (*dissector).windowPayload,
	HTTP2Continuation:   (*dissector).blockPayload,
	HTTP2PriorityUpdate: (*dissector).priorityUpdatePayload,
}

// padLength names the byte that says how long the padding is.
func (d *dissector) padLength(p []byte) {
	if len(p) > 0 {
		d.add(1, Field{Name: "Pad Length", Value: strconv.Itoa(int(p[0])), Role: RoleLen, Group: "pad" + d.suffix, Spec: "RFC 9113 §6.1", Note: "How many bytes of padding end this frame. Padding hides how long the message is; it counts in the window."})
	}
}

func (d *dissector) padding(p []byte) {
	d.add(len(p), Field{Name: "Padding", Value: hexValue(p), Role: RoleLen, Group: "padding" + d.suffix, Spec: "RFC 9113 §6.1", Note: "Zeros without a meaning."})
}

// dataPayload is the body, or a piece of it (RFC 9113 §6.1).
func (d *dissector) dataPayload(h http2Header) {
	parts := cutHTTP2Payload(h, d.b)
	d.padLength(parts.padLength)
	d.add(len(parts.body), Field{Name: "Data", Value: preview(parts.body), Role: RolePay, Group: "data", Spec: "RFC 9113 §6.1", Note: "A piece of the body. Where it is cut means nothing. The frame says how long it is, so HTTP/2 has no chunks."})
	d.padding(parts.padding)
	if h.flags&HTTP2Padded != 0 {
		d.decoded = append([]byte(nil), parts.body...)
	}
}

// blockPayload is a field block, or a piece of it (RFC 9113 §6.2, §6.6, §6.10).
func (d *dissector) blockPayload(h http2Header) {
	parts := cutHTTP2Payload(h, d.b)
	d.padLength(parts.padLength)
	if len(parts.fields) > 0 && h.frameType == HTTP2PushPromise {
		d.streamIdentifierOf("Promised Stream ID", "RFC 9113 §6.6", "The stream on which the server is going to push. Browsers have given pushing up.", "promise")
	} else if len(parts.fields) > 0 {
		d.priority(len(parts.fields))
	}
	if d.parts != nil {
		d.lay(len(parts.body))
	} else {
		d.add(len(parts.body), Field{Name: "Field Block Fragment", Value: hexValue(parts.body), Role: RoleFrame, Group: "block" + d.suffix, Spec: "RFC 9113 §6.10", Note: "The next piece of the field block that HEADERS began. It may begin in the middle of a line, so it can be read only together with what came before."})
	}
	d.padding(parts.padding)
}

func (d *dissector) streamIdentifierOf(name, spec, note, group string) {
	d.number31("R", "Reserved: senders leave it 0, readers ignore it.", Field{Name: name, Spec: spec, Note: note, Group: group + d.suffix, Role: RoleFrame})
}

// lay gives the next n bytes of the field block their place.
func (d *dissector) lay(n int) {
	for _, part := range d.parts {
		from, to := max(part.Offset, d.laid), min(part.Offset+part.Length, d.laid+n)
		if from < to {
			d.fields = append(d.fields, part.moved(from, to, d.at-d.laid))
		}
	}
	d.b, d.at, d.laid = d.b[n:], d.at+n, d.laid+n
}

// moved returns the part of a field that lies in the bytes [from, to), by bytes
// further. Of bits that begin before them whole bytes are left.
func (f Field) moved(from, to, by int) Field {
	if f.Bits != nil {
		bits := Bits{From: max(f.Bits.From, 8*from) + 8*by, To: min(f.Bits.To, 8*to) + 8*by}
		if f.Bits = &bits; bits.From%8 == 0 && bits.To%8 == 0 {
			f.Bits = nil
		}
	}
	f.Offset, f.Length = from+by, to-from
	return f
}

// priority names the five bytes of a priority (RFC 9113 §5.3.2).
func (d *dissector) priority(n int) {
	group := "priority" + d.suffix
	rest := d.b[min(n, len(d.b)):]
	d.b = d.b[:len(d.b)-len(rest)]
	d.number31("Exclusive", "Whether the streams that depend on the same one come below this one.", Field{Name: "Stream Dependency", Spec: "RFC 9113 §6.3", Note: "Priorities of this kind are given up: endpoints send them and mostly ignore them.", Group: group, Role: RoleFrame})
	if len(d.b) > 0 {
		d.add(1, Field{Name: "Weight", Value: strconv.Itoa(int(d.b[0]) + 1), Role: RoleFrame, Group: group, Spec: "RFC 9113 §6.3", Note: "From 1 to 256: the byte and one more."})
	}
	d.b = append(d.b[:len(d.b):len(d.b)], rest...)
}

func (d *dissector) priorityPayload(http2Header) { d.priority(5) }

// resetPayload ends a stream (RFC 9113 §6.4).
func (d *dissector) resetPayload(http2Header) { d.errorCode("RFC 9113 §6.4") }

func (d *dissector) errorCode(spec string) {
	if len(d.b) < 4 {
		d.add(len(d.b), Field{Name: "Error Code", Value: hexValue(d.b), Role: RoleFrame, Group: "code", Spec: spec})
		return
	}
	code := binary.BigEndian.Uint32(d.b)
	d.add(4, Field{Name: "Error Code", Value: fmt.Sprintf("0x%x %s", code, HTTP2ErrorName(code)), Role: RoleFrame, Group: "code", Spec: "RFC 9113 §7", Note: errorNote(code)})
}

// settingsPayload is a row of settings (RFC 9113 §6.5.1).
func (d *dissector) settingsPayload(h http2Header) {
	if h.flags&HTTP2Ack != 0 {
		return
	}
	for n := 1; len(d.b) > 0; n++ {
		d.group = "setting" + strconv.Itoa(n)
		d.setting()
	}
}

func (d *dissector) setting() {
	s := http2Setting{name: "cut off"}
	if len(d.b) >= 2 {
		s = settingOf(binary.BigEndian.Uint16(d.b))
	}
	d.add(2, Field{Name: "Identifier", Value: s.name, Role: RoleFrame, Spec: s.spec(), Note: s.note})
	value, _ := cutBytes(d.b, 4)
	number := uint32(0)
	for _, c := range value {
		number = number<<8 | uint32(c)
	}
	f := Field{Name: "Value", Value: strconv.FormatUint(uint64(number), 10), Role: RoleLen, Spec: s.spec()}
	if d.frame.Err != 0 && s.forbids(number) {
		f.Note, f.Spec = NotValidHere+": "+d.frame.Err.String(), d.frame.Err.Spec()
	}
	d.add(4, f)
}

// pingPayload is any 8 bytes (RFC 9113 §6.7).
func (d *dissector) pingPayload(http2Header) {
	d.add(min(8, len(d.b)), Field{Name: "Opaque Data", Value: hexValue(d.b[:min(8, len(d.b))]), Role: RolePay, Group: "data", Spec: "RFC 9113 §6.7", Note: "Any 8 bytes. They come back in the answer, which has the ACK flag."})
}

// goAwayPayload ends a connection in order (RFC 9113 §6.8).
func (d *dissector) goAwayPayload(http2Header) {
	d.streamIdentifierOf("Last-Stream-ID", "RFC 9113 §6.8", "The newest stream that was or may still be looked at. Requests on later ones may safely be sent again elsewhere.", "last")
	d.errorCode("RFC 9113 §6.8")
	d.add(len(d.b), Field{Name: "Additional Debug Data", Value: preview(d.b), Role: RolePay, Group: "debug", Spec: "RFC 9113 §6.8", Note: "For people who read a log."})
}

// windowPayload lets the other side send more (RFC 9113 §6.9).
func (d *dissector) windowPayload(h http2Header) {
	note := "The sender takes so many more bytes of DATA on this stream. Without it the other side has to stop when the window is used up."
	if h.stream == 0 {
		note = "The sender takes so many more bytes of DATA on the whole connection, whatever the stream. Each stream has a window of its own beside it."
	}
	d.number31("Reserved", "Senders leave it 0, readers ignore it.", Field{Name: "Window Size Increment", Spec: "RFC 9113 §6.9", Note: note, Group: "window", Role: RoleLen})
}

// priorityUpdatePayload changes a stream's priority (RFC 9218 §7.1).
func (d *dissector) priorityUpdatePayload(http2Header) {
	d.streamIdentifierOf("Prioritized Stream ID", "RFC 9218 §7.1", "The stream whose priority changes.", "prioritized")
	d.add(len(d.b), Field{Name: "Priority Field Value", Value: preview(d.b), Role: RolePay, Group: "value", Spec: "RFC 9218 §4", Note: "u is the urgency from 0 to 7, the lower the sooner; i says that pieces are of use before the whole is there."})
}
