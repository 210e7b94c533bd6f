package server

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// A learner's own program: a page, a stream, and an echo.
func program(t *testing.T) (addr string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello, "+r.Header.Get("X-Name")) })
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 3 {
			fmt.Fprintf(w, "id: %d\ndata: event %d\n\n", i, i)
			w.(http.Flusher).Flush()
		}
	})
	mux.HandleFunc("GET /echo", func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, websocket.AcceptOptions{})
		if err != nil {
			return
		}
		m, _ := conn.Read(t.Context())
		conn.Write(t.Context(), m.Opcode, m.Data)
		conn.Close(1000, "")
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// openTap starts a tap's site in front of a program.
func openTap(t *testing.T, to string) (s *Server, tapped string) {
	t.Helper()
	s = open(t, Config{Tap: &Tap{Listen: "127.0.0.1:0", To: to}})
	return s, s.place("tap").listener.Addr().String()
}

// trace returns the tap's one trace.
func (s *Server) jsonl(t *testing.T) string {
	t.Helper()
	_, body := ask(t, browser(t), "GET", s.TapRun()+"/trace.jsonl", "")
	return body
}

// What clients and program say to each other passes unchanged and stands in the
// one run.
func TestTapRecords(t *testing.T) {
	t.Parallel()
	s, tapped := openTap(t, program(t))
	resp, body := ask(t, browser(t), "GET", "http://"+tapped+"/hello?q=1", "", "X-Name", "learner", "Authorization", "Bearer geheim")
	if resp.StatusCode != 200 || body != "hello, learner" {
		t.Errorf("GET /hello = %d %q", resp.StatusCode, body)
	}
	if _, body = ask(t, browser(t), "GET", "http://"+tapped+"/events", ""); body != "id: 0\ndata: event 0\n\nid: 1\ndata: event 1\n\nid: 2\ndata: event 2\n\n" {
		t.Errorf("GET /events = %q", body)
	}
	ws, err := websocket.Dial(t.Context(), "ws://"+tapped+"/echo", websocket.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ws.Write(t.Context(), websocket.OpText, []byte("ping pong"))
	if m, err := ws.Read(t.Context()); err != nil || string(m.Data) != "ping pong" {
		t.Errorf("echo = %q, %v", m.Data, err)
	}
	jsonl := s.jsonl(t)
	for _, part := range []string{`"path":"/hello"`, `"kind":"sse.event"`, `"kind":"ws.frame"`, `"kind":"conn.open"`} {
		if !strings.Contains(jsonl, part) {
			t.Errorf("the trace lacks %s:\n%s", part, jsonl)
		}
	}
	if strings.Contains(jsonl, "geheim") {
		t.Error("the trace has a secret")
	}
	_, page := ask(t, browser(t), "GET", s.TapRun(), "", "Accept", "text/html")
	for _, part := range []string{"GET /hello", "event 2", tapped[strings.Index(tapped, ":"):]} {
		if !strings.Contains(page, part) {
			t.Errorf("the run's page lacks %q", part)
		}
	}
}

// A protocol that nobody here knows passes too, and its bytes are kept.
func TestTapPassesAnything(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for c, err := l.Accept(); err == nil; c, err = l.Accept() {
			io.Copy(c, c)
			c.Close()
		}
	}()
	s, tapped := openTap(t, l.Addr().String())
	c, err := net.Dial("tcp", tapped)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "\x00\x01\x02 EHLO\n")
	c.(*net.TCPConn).CloseWrite()
	if got, err := io.ReadAll(c); string(got) != "\x00\x01\x02 EHLO\n" || err != nil {
		t.Errorf("it said %q, %v, want the same back", got, err)
	}
	if jsonl := s.jsonl(t); !strings.Contains(jsonl, "0001022045484c4f0a") {
		t.Errorf("the trace lacks the bytes:\n%s", jsonl)
	}
}

// A program that is not there: the client sees the refusal, the trace says so.
func TestTapRefused(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	l.Close()
	s, tapped := openTap(t, nobody)
	c, err := net.Dial("tcp", tapped)
	if err == nil {
		defer c.Close()
		c.SetReadDeadline(time.Now().Add(5 * time.Second))
		_, err = bufio.NewReader(c).ReadByte()
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client sees %v, want a reset", err)
	}
	if jsonl := s.jsonl(t); !strings.Contains(jsonl, "connection refused") || !strings.Contains(jsonl, nobody) {
		t.Errorf("the trace lacks the refusal:\n%s", jsonl)
	}
}

