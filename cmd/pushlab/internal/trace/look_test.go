package trace

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A script feeds a Recorder without a network: requests of run x and responses.
type script struct {
	log *Log
	r   *Recorder
	now time.Time
}

func newScript() *script {
	s := &script{now: time.Unix(0, 0)}
	s.log = NewLog(LogConfig{Began: s.now})
	s.r = NewRecorder(func(string) *Log { return s.log })
	s.r.Opened(1, address("127.0.0.1:8081"), address("127.0.0.1:50001"), s.now)
	return s
}

// An address is a net.Addr.
type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

// tick lets a millisecond pass and returns the time.
func (s *script) tick() time.Time {
	s.now = s.now.Add(time.Millisecond)
	return s.now
}

func (s *script) in(text string)  { s.r.Received(1, []byte(text), s.tick()) }
func (s *script) out(text string) { s.r.Sent(1, []byte(text), s.tick()) }

func (s *script) finish() *Log {
	s.r.Closed(1, "client", "fin", s.tick())
	s.r.Gone(1, s.tick())
	return s.log
}

const (
	getEvents   = "GET /r/x/sse HTTP/1.1\r\nHost: h\r\nLast-Event-ID: a-7\r\n\r\n"
	chunkedHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
	plainHead   = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
)

// chunk frames a piece of a body.
func chunk(data string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(data), data) }

func only(t *testing.T, l *Log, kind string) (found []Event) {
	t.Helper()
	for _, e := range l.Events(0) {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		t.Fatalf("no %s in %q", kind, kindsOf(l.Events(0)))
	}
	return found
}

// Where events and chunks begin and end are two different things.
func TestBytesAndDumpOfEvents(t *testing.T) {
	const last = "0\r\n\r\n"
	type dump struct{ event, dump string }
	tests := map[string]struct {
		writes []string
		want   []dump
	}{
		"one a chunk": {
			[]string{chunkedHead, chunk("data: 1\n\n"), chunk("data: 2\n\n"), last},
			[]dump{{"data: 1\n\n", "9\r\ndata: 1\n\n\r\n"}, {"data: 2\n\n", "9\r\ndata: 2\n\n\r\n"}},
		},
		"two in one": {
			[]string{chunkedHead, chunk("data: 1\n\ndata: 2\n\n"), last},
			[]dump{{"data: 1\n\n", "12\r\ndata: 1\n\n"}, {"data: 2\n\n", "data: 2\n\n\r\n"}},
		},
		"one in three": {
			[]string{chunkedHead, chunk("dat"), chunk("a: 1\n"), chunk("\n"), last},
			[]dump{{"data: 1\n\n", "3\r\ndat\r\n5\r\na: 1\n\r\n1\r\n\n\r\n"}},
		},
		"across": {
			[]string{chunkedHead, chunk("data: 1\n\nda"), chunk("ta: 2\n\n: c\n"), last},
			[]dump{{"data: 1\n\n", "b\r\ndata: 1\n\n"}, {"data: 2\n\n", "da\r\nb\r\nta: 2\n\n"}},
		},
		"chunk not finished": {
			[]string{chunkedHead, "40\r\ndata: 1\n\n"},
			[]dump{{"data: 1\n\n", "40\r\ndata: 1\n\n"}},
		},
		"second chunk not finished": {
			[]string{chunkedHead, chunk("data"), "40\r\n: 1\n\n"},
			[]dump{{"data: 1\n\n", "4\r\ndata\r\n40\r\n: 1\n\n"}},
		},
		"no chunks": {
			[]string{plainHead, "data: 1\n\ndata: 2\n\n"},
			[]dump{{"data: 1\n\n", "data: 1\n\n"}, {"data: 2\n\n", "data: 2\n\n"}},
		},
		"CR LF": {
			[]string{chunkedHead, chunk("data: 1\r\n\r\n"), chunk("data: 2\r\n\r"), chunk("\n"), last},
			[]dump{{"data: 1\r\n\r\n", "b\r\ndata: 1\r\n\r\n\r\n"}, {"data: 2\r\n\r\n", "a\r\ndata: 2\r\n\r\r\n1\r\n\n\r\n"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript()
			s.in(getEvents)
			for _, w := range test.writes {
				s.out(w)
			}
			for i, e := range only(t, s.log, "sse.event") {
				want := test.want[i]
				if got := string(s.log.Bytes(e)); got != want.event {
					t.Errorf("bytes of event %d: %q, want %q", i, got, want.event)
				}
				d := s.log.Dump(e)
				if got := string(d.Bytes); got != want.dump {
					t.Errorf("dump of event %d: %q, want %q", i, got, want.dump)
				}
				if d.Yours != 1 || d.Framing != len(want.dump)-1 {
					t.Errorf("event %d: %d framing and %d yours, want %d and 1", i, d.Framing, d.Yours, len(want.dump)-1)
				}
				checkTiled(t, d)
			}
			checkDecodedAgain(t, s.finish())
		})
	}
}

// checkTiled checks that every byte of a dump has a name, and one only.
func checkTiled(t *testing.T, d Dump) {
	t.Helper()
	at, bit := 0, 0
	for _, f := range d.Fields {
		if f.Decoded {
			continue
		}
		if f.Bits != nil {
			if bit%8 == 0 {
				bit = 8 * f.Offset
			}
			if f.Bits.From != bit {
				t.Errorf("field %q begins at bit %d, want %d", f.Name, f.Bits.From, bit)
			}
			if bit = f.Bits.To; bit%8 != 0 {
				continue
			}
		}
		if f.Offset != at {
			t.Errorf("field %q of %q begins at %d, want %d", f.Name, d.Bytes, f.Offset, at)
		}
		at = f.Offset + f.Length
	}
	if at != len(d.Bytes) {
		t.Errorf("fields of %q end at %d, want %d", d.Bytes, at, len(d.Bytes))
	}
}

// Every frame of every kind has a dump of which each byte is named.
func TestEveryByteHasAName(t *testing.T) {
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			upgrade(w, r)
			return
		}
		io.Copy(io.Discard, r.Body)
		tokens(w, r)
	})
	c := l.dial(t)
	c.say(t, "POST /r/run1/sse?e=a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
	c.hear(t)
	c.say(t, "%s", handshake+hello+inTwo)
	if _, err := http.ReadResponse(c.Reader, nil); err != nil {
		t.Fatal(err)
	}
	for got := 0; got < len(hello+inTwo); {
		n, err := readFrame(c)
		if err != nil {
			t.Fatal(err)
		}
		got += n
	}
	c.Close()
	frames := 0
	for _, e := range l.wait(t, "run1", "conn.close") {
		if e.IsFrame() {
			frames++
			checkTiled(t, l.log("run1").Dump(e))
		}
	}
	if frames < 15 {
		t.Errorf("%d frames, want at least 15", frames)
	}
}

