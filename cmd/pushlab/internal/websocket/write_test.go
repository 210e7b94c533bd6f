package websocket

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

func TestWriteRefuses(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	tests := []struct {
		name string
		op   Opcode
		data string
	}{
		{"text that is not UTF-8", OpText, "a\xff"},
		{"long ping", OpPing, strings.Repeat("x", 126)},
		{"long pong", OpPong, strings.Repeat("x", 126)},
		{"Close", wire.OpClose, "\x03\xe8"},
		{"continuation", wire.OpContinuation, "x"},
		{"reserved", 3, "x"},
	}
	for _, test := range tests {
		if err := client.Write(t.Context(), test.op, []byte(test.data)); err == nil {
			t.Errorf("Write of %s = nil, want an error", test.name)
		}
	}
	client.Write(t.Context(), OpPing, bytes.Repeat([]byte("x"), 125))
	client.Write(t.Context(), OpText, []byte("last"))
	if m, err := server.Read(t.Context()); err != nil || string(m.Data) != "last" {
		t.Errorf("Read = %q, %v, want last", m.Data, err)
	}
}

// A writesConn keeps what each Write got.
type writesConn struct {
	net.Conn
	writes []string
}

func (c *writesConn) Write(p []byte) (int, error) {
	c.writes = append(c.writes, string(p))
	return c.Conn.Write(p)
}

func TestOneWritePerMessage(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	go readAll(client)
	log := &writesConn{Conn: server.conn}
	server.conn = log
	for _, text := range []string{"", "x", strings.Repeat("x", 126), strings.Repeat("x", 65_536)} {
		log.writes = nil
		if err := server.Write(t.Context(), OpText, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if want := string(server.Frame(OpText, []byte(text))); len(log.writes) != 1 || log.writes[0] != want {
			t.Errorf("%d bytes in %d writes, want one with the frame", len(text), len(log.writes))
		}
	}
}

func TestFrameOfAServer(t *testing.T) {
	server, _ := connected(t, AcceptOptions{})
	if got, want := string(server.Frame(OpText, []byte("Hello"))), "\x81\x05Hello"; got != want { // RFC 6455 §5.7
		t.Errorf("Frame = %q, want %q", got, want)
	}
}

func TestFrameOfAClient(t *testing.T) {
	random := "the sample nonce" + "\x37\xfa\x21\x3d" + "\x00\x01\x02\x03"
	_, client := dialled(t, DialOptions{Rand: strings.NewReader(random)}, nil)
	for _, want := range []string{
		"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", // RFC 6455 §5.7
		"\x81\x85\x00\x01\x02\x03Hdnoo",
	} {
		if got := string(client.Frame(OpText, []byte("Hello"))); got != want {
			t.Errorf("Frame = %q, want %q", got, want)
		}
	}
	if got := client.Frame(OpText, nil); bytes.Equal(got[2:], []byte("\x00\x01\x02\x03")) {
		t.Errorf("Frame = %q, want a new key though Rand has no more", got)
	}
}

func TestKeysDiffer(t *testing.T) {
	_, client := dialled(t, DialOptions{}, nil)
	seen := map[string]bool{}
	for range 1000 {
		seen[string(client.Frame(OpText, nil)[2:])] = true
	}
	if len(seen) < 999 {
		t.Errorf("keys = %d different ones of 1000", len(seen))
	}
}

// TestWriteRaw sends part of a frame, then the rest, then a frame that breaks a rule.
func TestWriteRaw(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	done := readAllOf(client)
	frame := server.Frame(OpText, []byte("Hello"))
	for _, p := range [][]byte{frame[:4], frame[4:], []byte("\xc1\x00")} {
		if err := server.WriteRaw(p); err != nil {
			t.Fatal(err)
		}
	}
	_, err := server.Read(t.Context())
	checkClosed(t, err, CloseError{Code: 1002, Reason: wire.RuleReservedBit.String()})
	got := wait(t, "the client's end", done)
	if len(got.messages) != 1 || string(got.messages[0].Data) != "Hello" {
		t.Errorf("messages = %q, want Hello", got.messages)
	}
}

func TestDeadlineOfAWriteIsItsOwn(t *testing.T) {
	server, client := connected(t, AcceptOptions{})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	server.Write(ctx, OpText, []byte("a"))
	cancel()
	server.conn.Write(server.Frame(OpText, []byte("b"))) // by somebody else
	for _, want := range []string{"a", "b"} {
		if m, err := client.Read(t.Context()); string(m.Data) != want || err != nil {
			t.Errorf("Read = %q, %v, want %q", m.Data, err, want)
		}
	}
}

// TestFramesNeverMix lets many goroutines write while pings are answered.
func TestFramesNeverMix(t *testing.T) {
	const writers, each = 8, 100
	e := listen(t, AcceptOptions{}, nil)
	peer := shakeHands(t, e, "")
	server := <-e.conns
	done := readAllOf(server)
	go func() {
		for range each {
			peer.Write(masked(OpPing, "still there?"))
		}
	}()
	var work sync.WaitGroup
	for i := range writers {
		work.Go(func() {
			for j := range each {
				text := strings.Repeat(string(rune('a'+i)), 1+j*20)
				if err := server.Write(context.Background(), OpText, []byte(text)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	counts := map[string]int{}
	for range (writers + 1) * each {
		f, err := peer.frame()
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprint(wire.OpcodeName(f.Opcode), " ", string(f.payload[:1]))
		if f.Opcode == OpText && strings.Trim(string(f.payload), string(f.payload[:1])) != "" {
			t.Errorf("frame %q mixes two messages", f.payload)
		}
		counts[name]++
	}
	work.Wait()
	for name, n := range counts {
		if n != each {
			t.Errorf("%d frames %q, want %d", n, name, each)
		}
	}
	peer.Close()
	wait(t, "the end", done)
}

// loaded returns an endpoint whose peer drops what it gets.
func loaded(t testing.TB, client bool) *Conn {
	t.Helper()
	if client {
		peer, c := dialled(t, DialOptions{}, nil)
		go io.Copy(io.Discard, peer)
		return c
	}
	e := listen(t, AcceptOptions{}, nil)
	peer := shakeHands(t, e, "")
	go io.Copy(io.Discard, peer)
	return <-e.conns
}

func TestWriteAllocatesNothing(t *testing.T) {
	for _, client := range []bool{false, true} {
		c := loaded(t, client)
		ctx, token := t.Context(), []byte(`{"id":"a7-42","token":" wire"}`)
		got := testing.AllocsPerRun(1000, func() {
			if err := c.Write(ctx, OpText, token); err != nil {
				t.Fatal(err)
			}
		})
		if got != 0 {
			t.Errorf("client %t: allocations per Write = %v, want 0", client, got)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for name, client := range map[string]bool{"server": false, "client": true} {
		b.Run(name, func(b *testing.B) {
			c, token := loaded(b, client), []byte(`{"id":"a7-42","token":" wire"}`)
			b.ReportAllocs()
			for b.Loop() {
				c.Write(context.Background(), OpText, token)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, size := range []int{30, 60_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			server, client := connected(b, AcceptOptions{})
			go func() {
				for client.Write(context.Background(), OpBinary, make([]byte, size)) == nil {
				}
			}()
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := server.Read(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
