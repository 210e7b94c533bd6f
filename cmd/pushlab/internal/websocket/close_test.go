package websocket

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A watchedConn knows when its owner has ended it: its own direction, and all.
type watchedConn struct {
	net.Conn
	mu               sync.Mutex
	finished, closed time.Time
}

// CloseWrite stands for a FIN, which the pipe underneath does not have.
func (c *watchedConn) CloseWrite() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.finished = time.Now()
	return nil
}

func (c *watchedConn) Close() error {
	c.mu.Lock()
	if c.closed.IsZero() {
		c.closed = time.Now()
	}
	c.mu.Unlock()
	return c.Conn.Close()
}

func (c *watchedConn) finishedAfter(start time.Time) time.Duration {
	return c.since(start, &c.finished)
}

func (c *watchedConn) closedAfter(start time.Time) time.Duration { return c.since(start, &c.closed) }

func (c *watchedConn) since(start time.Time, when *time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if when.IsZero() {
		return -1
	}
	return when.Sub(start)
}

// piped returns an endpoint and the other end of its connection, in memory, so
// that a synctest bubble can own both.
func piped(t *testing.T, client bool) (*Conn, *watchedConn, net.Conn) {
	near, far := net.Pipe()
	watched := &watchedConn{Conn: near}
	c := newConn(watched, client, 0, nil)
	c.masks = rand.Reader
	t.Cleanup(func() { near.Close(); far.Close() })
	return c, watched, far
}

func TestBothCloseAtOnce(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	done := make(chan error, 2)
	go func() { done <- server.Close(1001, "server") }()
	go func() { done <- client.Close(1000, "client") }()
	for range 2 {
		if err := wait(t, "a close", done); err != nil {
			t.Errorf("Close = %v, want nil", err)
		}
	}
}

func TestCloseWhileReading(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	atServer, atClient := readAllOf(server), readAllOf(client)
	if err := server.Close(1012, "back soon"); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	checkClosed(t, wait(t, "the client's end", atClient).err, CloseError{Code: 1012, Reason: "back soon"})
	checkClosed(t, wait(t, "the server's end", atServer).err, CloseError{Code: 1012}) // the client's answer
	if err := server.Close(1000, ""); err != nil {
		t.Errorf("second Close = %v, want nil", err)
	}
	if err := client.Close(1000, ""); err != nil {
		t.Errorf("client's Close = %v, want nil: the server has closed", err)
	}
	if err := client.Write(t.Context(), OpText, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("Write = %v, want %v", err, ErrClosed)
	}
	_, err := client.Read(t.Context())
	checkClosed(t, err, CloseError{Code: 1012, Reason: "back soon"})
}

func TestCloseDropsMessagesUntilTheAnswer(t *testing.T) {
	e := listen(t, AcceptOptions{}, nil)
	peer := shakeHands(t, e, "")
	server := <-e.conns
	io.WriteString(peer, string(masked(OpText, "late"))+string(masked(wire.OpClose, "\x03\xe8")))
	if err := server.Close(1001, ""); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
}

// masked returns a frame as a client sends it.
func masked(op Opcode, payload string) []byte {
	c := newConn(nil, true, 0, nil)
	c.masks = rand.Reader
	return c.Frame(op, []byte(payload))
}

func TestCloseWithoutCode(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	done := readAllOf(server)
	if err := client.Close(1005, ""); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	checkClosed(t, wait(t, "the end", done).err, CloseError{Code: 1005})
}

func TestCloseRefuses(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	defer client.Close(1000, "")
	defer readAllOf(server)
	for _, code := range []int{-1, 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65536 + 1000} {
		if err := client.Close(code, ""); err == nil {
			t.Errorf("Close(%d) = nil, want an error", code)
		}
	}
	for name, reason := range map[string]string{"124 bytes": strings.Repeat("x", 124), "not UTF-8": "\xff"} {
		if err := client.Close(1000, reason); err == nil {
			t.Errorf("Close with a reason of %s = nil, want an error", name)
		}
	}
	if err := client.Close(1005, "reason"); err == nil {
		t.Errorf("Close(1005) with a reason = nil, want an error")
	}
	if err := client.Write(t.Context(), OpText, nil); err != nil {
		t.Errorf("Write = %v, want nil: nothing was closed", err)
	}
}

func TestCloseIsBounded(t *testing.T) {
	for _, client := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			c, watched, far := piped(t, client)
			go io.Copy(io.Discard, far) // reads and never answers
			start := time.Now()
			checkClosed(t, c.Close(1000, ""), CloseError{Code: 1006})
			if took := time.Since(start); took != closeTimeout || watched.closedAfter(start) != took {
				t.Errorf("Close took %v, TCP ended after %v, want %v", took, watched.closedAfter(start), closeTimeout)
			}
		})
	}
}

// TestCloseFreesAStuckWriter closes a connection whose peer reads nothing.
func TestCloseFreesAStuckWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _, _ := piped(t, false)
		failed := make(chan error, 1)
		go func() { failed <- c.Write(context.Background(), OpText, []byte("x")) }()
		synctest.Wait()
		start := time.Now()
		checkClosed(t, c.Close(1001, ""), CloseError{Code: 1006})
		if took := time.Since(start); took != closeTimeout {
			t.Errorf("Close took %v, want %v", took, closeTimeout)
		}
		if err := <-failed; err == nil {
			t.Errorf("the stuck Write = nil, want an error")
		}
	})
}

