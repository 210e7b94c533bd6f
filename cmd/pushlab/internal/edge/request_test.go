package edge

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pushlab/cmd/pushlab/internal/tap"
)

// told answers with what the server was asked: the request line's version, the
// fields that matter, and the body.
func told(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	fmt.Fprintf(w, "%s %q %q %v %q", r.Proto, r.Header["Upgrade"], r.Header["X-Kept"], r.TransferEncoding, body)
}

// Without Upgrade a server is asked for an answer of HTTP, the rest of the
// request is as it was, and the connection serves the next one.
func TestStrip(t *testing.T) {
	b := newBed(t, told)
	c := b.dial()
	r := bufio.NewReader(c)
	for i, request := range []string{
		get("?edge=strip", "Upgrade: websocket", "connection: keep-alive, Upgrade, X-Dropped", "X-Dropped: a", "X-Kept: b", "X-Dropped: c", "\tfolded"),
		upgrade("?edge=strip,latency:2"),
		get("?edge=strip", "X-Kept: nothing to take off"),
	} {
		mustWrite(t, c, request)
		got := readBody(t, r)
		want := `HTTP/1.1 [] ` + []string{`["b"]`, `[]`, `["nothing to take off"]`}[i] + ` [] ""`
		if got != want {
			t.Errorf("request %d: the server was asked %s, want %s", i+1, got, want)
		}
	}
	if got := b.texts("fault"); !slices.Equal(got, []string{"strip", "strip"}) {
		t.Errorf("faults = %q, want two", got)
	}
	if got := b.ask("?edge=strip", "Upgrade: x"); !strings.Contains(got, "Connection: close\r\n") { // and FIN, or ask would wait
		t.Errorf("who closes got %q", got)
	}
}

func readBody(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(res.Body)
	if err != nil {
		t.Errorf("the body ends with %v", err)
	}
	return string(all)
}

// texts are the texts of the events of a kind at the edge that there are now.
func (b *bed) texts(kind string) (list []string) {
	for _, e := range b.log.Events(0) {
		if e.Kind == kind && b.log.Place(e.Conn) == "edge" {
			list = append(list, e.Text)
		}
	}
	return list
}

