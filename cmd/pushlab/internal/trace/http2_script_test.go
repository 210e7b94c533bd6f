package trace

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"

	"pushlab/cmd/pushlab/internal/wire"
)

// A speaker makes what one side of a connection of HTTP/2 says.
type speaker struct {
	block bytes.Buffer
	pack  *hpack.Encoder
}

func newSpeaker() *speaker {
	s := &speaker{}
	s.pack = hpack.NewEncoder(&s.block)
	return s
}

// frame makes a frame (RFC 9113 §4.1).
func frame(kind, flags byte, stream uint32, payload ...byte) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))[1:]
	b = binary.BigEndian.AppendUint32(append(b, kind, flags), stream)
	return string(append(b, payload...))
}

// packed returns a field block: names and values in turn.
func (s *speaker) packed(lines ...string) []byte {
	s.block.Reset()
	for i := 0; i < len(lines); i += 2 {
		s.pack.WriteField(hpack.HeaderField{Name: lines[i], Value: lines[i+1]})
	}
	return bytes.Clone(s.block.Bytes())
}

// headers makes a HEADERS frame.
func (s *speaker) headers(stream uint32, end bool, lines ...string) string {
	return frame(wire.HTTP2Headers, wire.HTTP2EndHeaders|endStream(end), stream, s.packed(lines...)...)
}

func (s *speaker) get(stream uint32, path string, more ...string) string {
	return s.headers(stream, true, append([]string{":method", "GET", ":scheme", "http", ":authority", "h", ":path", path}, more...)...)
}

func endStream(end bool) byte {
	if end {
		return wire.HTTP2EndStream
	}
	return 0
}

func data(stream uint32, end bool, text string) string {
	return frame(wire.HTTP2Data, endStream(end), stream, []byte(text)...)
}

// A settings frame without settings, and the answer to one.
var (
	settings    = frame(wire.HTTP2Settings, 0, 0)
	settingsAck = frame(wire.HTTP2Settings, wire.HTTP2Ack, 0)
	preface     = wire.HTTP2Preface + frame(wire.HTTP2Settings, 0, 0, 0, 2, 0, 0, 0, 0) // no push
)

func reset(stream uint32, code byte) string {
	return frame(wire.HTTP2RSTStream, 0, stream, 0, 0, 0, code)
}

// script2 is a script of HTTP/2 whose connection has begun.
func script2() (s *script, client, server *speaker) {
	s, client, server = newScript(), newSpeaker(), newSpeaker()
	s.in(preface)
	s.out(settings + settingsAck)
	return s, client, server
}

var streamHead = []string{":status", "200", "content-type", "text/event-stream"}

// The dump of an event has the headers of its DATA frames around it, and what
// other streams put between.
func TestDumpOfEventsOverHTTP2(t *testing.T) {
	s, client, server := script2()
	s.in(client.get(1, "/r/x/sse", "last-event-id", "a-7") + client.get(3, "/r/x/sse"))
	s.out(server.headers(1, false, streamHead...) + server.headers(3, false, streamHead...))
	s.out(frame(wire.HTTP2Data, wire.HTTP2Padded, 1, []byte("\x02id: a-8\nda\x00\x00")...) + data(3, false, "\xEF\xBB\xBFdata: three\n\n"))
	s.out(frame(wire.HTTP2Ping, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8) + data(1, false, "ta: one\n\ndata: 2\r\n\r") + data(3, false, ": beat\n") + data(1, true, "\ndata: 3\n\n"))
	events := only(t, s.log, "sse.event")
	want := []struct {
		bytes, last, id string
		exchange, dump  int
		other           int
	}{
		{"\xEF\xBB\xBFdata: three\n\n", "", "", 2, 9 + 16, 0},
		{"id: a-8\ndata: one\n\n", "a-7", "a-8", 1, 9 + 1 + 10 + 2 + 9 + 16 + 17 + 9 + 9, 2},
		{"data: 2\r\n\r\n", "a-8", "a-8", 1, 10 + 9 + 7 + 9 + 1, 1},
		{"data: 3\n\n", "a-8", "a-8", 1, 9, 0},
	}
	if len(events) != len(want) {
		t.Fatalf("%d events, want %d", len(events), len(want))
	}
	for i, e := range events {
		w := want[i]
		if got := string(s.log.Bytes(e)); got != w.bytes || e.Exchange != w.exchange {
			t.Errorf("event %d of exchange %d: %q, want %q of %d", i, e.Exchange, got, w.bytes, w.exchange)
		}
		if got := s.log.LastEventID(e); got != w.last {
			t.Errorf("last event ID before event %d: %q, want %q", i, got, w.last)
		}
		d, others := s.log.Dump(e), 0
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Group, "other.") {
				others++
			}
		}
		if len(d.Bytes) != w.dump || others != w.other {
			t.Errorf("dump of event %d: %d bytes with %d other frames, want %d with %d", i, len(d.Bytes), others, w.dump, w.other)
		}
		checkNamed(t, d)
	}
	if d := s.log.Dump(events[3]); d.Yours != 1 || d.Framing != 8 {
		t.Errorf("%d yours and %d framing, want 1 and 8", d.Yours, d.Framing)
	}
	s.in(data(1, true, ""))
	s.finish()
	checkTiles(t, s.log)
	checkRoundTrip(t, s.log)
	if text := written(t, s.log); !strings.Contains(text, `"id":"","type":"message","data":"three"`) {
		t.Errorf("the byte order mark is taken for text, in:\n%s", text)
	}
}

