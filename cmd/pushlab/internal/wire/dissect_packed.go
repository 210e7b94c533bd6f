package wire

// packedName is the payload of frames whose message is compressed.
const packedName = "Payload data (compressed)"

// packedParts names the payload of a frame whose message is compressed. A frame
// that is the whole message is inflated too, if it needs no message before it.
func (d *dissector) packedParts(h FrameHeader, plain []byte) []Field {
	if len(plain) == 0 {
		return nil
	}
	field := Field{Name: packedName, Value: hexValue(plain), Length: len(plain), Role: RolePay, Group: "pay", Spec: "RFC 7692 §6", Note: packedNotes[h.Opcode == OpContinuation]}
	switch {
	case d.failsInflated(h.Length, len(plain)):
		field.Note, field.Spec = NotValidHere+": "+d.frame.Err.String(), d.frame.Err.Spec()
	case h.Fin && h.Opcode != OpContinuation && uint64(len(plain)) == h.Length:
		d.inflated = inflateAlone(plain)
	}
	return []Field{field}
}

var packedNotes = map[bool]string{
	false: "DEFLATE data without the 00 00 ff ff at its end. What comes out of it with them is what the application gets.",
	true:  "The compressed data goes on. It can be inflated when the last frame of the message is there.",
}

// failsInflated says whether the frame's rule was broken by what came out of the
// compressed message, which is known only when all of the payload is there.
func (d *dissector) failsInflated(length uint64, plain int) bool {
	switch d.frame.Err {
	case RulePackedData, RuleUTF8, RuleUTF8End, RuleTooBig:
		return d.frame.Packed && length == uint64(plain)
	}
	return false
}
