package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestIsEnvelopes(t *testing.T) {
	for contentType, want := range map[string]bool{
		"application/connect+json":            true,
		"application/connect+proto":           true,
		"Application/Connect+JSON; charset=x": true,
		"application/grpc-web":                true,
		"application/grpc-web+proto":          true,
		"application/grpc":                    true,
		"application/grpc+proto":              true,
		"application/grpc-web-text":           false,
		"application/json":                    false,
		"application/proto":                   false,
		"":                                    false,
	} {
		if got := IsEnvelopes(contentType); got != want {
			t.Errorf("IsEnvelopes(%q) = %v, want %v", contentType, got, want)
		}
	}
}

// pieces cuts b into pieces of n bytes.
func pieces(b []byte, n int) [][]byte { return slices.Collect(slices.Chunk(b, n)) }

func appendChunk(b, data []byte) []byte { return fmt.Appendf(b, "%x\r\n%s\r\n", len(data), data) }

// checkEnvelopes compares the envelopes with what the body is when it is read at
// once.
func checkEnvelopes(t *testing.T, body, stream []byte, frames []Frame) {
	t.Helper()
	var got [][]byte
	for _, f := range frames {
		if f.Layer == Envelope {
			b := joined(stream, f, frames)
			got = append(got, b)
			if cut := len(b) < envelopeHead || int64(len(b)-envelopeHead) < int64(binary.BigEndian.Uint32(b[1:])); cut != (f.Err == RuleEnvelopeCut) {
				t.Errorf("%s of %x", describe(f), b)
			}
		}
	}
	var want [][]byte
	for len(body) > 0 {
		n := len(body)
		if n >= envelopeHead {
			n = int(min(int64(n), envelopeHead+int64(binary.BigEndian.Uint32(body[1:]))))
		}
		want, body = append(want, body[:n]), body[n:]
	}
	if !slices.EqualFunc(got, want, bytes.Equal) {
		t.Errorf("envelopes = %x, want %x", got, want)
	}
}

const (
	oneEnvelope  = "\x01\x00\x00\x00\x03abc"
	lastEnvelope = "\x02\x00\x00\x00\x02{}"
)

// envelopeCapture is a call of Connect, whose response goes on behind its end.
func envelopeCapture() capture {
	body := oneEnvelope + lastEnvelope
	head := "Content-Type: application/connect+json\r\nHost: h\r\n"
	return capture{"envelopes", "http1", []step{
		{ToServer, fmt.Appendf(nil, "POST / HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s", head, len(body), body)},
		{ToClient, fmt.Appendf(nil, "HTTP/1.1 200 OK\r\n%sTransfer-Encoding: chunked\r\n\r\n", head)},
		{ToClient, appendChunk(appendChunk(nil, []byte(body[:3])), []byte(body[3:]+oneEnvelope))},
		{ToClient, appendChunk(nil, []byte("\x00\x00"))},
		{ToClient, []byte("0\r\n\r\n")},
	}}
}

// TestEnvelopes has requests and responses of HTTP/1.1, with a length and in
// chunks.
func TestEnvelopes(t *testing.T) {
	c := envelopeCapture()
	want := map[Direction]string{
		ToServer: "envelope head 5 opcode 1, envelope head 5 opcode 2",
		ToClient: "envelope head 5 opcode 1, envelope head 5 opcode 2, envelope head 5 opcode 1 ! No envelope may follow the one that ends the stream., envelope head 2 opcode 0 ! The body ended inside this envelope.",
	}
	for dir, frames := range c.decode(t, whole) {
		checkFields(t, c.stream(Direction(dir)), Direction(dir), frames)
		if got := envelopesOf(frames); got != want[Direction(dir)] {
			t.Errorf("%s: %s, want %s", Direction(dir), got, want[Direction(dir)])
		}
	}
	checkEnvelopes(t, []byte(oneEnvelope+lastEnvelope+oneEnvelope+"\x00\x00"), c.stream(ToClient), c.decode(t, byteByByte)[ToClient])
}

func envelopesOf(frames []Frame) string {
	var texts []string
	for _, f := range frames {
		if f.Layer != Envelope {
			continue
		}
		text := fmt.Sprintf("%s head %d opcode %x", f.Kind, f.Head, f.Opcode)
		if f.Err != 0 {
			text += " ! " + f.Err.String()
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}
