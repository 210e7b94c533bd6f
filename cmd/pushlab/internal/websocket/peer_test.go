package websocket

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// sizes are the payload lengths at which the form of the length changes, and
// their neighbours (RFC 6455 §5.2).
var sizes = []int{0, 1, 124, 125, 126, 127, 65534, 65535, 65536, 65537}

const peerLimit = 1 << 20

// payload returns random bytes, or letters if they are to be text.
func payload(random *rand.Rand, op Opcode, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
		if op == OpText {
			b[i] = 'a' + b[i]%26
		}
	}
	return b
}

// exchanges are messages of every size and of random ones.
func exchanges(f func(op Opcode, data []byte)) {
	random := rand.New(rand.NewPCG(3, 4))
	all := sizes
	for range 40 {
		all = append(all, random.IntN(1<<random.IntN(18)))
	}
	for _, size := range all {
		for _, op := range []Opcode{OpText, OpBinary} {
			f(op, payload(random, op, size))
		}
	}
}

// echo sends each message back until there are no more.
func echo(c *Conn) error {
	for {
		m, err := c.Read(context.Background())
		if err != nil {
			return err
		}
		if err := c.Write(context.Background(), m.Opcode, m.Data); err != nil {
			return err
		}
	}
}

func TestRoundTrips(t *testing.T) {
	server, client := connected(t, AcceptOptions{Limit: peerLimit})
	done := make(chan error, 1)
	go func() { done <- echo(server) }()
	exchanges(func(op Opcode, data []byte) {
		if err := client.Write(t.Context(), op, data); err != nil {
			t.Fatal(err)
		}
		m, err := client.Read(t.Context())
		if err != nil || m.Opcode != op || !bytes.Equal(m.Data, data) {
			t.Fatalf("message of %d bytes came back as %d bytes, %v", len(data), len(m.Data), err)
		}
	})
	if err := client.Close(4001, "enough"); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	checkClosed(t, wait(t, "the close", done), CloseError{Code: 4001, Reason: "enough"})
}

// checkClosed compares code, reason and who sent them.
func checkClosed(t *testing.T, err error, want CloseError) {
	t.Helper()
	var got CloseError
	if !errors.As(err, &got) || got.Code != want.Code || got.Reason != want.Reason || got.Sent != want.Sent {
		t.Errorf("closed with %v, want %v", err, want)
	}
}

// TestIndependentClient lets the client of coder/websocket, which offers
// compression, talk to our server.
func TestIndependentClient(t *testing.T) {
	e := listen(t, AcceptOptions{Limit: peerLimit, Subprotocols: []string{"pushlab.v1"}}, nil)
	peer, resp, err := websocket.Dial(t.Context(), e.ws(), &websocket.DialOptions{
		Subprotocols: []string{"other", "pushlab.v1"}, CompressionMode: websocket.CompressionContextTakeover,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("Sec-WebSocket-Extensions"); got != "" {
		t.Errorf("extensions = %q, want none", got)
	}
	if got, want := peer.Subprotocol(), "pushlab.v1"; got != want {
		t.Errorf("subprotocol = %q, want %q", got, want)
	}
	done := make(chan error, 1)
	server := <-e.conns
	go func() { done <- echo(server) }()
	checkPeer(t, peer)
	if err := peer.Close(4002, "thank you"); err != nil {
		t.Errorf("peer's Close = %v, want nil", err)
	}
	checkClosed(t, wait(t, "the close", done), CloseError{Code: 4002, Reason: "thank you"})
}

// checkPeer sends messages to our end, which echoes, and pings it.
func checkPeer(t *testing.T, peer *websocket.Conn) {
	t.Helper()
	peer.SetReadLimit(peerLimit)
	exchanges(func(op Opcode, data []byte) {
		if err := peer.Write(t.Context(), websocket.MessageType(op), data); err != nil {
			t.Fatal(err)
		}
		kind, got, err := peer.Read(t.Context())
		if err != nil || kind != websocket.MessageType(op) || !bytes.Equal(got, data) {
			t.Fatalf("message of %d bytes came back as %d bytes, %v", len(data), len(got), err)
		}
	})
	reading := peer.CloseRead(t.Context()) // it ends the connection when its context ends
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := peer.Ping(ctx); err != nil {
		t.Errorf("ping = %v, want its pong", err)
	}
	if reading.Err() != nil {
		t.Errorf("the connection ended: %v", reading.Err())
	}
}

// TestIndependentServer lets our client talk to the server of coder/websocket.
func TestIndependentServer(t *testing.T) {
	done := make(chan error, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := websocket.Accept(w, r, &websocket.AcceptOptions{
			Subprotocols: []string{"pushlab.v1"}, CompressionMode: websocket.CompressionContextTakeover,
		})
		if err != nil {
			done <- err
			return
		}
		checkPeer(t, peer)
		done <- peer.Close(websocket.StatusGoingAway, "closing time")
	}))
	defer s.Close()
	c, err := Dial(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http"), DialOptions{
		Limit: peerLimit, Subprotocols: []string{"pushlab.v1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Subprotocol(), "pushlab.v1"; got != want {
		t.Errorf("subprotocol = %q, want %q", got, want)
	}
	checkClosed(t, echo(c), CloseError{Code: 1001, Reason: "closing time"})
	if err := wait(t, "the peer's close", done); err != nil {
		t.Errorf("peer's Close = %v, want nil", err)
	}
}

// TestWeCloseFirst lets our ends begin the closing handshake with the peer.
func TestWeCloseFirst(t *testing.T) {
	e := listen(t, AcceptOptions{}, nil)
	peer, _, err := websocket.Dial(t.Context(), e.ws(), nil)
	if err != nil {
		t.Fatal(err)
	}
	server, done := <-e.conns, make(chan error, 1)
	go func() { done <- server.Close(1001, "pushlab stops") }()
	_, _, err = peer.Read(t.Context())
	if got, want := websocket.CloseStatus(err), websocket.StatusGoingAway; got != want {
		t.Errorf("peer's Read = %v, want status %v", err, want)
	}
	if err := wait(t, "our close", done); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
}
