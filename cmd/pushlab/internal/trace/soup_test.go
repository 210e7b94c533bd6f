package trace

import (
	"io"
	"math/rand/v2"
	"net/http"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// phrases are what connections carry, good and bad.
var phrases = [2][]string{
	wire.ToServer: {
		getEvents, handshake, hello, inTwo, "\r\n", "GET ", "GET /r/x", "Cookie: a\r\n b\r\n", "POST /r/y/z HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
		"3\r\nabc\r\n", "0\r\nCookie: x\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", "\x88\x80\x01\x02\x03\x04", "\xff\xff\xff", "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n",
	},
	wire.ToClient: {
		chunkedHead, plainHead, chunk("data: 1\n\n"), chunk("data: 1\r\n\r"), chunk("\n"), "0\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "\x82\x02\xff\x00", "\x01\x01a", "\x80\x01b",
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 204 No Content\r\n\r\n", "zz\r\n", "\x00\x00",
	},
}

// Nothing that comes over a connection, in any order and any pieces, may stop
// the recorder, leave a frame outside of its bytes, or make a trace that is not
// the same when it is read again.
func TestAnyBytes(t *testing.T) {
	for seed := range uint64(1000) {
		rng := rand.New(rand.NewPCG(seed, 0))
		s := newScript()
		for range 12 {
			s.step(rng)
		}
		l := s.finish()
		for _, e := range l.Events(0) {
			if e.IsFrame() && (e.Frame.Start < 0 || e.Frame.End > int64(len(l.Stream(e.Conn, e.Dir)))) {
				t.Errorf("seed %d: %s lies outside of the stream: %v", seed, e.Kind, e.Frame)
			}
			d := l.Dump(e)
			if len(d.Fields) > 0 {
				checkTiled(t, d)
			}
			if got, want := l.DumpSize(e), len(d.Bytes); got != want {
				t.Errorf("seed %d: the dump of %s has %d bytes, want %d", seed, e.Kind, got, want)
			}
		}
		checkRoundTrip(t, l)
		if got := s.r.OpenExchanges(); got != 0 {
			t.Errorf("seed %d: %d open exchanges in the end, want 0", seed, got)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func (s *script) step(rng *rand.Rand) {
	switch dir := rng.IntN(5); dir {
	case 4:
		s.r.Idle(1, s.tick())
	default:
		list := phrases[dir&1]
		p := list[rng.IntN(len(list))]
		if rng.IntN(8) == 0 {
			p = p[:rng.IntN(len(p))]
		}
		for len(p) > 0 {
			n := 1 + rng.IntN(len(p))
			if dir&1 == int(wire.ToServer) {
				s.in(p[:n])
			} else {
				s.out(p[:n])
			}
			p = p[n:]
		}
	}
}

// A client that answers each frame at once is always recorded second.
func TestReplyIsRecordedSecond(t *testing.T) {
	const rounds = 1000
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
		for range rounds {
			read := make(chan error, 1)
			go func() {
				_, err := c.Read(make([]byte, 1))
				read <- err
			}()
			io.WriteString(c, "x")
			if err := <-read; err != nil {
				t.Error(err)
			}
		}
	})
	c := l.dial(t)
	c.say(t, "%s", handshake)
	if _, err := http.ReadResponse(c.Reader, nil); err != nil {
		t.Fatal(err)
	}
	go io.Copy(c.Conn, c)
	dir, replies := wire.ToClient, 0
	for _, e := range l.wait(t, "run1", "conn.close") {
		if e.Kind != "bytes" || e.Frame.Len() > 1 {
			continue
		}
		if e.Dir != dir {
			t.Fatalf("event %d: a byte %s, want one %s", e.N, e.Dir, dir)
		}
		dir ^= 1
		replies++
	}
	if replies != 2*rounds {
		t.Errorf("%d bytes there and back, want %d", replies, 2*rounds)
	}
}

// The same over HTTP/2, where a frame more or less must not matter to what is
// read again.
func TestAnyFrames(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 0))
		s, sides := newScript(), [2]*speaker{newSpeaker(), newSpeaker()}
		if seed%2 == 0 {
			s = newWhole()
		}
		said := [2]string{preface, settings}
		for range 12 {
			dir := rng.IntN(2)
			said[dir] += anyFrame(rng, sides[dir], dir)
			n := rng.IntN(len(said[dir]) + 1)
			if dir == int(wire.ToServer) {
				s.in(said[dir][:n])
			} else {
				s.out(said[dir][:n])
			}
			said[dir] = said[dir][n:]
		}
		if checkSound(t, s); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func anyFrame(rng *rand.Rand, s *speaker, dir int) string {
	stream := uint32(1 + 2*rng.IntN(3))
	bodies := []string{"data: 1\n\n", "data: 1\r\n\r", "\n", "da", ": c\n", "", "\x00\x00\x00\x00\x03abc", "\x02\x00"}
	switch kind := rng.IntN(10); {
	case kind < 2 && dir == int(wire.ToServer):
		return s.get(stream, []string{"/r/x/y", "/other"}[kind], "cookie", "hush", "content-type", "application/connect+json")
	case kind < 2:
		return s.headers(stream, kind == 1 && rng.IntN(2) == 0, ":status", "200", "content-type", []string{"text/event-stream", "application/grpc-web"}[kind])
	case kind == 2:
		return reset(stream, 8)
	case kind == 3:
		return frame(wire.HTTP2Headers, byte(rng.IntN(2))*wire.HTTP2EndStream, stream, s.packed("x-y", "z")...)
	case kind == 4:
		return frame(byte(rng.IntN(12)), byte(rng.IntN(256)), uint32(rng.IntN(6)), make([]byte, rng.IntN(12))...)
	}
	return data(stream, rng.IntN(5) == 0, bodies[rng.IntN(len(bodies))])
}
