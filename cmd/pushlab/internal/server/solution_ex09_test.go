package server

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A caller is a WebSocket whose bytes are written by hand.
type caller struct{ *hand }

// call opens a WebSocket at an address of a place, with further header lines.
func (l *solver) call(address string, more ...string) caller {
	l.Helper()
	u, err := url.Parse(address)
	if err != nil {
		l.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		l.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(time.Minute))
	l.Cleanup(func() { conn.Close() })
	c := caller{&hand{l, conn.(*net.TCPConn), bufio.NewReader(conn)}}
	head := c.head(append([]string{
		"GET " + u.RequestURI() + " HTTP/1.1", "Host: " + u.Host, "Upgrade: websocket", "Connection: Upgrade",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + drawKey(),
	}, more...)...)
	if !strings.HasPrefix(head, "HTTP/1.1 101 ") {
		l.Fatalf("the handshake was answered by %q", head)
	}
	return c
}

// send writes one frame with a mask of its own. A failure ends the next read.
func (c caller) send(head wire.FrameHeader, payload string) {
	body := []byte(payload)
	head.Fin, head.Masked, head.Length = true, true, uint64(len(body))
	rand.Read(head.Key[:])
	wire.Mask(head.Key, 0, body)
	c.conn.Write(append(head.Append(nil), body...))
}

func (c caller) say(text string) { c.send(wire.FrameHeader{Opcode: wire.OpText}, text) }

// close sends a Close frame (RFC 6455 §5.5.1).
func (c caller) close(code uint16, reason string) {
	c.send(wire.FrameHeader{Opcode: wire.OpClose}, string(binary.BigEndian.AppendUint16(nil, code))+reason)
}

func (c caller) nonce() string { return c.nonces()["nonce"] }

// drain reads to the end of TCP.
func (c caller) drain() { io.Copy(io.Discard, c.in) }

func TestEX09a(t *testing.T) {
	t.Parallel()
	opened := func(do func(c caller)) func(*solver) {
		return func(l *solver) {
			c := l.call(l.lab + "/echo?check=EX09a")
			do(c)
			c.conn.Close()
		}
	}
	testSolutions(t, "EX09a", []solution{
		{"solution", opened(func(c caller) {
			c.close(4000, c.nonce())
			c.drain()
		}), 0},
		{"second-try", func(l *solver) {
			opened(func(c caller) {
				c.close(1000, c.nonce())
				c.drain()
			})(l)
			opened(func(c caller) {
				c.close(4000, c.nonce())
				c.drain()
			})(l)
		}, 0},
		{"wrong-code", opened(func(c caller) {
			c.close(1000, c.nonce())
			c.drain()
		}), 2},
		{"no-code", opened(func(c caller) {
			c.send(wire.FrameHeader{Opcode: wire.OpClose}, "")
			c.drain()
		}), 2},
		{"no-reason", opened(func(c caller) {
			c.close(4000, "")
			c.drain()
		}), 2},
		{"nonce-as-json", opened(func(c caller) {
			_, b, _ := c.frame()
			c.close(4000, string(b))
			c.drain()
		}), 2},
		{"leaves-without-a-word", opened(func(c caller) { c.nonce() }), 2},
		{"broke-a-rule", opened(func(c caller) {
			c.nonce()
			c.send(wire.FrameHeader{RSV2: true, Opcode: wire.OpText}, "hello")
			c.drain()
		}), 2},
		{"frame-behind-the-close", opened(func(c caller) {
			c.close(4000, c.nonce())
			c.say("and another thing")
			c.drain()
		}), 4},
		{"ends-tcp-itself", opened(func(c caller) {
			c.close(4000, c.nonce())
			c.frame()
		}), 5},
		{"resets", opened(func(c caller) {
			c.close(4000, c.nonce())
			c.frame()
			c.conn.SetLinger(0)
		}), 5},
		{"says-all-at-once", opened(func(c caller) {
			c.close(4000, c.nonce())
			c.conn.CloseWrite()
			c.drain()
		}), 5},
		{"never-opened", func(l *solver) { l.text("GET", l.lab+"/echo?check=EX09a", "") }, 1},
	})
}

// asBrowser has the header lines that a browser sends by itself.
func (l *solver) asBrowser() []string {
	return []string{"Origin: " + l.server.Places()[0].URL, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"}
}

func TestEX09b(t *testing.T) {
	t.Parallel()
	browse := func(query string, do func(c caller)) func(*solver) {
		return func(l *solver) {
			c := l.call(l.lab+"/ws?check=EX09b&tokens=20&ttft=0"+query, l.asBrowser()...)
			do(c)
			c.conn.Close()
		}
	}
	testSolutions(t, "EX09b", []solution{
		{"solution", browse("&fault=rst@3", caller.drain), 0},
		{"solution-fin", browse("&fault=fin@3", caller.drain), 0},
		{"solution-within-a-frame", browse("&fault=fin@3%2B4", caller.drain), 0},
		{"solution-blackhole", browse("&fault=blackhole@3&hole=1000", caller.drain), 0},
		{"solution-restart", browse("&fault=restart@3", caller.drain), 0},
		{"solution-edge", func(l *solver) {
			c := l.call(l.edge+"/ws?check=EX09b&tokens=20&ttft=0&edge=cut:rst@b400", l.asBrowser()...)
			c.drain()
		}, 0},
		{"answer-was-done", browse("", caller.drain), 3},
		{"ended-in-order", browse("&fault=end@3", caller.drain), 3},
		{"client-closes", browse("", func(c caller) {
			c.frame()
			c.close(1000, "")
			c.drain()
		}), 3},
		{"malformed", browse("&tps=2", func(c caller) {
			c.send(wire.FrameHeader{Opcode: 3}, "hello")
			c.drain()
		}), 2},
		{"no-browser", func(l *solver) { l.call(l.lab + "/ws?check=EX09b&tokens=20&ttft=0&fault=rst@3").drain() }, 1},
		{"no-offer", func(l *solver) {
			l.call(l.lab+"/ws?check=EX09b&tokens=20&ttft=0&fault=rst@3", l.asBrowser()[0]).drain()
		}, 1},
		{"client-hangs-up", browse("&tps=2", func(c caller) {
			c.frame()
			c.finish() // by FIN, whatever is on its way: Close resets when there is something to read
		}), 4},
	})
}