// How exchanges end: only the server's last word, a reset and the end of the
// connection do it.
func TestEndsOfStreams(t *testing.T) {
	s, client, server := script2()
	for stream := uint32(1); stream <= 9; stream += 2 {
		s.in(client.get(stream, "/r/x/sse"))
	}
	check := func(step string, open int, ends ...string) {
		t.Helper()
		var got []string
		for _, e := range s.log.Events(0) {
			if e.Kind == "http.end" {
				got = append(got, e.Text)
			}
		}
		if strings.Join(got, " ") != strings.Join(ends, " ") || s.r.OpenExchanges() != open {
			t.Errorf("%s: ends %q and %d open, want %q and %d", step, got, s.r.OpenExchanges(), ends, open)
		}
	}
	s.r.Idle(1, s.tick())
	check("idle", 5)
	s.out(server.headers(1, true, ":status", "204"))
	check("END_STREAM on HEADERS", 4, "end-stream")
	s.out(server.headers(3, false, streamHead...) + data(3, true, "data: 1\n\n"))
	check("END_STREAM on DATA", 3, "end-stream", "end-stream")
	s.in(reset(5, 8)) // CANCEL
	check("the client's reset", 2, "end-stream", "end-stream", "rst-stream")
	s.out(reset(7, 2)) // INTERNAL_ERROR
	check("the server's reset", 1, "end-stream", "end-stream", "rst-stream", "rst-stream")
	s.in(reset(3, 0)) // late
	s.r.Closed(1, "client", "fin", s.tick())
	check("the client's FIN", 1, "end-stream", "end-stream", "rst-stream", "rst-stream")
	s.r.Gone(1, s.tick())
	check("the end", 0, "end-stream", "end-stream", "rst-stream", "rst-stream", "eof")
	checkTiles(t, s.log)
	checkRoundTrip(t, s.log)
}

// However the bytes are cut, the frames are the same.
func TestHTTP2InPieces(t *testing.T) {
	client, server := newSpeaker(), newSpeaker()
	in := preface + client.get(1, "/r/x/sse") + client.get(3, "/r/x/sse", "cookie", "a=b")
	out := settings + server.headers(1, false, streamHead...) + data(1, true, "data: 1\n\n") + server.headers(3, true, ":status", "404")
	var want string
	for _, size := range []int{1 << 20, 1, 2, 3, 7, 24} {
		s := newScript()
		for _, p := range pieces(in, size) {
			s.in(p)
		}
		for _, p := range pieces(out, size) {
			s.out(p)
		}
		l := s.finish()
		if !l.IsHTTP2(1) || string(l.Stream(1, wire.ToClient)) != out || len(l.Stream(1, wire.ToServer)) != len(in) {
			t.Fatalf("by %d: kept %q", size, l.Stream(1, wire.ToClient))
		}
		got := ""
		for _, e := range l.Events(0) {
			if e.IsFrame() {
				got += strings.TrimSpace(e.Kind) + " " + string(l.Bytes(e)) + "\n"
			}
		}
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("by %d:\n%q\nwant:\n%q", size, got, want)
		}
	}
}

func pieces(s string, size int) (all []string) {
	for len(s) > size {
		all, s = append(all, s[:size]), s[size:]
	}
	return append(all, s)
}

