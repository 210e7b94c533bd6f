package websocket

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// answering runs a server of one connection, which answers a request as answer
// says and hands the connection over.
func answering(t testing.TB, answer func(*http.Request) string) (url string, conns <-chan *rawConn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	ch := make(chan *rawConn, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		raw := &rawConn{c.(*net.TCPConn), bufio.NewReader(c)}
		r, err := http.ReadRequest(raw.r)
		if err != nil {
			c.Close()
			return
		}
		io.WriteString(c, answer(r))
		ch <- raw
	}()
	return "ws://" + l.Addr().String(), ch
}

// switching is a response that is in order, with more header lines.
func switching(more string) func(*http.Request) string {
	return func(r *http.Request) string {
		return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
			"Sec-WebSocket-Accept: " + AcceptKey(r.Header.Get("Sec-WebSocket-Key")) + "\r\n" + more + "\r\n"
	}
}

// dialled returns a client and the raw other end of its connection.
func dialled(t testing.TB, o DialOptions, wrap func(net.Conn) net.Conn) (*rawConn, *Conn) {
	t.Helper()
	url, conns := answering(t, switching(""))
	if wrap != nil {
		o.NetDial = func(_ context.Context, network, addr string) (net.Conn, error) {
			c, err := net.Dial(network, addr)
			if err == nil {
				c = wrap(c)
			}
			return c, err
		}
	}
	c, err := Dial(context.Background(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	peer := <-conns
	t.Cleanup(func() { peer.Close(); c.conn.Close() })
	return peer, c
}

func TestRequest(t *testing.T) {
	requests := make(chan *http.Request, 1)
	url, _ := answering(t, func(r *http.Request) string {
		requests <- r
		return switching("Sec-WebSocket-Protocol: b\r\n")(r)
	})
	c, err := Dial(t.Context(), url+"/r/x/ws?tokens=3", DialOptions{
		Subprotocols: []string{"a", "b"},
		Header:       http.Header{"Host": {"lab.example"}, "Origin": {"http://localhost:8080"}},
		Rand:         bytes.NewReader([]byte("the sample nonce")),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.conn.Close()
	r := <-requests
	for name, want := range map[string]string{
		"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key":      "dGhlIHNhbXBsZSBub25jZQ==", // RFC 6455 §1.3
		"Sec-WebSocket-Protocol": "a, b", "Origin": "http://localhost:8080", "Sec-WebSocket-Extensions": "",
	} {
		if got := strings.Join(r.Header.Values(name), "; "); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got, want := r.Method+" "+r.RequestURI+" "+r.Host, "GET /r/x/ws?tokens=3 lab.example"; got != want {
		t.Errorf("request = %q, want %q", got, want)
	}
	if got, want := c.Subprotocol(), "b"; got != want {
		t.Errorf("Subprotocol = %q, want %q", got, want)
	}
}

func TestDialRefusesBadResponses(t *testing.T) {
	good := switching("")
	replace := func(old, new string) func(*http.Request) string {
		return func(r *http.Request) string { return strings.Replace(good(r), old, new, 1) }
	}
	tests := []struct {
		name   string
		answer func(*http.Request) string
		want   string
	}{
		{"200", replace("101 Switching Protocols", "200 OK\r\nContent-Length: 0"), "does not switch"},
		{"403", func(*http.Request) string {
			return "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nNo."
		}, "does not switch protocols (status 403): No."},
		{"HTTP/1.0", replace("HTTP/1.1", "HTTP/1.0"), "does not switch"},
		{"no Upgrade", replace("Upgrade: websocket\r\n", ""), "Upgrade is not websocket"},
		{"other Upgrade", replace("Upgrade: websocket", "Upgrade: h2c"), "Upgrade is not websocket"},
		{"no Connection", replace("Connection: Upgrade\r\n", ""), "Connection does not name Upgrade"},
		{"other Connection", replace("Connection: Upgrade", "Connection: keep-alive"), "Connection does not name Upgrade"},
		{"no Accept", replace("Sec-WebSocket-Accept", "X-Accept"), "does not belong to the key"},
		{"Accept of another key", func(*http.Request) string {
			return good(&http.Request{Header: http.Header{"Sec-Websocket-Key": {"x"}}})
		}, "does not belong to the key"},
		{"two Accepts", func(r *http.Request) string {
			return strings.Replace(good(r), "\r\n\r\n", "\r\nSec-WebSocket-Accept: x\r\n\r\n", 1)
		}, "does not belong to the key"},
		{"extension", switching("Sec-WebSocket-Extensions: permessage-deflate\r\n"), "extension that was not offered"},
		{"subprotocol", switching("Sec-WebSocket-Protocol: c\r\n"), "subprotocol that was not offered"},
		{"subprotocol in capitals", switching("Sec-WebSocket-Protocol: A\r\n"), "subprotocol that was not offered"},
		{"two subprotocols", switching("Sec-WebSocket-Protocol: a, b\r\n"), "subprotocol that was not offered"},
		{"no HTTP", func(*http.Request) string { return "hello\r\n\r\n" }, "reading the handshake"},
		{"head without end", func(*http.Request) string { return "HTTP/1.1 101 S\r\nX: " + strings.Repeat("x", 70<<10) }, "reading the handshake"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			url, _ := answering(t, test.answer)
			c, err := Dial(t.Context(), url, DialOptions{Subprotocols: []string{"a", "b"}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Dial = %v, %v, want %q", c, err, test.want)
			}
		})
	}
}

func TestDialTellsWhatTheServerSaid(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "Sixteen streams are live.", http.StatusTooManyRequests)
	}))
	defer s.Close()
	_, err := Dial(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http"), DialOptions{})
	var refused *HandshakeError
	if !errors.As(err, &refused) {
		t.Fatalf("Dial = %v, want a HandshakeError", err)
	}
	got := fmt.Sprint(refused.Status, refused.Header.Get("Retry-After"), refused.Body)
	if want := fmt.Sprint(429, "1", "Sixteen streams are live.\n"); got != want {
		t.Errorf("refusal = %q, want %q", got, want)
	}
}

func TestDialURLs(t *testing.T) {
	for _, url := range []string{"http://localhost/", "localhost:80", "ws://localhost/#x", "ws:///x", "ws://%zz/", ""} {
		if c, err := Dial(t.Context(), url, DialOptions{}); err == nil {
			t.Errorf("Dial(%q) = %v, want an error", url, c)
		}
	}
	ports := map[string]string{"ws://h/": "h:80", "wss://h/": "h:443", "ws://h:8081/": "h:8081", "ws://[::1]/": "[::1]:80"}
	for url, want := range ports {
		got := ""
		Dial(t.Context(), url, DialOptions{NetDial: func(_ context.Context, _, addr string) (net.Conn, error) {
			got = addr
			return nil, io.EOF
		}})
		if got != want {
			t.Errorf("Dial(%q) dials %q, want %q", url, got, want)
		}
	}
}

func TestDialEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	url, conns := answering(t, func(*http.Request) string { return "HTTP/1.1 101 " })
	go func() {
		<-conns
		cancel()
	}()
	if c, err := Dial(ctx, url, DialOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Dial = %v, %v, want %v", c, err, context.Canceled)
	}
}

func TestContextOfDialDoesNotEndTheConnection(t *testing.T) {
	e := listen(t, AcceptOptions{}, nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	c, err := Dial(ctx, e.ws(), DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	server := <-e.conns
	defer server.conn.Close()
	if err := server.Write(t.Context(), OpText, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if m, err := c.Read(t.Context()); string(m.Data) != "x" || err != nil {
		t.Errorf("Read = %q, %v, want x", m.Data, err)
	}
}

func TestDialOverTLS(t *testing.T) {
	conns := make(chan *Conn, 1)
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := Accept(w, r, AcceptOptions{}); err == nil {
			conns <- c
		}
	}))
	defer s.Close()
	config := s.Client().Transport.(*http.Transport).TLSClientConfig
	c, err := Dial(t.Context(), "wss"+strings.TrimPrefix(s.URL, "https"), DialOptions{TLS: config})
	if err != nil {
		t.Fatal(err)
	}
	done := readAllOf(<-conns)
	c.Write(t.Context(), OpText, []byte("secret"))
	if err := c.Close(1000, "bye"); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	got := wait(t, "the close", done)
	if len(got.messages) != 1 || string(got.messages[0].Data) != "secret" {
		t.Errorf("messages = %q, want secret", got.messages)
	}
}

// TestEarlyFrames sends a frame in the same write as the response.
func TestEarlyFrames(t *testing.T) {
	url, conns := answering(t, func(r *http.Request) string { return switching("")(r) + "\x81\x05Hello\x81\x02" })
	c, err := Dial(t.Context(), url, DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.conn.Close()
	peer := <-conns
	defer peer.Close()
	io.WriteString(peer, "ok")
	for _, want := range []string{"Hello", "ok"} {
		c.conn.SetReadDeadline(time.Now().Add(patience))
		if m, err := c.Read(t.Context()); string(m.Data) != want || err != nil {
			t.Errorf("Read = %q, %v, want %q", m.Data, err, want)
		}
	}
}
