package websocket

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// TestReadGoesOnAfterItsContext ends the context of a Read at every byte of a
// conversation, and reads on.
func TestReadGoesOnAfterItsContext(t *testing.T) {
	bytes := string(masked(OpText, "Hello")) + fragmented("Wör", "ld") + string(masked(OpBinary, strings.Repeat("x", 200)))
	for at := range len(bytes) {
		synctest.Test(t, func(t *testing.T) {
			c, _, far := piped(t, false)
			go func() {
				far.Write([]byte(bytes[:at]))
				time.Sleep(2 * time.Second)
				far.Write([]byte(bytes[at:]))
			}()
			go drain(far)
			var got []string
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			for len(got) < 3 {
				m, err := c.Read(ctx)
				if err == nil {
					got = append(got, fmt.Sprint(m.Opcode, string(m.Data)))
					continue
				}
				if ctx != t.Context() && errors.Is(err, context.DeadlineExceeded) {
					ctx = t.Context()
					continue
				}
				t.Fatalf("cut at %d: Read = %v after %q", at, err, got)
			}
			if want := fmt.Sprint([]string{"1Hello", "1Wörld", "2" + strings.Repeat("x", 200)}); fmt.Sprint(got) != want {
				t.Errorf("cut at %d: messages = %q, want %q", at, got, want)
			}
		})
	}
}

// fragmented returns a text message in two fragments with a ping between them.
func fragmented(first, second string) string {
	a, b := masked(OpText, first), masked(wire.OpContinuation, second)
	a[0] &^= 0x80 // FIN
	return string(a) + string(masked(OpPing, "?")) + string(b)
}

func drain(c net.Conn) {
	b := make([]byte, 100)
	for err := error(nil); err == nil; {
		_, err = c.Read(b)
	}
}

func TestReadWithEndedContext(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := server.Read(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Read = %v, want %v", err, context.Canceled)
	}
	if err := server.Write(ctx, OpText, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Write = %v, want %v", err, context.Canceled)
	}
	if err := server.Write(t.Context(), OpText, []byte("x")); err != nil {
		t.Errorf("Write = %v, want nil", err)
	}
	if m, err := client.Read(t.Context()); err != nil || string(m.Data) != "x" {
		t.Errorf("Read = %q, %v, want x and nothing before it", m.Data, err)
	}
}

func TestLimit(t *testing.T) {
	const limit = 1000
	fragments := func(sizes ...int) (b string) {
		for i, size := range sizes {
			op := OpText
			if i > 0 {
				op = wire.OpContinuation
			}
			f := masked(op, strings.Repeat("x", size))
			if i < len(sizes)-1 {
				f[0] &^= 0x80
			}
			b += string(f)
		}
		return b
	}
	tests := []struct {
		name  string
		bytes string
		want  int // messages before the end
	}{
		{"at the limit", fragments(limit) + fragments(500, 0, 500) + fragments(limit+1), 2},
		{"one more", fragments(limit + 1), 0},
		{"one more in fragments", fragments(500, 500, 1), 0},
		{"each message counts alone", fragments(600) + fragments(600) + fragments(600, 600), 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := listen(t, AcceptOptions{Limit: limit}, nil)
			peer := shakeHands(t, e, test.bytes)
			done := readAllOf(<-e.conns)
			peer.framesToClose(t)
			peer.Close()
			got := wait(t, "the end", done)
			if len(got.messages) != test.want {
				t.Errorf("messages = %d, want %d", len(got.messages), test.want)
			}
			checkClosed(t, got.err, CloseError{Code: 1009, Reason: wire.RuleTooBig.String(), Sent: true})
		})
	}
}

func TestDefaultLimit(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	done := readAllOf(server)
	client.Write(t.Context(), OpBinary, make([]byte, 65_536))
	client.Write(t.Context(), OpBinary, make([]byte, 65_537))
	_, err := client.Read(t.Context())
	checkClosed(t, err, CloseError{Code: 1009, Reason: wire.RuleTooBig.String()})
	if got := wait(t, "the end", done).messages; len(got) != 1 || len(got[0].Data) != 65_536 {
		t.Errorf("%d messages, want one of 65,536 bytes", len(got))
	}
}

// TestBadUTF8FailsFast sends the beginning of a long frame. The bad byte in it
// must not wait for the end.
func TestBadUTF8FailsFast(t *testing.T) {
	e := listen(t, AcceptOptions{}, nil)
	peer := shakeHands(t, e, string(masked(OpText, "ab\xff"+strings.Repeat("x", 100))[:6+3]))
	done := readAllOf(<-e.conns)
	sent := peer.framesToClose(t)
	if code, _, _ := wire.ParseClose(sent[0].payload); code != 1007 {
		t.Errorf("closed with %d, want 1007", code)
	}
	peer.Close()
	if got := wait(t, "the end", done); got.messages != nil {
		t.Errorf("messages = %q, want none", got.messages)
	}
}

