package sse

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// serve runs a server with one handler and returns a request to it.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func TestStream(t *testing.T) {
	next := make(chan bool)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		events, err := NewWriter(w)
		if err != nil {
			t.Errorf("NewWriter: %v", err)
			return
		}
		<-next
		events.SendRaw([]byte(": hello\n\n"))
		events.Send(Event{ID: "a-1", Data: "one"})
		if err := events.Send(Event{ID: "a\nb"}); !errors.Is(err, ErrID) {
			t.Errorf("Send with a bad id: %v, want %v", err, ErrID)
		}
		events.Send(Event{Type: "done"})
	})
	resp, err := s.Client().Get(s.URL) // returns before the first event
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	close(next)
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	body, err := io.ReadAll(resp.Body)
	want := ": hello\n\nid: a-1\ndata: one\n\nevent: done\ndata:\n\n"
	if string(body) != want || err != nil {
		t.Errorf("body = %q, %v, want %q", body, err, want)
	}
}

// A countingListener counts the writes on its connections.
type countingListener struct {
	net.Listener
	mu     sync.Mutex
	writes []string
}

type countingConn struct {
	net.Conn
	l *countingListener
}

func (l *countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countingConn{c, l}, err
}

func (c countingConn) Write(p []byte) (int, error) {
	c.l.mu.Lock()
	c.l.writes = append(c.l.writes, string(p))
	c.l.mu.Unlock()
	return c.Conn.Write(p)
}

func TestOneWritePerEvent(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		events, _ := NewWriter(w)
		events.Send(Event{ID: "a-1", Data: "one\ntwo"})
		events.Send(Event{ID: "a-2", Data: strings.Repeat("x", 1000)})
	}))
	l := &countingListener{Listener: s.Listener}
	s.Listener = l
	s.Start()
	defer s.Close()
	resp, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	want := []string{
		"HTTP/1.1 200 OK\r\n",
		"1d\r\nid: a-1\ndata: one\ndata: two\n\n\r\n",
		"3f8\r\nid: a-2\ndata: x",
		"0\r\n\r\n",
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.writes) != len(want) {
		t.Fatalf("writes = %q, want %d: the head, each event, the last chunk", l.writes, len(want))
	}
	for i, got := range l.writes {
		if !strings.HasPrefix(got, want[i]) {
			t.Errorf("write %d = %.40q, want it to begin with %q", i, got, want[i])
		}
	}
}

func TestStuckClientIsGivenUp(t *testing.T) {
	failed := make(chan error, 1)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		events, _ := NewWriter(w)
		events.Timeout = 50 * time.Millisecond
		big := Event{Data: strings.Repeat("x", 1<<20)}
		for {
			if err := events.Send(big); err != nil {
				failed <- err
				return
			}
		}
	})
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n") // and reads nothing
	if err := <-failed; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("Send to a client that does not read: %v, want %v", err, os.ErrDeadlineExceeded)
	}
}

// TestDeadlineIsOfTheEventAlone wants 10 s for each event, and for what others
// write afterwards (the last chunk, the next response) no deadline of ours.
func TestDeadlineIsOfTheEventAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &sink{}
		events, err := NewWriter(w)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			time.Sleep(time.Minute)
			events.Send(Event{Data: "x"})
			if want := time.Now().Add(10 * time.Second); !w.during.Equal(want) {
				t.Errorf("deadline while writing = %v, want %v", w.during, want)
			}
			if !w.deadline.IsZero() {
				t.Errorf("deadline after an event = %v, want none", w.deadline)
			}
		}
	})
}

func TestWriterThatCannotStream(t *testing.T) {
	w := httptest.NewRecorder() // has no deadlines
	if _, err := NewWriter(w); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("NewWriter = %v, want %v", err, errors.ErrUnsupported)
	}
}

// A sink is a response writer that keeps nothing but its deadlines.
type sink struct {
	writes   int
	deadline time.Time
	during   time.Time // the deadline of the last write
}

func (s *sink) Header() http.Header                { return http.Header{} }
func (s *sink) WriteHeader(int)                    {}
func (s *sink) Write(p []byte) (int, error)        { s.writes++; s.during = s.deadline; return len(p), nil }
func (s *sink) FlushError() error                  { return nil }
func (s *sink) SetWriteDeadline(t time.Time) error { s.deadline = t; return nil }

func TestSendAllocatesNothing(t *testing.T) {
	w := &sink{}
	events, err := NewWriter(w)
	if err != nil {
		t.Fatal(err)
	}
	e := Event{ID: "a7-42", Data: " wire\nand more"}
	if got := testing.AllocsPerRun(100, func() { events.Send(e) }); got != 0 {
		t.Errorf("allocations per Send = %v, want 0", got)
	}
	if want := 101; w.writes != want {
		t.Errorf("writes = %d, want %d", w.writes, want)
	}
}

func TestBigEventIsNotKept(t *testing.T) {
	events, _ := NewWriter(&sink{})
	events.Send(Event{Data: strings.Repeat("x", 1<<20)})
	if got := cap(events.buffer); got > keepBuffer {
		t.Errorf("buffer after a big event = %d bytes, want at most %d", got, keepBuffer)
	}
}

func BenchmarkSend(b *testing.B) {
	events, _ := NewWriter(&sink{})
	b.ReportAllocs()
	for b.Loop() {
		events.Send(Event{ID: "a7-42", Data: " wire"})
	}
}

// BenchmarkSendOverTCP is a token on its whole way through net/http.
func BenchmarkSendOverTCP(b *testing.B) {
	s := serve(b, func(w http.ResponseWriter, r *http.Request) {
		events, _ := NewWriter(w)
		b.ReportAllocs()
		for b.Loop() {
			events.Send(Event{ID: "a7-42", Data: " wire"})
		}
	})
	resp, err := s.Client().Get(s.URL)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); n == 0 || err != nil {
		b.Errorf("read %d bytes, %v", n, err)
	}
}

func FuzzEvent(f *testing.F) {
	f.Add("a7-1", "", "x\r\ny", 500)
	f.Fuzz(func(t *testing.T, id, eventType, data string, retry int) {
		b, err := Event{id, eventType, data, retry}.Append(nil)
		if err != nil {
			return
		}
		if bytes.Count(b, []byte("\n\n")) > 1 || !bytes.HasSuffix(b, []byte("\n")) || bytes.Contains(b, []byte("\r")) {
			t.Errorf("Append = %q, want one block with LF line ends", b)
		}
	})
}