// A request that begins like the preface is HTTP/1.1 all the same.
func TestNotThePreface(t *testing.T) {
	for _, text := range []string{"P", "PRI * HTTP/2.0\r\n\r\nSM\r\n", "POST /r/x/y HTTP/1.1\r\nHost: h\r\n\r\n", "PRI /r/x/y HTTP/1.1\r\nHost: h\r\n\r\n"} {
		for _, size := range []int{1 << 20, 1} {
			s := newScript()
			for _, p := range pieces(text, size) {
				s.in(p)
			}
			l := s.finish()
			if got, named := string(l.Stream(1, wire.ToServer)), strings.Contains(text, "/r/x/"); named && got != text || !named && got != "" || l.IsHTTP2(1) {
				t.Errorf("%q by %d: kept %q", text, size, got)
			}
		}
	}
}

// Field blocks in several frames, with padding and priority; secrets in them are
// overwritten and the rest of the frames is not.
func TestBlocksInPieces(t *testing.T) {
	s, client, _ := script2()
	b := client.packed(":method", "GET", ":scheme", "http", ":path", "/r/x/y", "cookie", "hush-hush", "last-event-id", "a-7")
	first := append(append([]byte{3, 0, 0, 0, 0x22, 15}, b[:9]...), 0, 0, 0)
	s.in(frame(wire.HTTP2Headers, wire.HTTP2EndStream|wire.HTTP2Padded|wire.HTTP2HasPriority, 1, first...))
	s.in(frame(wire.HTTP2Continuation, 0, 1, b[9:20]...) + frame(wire.HTTP2Continuation, wire.HTTP2EndHeaders, 1, b[20:]...))
	req := only(t, s.log, "http.req")[0]
	stars := func(n int) string { return strings.Repeat("*", n) }
	want := "\x00\x00\x12\x01\x29\x00\x00\x00\x01\x03\x00\x00\x00\x22\x0f" + stars(9) + "\x00\x00\x00" +
		"\x00\x00\x0b\x09\x00\x00\x00\x00\x01" + stars(11) + "\x00\x00" + string(rune(len(b)-20)) + "\x09\x04\x00\x00\x00\x01" + stars(len(b)-20)
	if got := string(s.log.Bytes(req)); got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
	if got := s.log.Head(req).Get("cookie"); got != stars(9) {
		t.Errorf("the cookie is %q in the list, want %q", got, stars(9))
	}
	// One that is cut off holds nobody knows what.
	s.in(frame(wire.HTTP2Headers, 0, 1, client.packed("api-key", "hush-hush")...))
	s.finish()
	if got := s.log.Stream(1, wire.ToServer); !bytes.HasSuffix(got, []byte(stars(8))) {
		t.Errorf("kept %q of a block that was cut off", got)
	}
	checkTiles(t, s.log)
	checkRoundTrip(t, s.log)
}

// What follows an error can not be told from a secret.
func TestGarbageOverHTTP2(t *testing.T) {
	s, client, _ := script2()
	s.in(client.get(1, "/r/x/y"))
	s.in(frame(wire.HTTP2Headers, wire.HTTP2EndHeaders, 3, []byte("\x80hush")...) + client.get(5, "/r/x/z", "cookie", "hush-hush") + "and hush")
	s.out(frame(wire.HTTP2GoAway, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9, 'n', 'o')) // COMPRESSION_ERROR
	s.finish()
	if got := s.log.Stream(1, wire.ToServer); bytes.Contains(got, []byte("hush")) || !bytes.HasSuffix(got, bytes.Repeat([]byte("*"), 30)) {
		t.Errorf("kept %q", got)
	}
	if got := only(t, s.log, "h2.frame"); got[len(got)-1].Frame.Err == 0 {
		t.Error("the garbage has no rule")
	}
	checkTiles(t, s.log)
	checkRoundTrip(t, s.log)
}

// A field block that never ends is let go.
func TestEndlessBlock(t *testing.T) {
	for _, piece := range []string{"", strings.Repeat("\x82", 1000)} {
		s, client, _ := script2()
		s.in(frame(wire.HTTP2Headers, 0, 1, client.packed(":method", "GET", ":path", "/r/x/y")...))
		more := strings.Repeat(frame(wire.HTTP2Continuation, 0, 1, []byte(piece)...), 100)
		for range 200 {
			s.in(more)
			if got := s.r.conns[1].http2.blocks[wire.ToServer].size; got > maxBlock {
				t.Fatalf("%d bytes are set aside, want at most %d", got, maxBlock)
			}
		}
		s.in(frame(wire.HTTP2Continuation, wire.HTTP2EndHeaders, 1))
		s.in(client.get(3, "/r/x/y"))
		if got := s.finish().Size(); got > 64<<10 {
			t.Errorf("the trace has %d bytes", got)
		}
		if got := s.r.OpenExchanges(); got != 0 {
			t.Errorf("%d open exchanges, want 0", got)
		}
	}
}