// TestMemoryComesWithBytes announces a big frame and sends little of it.
func TestMemoryComesWithBytes(t *testing.T) {
	c := newConn(nil, false, 1<<30, nil)
	c.in.unread = []byte("\x82\xff\x00\x00\x00\x00\x40\x00\x00\x00keys" + strings.Repeat("x", 9000))
	near, far := net.Pipe()
	far.Close()
	if err := c.in.next(near); err == nil || c.in.got != 9000 {
		t.Fatalf("next = %v after %d bytes, want an error after 9000", err, c.in.got)
	}
	if got := cap(c.in.message.Data); got > 32<<10 {
		t.Errorf("memory for 9000 bytes = %d, want at most 32 KiB", got)
	}
}

// conversation is what a client sends: messages of every kind, in every length
// form, with a ping between the fragments of one.
func conversation() (bytes string, messages []string) {
	long := strings.Repeat("é", 70)
	bytes = string(masked(OpText, "Hello")) + fragmented("Wör", "ld") + string(masked(OpBinary, "\x00\x01")) +
		string(masked(OpText, "")) + string(masked(OpText, long)) + string(masked(wire.OpClose, "\x03\xe9end"))
	return bytes, []string{"1Hello", "1Wörld", "2\x00\x01", "1", "1" + long}
}

// TestCutEverywhere ends TCP after each byte of a conversation, politely and by
// reset, in both roles. What the application gets is the first messages, whole,
// and then 1006; never a part of one.
func TestCutEverywhere(t *testing.T) {
	bytes, messages := conversation()
	roles := map[string]func(*testing.T, *endpoint, string) (*rawConn, *Conn){
		"server": func(t *testing.T, e *endpoint, _ string) (*rawConn, *Conn) {
			return shakeHands(t, e, ""), <-e.conns
		},
		"client": func(t *testing.T, _ *endpoint, _ string) (*rawConn, *Conn) {
			return dialled(t, DialOptions{}, nil)
		},
	}
	e := listen(t, AcceptOptions{}, nil)
	for role, connect := range roles {
		input := bytes
		if role == "client" {
			input = string(unmasked([]byte(bytes)))
		}
		for _, reset := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, reset %t", role, reset), func(t *testing.T) {
				for n := range len(input) + 1 {
					peer, c := connect(t, e, input)
					done := readAllOf(c)
					peer.Write([]byte(input[:n]))
					cut(t, peer, reset)
					checkPrefix(t, n, wait(t, "the end", done), messages, reset, n == len(input))
				}
			})
		}
	}
}

// cut ends TCP with FIN, or with RST.
func cut(t *testing.T, c *rawConn, reset bool) {
	t.Helper()
	if reset {
		c.SetLinger(0)
		c.Close()
		return
	}
	if err := c.CloseWrite(); err != nil {
		t.Fatal(err)
	}
}

// checkPrefix wants the first messages. A reset may destroy some that were on
// their way, and the Close frame.
func checkPrefix(t *testing.T, n int, got outcome, messages []string, reset, whole bool) {
	t.Helper()
	for i, m := range got.messages {
		if text := fmt.Sprint(m.Opcode, string(m.Data)); i >= len(messages) || text != messages[i] {
			t.Fatalf("cut at %d: message %d = %q, want the first of %q", n, i, text, messages)
		}
	}
	var end CloseError
	if !errors.As(got.err, &end) {
		t.Fatalf("cut at %d: error = %v, want a CloseError", n, got.err)
	}
	switch {
	case end.Code == 1006 && (!whole || reset):
		if reset && end.cause == nil {
			t.Errorf("cut at %d: no cause", n)
		}
	case end.Code == 1001 && whole:
	default:
		t.Errorf("cut at %d: closed with %v", n, end)
	}
	if whole && !reset && len(got.messages) != len(messages) {
		t.Errorf("messages = %d, want %d", len(got.messages), len(messages))
	}
}

func TestResetIsNamed(t *testing.T) {
	e := listen(t, AcceptOptions{}, nil)
	peer := shakeHands(t, e, "")
	done := readAllOf(<-e.conns)
	cut(t, peer, true)
	if err := wait(t, "the end", done).err; !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("error = %v, want %v", err, syscall.ECONNRESET)
	}
}
