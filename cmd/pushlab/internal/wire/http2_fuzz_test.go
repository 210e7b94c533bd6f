package wire

import "testing"

// FuzzHTTP2 has one direction of a connection, which begins anywhere.
func FuzzHTTP2(f *testing.F) {
	for _, seed := range http2Seeds {
		f.Add(seed.bytes(), 3)
	}
	fuzzDecoder(f, "http2", ToServer)
}

// FuzzHTTP2Conn has both directions of a connection from its first byte on.
func FuzzHTTP2Conn(f *testing.F) {
	for _, v := range http2Vectors(f) {
		f.Add(append([]byte(HTTP2Preface+"\x00\x00\x00\x04\x00\x00\x00\x00\x00"), v.Input...), []byte(v.Input), 3)
	}
	f.Fuzz(func(t *testing.T, in, out []byte, size int) {
		if in, out = in[:min(len(in), 1024)], out[:min(len(out), 1024)]; len(in) > 0 {
			checkCapture(t, capture{"fuzz", "http2-both", []step{{ToServer, in}, {ToClient, out}}}, size)
		}
	})
}

// FuzzHTTP2Headers gives a field block to a direction of HTTP/2 and looks at its
// fields with the decoded lines.
func FuzzHTTP2Headers(f *testing.F) {
	for _, v := range http2Vectors(f) {
		if len(v.Input) > HTTP2HeaderSize {
			f.Add([]byte(v.Input)[HTTP2HeaderSize:], HTTP2EndHeaders)
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte, flags byte) {
		payload = payload[:min(len(payload), HTTP2MaxFrameSize)]
		b := appendFrame(nil, HTTP2Headers, flags, 1, payload)
		_, u, _ := NewHTTP2Capture().Next(b)
		head := Head{}
		if u.Head != nil {
			head = *u.Head
		}
		for _, frame := range []Frame{u.frame(0), {Layer: Header, End: int64(len(b)), Err: u.Err}} {
			checkCover(t, DissectHeaders(frame, ToServer, b, head), len(b))
		}
		two := appendFrame(appendFrame(nil, HTTP2Headers, 0, 1, payload[:len(payload)/2]), HTTP2Continuation, HTTP2EndHeaders, 1, payload[len(payload)/2:])
		checkCover(t, DissectHeaders(Frame{Layer: Header, End: int64(len(two))}, ToServer, two, head), len(two))
	})
}

// FuzzEnvelope has a body of envelopes in the chunks of a response.
func FuzzEnvelope(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00\x02{}\x02\x00\x00\x00\x02{}"), 3)
	f.Add([]byte("\x80\x00\x00\x00\x0fgrpc-status:0\r\n"), 1)
	f.Add([]byte("\x00\xff\xff\xff\xffcut"), 7)
	f.Fuzz(func(t *testing.T, body []byte, size int) {
		body = body[:min(len(body), 1024)]
		response := []byte("HTTP/1.1 200 OK\r\nContent-Type: application/connect+json\r\nTransfer-Encoding: chunked\r\n\r\n")
		for _, piece := range pieces(body, 1+size&15) {
			response = appendChunk(response, piece)
		}
		c := capture{"fuzz", "http1", []step{{ToServer, []byte(getA)}, {ToClient, append(response, "0\r\n\r\n"...)}}}
		checkCapture(t, c, size)
		checkEnvelopes(t, body, c.stream(ToClient), c.decode(t, whole)[ToClient])
	})
}
