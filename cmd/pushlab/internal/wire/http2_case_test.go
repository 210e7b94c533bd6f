package wire

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"
)

// appendFrame writes a frame (RFC 9113 §4.1).
func appendFrame(b []byte, frameType, flags byte, stream uint32, payload []byte) []byte {
	b = append(b, byte(len(payload)>>16), byte(len(payload)>>8), byte(len(payload)), frameType, flags)
	return append(binary.BigEndian.AppendUint32(b, stream), payload...)
}

// encode writes a field block without the tables of its connection.
func encode(lines ...string) []byte {
	var b bytes.Buffer
	e := hpack.NewEncoder(&b)
	for i := 0; i < len(lines); i += 2 {
		_ = e.WriteField(hpack.HeaderField{Name: lines[i], Value: lines[i+1]})
	}
	return b.Bytes()
}

// An http2Case is a direction of a connection.
type http2Case struct {
	name   string
	frames []frameCase
}

type frameCase struct {
	frameType, flags byte
	stream           uint32
	payload          string
}

func (c http2Case) bytes() (b []byte) {
	for _, f := range c.frames {
		b = appendFrame(b, f.frameType, f.flags, f.stream, []byte(f.payload))
	}
	return b
}

var (
	get1  = string(encode(":method", "GET", ":scheme", "https", ":path", "/"))
	okSSE = string(encode(":status", "200", "content-type", "text/event-stream"))
)

// http2Seeds are what the vectors leave out.
var http2Seeds = []http2Case{
	{"event over two frames, another stream between", []frameCase{
		{HTTP2Headers, HTTP2EndHeaders, 1, okSSE},
		{HTTP2Headers, HTTP2EndHeaders, 3, okSSE},
		{HTTP2Data, HTTP2Padded, 1, "\x02data: \x00\x00"},
		{HTTP2Data, 0, 3, "data: three\n\n"},
		{HTTP2Data, HTTP2EndStream, 1, "one\n\n"},
		{HTTP2RSTStream, 0, 3, "\x00\x00\x00\x08"},
	}},
	{"priority", []frameCase{
		{HTTP2Headers, HTTP2EndHeaders | HTTP2Padded | HTTP2HasPriority, 1, "\x01\x80\x00\x00\x00\x0f" + get1 + "\x00"},
		{HTTP2Priority, 0, 3, "\x80\x00\x00\x01\xff"},
		{HTTP2PriorityUpdate, 0, 0, "\x00\x00\x00\x01u=0"},
	}},
	{"push", []frameCase{
		{HTTP2PushPromise, 0, 1, "\x00\x00\x00\x02" + get1[:1]},
		{HTTP2Continuation, HTTP2EndHeaders, 1, get1[1:]},
	}},
	{"block in three frames", []frameCase{
		{HTTP2Headers, HTTP2EndStream, 1, get1[:2]},
		{HTTP2Continuation, 0, 1, ""},
		{HTTP2Continuation, HTTP2EndHeaders, 1, get1[2:] + string(encode("x", strings.Repeat("y", 300)))},
	}},
	{"block cut", []frameCase{{HTTP2Headers, 0, 1, get1}}},
	{"gRPC-Web over two frames", []frameCase{
		{HTTP2Headers, HTTP2EndHeaders, 1, string(encode(":status", "200", "content-type", "application/grpc-web+json"))},
		{HTTP2Data, 0, 1, "\x00\x00\x00"},
		{HTTP2Data, 0, 1, "\x00\x02{}\x80\x00\x00\x00\x0fgrpc-status:0\r\n"},
		{HTTP2Data, HTTP2EndStream, 1, "\x00\x00"},
	}},
	{"trailers", []frameCase{
		{HTTP2Headers, HTTP2EndHeaders, 1, okSSE},
		{HTTP2Data, 0, 1, "data: cut"},
		{HTTP2Headers, HTTP2EndHeaders | HTTP2EndStream, 1, string(encode("x-sum", "5"))},
	}},
	{"no such entry", []frameCase{{HTTP2Headers, HTTP2EndHeaders, 1, "\xfe"}, {HTTP2Ping, 0, 0, "12345678"}}},
	{"never indexed, table size 0", []frameCase{{HTTP2Headers, HTTP2EndHeaders, 1, "\x20\x10\x01a\x01b"}}},
	{"redacted", []frameCase{{HTTP2Headers, HTTP2EndHeaders | HTTP2Padded, 1, "*****"}}},
	{"huffman broken", []frameCase{{HTTP2Headers, HTTP2EndHeaders, 1, "\x00\x81\xff\x00"}}},
}

// TestHTTP2Strict has the first bytes of a connection.
func TestHTTP2Strict(t *testing.T) {
	settings := string(appendFrame(nil, HTTP2Settings, 0, 0, nil))
	ping := string(appendFrame(nil, HTTP2Ping, 0, 0, []byte("12345678")))
	for name, c := range map[string]struct {
		dir   Direction
		input string
		want  string
	}{
		"client":                {ToServer, HTTP2Preface + settings + ping, "preface SETTINGS PING"},
		"server":                {ToClient, settings + ping, "SETTINGS PING"},
		"client, no preface":    {ToServer, settings, "preface: " + RuleHTTP2Preface.String() + " garbage"},
		"client, no settings":   {ToServer, HTTP2Preface + ping + ping, "preface PING: " + RuleFirstSettings.String() + " garbage"},
		"server with a preface": {ToClient, HTTP2Preface, "UNKNOWN_FRAME_TYPE_32: " + RuleFrameSize.String() + " garbage"},
	} {
		split, got := NewHTTP2Splitter(), []string{}
		for p := []byte(c.input); len(p) > 0; {
			n, u, _ := split.Next(c.dir, p)
			p = p[n:]
			got = append(got, nameUnit(u))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}

func nameUnit(u HTTP2Unit) string {
	switch {
	case u.Kind == KindGarbage:
		return "garbage"
	case u.Kind == KindPreface && u.Err == 0:
		return "preface"
	case u.Kind == KindPreface:
		return "preface: " + u.Err.String()
	case u.Err != 0:
		return HTTP2FrameName(u.Type) + ": " + u.Err.String()
	}
	return HTTP2FrameName(u.Type)
}

// TestPrefaceBroken has a preface that breaks off in the middle of a piece.
func TestPrefaceBroken(t *testing.T) {
	c := capture{"preface", "http2", []step{{ToServer, []byte("PRI 00")}}}
	for size := range 6 {
		checkCapture(t, c, size)
	}
}