// Its site has the run and no course.
func TestTapSite(t *testing.T) {
	t.Parallel()
	s, _ := openTap(t, program(t))
	site := s.Places()[0].URL
	names := ""
	for _, p := range s.Places() {
		names += p.Name + " "
	}
	if names != "site tap " {
		t.Errorf("places = %q, want site and tap", names)
	}
	for path, want := range map[string]int{
		"/": 302, "/healthz": 200, "/control": 426, strings.TrimPrefix(s.TapRun(), site): 200,
		"/progress": 404, "/lessons/05-resume/": 404, "/tls": 404, "/nowhere": 404, "/r/x/sse": 404,
	} {
		resp, body := ask(t, browser(t), "GET", site+path, "")
		if resp.StatusCode != want {
			t.Errorf("GET %s = %d %q, want %d", path, resp.StatusCode, body, want)
		}
		if want == 404 && !strings.Contains(body, "no course") {
			t.Errorf("GET %s = %q, want a sentence that says what is here", path, body)
		}
		if path == "/" && site+resp.Header.Get("Location") != s.TapRun() {
			t.Errorf("GET / leads to %s, want %s", resp.Header.Get("Location"), s.TapRun())
		}
	}
}

// Only the machine's own programs are recorded, unless one is named, and never
// pushlab itself.
func TestTapTarget(t *testing.T) {
	t.Parallel()
	here := program(t)
	_, port, _ := net.SplitHostPort(here)
	for _, row := range []struct {
		to     string
		allow  []string
		listen string
		says   string // "" = taken
	}{
		{to: here},
		{to: "localhost:" + port},
		{to: ":" + port},
		{to: "[::1]:" + port},
		{to: "192.0.2.1:80", says: "is not on this machine (192.0.2.1)"},
		{to: "192.0.2.1:80", allow: []string{"192.0.2.1:80"}},
		{to: "192.0.2.1:80", allow: []string{"192.0.2.1:81", "192.0.2.1"}, says: "is not on this machine"},
		{to: "0.0.0.0:80", says: "is not on this machine"},
		{to: "[2001:db8::1]:80", says: "is not on this machine"},
		{to: "[::ffff:192.0.2.1]:80", says: "is not on this machine"},
		{to: "no-such-host.invalid:80", says: "can not be found"},
		{to: "localhost", says: "is not HOST:PORT"},
		{to: "localhost:0", says: "is not HOST:PORT"},
		{to: "localhost:http", says: "is not HOST:PORT"},
		{to: "localhost:65536", says: "is not HOST:PORT"},
		{to: "", says: "is not HOST:PORT"},
		{to: here, listen: "nonsense", says: "-listen"},
		{to: here, listen: here, says: "choose another address with -listen"},
	} {
		if row.listen == "" {
			row.listen = "127.0.0.1:0"
		}
		s, err := New(t.Context(), Config{Addr: "127.0.0.1:0", DataDir: t.TempDir(), Tap: &Tap{Listen: row.listen, To: row.to, Allow: row.allow}})
		if err == nil {
			s.close()
		}
		if (err == nil) != (row.says == "") || err != nil && (!strings.Contains(err.Error(), row.says) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("-to %s -listen %s -allow %s: %v, want a sentence with %q", row.to, row.listen, row.allow, err, row.says)
		}
	}
}

// A tap of its own site or of itself would record its own recording.
func TestTapOfItself(t *testing.T) {
	for range 20 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := l.Addr().String()
		l.Close()
		_, err = New(t.Context(), Config{Addr: "127.0.0.1:0", DataDir: t.TempDir(), Tap: &Tap{Listen: addr, To: strings.Replace(addr, "127.0.0.1", "localhost", 1)}})
		if err != nil && strings.Contains(err.Error(), "is taken") {
			continue // somebody else was faster
		}
		if err == nil || !strings.Contains(err.Error(), "can not record itself") {
			t.Errorf("New = %v, want a refusal", err)
		}
		return
	}
	t.Fatal("found no free port")
}
