package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// How a test gives bytes to decode.
var deliveries = map[string]func(io.Reader) io.Reader{
	"whole":        func(r io.Reader) io.Reader { return r },
	"byte by byte": iotest.OneByteReader,
}

// decodeLines runs "pushlab decode" and returns its lines.
func decodeLines(t *testing.T, in io.Reader, args ...string) []line {
	t.Helper()
	out := runDecode(t, in, args...)
	var lines []line
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var l line
		err := d.Decode(&l)
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatalf("line %d is no object: %v", len(lines)+1, err)
		}
		lines = append(lines, l)
	}
}

func runDecode(t *testing.T, in io.Reader, args ...string) string {
	t.Helper()
	var out, stderr bytes.Buffer
	code := run(t.Context(), stdio{in: in, out: &out, err: &stderr}, append([]string{"decode"}, args...))
	if code != 0 || stderr.Len() > 0 {
		t.Fatalf("decode %q ended with %d and says %q, want 0 and nothing", args, code, stderr.String())
	}
	return out.String()
}

// checkTiles wants the frames of the lowest layer to cover the stream, and the
// fields of each frame to cover the frame.
func checkTiles(t *testing.T, lines []line, size int64) {
	t.Helper()
	at := int64(0)
	for _, l := range lines {
		if l.Frame == nil {
			continue
		}
		if l.Frame.Parent < 0 {
			if l.Frame.Start != at {
				t.Errorf("a frame starts at %d, want %d", l.Frame.Start, at)
			}
			at = l.Frame.End
		}
		checkFields(t, l.Frame)
	}
	if at != size {
		t.Errorf("the last frame ends at %d, want %d", at, size)
	}
}

// checkFields wants every byte of the frame to be in a named field.
func checkFields(t *testing.T, f *frameLine) {
	t.Helper()
	size, at := 0, 0
	for _, span := range f.Spans {
		size += span[1]
	}
	for _, x := range f.Fields {
		if x.Decoded || x.Offset+x.Length <= at {
			continue
		}
		if x.Offset != at && (x.Bits == nil || x.Offset > at) || x.Name == "" || x.Spec == "" {
			t.Errorf("%s at %d: field %+v, want one at %d with a name and a section", f.Kind, f.Start, x, at)
		}
		at = x.Offset + x.Length
	}
	if at != size {
		t.Errorf("%s at %d: the fields cover %d bytes of %d", f.Kind, f.Start, at, size)
	}
}

// Compressed messages come out as the application gets them. The bytes are those
// of RFC 7692 §7.2.3.1 and, with a window that is kept, §7.2.3.2.
func TestDecodeInflates(t *testing.T) {
	input := "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00" + "\xc1\x05\xf2\x00\x11\x00\x00" + "\x41\x03\xf2\x48\xcd\x80\x04\xc9\xc9\x07\x00"
	for how, deliver := range deliveries {
		lines := decodeLines(t, deliver(strings.NewReader(input)), "-p", "websocket-client", "-deflate")
		hello := webSocketEvent{Type: "text", Text: "Hello"}
		if got, want := webSocketEvents(lines), []webSocketEvent{hello, hello, hello}; !slices.Equal(got, want) {
			t.Errorf("%s: messages = %+v, want %+v", how, got, want)
		}
	}
}

// What comes is told when it comes, before the stream ends.
func TestDecodeStreams(t *testing.T) {
	in, writer := io.Pipe()
	reader, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(t.Context(), stdio{in: in, out: out, err: io.Discard}, []string{"decode", "-p", "sse"})
	}()
	lines := json.NewDecoder(reader)
	for i := range 3 {
		fmt.Fprintf(writer, "data: %d\n\n", i)
		for _, want := range []string{"frame", "dispatch"} {
			var l map[string]json.RawMessage
			if err := lines.Decode(&l); err != nil || l[want] == nil {
				t.Fatalf("event %d is told as %v (%v), want a %s", i, l, err, want)
			}
		}
	}
	reader.Close() // nobody reads any more
	fmt.Fprint(writer, "data: 3\n\n")
	if code := <-ended; code != 0 {
		t.Errorf("decode into a broken pipe ended with %d, want 0", code)
	}
}

