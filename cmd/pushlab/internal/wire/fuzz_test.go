package wire

import (
	"reflect"
	"testing"
)

// fuzzDecoder checks for one protocol what holds for any bytes: the frames do
// not depend on the pieces, they tile the stream, and their fields cover them.
func fuzzDecoder(f *testing.F, protocol string, dir Direction) {
	for _, c := range captures(f) {
		if b := c.stream(dir); len(b) > 0 && len(b) < 4096 {
			f.Add(b, 3)
		}
	}
	f.Fuzz(func(t *testing.T, input []byte, size int) {
		c := capture{"fuzz", protocol, []step{{dir, input}}}
		checkCapture(t, c, size)
	})
}

func checkCapture(t *testing.T, c capture, size int) {
	t.Helper()
	if len(c.steps[0].bytes) == 0 {
		return
	}
	frames := c.decode(t, whole)
	piece := func(n int) int { return min(n, 1+size&15) }
	for _, cut := range []cutter{byteByByte, piece} {
		if got := c.decode(t, cut); !reflect.DeepEqual(got, frames) {
			t.Fatalf("in pieces:\n%s\nwhole:\n%s", list(got), list(frames))
		}
	}
	for _, dir := range []Direction{ToServer, ToClient} {
		checkTiling(t, c.stream(dir), frames[dir])
		checkFields(t, c.stream(dir), dir, frames[dir])
	}
}

func FuzzSSE(f *testing.F)             { fuzzDecoder(f, "sse", ToClient) }
func FuzzHTTP1Request(f *testing.F)    { fuzzDecoder(f, "http1-request", ToServer) }
func FuzzHTTP1Response(f *testing.F)   { fuzzDecoder(f, "http1-response", ToClient) }
func FuzzWebSocketClient(f *testing.F) { fuzzDecoder(f, "websocket-client", ToClient) }
func FuzzWebSocketServer(f *testing.F) { fuzzDecoder(f, "websocket-server", ToServer) }

// FuzzConn has both directions of a connection.
func FuzzConn(f *testing.F) {
	for _, c := range httpCaptures(f) {
		f.Add(c.stream(ToServer), c.stream(ToClient), 3)
	}
	f.Fuzz(func(t *testing.T, in, out []byte, size int) {
		if len(in) == 0 {
			return
		}
		checkCapture(t, capture{"fuzz", "http1", []step{{ToServer, in}, {ToClient, out}}}, size)
	})
}

// FuzzDissect gives bytes to the wrong frames: nothing panics, every byte is named.
func FuzzDissect(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"), byte(0), byte(0), uint16(3))
	f.Add([]byte("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), byte(8), byte(0), uint16(0))
	f.Fuzz(func(t *testing.T, b []byte, kind, rule byte, head uint16) {
		frame := Frame{Kind: Kind(kind), Err: Rule(rule) % ruleCount, Head: int(head), End: int64(len(b))}
		for _, dir := range []Direction{ToServer, ToClient} {
			cover := Dissect(frame, dir, b, "")
			for i := range cover.Fields {
				cover.Fields[i].Spec = "any" // garbage without a rule has none
			}
			checkCover(t, cover, len(b))
		}
	})
}

// FuzzInterpretation compares the incremental interpretation with that of the
// blocks, which the byte view shows.
func FuzzInterpretation(f *testing.F) {
	for _, v := range sseVectors(f) {
		if len(v.Input) < 4096 {
			f.Add([]byte(v.Input), 3)
		}
	}
	f.Fuzz(func(t *testing.T, input []byte, size int) {
		want, s, frames := interpreted{retry: -1}, NewEventStream(), []Frame(nil)
		d := newEventDecoder()
		for p := input; len(p) > 0; {
			n := min(len(p), 1+size&15)
			want.events = append(want.events, s.Feed(p[:n])...)
			frames = fold(frames, d.Decode(p[:n]))
			p = p[n:]
		}
		want.id, want.retry = s.LastEventID, s.Retry
		got := interpretFrames(t, input, fold(frames, d.End()))
		got.comments = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("blocks come to %+v, the stream to %+v", got, want)
		}
	})
}
