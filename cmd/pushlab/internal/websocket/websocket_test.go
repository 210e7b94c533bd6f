package websocket

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// patience is how long a test waits for what must happen at once.
const patience = time.Minute

// An endpoint is a server whose connections a test gets after its handler has
// returned.
type endpoint struct {
	*httptest.Server
	conns chan *Conn
	errs  chan error
}

// listen runs an endpoint. wrap, if not nil, stands around each connection.
func listen(t testing.TB, o AcceptOptions, wrap func(net.Conn) net.Conn) *endpoint {
	t.Helper()
	e := &endpoint{conns: make(chan *Conn, 1), errs: make(chan error, 1)}
	e.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := Accept(w, r, o)
		if err != nil {
			e.errs <- err
			return
		}
		e.conns <- c
	}))
	if wrap != nil {
		e.Listener = &wrappingListener{e.Listener, wrap}
	}
	e.Start()
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) ws() string { return "ws" + strings.TrimPrefix(e.URL, "http") }

type wrappingListener struct {
	net.Listener
	wrap func(net.Conn) net.Conn
}

func (l *wrappingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		c = l.wrap(c)
	}
	return c, err
}

// A slowConn gives its reader one byte at a time.
type slowConn struct{ *net.TCPConn }

func (c slowConn) Read(p []byte) (int, error) { return c.TCPConn.Read(p[:min(1, len(p))]) }

func oneByteReads(c net.Conn) net.Conn { return slowConn{c.(*net.TCPConn)} }

// connected returns the two ends of a connection over loopback.
func connected(t testing.TB, o AcceptOptions) (server, client *Conn) {
	t.Helper()
	e := listen(t, o, nil)
	client, err := Dial(context.Background(), e.ws(), DialOptions{Limit: o.Limit})
	if err != nil {
		t.Fatal(err)
	}
	server = <-e.conns
	t.Cleanup(func() { client.conn.Close(); server.conn.Close() })
	return server, client
}

const sampleHead = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

// A rawConn is a TCP connection on which a test writes bytes of its own.
type rawConn struct {
	*net.TCPConn
	r *bufio.Reader
}

// shakeHands connects to an endpoint by hand, with a handshake that is in order,
// and sends early in the same write.
func shakeHands(t testing.TB, e *endpoint, early string) *rawConn {
	t.Helper()
	return shakeHandsWith(t, e, "", early)
}

// shakeHandsWith has further lines in the head of the request.
func shakeHandsWith(t testing.TB, e *endpoint, more, early string) *rawConn {
	t.Helper()
	c, err := net.Dial("tcp", e.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	raw := &rawConn{c.(*net.TCPConn), bufio.NewReader(c)}
	io.WriteString(c, strings.Replace(sampleHead, "\r\n", "\r\n"+more, 1)+early)
	resp, err := http.ReadResponse(raw.r, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("handshake = %v, %v, want 101", resp, err)
	}
	return raw
}

// A frame is one that an endpoint sent.
type frame struct {
	wire.FrameHeader
	payload []byte
}

// frame reads one frame, io.EOF when there is none.
func (c *rawConn) frame() (f frame, err error) {
	head, complete := []byte(nil), false
	for !complete {
		b, err := c.r.ReadByte()
		if err != nil {
			return f, err
		}
		head = append(head, b)
		f.FrameHeader, complete = wire.ParseFrameHeader(head)
	}
	f.payload = make([]byte, f.Length)
	if _, err := io.ReadFull(c.r, f.payload); err != nil {
		return f, err
	}
	if f.Masked {
		wire.Mask(f.Key, 0, f.payload)
	}
	return f, nil
}

// frames reads all frames up to the end of TCP.
func (c *rawConn) frames(t testing.TB) (all []frame) {
	t.Helper()
	for {
		f, err := c.frame()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("reading what the endpoint sent: %v", err)
		}
		all = append(all, f)
	}
}

// readAll reads messages until there are no more.
func readAll(c *Conn) (messages []Message, err error) {
	for {
		m, err := c.Read(context.Background())
		if err != nil {
			return messages, err
		}
		messages = append(messages, m)
	}
}

// An outcome is what readAll returned.
type outcome struct {
	messages []Message
	err      error
}

// readAllOf runs readAll in the background.
func readAllOf(c *Conn) <-chan outcome {
	done := make(chan outcome, 1)
	go func() {
		messages, err := readAll(c)
		done <- outcome{messages, err}
	}()
	return done
}

func wait[T any](t testing.TB, what string, ch <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-ch:
	case <-time.After(patience):
		t.Fatalf("%s did not happen", what)
	}
	return v
}
