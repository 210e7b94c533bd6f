package wire

import (
	"encoding/binary"
	"strings"
)

// The flags of an envelope. Connect and gRPC-Web have the first in common; each
// has its own way to say that nothing more comes, because a browser does not
// show trailers to a page.
const (
	EnvelopeCompressed byte = 0x01 // the message is compressed
	EnvelopeEndStream  byte = 0x02 // of Connect: the message is the end of the stream, in JSON
	EnvelopeTrailers   byte = 0x80 // of gRPC-Web: the message is the trailers
)

// envelopeHead is the size of what stands before a message: a byte of flags and
// four of length.
const envelopeHead = 5

// envelopeTypes begin the content types whose bodies are envelopes. The text
// form of gRPC-Web is not one: it is base64 of envelopes.
var envelopeTypes = [...]string{"application/connect+", "application/grpc-web+", "application/grpc+"}

// IsEnvelopes says whether a Content-Type makes a body a row of envelopes:
// application/connect+json, application/grpc-web, application/grpc+proto …
func IsEnvelopes(contentType string) bool {
	e := essence(contentType)
	for _, prefix := range envelopeTypes {
		if strings.HasPrefix(e, prefix) {
			return true
		}
	}
	return e == "application/grpc-web" || e == "application/grpc"
}

// An envelopeScanner finds the envelopes of a body.
type envelopeScanner struct {
	at     int64 // in the stream, behind the last byte of the body that was seen
	start  int64 // of the open envelope
	parent int64
	head   [envelopeHead]byte
	size   int   // bytes of head so far
	left   int64 // bytes of the message to come, when head is whole
	over   bool  // the stream has ended
}

// feed implements bodyScanner.
func (s *envelopeScanner) feed(p []byte, at, parent int64, out *[]Frame) {
	for len(p) > 0 {
		n := s.take(p, at, parent)
		p, at = p[n:], at+int64(n)
		s.at = at
		if s.size == envelopeHead && s.left == 0 {
			s.emit(s.rule(), out)
			s.over = s.over || s.head[0]&(EnvelopeEndStream|EnvelopeTrailers) != 0
		}
	}
}

// take takes bytes of the head, or of the message.
func (s *envelopeScanner) take(p []byte, at, parent int64) (n int) {
	if s.size == 0 {
		s.start, s.parent = at, parent
	}
	if s.size == envelopeHead {
		n = int(min(int64(len(p)), s.left))
		s.left -= int64(n)
		return n
	}
	n = copy(s.head[s.size:], p)
	if s.size += n; s.size == envelopeHead {
		s.left = int64(binary.BigEndian.Uint32(s.head[1:]))
	}
	return n
}

func (s *envelopeScanner) rule() Rule {
	if s.over {
		return RuleAfterLastEnvelope
	}
	return 0
}

func (s *envelopeScanner) emit(err Rule, out *[]Frame) {
	*out = append(*out, Frame{
		Layer: Envelope, Kind: KindEnvelope, Opcode: s.head[0], Start: s.start, End: s.at,
		Head: s.size, Parent: s.parent, Err: err,
	})
	s.size = 0
}

// end implements bodyScanner.
func (s *envelopeScanner) end(out *[]Frame) {
	if s.size > 0 {
		s.emit(RuleEnvelopeCut, out)
	}
}
