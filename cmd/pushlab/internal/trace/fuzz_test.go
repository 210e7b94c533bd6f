package trace

import (
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// FuzzRecorder feeds both directions of a connection in pieces, to a recorder
// of a run and to one that takes everything. Each piece begins with a byte: its
// direction, and how long it is.
func FuzzRecorder(f *testing.F) {
	client, server := newSpeaker(), newSpeaker()
	for _, seed := range [][2]string{
		{getEvents + getEvents, chunkedHead + chunk("data: 1\n\n") + "0\r\n\r\n"},
		{handshake + hello + inTwo, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x01a\x88\x00"},
		{preface + client.get(1, "/r/x/y", "cookie", "a") + reset(1, 8), settings + server.headers(1, false, streamHead...) + data(1, false, "data: 1\r\n\r") + data(1, true, "\n")},
	} {
		f.Add(interleave(seed[0], seed[1], 20))
		f.Add(interleave(seed[0], seed[1], 127))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, s := range []*script{newScript(), newWhole()} {
			for rest := b; len(rest) > 0; {
				n := min(int(rest[0]>>1), len(rest)-1)
				p, dir := string(rest[1:1+n]), rest[0]&1
				if rest = rest[1+n:]; dir == byte(wire.ToServer) {
					s.in(p)
				} else {
					s.out(p)
				}
			}
			checkSound(t, s)
		}
	})
}

// interleave makes an input of FuzzRecorder: pieces of both directions in turn.
func interleave(in, out string, size int) (b []byte) {
	for len(in)+len(out) > 0 {
		for dir, text := range map[byte]*string{byte(wire.ToServer): &in, byte(wire.ToClient): &out} {
			n := min(size, len(*text))
			b = append(append(b, byte(n)<<1|dir), (*text)[:n]...)
			*text = (*text)[n:]
		}
	}
	return b
}

// checkSound checks what must be true of any trace when its connection is gone.
func checkSound(t *testing.T, s *script) {
	t.Helper()
	l := s.finish()
	for _, e := range l.Events(0) {
		if e.IsFrame() && (e.Frame.Start < 0 || e.Frame.Start > e.Frame.End || e.Frame.End > int64(len(l.Stream(e.Conn, e.Dir)))) {
			t.Errorf("%s lies outside of the stream: %v", e.Kind, e.Frame)
		}
		d := l.Dump(e)
		if len(d.Fields) > 0 {
			checkNamed(t, d)
		}
		if got, want := l.DumpSize(e), len(d.Bytes); got != want {
			t.Errorf("the dump of %s has %d bytes, want %d", e.Kind, got, want)
		}
	}
	if got := s.r.OpenExchanges(); got != 0 {
		t.Errorf("%d open exchanges in the end, want 0", got)
	}
	l.Masked("x/y")
	checkRoundTrip(t, l)
}
