package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A connection opens, asks, is answered in two writes, and closes. Sequence
// numbers are offsets plus one, and each read or write has one packet.
func TestPcapngOfAnExchange(t *testing.T) {
	s := newScript()
	s.in("GET /r/x/sse HTTP/1.1\r\nHost: localhost:9001\r\n\r\n")
	s.out(plainHead)
	s.out("data: 1\n\n")
	packets := capture(t, s.finish())
	checkPackets(t, packets, `
50001>9001 SYN seq=0 ack=0 len=0
9001>50001 SYN+ACK seq=0 ack=1 len=0
50001>9001 ACK seq=1 ack=1 len=0
50001>9001 PSH+ACK seq=1 ack=1 len=47
9001>50001 ACK seq=1 ack=48 len=0
9001>50001 PSH+ACK seq=1 ack=48 len=52
50001>9001 ACK seq=48 ack=53 len=0
9001>50001 PSH+ACK seq=53 ack=48 len=9
50001>9001 ACK seq=48 ack=62 len=0
50001>9001 FIN+ACK seq=48 ack=62 len=0
9001>50001 ACK seq=62 ack=49 len=0`)
	for i, ms := range []int{0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4} {
		if want := time.Unix(0, 0).Add(time.Duration(ms) * time.Millisecond).UTC(); !packets[i].at.Equal(want) {
			t.Errorf("packet %d at %v, want %v", i, packets[i].at, want)
		}
	}
}

func TestPcapngEnds(t *testing.T) {
	tests := map[string]struct {
		by, how string
		want    string
	}{
		"client fin":   {"client", "fin", "50001>8081 FIN+ACK seq=44 ack=1 len=0\n8081>50001 ACK seq=1 ack=45 len=0"},
		"client rst":   {"client", "rst", "50001>8081 RST+ACK seq=44 ack=1 len=0"},
		"client abort": {"client", "abort", ""},
		"server fin":   {"server", "fin", "8081>50001 FIN+ACK seq=1 ack=44 len=0\n50001>8081 ACK seq=44 ack=2 len=0"},
		"lab fin":      {"lab", "fin", "8081>50001 FIN+ACK seq=1 ack=44 len=0 # fault fin@3: the lab did this on purpose\n50001>8081 ACK seq=44 ack=2 len=0"},
		"lab rst":      {"lab", "rst", "8081>50001 RST+ACK seq=1 ack=44 len=0 # fault rst@3: the lab did this on purpose"},
		"still open":   {"", "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript()
			s.in("GET /r/x HTTP/1.1\r\nHost: localhost:8081\r\n\r\n")
			if test.by == "lab" {
				s.r.Faulted(1, test.how+"@3", s.tick())
			}
			if test.by != "" {
				s.r.Closed(1, test.by, test.how, s.tick())
			}
			checkPackets(t, capture(t, s.log)[5:], test.want)
		})
	}
}

// Writes that are larger than a packet are several, and their bytes are whole.
func TestPcapngSplitsLargeWrites(t *testing.T) {
	s := newScript()
	s.in(getEvents)
	s.out(plainHead)
	large := strings.Repeat("0123456789", 20_000)
	s.out(large)
	l := s.finish()
	var got []byte
	packets := capture(t, l)
	for _, p := range packets {
		if p.from.Port() == 80 && len(p.payload) > 0 {
			if p.seq != uint32(1+len(got)) {
				t.Errorf("%v: want seq=%d", p, 1+len(got))
			}
			got = append(got, p.payload...)
		}
	}
	if want := l.Stream(1, wire.ToClient); !bytes.Equal(got, want) || len(want) != len(plainHead)+len(large) {
		t.Errorf("%d bytes, want the %d of the stream", len(got), len(want))
	}
	if n := len(packets); n != 3+2+2+7+1+2 {
		t.Errorf("%d packets, want 17: 200,000 bytes take 7", n)
	}
}

// What a full trace did not keep is a gap, and no wrong bytes.
func TestPcapngOfAFullTrace(t *testing.T) {
	s := newScript()
	s.log = NewLog(LogConfig{Began: time.Unix(0, 0), Limit: reserved + 2000})
	s.in(getEvents)
	s.out(plainHead)
	for range 40 {
		s.out("data: " + strings.Repeat("x", 50) + "\n\n")
	}
	s.r.Opened(2, address("127.0.0.1:8081"), address("127.0.0.1:50002"), s.now)
	s.r.Received(2, []byte(getEvents), s.tick())
	packets := capture(t, s.finish())
	var marked, late []tcpPacket
	for i, p := range packets {
		switch {
		case p.comment != "":
			if before := packets[i-1]; p.seq != before.ack+1 {
				t.Errorf("%v after %v, want a gap of one byte", p, before)
			}
			marked = append(marked, p)
		case len(marked) > 0 && len(p.payload) > 0:
			late = append(late, p)
		}
	}
	if len(marked) != 2 || !strings.HasPrefix(marked[0].comment, "the trace is full") {
		t.Errorf("marked: %v, want one packet of each connection", marked)
	}
	if len(late) > 0 {
		t.Errorf("bytes after the trace was full: %v", late)
	}
}

