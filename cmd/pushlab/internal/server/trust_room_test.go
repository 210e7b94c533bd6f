package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/websocket"
)

// openNarrow starts a server with an open room whose connections hold next to
// nothing in the kernel: what a client does not read stops the writer at once,
// and not a megabyte later.
func openNarrow(t *testing.T) *Server {
	t.Helper()
	s, err := New(t.Context(), Config{Addr: "127.0.0.1:0", DataDir: t.TempDir(), Room: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.places {
		if p.server != nil {
			p.server.ConnContext = narrow(p.server.ConnContext)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s
}

const narrowBuffer = 4 << 10 // bytes; the system doubles it

func narrow(next func(context.Context, net.Conn) context.Context) func(context.Context, net.Conn) context.Context {
	return func(ctx context.Context, c net.Conn) context.Context {
		inner := c
		if tapped, ok := c.(*tap.Conn); ok {
			inner = tapped.Conn
		}
		if tcp, ok := inner.(*net.TCPConn); ok {
			tcp.SetWriteBuffer(narrowBuffer)
		}
		if next == nil {
			return ctx
		}
		return next(ctx, c)
	}
}

// dialNarrow is the client's half.
func dialNarrow(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err == nil {
		err = c.(*net.TCPConn).SetReadBuffer(narrowBuffer)
	}
	return c, err
}

const formType = "application/x-www-form-urlencoded"

// openControl opens a browser's control socket and sends its orders.
func openControl(t *testing.T, s *Server, c *http.Client, orders ...string) *websocket.Conn {
	t.Helper()
	site, err := url.Parse(s.Places()[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	for _, cookie := range c.Jar.Cookies(site) {
		header.Add("Cookie", cookie.Name+"="+cookie.Value)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := websocket.Dial(ctx, "ws://"+site.Host+"/control", websocket.DialOptions{
		Header: header, Subprotocols: []string{controlProtocol}, Limit: 1 << 20, NetDial: dialNarrow,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.NetConn().Close() })
	for _, order := range orders {
		if err := conn.Write(ctx, websocket.OpText, []byte(order)); err != nil {
			t.Fatal(err)
		}
	}
	return conn
}

// awaitMessage reads messages until one of a type fits.
func awaitMessage[T any](t *testing.T, conn *websocket.Conn, kind string, fits func(T) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		m, err := conn.Read(ctx)
		if err != nil {
			t.Fatalf("before the message %q that was waited for: %v", kind, err)
		}
		var v T
		if !strings.Contains(string(m.Data), fmt.Sprintf(`"type":%q`, kind)) {
			continue
		}
		if err := json.Unmarshal(m.Data, &v); err != nil {
			t.Fatalf("%s: %v", m.Data, err)
		}
		if fits(v) {
			return
		}
	}
}
