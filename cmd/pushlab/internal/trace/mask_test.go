package trace

import (
	"bytes"
	"compress/flate"
	"fmt"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

const runID = "run-0123456789abcdef"

// A view must not show the run's id, wherever and however it was said, and what
// is left can still be read.
func TestMasked(t *testing.T) {
	const socket = "GET /r/" + runID + "/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
	const switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	const deflate = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
	pack := newPacker()
	tests := map[string]func(s *script){
		"plain": func(s *script) {
			s.in("GET /r/" + runID + "/x HTTP/1.1\r\nHost: h\r\n\r\n")
			s.out("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n" + runID)
		},
		"chunks": func(s *script) {
			s.in("GET /r/" + runID + "/x HTTP/1.1\r\nHost: h\r\n\r\n")
			s.out(plainHead[:len(plainHead)-2] + "Transfer-Encoding: chunked\r\n\r\n")
			s.out(chunk("data: "+runID[:5]) + chunk(runID[5:]+"\n\n") + "0\r\nX: " + runID + "\r\n\r\n")
		},
		"WebSocket": func(s *script) {
			s.in(socket + "\r\n")
			s.out(switching + "\r\n")
			s.in(clientText(0x81, "I am "+runID) + clientText(0x01, runID[:7]) + clientText(0x89, runID) + clientText(0x80, runID[7:]))
			s.out("\x81\x14" + runID + "\x81\x0a/r/a%20b c\x81\x0a25% of /r/")
			s.in(clientText(0x81, runID+" and more")[:30]) // and never the rest
		},
		"deflate": func(s *script) {
			s.in(socket + deflate + "\r\n")
			s.out(switching + deflate + "\r\n")
			for _, text := range []string{"before", "I am " + runID, "I am " + runID, "after", ""} {
				s.in(clientText(0xC1, pack.message(text)))
			}
		},
		"HTTP/2": func(s *script) {
			client, server := newSpeaker(), newSpeaker()
			s.in(preface)
			s.out(settings)
			s.in(client.get(1, "/r/"+runID+"/x") + client.get(3, "/r/"+runID+"/y", "x", "y"))
			s.out(server.headers(1, false, append(streamHead, "location", "/r/"+runID+"/z")...) + server.headers(3, false, streamHead...))
			s.out(data(1, false, "data: "+runID[:4]) + data(3, false, "data: 3\n\n") + data(1, true, runID[4:]+"\n\n") + server.headers(3, true, "x-sum", runID))
			s.out(frame(wire.HTTP2GoAway, 0, 0, []byte("\x00\x00\x00\x03\x00\x00\x00\x00"+runID)...))
		},
	}
	for name, say := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript()
			say(s)
			for _, end := range []bool{false, true} {
				if end {
					s.finish()
				}
				m := s.log.Masked(runID)
				checkHidden(t, s.log, m)
				checkRoundTrip(t, m)
			}
			if strings.Contains(name, "HTTP/2") {
				m := s.log.Masked(runID)
				checkTiles(t, m)
				if e := only(t, m, "http.resp")[1]; !bytes.Equal(m.Bytes(e), s.log.Bytes(e)) {
					t.Errorf("a block without the id is overwritten: %q", m.Bytes(e))
				}
			}
		})
	}
}

// checkHidden looks for the id in all that m shows, and compares it with l.
func checkHidden(t *testing.T, l, m *Log) {
	t.Helper()
	found := false
	for i, e := range m.Events(0) {
		d := m.Dump(e)
		shown := fmt.Sprintf("%s %s %s %s %v %v", e.Text, d.Bytes, d.Frame.Decoded, d.Frame.Inflated, d.Fields, m.Head(e))
		if strings.Contains(shown, runID) {
			t.Errorf("%s shows the id: %q", e.Kind, shown)
		}
		before := l.Events(0)[i]
		if e.Kind != before.Kind || e.Frame.Start != before.Frame.Start || e.Frame.End != before.Frame.End {
			t.Errorf("%s at %v, want %s at %v", e.Kind, e.Frame, before.Kind, before.Frame)
		}
		d = l.Dump(before)
		found = found || strings.Contains(fmt.Sprintf("%s %s %v", d.Bytes, d.Frame.Decoded, l.Head(before)), runID)
	}
	if !found {
		t.Error("the id is nowhere in the trace itself")
	}
	for conn := 1; conn <= len(m.streams); conn++ {
		for _, dir := range []wire.Direction{wire.ToServer, wire.ToClient} {
			got, want := m.Stream(conn, dir), l.Stream(conn, dir)
			if len(got) != len(want) || bytes.Contains(got, []byte(runID)) {
				t.Errorf("%d bytes %q, want %d without the id", len(got), got, len(want))
			}
		}
	}
}

// clientText makes a masked frame; first has FIN, RSV1 and the opcode.
func clientText(first byte, payload string) string {
	key := [4]byte{1, 2, 3, 4}
	b := []byte(payload)
	wire.Mask(key, 0, b)
	return string([]byte{first, byte(0x80 | len(b))}) + string(key[:]) + string(b)
}

// A packer compresses messages, each with what the ones before have in common.
type packer struct {
	bytes.Buffer
	flate *flate.Writer
}

func newPacker() *packer {
	p := &packer{}
	p.flate, _ = flate.NewWriter(&p.Buffer, flate.BestCompression)
	return p
}

func (p *packer) message(text string) string {
	p.Reset()
	p.flate.Write([]byte(text))
	p.flate.Flush()
	return strings.TrimSuffix(p.String(), "\x00\x00\xff\xff")
}

func TestPackedStars(t *testing.T) {
	for n := range 300 {
		data, rule := wire.NewInflater(true, 1<<20).Message(packedStars(n))
		if want := strings.Repeat("*", max(0, n-2)); string(data) != want || rule != 0 && n > 0 {
			t.Errorf("%d bytes inflate to %q, %v, want %q", n, data, rule, want)
		}
	}
}

// A compressed message is shown inflated, whichever is looked at first.
func TestInflated(t *testing.T) {
	s, pack := newScript(), newPacker()
	const deflate = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
	s.in("GET /r/x/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + deflate + "\r\n")
	s.out("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + deflate + "\r\n")
	s.in(clientText(0xC1, pack.message("Hello, Hello")) + clientText(0x81, "plain"))
	two := pack.message("Hello again")
	s.in(clientText(0x41, two[:2]) + clientText(0x89, "ping") + clientText(0x80, two[2:]) + clientText(0xC2, pack.message("Hello")))
	want := map[string]string{"ws.frame 0": "Hello, Hello", "ws.message 0": "Hello again", "ws.frame 5": "Hello"}
	frames, messages := only(t, s.log, "ws.frame"), only(t, s.log, "ws.message")
	for range 2 {
		for i := len(frames) - 1; i >= 0; i-- {
			if got, want := string(s.log.Dissect(frames[i]).Inflated), want[fmt.Sprint("ws.frame ", i)]; got != want {
				t.Errorf("frame %d is inflated to %q, want %q", i, got, want)
			}
		}
		if got := string(s.log.Dissect(messages[0]).Inflated); got != "Hello again" {
			t.Errorf("the message is inflated to %q", got)
		}
	}
	text := written(t, s.finish())
	for _, want := range []string{`"text":"Hello, Hello"}`, `"text":"Hello again"}`, `"packed":`, `"payload":"48656c6c6f"}`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in:\n%s", want, text)
		}
	}
	checkDecodedAgain(t, s.log)
	checkRoundTrip(t, s.log)
}