func TestPcapngAddresses(t *testing.T) {
	tests := []struct{ remote, host, want string }{
		{"127.0.0.1:50001", "localhost:8081", "127.0.0.1:50001 127.0.0.1:8081"},
		{"127.0.0.1:50001", "localhost", "127.0.0.1:50001 127.0.0.1:80"},
		{"[::1]:50001", "[::1]:8081", "[::1]:50001 [::1]:8081"},
		{"[::1]:50001", "localhost:8085", "[::1]:50001 [::1]:8085"},
		{"[::ffff:127.0.0.1]:50001", "127.0.0.1:8081", "127.0.0.1:50001 127.0.0.1:8081"},
		{"192.168.7.20:50001", "192.168.7.1:8081", "192.168.7.20:50001 192.168.7.1:8081"},
		{"192.168.7.20:50001", "lab.example:8081", "192.168.7.20:50001 192.0.2.1:8081"},
		{"[fe80::2%eth0]:50001", "lab.example:8081", "[fe80::2]:50001 [2001:db8::1]:8081"},
		{"127.0.0.1:50001", "[::1]:8081", "127.0.0.1:50001 127.0.0.1:8081"},
		{"pipe", "localhost:0", "127.0.0.1:50001 127.0.0.1:8081"},
		{"127.0.0.1:50001", "[nonsense", "127.0.0.1:50001 127.0.0.1:80"},
	}
	for _, test := range tests {
		t.Run(test.remote+" "+test.host, func(t *testing.T) {
			s := newScript()
			for n := range uint64(2) { // the second from the same address
				s.r.Opened(n+1, address("127.0.0.1:1"), address(test.remote), s.tick())
				s.r.Received(n+1, []byte("GET /r/x HTTP/1.1\r\nHost: "+test.host+"\r\n\r\n"), s.tick())
			}
			packets := capture(t, s.log)
			if got := fmt.Sprint(packets[0].from, packets[0].to); strings.ReplaceAll(got, "} {", " ") != test.want {
				t.Errorf("the connection is %s, want %s", got, test.want)
			}
			if got := packets[len(packets)-1].to.Port(); got != 50002 {
				t.Errorf("the second connection has the client's port %d, want another", got)
			}
		})
	}
}

// Whatever crosses a connection: the capture has exactly the trace's bytes, at
// their places.
func TestPcapngOfAnyBytes(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s := newScript()
		for range 12 {
			s.step(rng)
		}
		l := s.finish()
		var got [2][]byte
		for _, p := range capture(t, l) {
			dir := wire.ToServer
			if p.to.Port() == 50001 {
				dir = wire.ToClient
			}
			if len(p.payload) > 0 && p.seq != uint32(1+len(got[dir])) {
				t.Errorf("seed %d: %v, want seq=%d", seed, p, 1+len(got[dir]))
			}
			got[dir] = append(got[dir], p.payload...)
		}
		for dir := range got {
			if want := l.Stream(1, wire.Direction(dir)); !bytes.Equal(got[dir], want) {
				t.Errorf("seed %d %s: %q, want %q", seed, wire.Direction(dir), got[dir], want)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// The connection's opening is told at the run's first request, and stands where
// it belongs.
func TestPcapngIsInOrder(t *testing.T) {
	s := newScript()
	s.r.Opened(2, address("127.0.0.1:8081"), address("127.0.0.1:50002"), s.now)
	s.in(getEvents)
	s.out(plainHead)
	s.r.Received(2, []byte(getEvents), s.tick())
	packets := capture(t, s.finish())
	if !slices.IsSortedFunc(packets, func(a, b tcpPacket) int { return a.at.Compare(b.at) }) {
		t.Errorf("packets are not in the order of their times: %v", packets)
	}
}

func TestPcapngTellsOfAFailedWrite(t *testing.T) {
	s := newScript()
	s.in(getEvents)
	r, w := io.Pipe()
	r.CloseWithError(errors.New("disk full"))
	if err := s.finish().WritePcapng(w, PcapngOptions{}); err == nil || err.Error() != "disk full" {
		t.Errorf("WritePcapng = %v, want disk full", err)
	}
}

// The file says what it is, and what is made up.
func TestPcapngHeader(t *testing.T) {
	var file bytes.Buffer
	began := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	s := newScript()
	s.in(getEvents)
	if err := s.log.WritePcapng(&file, PcapngOptions{View: "abcdefgh", Began: began}); err != nil {
		t.Fatal(err)
	}
	header := file.Bytes()[:order.Uint32(file.Bytes()[4:])]
	for _, want := range []string{"pushlab", "/v/abcdefgh", "made up"} {
		if !bytes.Contains(header, []byte(want)) {
			t.Errorf("the section header lacks %q: %q", want, header)
		}
	}
	first := file.Bytes()[len(header):]
	first = first[order.Uint32(first[4:]):]
	if p := readPacket(t, first[8:]); !p.at.Equal(began) {
		t.Errorf("the first packet is at %v, want %v", p.at, began)
	}
}

// BenchmarkWritePcapng exports a run of 2 MiB that streamed tokens.
func BenchmarkWritePcapng(b *testing.B) {
	s := newScript()
	s.in(getEvents)
	s.out(chunkedHead)
	for !s.log.Full() {
		s.out(string(token))
	}
	l := s.finish()
	b.SetBytes(int64(l.Size()))
	for b.Loop() {
		if err := l.WritePcapng(io.Discard, PcapngOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
