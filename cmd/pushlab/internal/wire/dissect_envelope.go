package wire

import (
	"encoding/binary"
	"strconv"
)

const (
	specConnect = "Connect Protocol §Streaming RPCs"
	specGRPCWeb = "gRPC-Web Protocol §Protocol differences vs gRPC over HTTP2"
)

// envelope is flags, a length and a message.
func (d *dissector) envelope() {
	if len(d.b) > 0 {
		d.envelopeFlags(d.b[0])
	}
	head, _ := cutBytes(d.b, 4)
	f := Field{Name: "Message-Length", Value: hexValue(head), Role: RoleLen, Group: "len", Spec: specConnect, Note: "How many bytes of message follow, the highest byte first. HTTP's own frames do not keep messages apart: this does."}
	if len(head) == 4 {
		f.Value = strconv.FormatUint(uint64(binary.BigEndian.Uint32(head)), 10)
	}
	d.add(4, f)
	d.add(len(d.b), Field{Name: "Message", Value: preview(d.b), Role: RolePay, Group: "message", Spec: specConnect, Note: messageNote(d.frame.Opcode)})
	switch {
	case d.frame.Err == RuleEnvelopeCut:
		d.blame()
	case d.frame.Err == RuleAfterLastEnvelope && len(d.fields) > 0: // of no bytes there is nothing to blame
		d.fields[0].Note, d.fields[0].Spec = NotValidHere+": "+d.frame.Err.String(), d.frame.Err.Spec()
	}
}

// envelopeFlags names the bits of the first byte.
func (d *dissector) envelopeFlags(flags byte) {
	d.bitField(0, 1, 1, Field{Name: "Trailers", Value: digit(flags >> 7), Role: RoleFrame, Group: "flags", Spec: specGRPCWeb, Note: "gRPC-Web: the message is the trailers. A browser keeps real trailers from the page, so they come in the body."})
	d.bitField(1, 6, 1, Field{Name: "Unused Flags", Value: strconv.Itoa(int(flags >> 2 & 0x1F)), Role: RoleFrame, Group: "flags", Spec: specConnect, Quiet: flags>>2&0x1F == 0})
	d.bitField(6, 7, 1, Field{Name: "EndStream", Value: digit(flags >> 1 & 1), Role: RoleFrame, Group: "flags", Spec: specConnect, Note: "Connect: the message ends the stream. It is JSON, and says whether all went well: the status 200 was sent long before."})
	d.bitField(7, 8, 1, Field{Name: "Compressed", Value: digit(flags & 1), Role: RoleFrame, Group: "flags", Spec: specConnect, Note: "The message is compressed as connect-content-encoding or grpc-encoding says."})
	d.b, d.at = d.b[1:], d.at+1
}

func messageNote(flags byte) string {
	switch {
	case flags&EnvelopeCompressed != 0:
		return "A message, compressed."
	case flags&EnvelopeEndStream != 0:
		return "The end of the stream: an error and metadata, in JSON. An empty object is success."
	case flags&EnvelopeTrailers != 0:
		return "The trailers, a line each as in HTTP/1.1: grpc-status 0 is success."
	}
	return "A message, as the content type says: JSON or Protocol Buffers."
}
