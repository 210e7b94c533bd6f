package websocket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"time"
	"unicode/utf8"
)

// A scriptConn is read from a script and forgets what is written.
type scriptConn struct {
	script []byte
	most   int // bytes a Read returns
	sent   []byte
}

func (c *scriptConn) Read(p []byte) (int, error) {
	if len(c.script) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.script[:min(c.most, len(c.script))])
	c.script = c.script[n:]
	return n, nil
}

func (c *scriptConn) Write(p []byte) (int, error)      { c.sent = append(c.sent, p...); return len(p), nil }
func (c *scriptConn) Close() error                     { return nil }
func (c *scriptConn) LocalAddr() net.Addr              { return nil }
func (c *scriptConn) RemoteAddr() net.Addr             { return nil }
func (c *scriptConn) SetDeadline(time.Time) error      { return nil }
func (c *scriptConn) SetReadDeadline(time.Time) error  { return nil }
func (c *scriptConn) SetWriteDeadline(time.Time) error { return nil }

// run reads a script to its end.
func run(script []byte, client, deflate bool, most int) (messages []Message, end CloseError, sent []byte) {
	conn := &scriptConn{script: slices.Clone(script), most: most}
	c := newConn(conn, client, 1000, nil)
	c.masks = bytes.NewReader(make([]byte, 1<<16))
	if deflate {
		c.useDeflate(client, 1000)
	}
	for {
		m, err := c.Read(context.Background())
		if err != nil {
			errors.As(err, &end)
			return messages, end, conn.sent
		}
		messages = append(messages, m)
	}
}

// FuzzRead gives an endpoint any bytes, with and without permessage-deflate. It must end in one way, the same one
// whole and byte by byte, with valid messages within the limit.
func FuzzRead(f *testing.F) {
	text, _ := conversation()
	f.Add([]byte(text), false, false)
	f.Add(unmasked([]byte(text)), true, false)
	f.Add([]byte("\x81\xfe\x00\x7ekeys"), false, false)
	f.Add([]byte("\x88\x00\x81\x00"), true, false)
	f.Add([]byte("\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00\xc1\x05\xf2\x00\x11\x00\x00"), true, true) // RFC 7692 §7.2.3.2
	f.Add(packedFrame(OpBinary, true, deflate("Hello Hello Hello")), false, true)
	f.Fuzz(func(t *testing.T, script []byte, client, deflate bool) {
		messages, end, sent := run(script, client, deflate, len(script)+1)
		if end.Code == 0 {
			t.Errorf("%q: no CloseError", script)
		}
		for _, m := range messages {
			if len(m.Data) > 1000 || m.Opcode == OpText && !utf8.Valid(m.Data) {
				t.Errorf("%q: message %q", script, m.Data)
			}
		}
		slowly, slowEnd, slowSent := run(script, client, deflate, 1)
		if !slices.EqualFunc(messages, slowly, func(a, b Message) bool { return a.Opcode == b.Opcode && bytes.Equal(a.Data, b.Data) }) {
			t.Errorf("%q: messages = %q, byte by byte %q", script, messages, slowly)
		}
		if end.Code != slowEnd.Code || end.Reason != slowEnd.Reason || !bytes.Equal(sent, slowSent) {
			t.Errorf("%q: ended with %v, byte by byte with %v", script, end, slowEnd)
		}
	})
}
