package server

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// A lockedBuffer is written by the server and read by the test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// CR, LF and ESC in names, codes, words, secrets, texts and headers: a request
// that fails is one line of the log, and no raw control byte reaches a terminal.
func TestTrust15LogInjection(t *testing.T) {
	t.Parallel()
	const evil = "a\r\nlevel=ERROR msg=forged\x1b[2J\x1b]0;x\x07\u202e\x00z"
	log := &lockedBuffer{}
	s, stop := serveIn(t, Config{DataDir: t.TempDir(), Room: true, Log: slog.New(slog.NewTextHandler(log, nil))})
	site := s.places[0].URL
	seat, later := takeSeat(t, s, "Ana"), takeSeat(t, s, "Bob")
	fields := []string{"name", evil, "code", evil, "words", evil, "secret", evil, "state", evil, "good", evil, "bad", evil,
		"lesson", evil, "block", evil, "option", evil, "seat", evil, "exercise", evil, "label", evil, "text", evil, "kind", evil}
	failed := 0
	send := func(c *http.Client, pattern string) {
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.NewReplacer("{code}", "x%0d%0a%1b", "{secret}", "x%0d%0a%1b", "{n}", "x%0d%0a%1b").Replace(path)
		resp, _ := ask(t, c, method, site+path, form(fields...), "Content-Type", "application/x-www-form-urlencoded")
		if resp.StatusCode == http.StatusInternalServerError {
			failed++
		}
	}
	visit := func(c *http.Client) {
		for _, route := range s.roomRoutes() {
			send(c, route.pattern)
		}
	}
	visit(seat) // and leaves
	for _, head := range []string{"User-Agent", "Referer", "Origin", "Cookie", "X-Forwarded-For", "Accept", "Host", evil} {
		sendRaw(t, s, fmt.Sprintf("GET /room HTTP/1.1\r\nHost: localhost\r\n%s: \x1b[31m%s\r\n\r\n", head, evil))
	}
	s.store.Close() // now what is saved fails, and is logged
	visit(later)
	for _, pattern := range []string{"GET /progress", "GET /progress/export", "POST /progress/delete?confirm=yes"} {
		send(later, pattern)
	}
	stop()

	text := log.String()
	if i := strings.IndexFunc(strings.ReplaceAll(text, "\n", ""), func(c rune) bool { return c < ' ' || c == 0x7f || c == 0x202e }); i >= 0 {
		t.Errorf("the log has a raw control character: %q", text)
	}
	requests := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "time=") {
			t.Errorf("the log has a line of somebody else: %q", line)
		}
		if strings.Contains(line, `msg="request failed"`) {
			requests++
		}
	}
	if failed < 3 || requests != failed {
		t.Errorf("%d requests failed and %d lines say so, want one each, and some", failed, requests)
	}
	if strings.Contains(text, "127.0.0.1") || strings.Contains(text, s.room().Code()) {
		t.Errorf("the log has an address or the code: %s", text)
	}
}

// sendRaw sends what no client would, and waits for the answer's end.
func sendRaw(t *testing.T, s *Server, request string) {
	t.Helper()
	c, err := net.Dial("tcp", s.places[0].listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	c.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, c)
}