func TestStuckWriteEnds(t *testing.T) {
	tests := []struct {
		name     string
		deadline time.Duration
		want     time.Duration
	}{
		{"at its own timeout", time.Hour, writeTimeout},
		{"at the deadline of its context", time.Second, time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _, _ := piped(t, false)
				ctx, cancel := context.WithTimeout(t.Context(), test.deadline)
				defer cancel()
				start := time.Now()
				if err := c.Write(ctx, OpText, []byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("Write = %v, want %v", err, os.ErrDeadlineExceeded)
				}
				if took := time.Since(start); took != test.want {
					t.Errorf("Write took %v, want %v", took, test.want)
				}
				_, err := c.Read(t.Context())
				checkClosed(t, err, CloseError{Code: 1006})
			})
		})
	}
}

func TestWriterGivesUpItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _, _ := piped(t, false)
		go c.Write(context.Background(), OpText, []byte("stuck"))
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := c.Write(ctx, OpText, []byte("waits")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Write = %v, want %v", err, context.DeadlineExceeded)
		}
	})
}

// TestWhoEndsTCP lets the peer of a closed connection keep TCP open. A server
// sends its FIN at once, a client leaves that to the server, and both wait 2 s
// for the peer's (RFC 6455 §7.1.1).
func TestWhoEndsTCP(t *testing.T) {
	closing := map[bool]string{false: string(masked(wire.OpClose, "\x03\xe8")), true: "\x88\x02\x03\xe8"}
	for client, want := range map[bool]time.Duration{false: 0, true: -1} {
		synctest.Test(t, func(t *testing.T) {
			c, watched, far := piped(t, client)
			start := time.Now()
			go io.WriteString(far, closing[client])
			go io.Copy(io.Discard, far)
			_, err := c.Read(t.Context())
			checkClosed(t, err, CloseError{Code: 1000})
			if got := watched.finishedAfter(start); got != want {
				t.Errorf("client %t: it sent FIN after %v, want %v", client, got, want)
			}
			if got := watched.closedAfter(start); got != closeTimeout {
				t.Errorf("client %t: TCP ended after %v, want %v", client, got, closeTimeout)
			}
		})
	}
}

func TestFailureIsBounded(t *testing.T) {
	for _, client := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			c, watched, far := piped(t, client)
			start := time.Now()
			go io.WriteString(far, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff") // and reads nothing
			_, err := c.Read(t.Context())
			checkClosed(t, err, CloseError{Code: 1002, Reason: wire.RuleReservedBit.String(), Sent: true})
			if got := watched.closedAfter(start); got != closeTimeout {
				t.Errorf("TCP ended after %v, want %v", got, closeTimeout)
			}
		})
	}
}

// TestCloseFrameArrives goes on sending after a broken rule and after a Close
// frame: the server's Close frame must arrive all the same, and not be overtaken
// by a reset.
func TestCloseFrameArrives(t *testing.T) {
	tests := map[string]CloseError{
		string([]byte{0x83, 0x80, 0, 0, 0, 0}):   {Code: 1002, Reason: wire.RuleReservedOpcode.String(), Sent: true},
		string(masked(wire.OpClose, "\x03\xe9")): {Code: 1001},
	}
	for frame, want := range tests {
		e := listen(t, AcceptOptions{}, nil)
		peer := shakeHands(t, e, "")
		done := readAllOf(<-e.conns)
		peer.Write(append([]byte(frame), make([]byte, 1<<20)...))
		sent := peer.frames(t)
		if len(sent) != 1 || sent[0].Opcode != wire.OpClose {
			t.Fatalf("frames = %v, want a Close frame", sent)
		}
		if code, reason, _ := wire.ParseClose(sent[0].payload); code != want.Code || reason != want.Reason {
			t.Errorf("closed with %d %q, want %d %q", code, reason, want.Code, want.Reason)
		}
		peer.Close()
		checkClosed(t, wait(t, "the end", done).err, want)
	}
}

func TestCloseErrorText(t *testing.T) {
	tests := []struct {
		err  CloseError
		want string
	}{
		{CloseError{Code: 1001, Reason: "bye"}, "websocket: the peer closed with 1001: bye"},
		{CloseError{Code: 1002, Reason: "why", Sent: true}, "websocket: closed with 1002: why"},
		{CloseError{Code: 1006, cause: io.EOF}, "websocket: 1006, TCP ended without a Close frame: EOF"},
	}
	for _, test := range tests {
		var p *CloseError
		if got := test.err.Error(); got != test.want || !errors.As(test.err, &p) || p.Code != test.err.Code {
			t.Errorf("error = %q, as pointer %v, want %q", got, p, test.want)
		}
	}
	if err := (CloseError{Code: 1006, cause: io.EOF}); !errors.Is(err, io.EOF) {
		t.Errorf("%v does not wrap its cause", err)
	}
}

// A server may answer with the reason, too, and leave it to its client for a
// while to end TCP: one that waits, as it should, sees the server do it.
func TestCloseIsEchoed(t *testing.T) {
	for _, row := range []struct {
		name     string
		leaves   bool // the client does not wait
		finished time.Duration
	}{{"a client that waits", false, 200 * time.Millisecond}, {"one that leaves", true, -1}} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, watched, far := piped(t, false)
				c.echoReason, c.finAfter = true, 200*time.Millisecond
				start := time.Now()
				go c.Read(t.Context())
				far.Write(masked(wire.OpClose, "\x0f\xa0auth"))
				got := make([]byte, 8)
				if _, err := io.ReadFull(far, got); err != nil || string(got) != "\x88\x06\x0f\xa0auth" {
					t.Errorf("the answer is % x, %v, want 88 06 0f a0 61 75 74 68", got, err)
				}
				if row.leaves {
					far.Close()
				}
				time.Sleep(time.Second)
				if got := watched.finishedAfter(start); got != row.finished {
					t.Errorf("the server ended its direction after %v, want %v", got, row.finished)
				}
			})
		})
	}
}
