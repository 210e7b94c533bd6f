package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// Every vector of WebSocket against the running program: raw bytes on a TCP
// connection to /echo, whole and byte by byte, and what comes back. Vectors for
// a client's reader are sent with the mask bits turned around: what they expect
// of a client holds for a server then.
func TestEchoAnswersTheVectors(t *testing.T) {
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-echo-limit", fmt.Sprint(wire.DefaultReadLimit))
	vectorsOf(t, "websocket.json", func(t *testing.T, v webSocketVector, deliver func(io.Reader) io.Reader) {
		input := fromHex(t, v.Input)
		if v.Decoder == "client" {
			input = turnMasks(input)
		}
		_, lab := newRun(t, p, nil)
		c := dialEcho(t, lab)
		_, closed := v.closed()
		go func() {
			io.Copy(onlyWrites{c}, deliver(onlyReads{bytes.NewReader(input)})) // it may be closed meanwhile
			if v.Expect.Error == nil && !closed {
				c.CloseWrite()
			}
		}()
		v.checkEcho(t, readEcho(t, c))
	})
}

// onlyReads and onlyWrites keep io.Copy from taking all at once.
type (
	onlyReads  struct{ io.Reader }
	onlyWrites struct{ io.Writer }
)

// turnMasks returns frames with MASK 0 where it was 1 and the other way round.
func turnMasks(b []byte) (out []byte) {
	for len(b) > 0 {
		h, complete := wire.ParseFrameHeader(b)
		if !complete {
			return append(out, b...)
		}
		payload := slices.Clone(b[h.Size:])
		payload = payload[:min(uint64(len(payload)), h.Length)]
		b = b[h.Size+len(payload):]
		if h.Masked {
			wire.Mask(h.Key, 0, payload)
		}
		h.Masked = !h.Masked
		if h.Masked {
			wire.Mask(h.Key, 0, payload)
		}
		out = append(h.Append(out), payload...)
	}
	return out
}

// dialEcho opens a WebSocket to /echo of a run, with a bare TCP connection.
func dialEcho(t testing.TB, lab string) *net.TCPConn {
	t.Helper()
	u, err := url.Parse(lab)
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", "127.0.0.1:"+u.Port())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(c, "GET %s/echo HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", u.Path, u.Host)
	var head strings.Builder
	for one := iotest.OneByteReader(c); !strings.HasSuffix(head.String(), "\r\n\r\n"); {
		if _, err := io.CopyN(&head, one, 1); err != nil {
			t.Fatalf("after the handshake %q: %v", head.String(), err)
		}
	}
	if !strings.HasPrefix(head.String(), "HTTP/1.1 101 ") {
		t.Fatalf("the handshake is answered with %q, want 101", head.String())
	}
	return c.(*net.TCPConn)
}

// readEcho reads what the server sends to the end of the connection, as the
// lines of decode.
func readEcho(t *testing.T, c net.Conn) []line {
	t.Helper()
	var all bytes.Buffer
	for b := make([]byte, 32<<10); ; {
		n, err := c.Read(b)
		all.Write(b[:n])
		if lines := decodeLines(t, bytes.NewReader(all.Bytes()), "-p", "websocket-client"); err != nil || closes(lines) {
			return lines
		}
	}
}

func closes(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool { return l.Frame != nil && l.Frame.Type == "close" })
}

func (v webSocketVector) closed() (webSocketEvent, bool) {
	i := slices.IndexFunc(v.Expect.Events, func(e webSocketEvent) bool { return e.Type == "close" })
	if i < 0 {
		return webSocketEvent{}, false
	}
	return v.Expect.Events[i], true
}

// checkEcho wants each message back, a pong for each ping, and the right close
// code or no Close frame.
func (v webSocketVector) checkEcho(t *testing.T, lines []line) {
	t.Helper()
	var want []webSocketEvent
	code := v.Expect.Code
	for _, e := range v.Expect.Events {
		switch e = e.plain(t); e.Type {
		case "ping":
			want = append(want, webSocketEvent{Type: "pong", Hex: e.Hex})
		case "text", "binary":
			want = append(want, e)
		case "close":
			code = e.Code
		}
	}
	got, gotCode := []webSocketEvent(nil), 0
	for _, e := range webSocketEvents(lines) {
		if e.Type == "close" {
			gotCode = e.Code
			continue
		}
		got = append(got, e)
	}
	if !sameEvents(got, want) {
		t.Errorf("the server sent %.300s, want %.300s", fmt.Sprint(got), fmt.Sprint(want))
	}
	if gotCode != code && !slices.Contains(v.Expect.Allowed, gotCode) {
		t.Errorf("close code = %d, want %d or one of %v", gotCode, code, v.Expect.Allowed)
	}
}

// sameEvents compares messages and pongs each in their order: a pong may
// overtake a message that is being sent.
func sameEvents(a, b []webSocketEvent) bool {
	pong := func(e webSocketEvent) bool { return e.Type == "pong" }
	message := func(e webSocketEvent) bool { return e.Type != "pong" }
	return slices.Equal(filter(a, pong), filter(b, pong)) && slices.Equal(filter(a, message), filter(b, message))
}

func filter(list []webSocketEvent, keep func(webSocketEvent) bool) (kept []webSocketEvent) {
	for _, e := range list {
		if keep(e) {
			kept = append(kept, e)
		}
	}
	return kept
}
