package trace

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// A lab is a server with a tap and a recorder on a loopback address.
type lab struct {
	addr     string
	recorder *Recorder

	mu   sync.Mutex
	logs map[string]*Log
}

// newLab serves h. Runs are those whose id begins with "run".
func newLab(t *testing.T, h http.HandlerFunc) *lab {
	t.Helper()
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{addr: raw.Addr().String(), logs: map[string]*Log{}}
	l.recorder = NewRecorder(l.lookup)
	s := &http.Server{Handler: h, ConnContext: tap.ConnContext, ConnState: tap.ConnState, Protocols: &http.Protocols{}}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetUnencryptedHTTP2(true)
	done := make(chan error, 1)
	go func() { done <- s.Serve(tap.Listen(raw, tap.Config{Sink: l.recorder, ReplyWait: time.Minute})) }()
	t.Cleanup(func() { s.Close(); <-done })
	return l
}

func (l *lab) lookup(run string) *Log {
	if !strings.HasPrefix(run, "run") {
		return nil
	}
	return l.log(run)
}

func (l *lab) log(run string) *Log {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.logs[run] == nil {
		l.logs[run] = NewLog(LogConfig{})
	}
	return l.logs[run]
}

// wait returns a run's events up to the first of a kind.
func (l *lab) wait(t *testing.T, run, kind string) (events []Event) {
	t.Helper()
	for e := range l.log(run).Follow(t.Context(), 0) {
		if events = append(events, e); e.Kind == kind {
			return events
		}
	}
	t.Fatalf("%s: no %s", run, kind)
	return nil
}

// A client keeps what it wrote and read.
type client struct {
	net.Conn
	*bufio.Reader
	wrote, read bytes.Buffer
}

func (l *lab) dial(t *testing.T) *client {
	t.Helper()
	conn, err := net.Dial("tcp", l.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := &client{Conn: conn}
	c.Reader = bufio.NewReader(io.TeeReader(conn, &c.read))
	return c
}

// Read resolves which of the two it is.
func (c *client) Read(p []byte) (int, error) { return c.Reader.Read(p) }

func (c *client) say(t *testing.T, format string, args ...any) {
	t.Helper()
	fmt.Fprintf(&c.wrote, format, args...)
	if _, err := fmt.Fprintf(c.Conn, format, args...); err != nil {
		t.Fatal(err)
	}
}

// hear reads one response to its end.
func (c *client) hear(t *testing.T) (status int, body string) {
	t.Helper()
	res, err := http.ReadResponse(c.Reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
