package wire

import "strconv"

// payload names the payload, on the wire and, if it is masked, unmasked.
func (d *dissector) payload(h FrameHeader) {
	plain := d.b[:payloadSize(h, d.b)]
	if h.Masked && len(plain) > 0 {
		plain = append([]byte(nil), plain...)
		unmask(h, plain)
		d.decoded = plain
	}
	parts := d.payloadParts(h, plain)
	for _, part := range parts {
		d.add(part.Length, part)
	}
	if d.decoded == nil {
		return
	}
	at := 0
	for _, part := range parts {
		part.Offset, part.Decoded = at, true
		at += part.Length
		d.fields = append(d.fields, part)
	}
}

// payloadParts names the parts of a payload.
func (d *dissector) payloadParts(h FrameHeader, plain []byte) []Field {
	op, err := h.Opcode, d.frame.Err
	switch {
	case d.frame.Packed:
		return d.packedParts(h, plain)
	case op == OpClose && len(plain) > 0:
		return closeParts(plain, err)
	}
	field := Field{Name: "Payload data", Role: RolePay, Group: "pay", Spec: specFrame, Note: payloadNotes[op]}
	if err == RuleUTF8 {
		return cutAt(plain, len(plain)-1, field, err)
	}
	parts := cutAt(plain, len(plain), field, 0)
	if op == OpBinary && len(parts) > 0 {
		parts[0].Value = hexValue(plain)
	}
	return parts
}

// closeParts are the status code and the reason of a Close frame (RFC 6455 §5.5.1).
func closeParts(plain []byte, err Rule) []Field {
	code := Field{Name: "Status code", Role: RoleFrame, Group: "code", Spec: "RFC 6455 §7.4"}
	if err == RuleCloseLength || len(plain) < 2 {
		return cutAt(plain, 0, code, RuleCloseLength)
	}
	number, _, _ := ParseClose(plain)
	code.Value, code.Length, code.Note = strconv.Itoa(number), 2, closeNote(number)
	if err == RuleCloseCode {
		code.Note = NotValidHere + ": " + err.String()
	}
	reason := Field{Name: "Reason", Role: RolePay, Group: "reason", Spec: "RFC 6455 §7.1.6", Note: "UTF-8 text for people who read a log, at most 123 bytes."}
	bad := len(plain) - 2
	if i := (&utf8State{}).check(plain[2:]); i >= 0 {
		bad = i
	}
	return append([]Field{code}, cutAt(plain[2:], bad, reason, RuleCloseReason)...)
}

// cutAt makes the fields of a payload part whose byte bad breaks a rule; when
// bad is its length, none does.
func cutAt(plain []byte, bad int, field Field, rule Rule) (parts []Field) {
	wrong := Field{Name: NotValidHere, Role: RoleFrame, Group: "bad", Spec: rule.Spec(), Note: rule.String()}
	bad = min(max(bad, 0), len(plain))
	end := min(bad+1, len(plain))
	for i, piece := range [...][]byte{plain[:bad], plain[bad:end], plain[end:]} {
		part := field
		if i == 1 {
			part = wrong
		}
		if part.Value, part.Length = preview(piece), len(piece); len(piece) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

// payloadSize returns how much of b is payload of the frame with header h.
func payloadSize(h FrameHeader, b []byte) int { return int(min(h.Length, uint64(len(b)))) }

func unmask(h FrameHeader, b []byte) {
	if h.Masked {
		Mask(h.Key, 0, b)
	}
}
