package tap

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"time"
)

// handshakeTime is how long a client has for the handshake of TLS. A client
// that says nothing costs a connection for that long.
const handshakeTime = 5 * time.Second

// plainHTTP answers a client that speaks HTTP where TLS is spoken.
const plainHTTP = "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
	"This address speaks TLS: ask with https instead of http.\n"

// shakeHands does the handshake of TLS, once, when the connection is first used:
// Accept must not wait for it. After one that failed there is nothing to read.
func (c *Conn) shakeHands() error {
	if c.secure == nil {
		return nil
	}
	c.handshake.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), handshakeTime)
		defer cancel()
		if err := c.secure.HandshakeContext(ctx); err != nil {
			c.refuse(err)
		}
	})
	return c.refused
}

// refuse remembers that the handshake failed. Nobody spoke, so the server is
// told what ends a connection quietly.
func (c *Conn) refuse(err error) {
	c.refused = io.EOF
	var plain tls.RecordHeaderError
	if errors.As(err, &plain) && plain.Conn != nil && string(plain.RecordHeader[:1]) >= "A" {
		io.WriteString(plain.Conn, plainHTTP)
	}
	c.failed(err)
}

// TLSState returns what TLS has agreed on, nil when the connection has none or
// when the handshake is not complete. It is what http.Request.TLS holds.
func (c *Conn) TLSState() *tls.ConnectionState {
	if c.secure == nil {
		return nil
	}
	state := c.secure.ConnectionState()
	if !state.HandshakeComplete {
		return nil
	}
	return &state
}