// A server behind HTTP/1.0 sees no Upgrade, no chunks and a connection for each
// request; the client keeps the one that it has, and gets HTTP/1.1.
func TestHTTP10(t *testing.T) {
	b := newBed(t, told)
	c := b.dial()
	r := bufio.NewReader(c)
	post := func(query string, field ...string) string {
		return strings.Replace(get(query, field...), "GET", "POST", 1)
	}
	for i, test := range []struct{ say, want string }{
		{get("?edge=http10", "X-Kept: a"), `HTTP/1.0 [] ["a"] [] ""`},
		{upgrade("?edge=http10,latency:2"), `HTTP/1.0 [] [] [] ""`},
		{post("?edge=http10", "Content-Length: 5") + "hello", `HTTP/1.0 [] [] [] "hello"`},
		{post("?edge=http10", "Transfer-Encoding: chunked") + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", `HTTP/1.0 [] [] [] "hello"`},
		{get("", "X-Kept: b"), `HTTP/1.1 [] ["b"] [] ""`},
		{upgrade("?edge=strip,http10"), `HTTP/1.0 [] [] [] ""`},
		{get(""), `HTTP/1.1 [] [] [] ""`},
	} {
		mustWrite(t, c, test.say)
		if got := readBody(t, r); got != test.want {
			t.Errorf("request %d: the server was asked %s, want %s", i+1, got, test.want)
		}
	}
	c.Close()
	closed := b.of("lab", "conn.close", 6)
	if e := b.of("edge", "conn.close", 1)[0]; e.Text != "client fin" || len(closed) != 6 {
		t.Errorf("closed by %q; %d connections to the server, want 6", e.Text, len(closed))
	}
	for _, e := range b.of("lab", "conn.open", 6) {
		if e.Link != 1 && b.log.Link(e.Conn) == 0 {
			t.Errorf("connection %d to the server is linked to none", e.Conn)
		}
	}
}

// Expect is answered by the edge, since HTTP/1.0 does not have it.
func TestHTTP10Expect(t *testing.T) {
	b := newBed(t, told)
	c := b.dial()
	mustWrite(t, c, "POST /r/x/?edge=http10 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
	mustRead(t, c, "HTTP/1.1 100 Continue\r\n\r\n")
	mustWrite(t, c, "hello")
	if got := readBody(t, bufio.NewReader(c)); got != `HTTP/1.0 [] [] [] "hello"` {
		t.Errorf("the server was asked %s", got)
	}
}

// A stream without a length gets chunks from the edge, and its last one even
// where the server breaks off: HTTP/1.0 can not say that. An RST is still one.
func TestHTTP10Stream(t *testing.T) {
	read := make(chan bool, 1)
	b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("rst") {
			c, _, _ := http.NewResponseController(w).Hijack()
			io.WriteString(c, "HTTP/1.0 200 OK\r\n\r\ndata: 1\n\n")
			<-read
			c.(*tap.Conn).SetLinger(0)
			c.Close()
			return
		}
		events(2, 0)(w, r)
		if r.URL.Query().Has("cut") {
			panic(http.ErrAbortHandler)
		}
	})
	for _, query := range []string{"?edge=http10", "?cut&edge=http10", "?edge=http10,slice:3"} {
		got := b.ask(query)
		head, _, _ := strings.Cut(got, "\r\n\r\n")
		if content(t, got) != "data: 1\n\ndata: 2\n\n" || !strings.HasPrefix(head, "HTTP/1.1 200 OK\r\n") || strings.Count(head, "Connection: close") != 1 || !strings.HasSuffix(got, lastChunk) {
			t.Errorf("%s: %q", query, got)
		}
	}
	if got := b.askRaw("GET /r/x/?edge=http10 HTTP/1.0\r\n\r\n"); !strings.HasSuffix(got, "\r\n\r\ndata: 1\n\ndata: 2\n\n") {
		t.Errorf("a client of HTTP/1.0 got %q", got)
	}
	c := b.dial()
	mustWrite(t, c, get("?rst&edge=http10"))
	r := bufio.NewReader(c)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	mustRead(t, res.Body, "data: 1\n\n")
	read <- true
	if _, err := io.ReadAll(res.Body); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the body of a reset ends with %v", err)
	}
}

// A body that is too long to be kept is refused with a sentence.
func TestHTTP10TooLong(t *testing.T) {
	b := newBed(t, told)
	got := b.askRaw("POST /r/x/?edge=http10 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" +
		fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", maxOld+1, strings.Repeat("a", maxOld+1)))
	if !strings.HasPrefix(got, "HTTP/1.1 413 ") || !strings.Contains(got, "It keeps 1048576 bytes.") {
		t.Errorf("read %q, want 413", got)
	}
}

// Nagle's algorithm is on for the one exchange that asks for it.
func TestNagle(t *testing.T) {
	asked, goOn := make(chan bool), make(chan bool)
	b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- true
		<-goOn
		io.WriteString(w, "hello")
	})
	c := b.dial()
	r := bufio.NewReader(c)
	for _, query := range []string{"", "?edge=nagle", ""} {
		mustWrite(t, c, get(query))
		<-asked
		if got, want := delays(t, b.client()), query != ""; got != want {
			t.Errorf("%q: small writes wait: %v, want %v", query, got, want)
		}
		goOn <- true
		readBody(t, r)
	}
	if got := b.texts("fault"); !slices.Equal(got, []string{"nagle"}) {
		t.Errorf("faults = %q", got)
	}
}

// client is the proxy's connection to its only client.
func (b *bed) client() *net.TCPConn {
	b.proxy.mu.Lock()
	defer b.proxy.mu.Unlock()
	for c := range b.proxy.open {
		if tapped, ok := c.(*tap.Conn); ok {
			return tapped.Conn.(*net.TCPConn)
		}
	}
	b.Fatal("the proxy has no client")
	return nil
}

// delays says whether Nagle's algorithm is on for a connection.
func delays(t *testing.T, c *net.TCPConn) (on bool) {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) {
		n, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_NODELAY)
		if err != nil {
			t.Error(err)
		}
		on = n == 0
	})
	return on
}