func TestDumpOfAMessage(t *testing.T) {
	s := newScript()
	s.in("GET /r/x/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	s.out("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
	s.in(hello + inTwo)
	message := only(t, s.log, "ws.message")[0]
	d := s.log.Dump(message)
	if want := inTwo[:9] + inTwo[15:]; string(d.Bytes) != want {
		t.Errorf("dump %q, want the two fragments %q", d.Bytes, want)
	}
	if got := string(d.Frame.Decoded); got != "Hello"[:3]+"lo" {
		t.Errorf("decoded %q, want Hello", got)
	}
	if d.Yours != 5 || d.Framing != 12 {
		t.Errorf("%d yours, %d framing, want 5 and 12", d.Yours, d.Framing)
	}
	if got := len(only(t, s.log, "ws.frame")); got != 4 {
		t.Errorf("%d frames, want 4", got)
	}
}

func TestLastEventID(t *testing.T) {
	s := newScript()
	s.in(getEvents)
	s.out(chunkedHead)
	for _, block := range []string{"data: 1\n\n", "id: a-8\ndata: 2\n\n", ": c\n", "data: id\n\n", "id: a\x00b\ndata: 3\n\n", "id\ndata: 4\n\n", "data: 5\n\n"} {
		s.out(chunk(block))
	}
	want := []string{"a-7", "a-7", "a-8", "a-8", "a-8", ""}
	for i, e := range only(t, s.log, "sse.event") {
		if got := s.log.LastEventID(e); got != want[i] {
			t.Errorf("last event ID before event %d: %q, want %q", i, got, want[i])
		}
	}
}

// The trace is read in any way while it is written, and asked about events that
// it does not have.
func TestStrangeEvents(t *testing.T) {
	s := newScript()
	s.in(getEvents)
	s.out(chunkedHead + chunk("data: 1\n\n"))
	frame := wire.Frame{Layer: wire.SSE, Start: 1 << 40, End: 1<<40 + 5}
	for _, e := range []Event{
		{}, {Kind: "sse.event", N: -3, Conn: 1, Dir: wire.ToClient, Frame: frame}, {Kind: "sse.event", N: 1 << 30, Conn: 9, Frame: frame},
		{Kind: "sse.event", N: 1 << 30, Conn: 1, Dir: 7}, {Kind: "ws.message", Conn: 1, Frame: wire.Frame{Layer: wire.Message, Start: -4, End: 2}},
		{Kind: "http.chunk", Conn: 1, Frame: wire.Frame{Start: 5, End: 2}}, {Kind: "sse.event", Conn: 1, Dir: wire.ToClient, Frame: wire.Frame{Layer: wire.SSE, End: 3, Parent: -9}},
	} {
		s.log.Dump(e)
		s.log.LastEventID(e)
	}
	if got := s.log.Stream(2, wire.ToClient); got != nil {
		t.Errorf("bytes of a connection that is none: %q", got)
	}
}

func TestLogIsReadWhileItIsWritten(t *testing.T) {
	s := newScript()
	s.in(getEvents)
	s.out(chunkedHead)
	done := make(chan bool)
	go func() {
		defer close(done)
		for e := range s.log.Follow(t.Context(), 0) {
			s.log.Dump(e)
			if e.Kind == "http.end" {
				return
			}
		}
	}()
	for i := range 500 {
		s.out(chunk(fmt.Sprintf("id: a-%d\ndata: x\n\n", i)))
	}
	s.out("0\r\n\r\n")
	<-done
	if got := strings.Count(string(s.log.Stream(1, wire.ToClient)), "data: x"); got != 500 {
		t.Errorf("%d events, want 500", got)
	}
}
