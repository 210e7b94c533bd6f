package edge

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// A bed is a server of net/http with a Proxy with hops in front of it, both of
// them recorded in one trace.
type bed struct {
	*testing.T
	addr  string // of the proxy
	proxy *Proxy
	log   *trace.Log
}

// newBed serves h behind an edge.
func newBed(t *testing.T, h http.HandlerFunc) *bed {
	b := &bed{T: t, log: trace.NewLog(trace.LogConfig{})}
	recorder := trace.NewRecorder(func(string) *trace.Log { return b.log })
	target := listen(t)
	s := &http.Server{Handler: h, ConnState: tap.ConnState, MaxHeaderBytes: 16 << 10}
	go s.Serve(tap.Listen(target, patient(recorder.At("lab"))))
	t.Cleanup(func() { s.Close() })

	l := tap.Listen(listen(t), patient(recorder.At("edge")))
	b.addr, b.proxy = l.Addr().String(), New(Config{To: target.Addr().String(), HTTP: &HTTP{
		Origin: func(r *http.Request) string { return r.Header.Get("Origin") },
		Tell: func(c net.Conn, kind, text string) {
			recorder.Tell(c.(*tap.Conn).ID(), kind, text, time.Now())
		},
		Run:     func(r *http.Request) string { return strings.Split(r.URL.Path+"//", "/")[2] },
		Link:    func(c, s net.Conn) { recorder.Link(c.(*tap.Conn).ID(), s.LocalAddr()) },
		Default: func(r *http.Request) string { return r.URL.Query().Get("default") },
	}})
	done := make(chan error, 1)
	go func() { done <- b.proxy.Serve(l) }()
	t.Cleanup(func() {
		b.proxy.Close()
		if err := <-done; err != nil {
			t.Errorf("Serve = %v, want nil after Close", err)
		}
	})
	return b
}

// dial connects to the edge.
func (b *bed) dial() *net.TCPConn {
	b.Helper()
	c, err := net.Dial("tcp", b.addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(time.Minute))
	return c.(*net.TCPConn)
}

// ask sends a request on a connection of its own and returns all that comes.
func (b *bed) ask(path string, header ...string) string {
	b.Helper()
	c := b.dial()
	mustWrite(b.T, c, get(path, append(header, "Connection: close")...))
	all, _ := io.ReadAll(c)
	c.Close()
	return string(all)
}

func get(path string, header ...string) string {
	return "GET /r/x/" + path + " HTTP/1.1\r\nHost: h\r\n" + lines(header) + "\r\n"
}

func lines(header []string) string {
	if len(header) == 0 {
		return ""
	}
	return strings.Join(header, "\r\n") + "\r\n"
}

// content is what a response that was read whole carries.
func content(t *testing.T, response string) string {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(strings.NewReader(response)), nil)
	if err != nil {
		t.Fatalf("%v: %q", err, response)
	}
	defer res.Body.Close()
	all, _ := io.ReadAll(res.Body)
	return string(all)
}

// of returns the first events of a kind, at a place, once there are so many.
func (b *bed) of(place, kind string, n int) (list []trace.Event) {
	b.Helper()
	for e := range b.log.Follow(b.Context(), 0) {
		if e.Kind == kind && b.log.Place(e.Conn) == place {
			list = append(list, e)
		}
		if len(list) == n {
			return list
		}
	}
	return list
}

// writes are the sizes of the writes to the client that have content, from the
// first of the trace on, when its exchange is over.
func (b *bed) writes() (list []string) {
	b.Helper()
	end := b.of("edge", "http.end", 1)[0]
	for _, e := range b.log.Events(0) {
		if e.Kind == "bytes" && e.Conn == end.Conn && e.Dir == wire.ToClient {
			list = append(list, string(b.log.Bytes(e)))
		}
	}
	return list
}

// events streams events as a server of net/http does: "data: 1", "data: 2" …
func events(n int, gap time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		control := http.NewResponseController(w)
		control.Flush()
		for i := range n {
			fmt.Fprintf(w, "data: %d\n\n", i+1)
			if control.Flush() != nil {
				return
			}
			select {
			case <-r.Context().Done():
				return
			case <-time.After(gap):
			}
		}
	}
}

// text answers with a body of a known length.
func text(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, s)
	}
}

// Without hops a message passes as it came: what the server wrote and what the
// client gets are the same bytes, and the request too.
func TestNothingIsChanged(t *testing.T) {
	b := newBed(t, events(3, time.Millisecond))
	got := b.ask("sse?a=%2c&edgy=1", "x-ODD:   case ")
	if !strings.HasSuffix(got, "9\r\ndata: 3\n\n\r\n0\r\n\r\n") {
		t.Errorf("read %q", got)
	}
	client, server := b.of("edge", "conn.open", 1)[0], b.of("lab", "conn.open", 1)[0]
	b.of("lab", "http.end", 1)
	for _, dir := range []wire.Direction{wire.ToServer, wire.ToClient} {
		if out, in := string(b.log.Stream(client.Conn, dir)), string(b.log.Stream(server.Conn, dir)); out != in || out == "" {
			t.Errorf("at the edge %q, at the lab %q", out, in)
		}
	}
	if server.Link != client.Conn || b.log.Link(server.Conn) != client.Conn {
		t.Errorf("the lab's connection is linked to %d, want %d", server.Link, client.Conn)
	}
}

