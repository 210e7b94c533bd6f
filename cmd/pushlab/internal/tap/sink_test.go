package tap

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// A tape is a Sink that writes down what it is told, a line a call. Bytes of
// one direction that follow each other are one line.
type tape struct {
	mu      sync.Mutex
	lines   []string
	last    time.Time
	backAt  int           // lines whose time was before the line above
	changed chan struct{} // closed at the next line
}

func (s *tape) add(verb, text string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at.Before(s.last) {
		s.backAt++
	}
	s.last = at
	if i := len(s.lines) - 1; i >= 0 && (verb == "in" || verb == "out") && strings.HasPrefix(s.lines[i], verb+" ") {
		s.lines[i] += text
	} else {
		s.lines = append(s.lines, strings.TrimSpace(verb+" "+text))
	}
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

func (s *tape) Opened(_ uint64, _, _ net.Addr, at time.Time)  { s.add("opened", "", at) }
func (s *tape) Received(_ uint64, p []byte, at time.Time)     { s.add("in", string(p), at) }
func (s *tape) Sent(_ uint64, p []byte, at time.Time)         { s.add("out", string(p), at) }
func (s *tape) Faulted(_ uint64, kind string, at time.Time)   { s.add("fault", kind, at) }
func (s *tape) Hampered(_ uint64, kind string, at time.Time)  { s.add("hamper", kind, at) }
func (s *tape) Mended(_ uint64, text string, at time.Time)    { s.add("mended", text, at) }
func (s *tape) Idle(_ uint64, at time.Time)                   { s.add("idle", "", at) }
func (s *tape) Closed(_ uint64, by, how string, at time.Time) { s.add("closed", by+" "+how, at) }
func (s *tape) Gone(_ uint64, at time.Time)                   { s.add("gone", "", at) }

// wait returns the lines up to the first one that begins with prefix.
func (s *tape) wait(t *testing.T, prefix string) []string {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		s.mu.Lock()
		for i, line := range s.lines {
			if strings.HasPrefix(line, prefix) {
				defer s.mu.Unlock()
				return append([]string(nil), s.lines[:i+1]...)
			}
		}
		if s.changed == nil {
			s.changed = make(chan struct{})
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-deadline:
			s.mu.Lock()
			defer s.mu.Unlock()
			t.Fatalf("no line %q in %q", prefix, s.lines)
		}
	}
}

// pair returns the two ends of a loopback connection, the server's tapped.
func pair(t *testing.T, sink Sink) (client *net.TCPConn, server *Conn) {
	t.Helper()
	return pairOf(t, Config{Sink: sink})
}

// patient has a Read wait for as long as it takes: on a machine that has other
// things to do, the moment between a write and its record may be a long one.
func patient(sink Sink) Config { return Config{Sink: sink, ReplyWait: time.Minute} }

func pairOf(t *testing.T, config Config) (client *net.TCPConn, server *Conn) {
	t.Helper()
	return pairFrom(t, listenOf(t, config))
}

func pairFrom(t *testing.T, l *Listener) (client *net.TCPConn, server *Conn) {
	t.Helper()
	dialled, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialled.Close(); accepted.Close() })
	return dialled.(*net.TCPConn), accepted.(*Conn)
}

func listen(t *testing.T, sink Sink) *Listener {
	t.Helper()
	return listenOf(t, Config{Sink: sink})
}

func listenOf(t *testing.T, config Config) *Listener {
	t.Helper()
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	return Listen(raw, config)
}

func mustWrite(t *testing.T, c net.Conn, format string, args ...any) {
	t.Helper()
	if _, err := fmt.Fprintf(c, format, args...); err != nil {
		t.Fatal(err)
	}
}
