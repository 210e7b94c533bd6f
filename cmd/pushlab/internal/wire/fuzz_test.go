package wire

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
)

// fuzzDecoder checks for one protocol what holds for any bytes: the frames do
// not depend on the pieces, they tile the stream, and their fields cover them.
func fuzzDecoder(f *testing.F, protocol string, dir Direction) {
	for _, c := range captures(f) {
		if b := c.stream(dir); len(b) > 0 && len(b) <= maxFuzzed {
			f.Add(b, 3)
		}
	}
	f.Fuzz(func(t *testing.T, input []byte, size int) {
		c := capture{"fuzz", protocol, []step{{dir, input}}}
		checkCapture(t, c, size)
	})
}

// maxFuzzed keeps an execution cheap, in bytes: the same bytes are decoded three
// times. It is enough for every length form and every rule but those of sizes,
// which have tests of their own.
const maxFuzzed = 512

func checkCapture(t *testing.T, c capture, size int) {
	t.Helper()
	if n := len(c.steps[0].bytes); n == 0 || n > maxFuzzed {
		return
	}
	frames := c.decode(t, whole)
	piece := func(n int) int { return min(n, 1+size&15) }
	for _, cut := range []cutter{byteByByte, piece} {
		if got := c.decode(t, cut); !sameFrames(got, frames) {
			t.Fatalf("in pieces:\n%s\nwhole:\n%s", list(got), list(frames))
		}
	}
	for _, dir := range []Direction{ToServer, ToClient} {
		checkTiling(t, c.stream(dir), frames[dir])
		checkFields(t, c.stream(dir), dir, frames[dir])
	}
}

// sameFrames compares frames as a decoder returns them: without what Dissect adds.
func sameFrames(a, b [2][]Frame) bool {
	same := func(a, b Frame) bool { return scanned(a) == scanned(b) }
	return slices.EqualFunc(a[0], b[0], same) && slices.EqualFunc(a[1], b[1], same)
}

func scanned(f Frame) [12]int64 {
	flags := int64(0)
	for i, set := range []bool{f.Fin, f.Amend, f.Packed} {
		if set {
			flags |= 1 << i
		}
	}
	return [12]int64{
		int64(f.Layer), int64(f.Kind), int64(f.Opcode), flags, int64(f.Err), int64(f.Stream),
		f.Start, f.End, int64(f.Head), int64(f.Tail), f.Parent,
	}
}

func FuzzSSE(f *testing.F)             { fuzzDecoder(f, "sse", ToClient) }
func FuzzHTTP1Request(f *testing.F)    { fuzzDecoder(f, "http1-request", ToServer) }
func FuzzHTTP1Response(f *testing.F)   { fuzzDecoder(f, "http1-response", ToClient) }
func FuzzWebSocketClient(f *testing.F) { fuzzDecoder(f, "websocket-client", ToClient) }
func FuzzWebSocketServer(f *testing.F) { fuzzDecoder(f, "websocket-server", ToServer) }

func FuzzDeflateClient(f *testing.F) { fuzzDecoder(f, "websocket-client+deflate", ToClient) }

// FuzzDeflateServer has the same frames masked, with a key of zeros.
func FuzzDeflateServer(f *testing.F) {
	for _, c := range packedCases(f) {
		var b []byte
		for rest := []byte(c.input); len(rest) > 0; {
			h, complete := ParseFrameHeader(rest)
			if !complete {
				break
			}
			n := int(min(h.Length, uint64(len(rest)-h.Size)))
			h.Masked = true
			b = append(h.Append(b), rest[h.Size:h.Size+n]...)
			rest = rest[h.Size+n:]
		}
		f.Add(b, 3)
	}
	fuzzDecoder(f, "websocket-server+deflate", ToServer)
}

// FuzzInflater has two messages. What a reader without context understands, one
// with context understands too, and the same; no message is beyond the limit.
func FuzzInflater(f *testing.F) {
	f.Add([]byte("\xf2\x48\xcd\xc9\xc9\x07\x00"), []byte("\xf2\x00\x11\x00\x00"))
	f.Add([]byte("\xf3\x48\xcd\xc9\xc9\x07\x00\x00"), []byte("\x00\x05\x00\xfa\xffHello\x00"))
	f.Add([]byte(pack(f, "one two one two one two")), []byte("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		const limit = 10_000
		alone, takeover := NewInflater(false, limit), NewInflater(true, limit)
		for _, payload := range [][]byte{first, second} {
			kept := bytes.Clone(payload)
			data, rule := alone.Message(payload)
			again, rule2 := takeover.Message(payload)
			if rule == 0 && (rule2 != 0 || !bytes.Equal(data, again)) {
				t.Fatalf("with context %x (%v), without %x", again, rule2, data)
			}
			if len(data) > limit || len(again) > limit || !bytes.Equal(payload, kept) {
				t.Fatalf("%d and %d bytes, limit %d", len(data), len(again), limit)
			}
			if rule2 != 0 {
				return
			}
		}
	})
}

// FuzzParseBody interprets a body in every flavour. The wrong ones dispatch all
// that the right one does and hold the same state behind it.
func FuzzParseBody(f *testing.F) {
	for _, v := range sseVectors(f) {
		if len(v.Input) < maxFuzzed {
			f.Add([]byte(v.Input))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > maxFuzzed {
			return
		}
		want := ParseBody(body, Reference)
		checkLines(t, body, want)
		for _, flavour := range []Flavour{BuggyA, BuggyB} {
			got := ParseBody(body, flavour)
			if got.LastEventID != want.LastEventID || got.Retry != want.Retry || len(got.Lines) != len(want.Lines) {
				t.Errorf("%s: id %q, retry %d, want %q, %d", flavour, got.LastEventID, got.Retry, want.LastEventID, want.Retry)
			}
			right := got.Dispatches[:0:0]
			for _, d := range got.Dispatches {
				if d.Data != "" || len(right) < len(want.Dispatches) && d == want.Dispatches[len(right)] {
					right = append(right, d)
				}
			}
			if !slices.Equal(right, want.Dispatches) {
				t.Errorf("%s dispatches %q, which lack some of %q", flavour, got.Dispatches, want.Dispatches)
			}
		}
	})
}

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
