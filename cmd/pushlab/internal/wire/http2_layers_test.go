package wire

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// readUnits reads a connection, both directions as they came, and shows each
// unit.
func readUnits(c capture, show func(dir Direction, u HTTP2Unit)) {
	split := NewHTTP2Splitter()
	for _, s := range c.steps {
		for p := s.bytes; len(p) > 0; {
			n, u, ok := split.Next(s.dir, p)
			if p = p[n:]; ok {
				show(s.dir, u)
			}
		}
	}
}

// TestHTTP2Share keeps the frames of one stream and of the connection: they are
// what they would be if the other streams were not there.
func TestHTTP2Share(t *testing.T) {
	c := netCapture(t)
	layers, frames, streams := NewHTTP2Layers(), [2][]Frame{}, [2][]byte{}
	readUnits(c, func(dir Direction, u HTTP2Unit) {
		if u.Stream == 0 || u.Stream == 3 {
			streams[dir] = append(streams[dir], u.Bytes...)
			frames[dir] = fold(frames[dir], layers.Add(dir, u))
		}
	})
	var data []string
	for dir := range frames {
		frames[dir] = fold(frames[dir], layers.End(Direction(dir)))
		checkTiling(t, streams[dir], frames[dir])
		checkFields(t, streams[dir], Direction(dir), frames[dir])
		for _, f := range frames[dir] {
			if f.Kind == KindEvent {
				b := joined(streams[dir], f, frames[dir])
				data = append(data, ParseBlock(b[f.Head:], "").Dispatch.Data)
			}
		}
	}
	if got := strings.Join(data, " "); got != "one two" {
		t.Errorf("events = %q, want %q", got, "one two")
	}
}

// TestHTTP2Again cuts the kept bytes again, as a trace does that is read back:
// with the headers beside them the frames are the same.
func TestHTTP2Again(t *testing.T) {
	c := netCapture(t)
	first, again := NewHTTP2Layers(), NewHTTP2Layers()
	readUnits(c, func(dir Direction, u HTTP2Unit) {
		want := append([]Frame(nil), first.Add(dir, u)...)
		cut, rest, ok := CutHTTP2(u.Bytes)
		cut.Head = u.Head
		if got := append([]Frame(nil), again.Add(dir, cut)...); !ok || len(rest) > 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("cut again: %v, want %v", got, want)
		}
	})
	for _, dir := range []Direction{ToServer, ToClient} {
		if got, want := append([]Frame(nil), again.End(dir)...), first.End(dir); len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("at the end: %v, want %v", got, want)
		}
	}
	if _, _, ok := CutHTTP2([]byte("\x00\x00\x01\x00\x00\x00\x00\x00\x01")); ok {
		t.Error("CutHTTP2 of a frame without its payload is ok")
	}
}

// TestHTTP2Reset has a browser that closes its EventSource: the event that was
// on its way is discarded.
func TestHTTP2Reset(t *testing.T) {
	l, split := NewHTTP2Layers(), newHTTP2Part()
	add := func(dir Direction, b []byte) []Frame {
		_, u, _ := split.Next(dir, b)
		return l.Add(dir, u)
	}
	add(ToClient, appendFrame(nil, HTTP2Headers, HTTP2EndHeaders, 1, []byte(okSSE)))
	add(ToClient, appendFrame(nil, HTTP2Data, 0, 1, []byte("data: cut")))
	if got := add(ToServer, appendFrame(nil, HTTP2RSTStream, 0, 1, []byte("\x00\x00\x00\x08"))); len(got) != 1 {
		t.Errorf("RST_STREAM ends %v, want itself", got)
	}
	got := add(ToClient, appendFrame(nil, HTTP2Ping, 0, 0, make([]byte, 8)))
	if len(got) != 2 || got[0].Kind != KindBlock || got[0].Err != RuleEventCut || got[0].Stream != 1 {
		t.Errorf("frames = %v, want the event that was cut and PING", got)
	}
	if len(l.sides[ToClient].bodies) > 0 {
		t.Error("the body is still looked into")
	}
}

// TestHTTP2Padding has an event in padded DATA: its spans have no padding.
func TestHTTP2Padding(t *testing.T) {
	c := http2Seeds[0].bytes()
	frames := capture{"padding", "http2", []step{{ToServer, c}}}.decode(t, whole)[ToServer]
	var got []string
	for _, f := range frames {
		if f.Kind == KindEvent {
			got = append(got, string(joined(c, f, frames)))
		}
		if f.Kind == KindHTTP2 && f.Opcode == HTTP2Data && f.Head == 10 {
			if d := Dissect(f, ToClient, c[f.Start:f.End], ""); !bytes.Equal(d.Decoded, []byte("data: ")) || f.Tail != 2 {
				t.Errorf("Decoded = %q, tail %d, want %q and 2", d.Decoded, f.Tail, "data: ")
			}
		}
	}
	if want := []string{"data: three\n\n", "data: one\n\n"}; !reflect.DeepEqual(got, want) {
		t.Errorf("events = %q, want %q", got, want)
	}
}

// TestManyBodies opens more event streams than are looked into.
func TestManyBodies(t *testing.T) {
	d := NewHTTP2Decoder(ToClient)
	for stream := uint32(1); stream < 3*maxBodies; stream += 2 {
		d.Decode(appendFrame(nil, HTTP2Headers, HTTP2EndHeaders, stream, []byte(encode(":status", "200", "content-type", "text/event-stream"))))
	}
	if n := len(d.layers.sides[ToServer].bodies); n != maxBodies {
		t.Errorf("%d bodies are looked into, want %d", n, maxBodies)
	}
}

// BenchmarkHTTP2Data decodes what one token costs on the wire: an event in a
// DATA frame, through the splitter and the layers.
func BenchmarkHTTP2Data(b *testing.B) {
	frame := appendFrame(nil, HTTP2Data, 0, 1, []byte("id: 7f3a-42\ndata:  crossed\n\n"))
	split, layers := newHTTP2Part(), NewHTTP2Layers()
	_, u, _ := split.Next(ToClient, appendFrame(nil, HTTP2Headers, HTTP2EndHeaders, 1, []byte(okSSE)))
	layers.Add(ToClient, u)
	b.SetBytes(int64(len(frame)))
	b.ReportAllocs()
	for b.Loop() {
		n, u, ok := split.Next(ToClient, frame)
		if frames := layers.Add(ToClient, u); n != len(frame) || !ok || len(frames) != 2 {
			b.Fatalf("Next = %d, %v, %v", n, ok, frames)
		}
	}
}