// Requests on one connection choose for themselves.
func TestKeepAlive(t *testing.T) {
	b := newBed(t, text("hello"))
	c := b.dial()
	r := bufio.NewReader(c)
	want := []struct {
		hops   string
		writes []string
	}{{"", nil}, {"?edge=slice:2", []string{"he", "ll", "o"}}, {"?edge=slice:4", []string{"hell", "o"}}, {"", nil}}
	for i, w := range want {
		mustWrite(t, c, get(w.hops))
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(res.Body); string(got) != "hello" || err != nil {
			t.Errorf("request %d: read %q, %v", i+1, got, err)
		}
		end := b.of("edge", "http.end", i+1)[i]
		var got []string
		for _, e := range b.log.Events(0) {
			if e.Kind == "bytes" && e.Exchange == end.Exchange && e.Dir == wire.ToClient {
				got = append(got, string(b.log.Bytes(e)))
			}
		}
		if got = got[1:]; w.writes != nil && fmt.Sprint(got) != fmt.Sprint(w.writes) {
			t.Errorf("%q: writes behind the head = %q, want %q", w.hops, got, w.writes)
		}
	}
	if n := len(b.of("edge", "conn.open", 1)); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}

// A request with a body passes, of either framing, and so does Expect.
func TestRequestBody(t *testing.T) {
	b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
		all, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %v", all, err)
	})
	requests := map[string]string{
		"length":  "POST /r/x/chat?edge=latency:4 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
		"chunked": "POST /r/x/chat?edge=hold:10ms HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
		"expect":  "POST /r/x/chat?edge=merge HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
	}
	for name, request := range requests {
		c := b.dial()
		r := bufio.NewReader(c)
		for range 2 {
			mustWrite(t, c, request)
			if name == "expect" {
				mustRead(t, r, "HTTP/1.1 100 Continue\r\n\r\n")
				mustWrite(t, c, "hello")
			}
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got, err := io.ReadAll(res.Body); string(got) != "hello <nil>" || err != nil {
				t.Errorf("%s: read %q, %v", name, got, err)
			}
		}
	}
}

// Responses without a body do not keep the next one waiting.
func TestNoBody(t *testing.T) {
	b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("status") {
		case "204":
			w.WriteHeader(http.StatusNoContent)
		case "304":
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("Content-Length", "7")
			io.WriteString(w, "content")
		}
	})
	c := b.dial()
	r := bufio.NewReader(c)
	for _, method := range []string{"HEAD ?edge=slice:1", "GET ?status=204&edge=merge", "GET ?status=304&edge=slice:1", "GET ?edge=slice:1"} {
		method, query, _ := strings.Cut(method, " ")
		mustWrite(t, c, method+strings.TrimPrefix(get(query), "GET"))
		res, err := http.ReadResponse(r, &http.Request{Method: method})
		if err != nil {
			t.Fatalf("%s %s: %v", method, query, err)
		}
		io.Copy(io.Discard, res.Body)
	}
}

// What is no HTTP/1, or too long for it, passes and the server answers it.
func TestNoHTTP(t *testing.T) {
	b := newBed(t, text("hello"))
	tests := map[string]struct{ say, want string }{
		"another protocol": {"SSH-2.0-x\r\n\r\n", "400 Bad Request"},
		"HTTP/2":           {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 "},
		"a huge head":      {get("?" + strings.Repeat("a", 40<<10)), "431 Request Header Fields Too Large"},
		"half a head":      {"GET / HT", "400 Bad Request"},
	}
	for name, test := range tests {
		c := b.dial()
		mustWrite(t, c, test.say)
		c.CloseWrite()
		if got, err := io.ReadAll(c); !strings.Contains(string(got), test.want) {
			t.Errorf("%s: read %q, %v, want %q", name, got, err, test.want)
		}
	}
}

// WebSocket passes through hops, both ways, to its end.
func TestWebSocketThroughHops(t *testing.T) {
	for _, hops := range []string{"", "?edge=latency:20", "?edge=merge", "?edge=hold:5ms,latency:2", "?edge=idle:60000,slice:1"} {
		b := newBed(t, answer)
		c := b.dial()
		mustWrite(t, c, get("ws"+hops, "Connection: Upgrade", "Upgrade: websocket"))
		mustRead(t, c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05Hello")
		mustWrite(t, c, "\x88\x80\x01\x02\x03\x04")
		if got, err := io.ReadAll(c); string(got) != "\x88\x00" || err != nil {
			t.Errorf("%s: behind the client's Close came %q, %v", hops, got, err)
		}
		c.Close()
		if got := b.of("edge", "ws.frame", 3); len(got) != 3 {
			t.Errorf("%s: the edge has %d frames, want 3", hops, len(got))
		}
		if e := b.of("edge", "conn.close", 1)[0]; e.Text != "server fin" {
			t.Errorf("%s: the connection closed by %q", hops, e.Text)
		}
	}
}
