package wire

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"
)

// TestLargeTable lets HPACK's table grow to what a browser announces, and past
// what nobody has announced.
func TestLargeTable(t *testing.T) {
	for size, want := range map[uint32]Rule{64 << 10: 0, 64<<10 + 1: RuleCompression} {
		var b bytes.Buffer
		e := hpack.NewEncoder(&b)
		e.SetMaxDynamicTableSizeLimit(size)
		e.SetMaxDynamicTableSize(size)
		stream := []byte(nil)
		for range 2 {
			for i := range 100 {
				_ = e.WriteField(hpack.HeaderField{Name: fmt.Sprintf("x-%d", i), Value: strings.Repeat("v", 500)})
			}
			stream = append(stream, inFrames(b.Bytes())...)
			b.Reset()
		}
		got := readHTTP2(stream, whole)
		if got.rule != want {
			t.Errorf("table of %d bytes: rule %q, want %q", size, got.rule, want)
		}
		if want == 0 && (len(got.heads) != 2 || !slices.Equal(got.heads[0].Header, got.heads[1].Header)) {
			t.Errorf("the second header, out of the table, is another one")
		}
	}
}

// inFrames puts a field block into HEADERS and CONTINUATION frames.
func inFrames(block []byte) (b []byte) {
	for i, piece := range pieces(block, HTTP2MaxFrameSize) {
		frameType, flags := HTTP2Continuation, byte(0)
		if i == 0 {
			frameType = HTTP2Headers
		}
		if (i+1)*HTTP2MaxFrameSize >= len(block) {
			flags = HTTP2EndHeaders
		}
		b = appendFrame(b, frameType, flags, 1, piece)
	}
	return b
}

// TestOverwritten has field blocks that held a secret: one field says so, and
// nothing of them is read as HPACK.
func TestOverwritten(t *testing.T) {
	b := http2Case{frames: []frameCase{
		{HTTP2Headers, HTTP2Padded, 1, "*****"},
		{HTTP2Continuation, HTTP2EndHeaders, 1, "*******"},
	}}.bytes()
	head := Head{Method: "GET", Header: []HeaderLine{{":method", "GET"}, {"cookie", "****"}}}
	f := DissectHeaders(Frame{Layer: Header, End: int64(len(b))}, ToServer, b, head)
	checkCover(t, f, len(b))
	var got []string
	for _, field := range f.Fields {
		if at := field.Offset; at >= 9 && at < 14 || at >= 23 {
			got = append(got, field.Name+"="+field.Value)
		}
	}
	if want := []string{"Field Block Fragment=overwritten", "Field Block Fragment=overwritten"}; !slices.Equal(got, want) {
		t.Errorf("fields of the block = %q, want %q", got, want)
	}
}

// TestDynamicIndex reads a line out of the dynamic table, with what the splitter
// knows and without.
func TestDynamicIndex(t *testing.T) {
	b := appendFrame(nil, HTTP2Headers, HTTP2EndHeaders, 1, []byte("\xbe"))
	f := Frame{Layer: HTTP2, Kind: KindHTTP2, Opcode: HTTP2Headers, End: int64(len(b))}
	known := DissectHeaders(f, ToServer, b, Head{Header: []HeaderLine{{"x-run", "7"}}})
	unknown := Dissect(f, ToServer, b, "")
	for d, want := range map[*Frame]string{&known: "62 = x-run: 7", &unknown: "62"} {
		last := d.Fields[len(d.Fields)-1]
		if last.Name != "Index" || last.Value != want || !strings.Contains(last.Note, "number 1 from the newest") {
			t.Errorf("field = %+v, want Index %q", last, want)
		}
	}
}

// TestEndsStream tells the last frame of a sender on a stream.
func TestEndsStream(t *testing.T) {
	d := NewHTTP2Capture()
	var got []bool
	for p := (http2Case{frames: []frameCase{
		{HTTP2Headers, HTTP2EndStream, 1, get1[:1]},
		{HTTP2Continuation, HTTP2EndHeaders, 1, get1[1:]},
		{HTTP2Headers, HTTP2EndHeaders, 3, get1},
		{HTTP2Data, HTTP2EndStream, 3, ""},
		{HTTP2Ping, HTTP2Ack, 0, "12345678"},
		{HTTP2RSTStream, 0, 5, "\x00\x00\x00\x00"},
	}}).bytes(); len(p) > 0; {
		n, u, _ := d.Next(p)
		p = p[n:]
		got = append(got, u.EndsStream())
	}
	if want := []bool{false, true, false, true, false, true}; !slices.Equal(got, want) {
		t.Errorf("EndsStream = %v, want %v", got, want)
	}
	if d.Direction() != ToServer {
		t.Error("a request travels to the client")
	}
}
