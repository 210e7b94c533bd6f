package server

import (
	"context"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/cmd/pushlab/internal/websocket"
)

// Row 13 of the threat model, seen from the board: 50 viewers have stopped to
// read. Others hear as if they were not there. Nothing is queued for them: one
// that goes on to read gets what was on its way, and then the board as it is.
//
// The connections are pipes, which hold nothing, and the time is not a clock's.
func TestTrust13Board(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := openPiped(t)
		bob, err := c.room().Join(t.Context(), "Bob")
		if err != nil {
			t.Fatal(err)
		}
		host := roleCookie + "=" + c.room().RoleCookie(room.Host)
		for n := range 50 {
			c.dial(map[bool]string{true: host, false: seatCookie + "=" + bob.Cookie()}[n < 29], []string{`{"op":"room"}`, `{"op":"board"}`}[n%2])
		}
		reads, late := c.dial(host, `{"op":"board"}`), c.dial(host, `{"op":"board"}`)
		synctest.Wait()
		for _, state := range []room.State{room.Come, room.Working, room.Done} {
			c.room().Bring()
			if err := bob.SetState(t.Context(), state); err != nil {
				t.Fatal(err)
			}
			before := time.Now()
			awaitMessage(t, reads, "board", func(b room.Board) bool { return stateOf(b) == state })
			if got := time.Since(before); got > boardEvery {
				t.Errorf("%q was shown after %v, want a second at most", state, got)
			}
		}

		messages, full := 0, 0
		awaitMessage(t, late, "board", func(b room.Board) bool {
			if messages++; b.Full {
				full++
			}
			return stateOf(b) == room.Done
		})
		if messages != 2 || full != 2 {
			t.Errorf("who was behind got %d messages, %d of them whole, want two whole ones", messages, full)
		}

		go drain(t.Context(), reads)
		go drain(t.Context(), late)
		time.Sleep(2 * controlTime)
		if got := c.boards.Load(); got != 2 {
			t.Errorf("%d boards are told, want the two that read", got)
		}
	})
}

// stateOf is that of seat 1, "" when the message does not say.
func stateOf(b room.Board) room.State {
	for _, s := range b.Seats {
		if s.Seat == 1 {
			return s.State
		}
	}
	return ""
}

// A piped is a server whose site is reached through pipes.
type piped struct {
	*Server
	t     *testing.T
	conns chan net.Conn
}

func openPiped(t *testing.T) *piped {
	t.Helper()
	s, err := New(t.Context(), Config{Addr: "127.0.0.1:0", DataDir: t.TempDir(), Room: true})
	if err != nil {
		t.Fatal(err)
	}
	c := &piped{s, t, make(chan net.Conn)}
	site := s.httpServer(s.siteHandler())
	go site.Serve(pipes{c.conns})
	t.Cleanup(func() {
		site.Close()
		s.stop()
		s.work.Wait()
		s.close()
	})
	return c
}

// dial opens a control socket and sends one order.
func (c *piped) dial(cookie, order string) *websocket.Conn {
	c.t.Helper()
	conn, err := websocket.Dial(c.t.Context(), "ws://localhost/control", websocket.DialOptions{
		Subprotocols: []string{controlProtocol}, Header: http.Header{"Cookie": {cookie}}, Limit: 1 << 20,
		NetDial: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			c.conns <- far
			return near, nil
		},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { conn.NetConn().Close() })
	if err := conn.Write(c.t.Context(), websocket.OpText, []byte(order)); err != nil {
		c.t.Fatal(err)
	}
	return conn
}

func drain(ctx context.Context, conn *websocket.Conn) {
	for {
		if _, err := conn.Read(ctx); err != nil {
			return
		}
	}
}

// pipes is a listener that accepts what is sent to it.
type pipes struct{ conns chan net.Conn }

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error   { close(p.conns); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