// An interrupt ends the reading like the end of the bytes, although the read
// itself can not be called off.
func TestDecodeEndsWithAnInterrupt(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	in, writer := io.Pipe()
	defer writer.Close()
	reader, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, stdio{in: in, out: out, err: io.Discard}, []string{"decode", "-p", "sse"})
		out.Close()
	}()
	fmt.Fprint(writer, "id: 4\ndata: x\n\ndata: y")
	lines := bufio.NewScanner(reader)
	last := ""
	for lines.Scan() {
		if last = lines.Text(); strings.Contains(last, "dispatch") {
			interrupt()
		}
	}
	if want := `{"state":{"lastEventId":"4","retry":null}}`; last != want || <-ended != 0 {
		t.Errorf("the last line is %s, want %s and exit code 0", last, want)
	}
}

// An event that lies in several chunks is dispatched, and its spans leave the
// framing out.
func TestDecodeEventsInChunks(t *testing.T) {
	const response = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" +
		"7\r\nid: 9\rd\r\n6\r\nata: a\r\n2\r\n\r\r\r\n1\r\n\n\r\n0\r\n\r\n"
	for how, deliver := range deliveries {
		lines := decodeLines(t, deliver(strings.NewReader(response)), "-p", "http1")
		checkTiles(t, lines, int64(len(response)))
		var got []dispatchLine
		var spans [][2]int
		for _, l := range lines {
			if l.Dispatch != nil {
				got = append(got, *l.Dispatch)
			}
			if l.Frame != nil && l.Frame.Kind == "event" {
				spans = l.Frame.Spans
			}
		}
		if want := []dispatchLine{{Type: "message", Data: "a", LastEventID: "9"}}; !slices.Equal(got, want) {
			t.Errorf("%s: dispatched %+v, want %+v", how, got, want)
		}
		if want := [][2]int{{83, 7}, {95, 6}, {106, 2}, {113, 1}}; !slices.Equal(spans, want) {
			t.Errorf("%s: spans = %v, want %v", how, spans, want)
		}
	}
}

// Of several content types the last valid one says what the body is.
func TestDecodeTypeInSeveralLines(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/event-stream\r\nContent-Type: x\r\n\r\n"
	for how, deliver := range deliveries {
		lines := decodeLines(t, deliver(strings.NewReader(head+"data: a\n\n")), "-p", "http1")
		if !slices.ContainsFunc(lines, func(l line) bool { return l.Dispatch != nil && l.Dispatch.Data == "a" }) {
			t.Errorf("%s: no event in %+v", how, lines)
		}
	}
}

// The same over HTTP/2: the event of one stream lies in two DATA frames, one of
// them padded, with a frame of another stream between them.
func TestDecodeEventsInHTTP2(t *testing.T) {
	var stream, block bytes.Buffer
	framer, encoder := http2.NewFramer(&stream, nil), hpack.NewEncoder(&block)
	encoder.WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
	encoder.WriteField(hpack.HeaderField{Name: "content-type", Value: "text/event-stream"})
	framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block.Bytes(), EndHeaders: true})
	head := stream.Len()
	framer.WriteDataPadded(1, false, []byte("id: 9\nda"), make([]byte, 3))
	framer.WriteData(3, false, []byte("ta: b\n\n"))
	framer.WriteData(1, true, []byte("ta: a\n\n"))
	for how, deliver := range deliveries {
		lines := decodeLines(t, deliver(bytes.NewReader(stream.Bytes())), "-p", "http2")
		checkTiles(t, lines, int64(stream.Len()))
		i := slices.IndexFunc(lines, func(l line) bool { return l.Dispatch != nil })
		if i < 1 || lines[i-1].Frame == nil {
			t.Fatalf("%s: no event behind its frame in %+v", how, lines)
		}
		if got, want := *lines[i].Dispatch, (dispatchLine{Type: "message", Data: "a", LastEventID: "9", Stream: 1}); got != want {
			t.Errorf("%s: dispatched %+v, want %+v", how, got, want)
		}
		want := [][2]int{{head + 10, 8}, {stream.Len() - 7, 7}}
		if got := lines[i-1].Frame.Spans; !slices.Equal(got, want) {
			t.Errorf("%s: spans = %v, want %v", how, got, want)
		}
	}
}
