package tap

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// A Conn is a tapped connection.
//
// It has no method ConnectionState: with one, net/http would not look for an
// HTTP/2 preface. TLSState has that name here.
type Conn struct {
	net.Conn // what the server reads and writes: the connection, or TLS over it
	raw      net.Conn
	secure   *tls.Conn // nil without TLS
	config   *Config
	id       uint64

	handshake sync.Once
	refused   error // what the handshake failed with

	reading sync.Mutex // held by Read, so that the Sink hears one at a time
	sending sync.Mutex // held by Write

	mu      sync.Mutex // guards what follows; held for moments only
	written int64      // bytes written in this exchange
	fault   Fault      // armed, "" is none
	at      int64      // … for when written reaches this
	flight  flight
	broken  bool // by a fault: neither side of the server uses it any more
	resets  bool // Close sends RST
	closed  bool // Closed was called
	gone    bool // Gone was called
}

// ID is the number under which the Sink knows the connection.
func (c *Conn) ID() uint64 { return c.id }

// Read reads what the client sent and records it before it returns.
func (c *Conn) Read(p []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if c.isBroken() {
		return 0, ErrBroken
	}
	if err := c.shakeHands(); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	if c.isBroken() {
		return 0, ErrBroken
	}
	c.awaitWrite() // what was read, or the end, may be the answer to it
	if n > 0 {
		c.config.Sink.Received(c.id, p[:n], c.config.now())
	}
	if err != nil {
		c.failed(err)
	}
	return n, err
}

// Write writes p and records what the kernel took of it. An armed fault splits
// the write at its byte.
func (c *Conn) Write(p []byte) (n int, err error) {
	c.sending.Lock()
	defer c.sending.Unlock()
	if err := c.shakeHands(); err != nil {
		return 0, err
	}
	piece, err := c.depart(p)
	if err != nil {
		return 0, err
	}
	n, err = c.Conn.Write(piece)
	if n > 0 {
		c.config.Sink.Sent(c.id, piece[:n], c.config.now())
	}
	if f := c.land(n); f != "" {
		c.snap(f)
		err = nil
	}
	switch {
	case err != nil:
		c.failed(err)
	case n < len(p):
		err = ErrBroken
	}
	return n, err
}

// depart returns how much of p may be written, up to the byte of a fault.
func (c *Conn) depart(p []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken {
		return nil, ErrBroken
	}
	if c.fault != "" && int64(len(p)) > c.at-c.written {
		p = p[:c.at-c.written]
	}
	c.flight.depart()
	return p, nil
}

// land counts n recorded bytes and returns the fault that is due after them.
func (c *Conn) land(n int) Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flight.land()
	c.written += int64(n)
	if c.fault != "" && c.written >= c.at {
		return c.fault
	}
	return ""
}

// Written returns the number of bytes written in this exchange.
func (c *Conn) Written() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written
}

func (c *Conn) isBroken() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.broken
}

// CloseWrite sends FIN, or what TLS has for it (close_notify, RFC 8446 §6.1),
// and leaves reading open, where the connection can.
func (c *Conn) CloseWrite() error {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	if c.isBroken() {
		return ErrBroken
	}
	c.awaitWrite()
	c.tellClosed("server", "fin")
	return half.CloseWrite()
}

// Close closes the connection. After a fault it does nothing: the fault closes.
// It is recorded before it happens, so that it stands before what the client
// does next on another connection.
func (c *Conn) Close() error {
	if c.isBroken() {
		return nil
	}
	c.awaitWrite()
	how := "fin"
	if c.isReset() {
		how = "rst"
	}
	c.tellClosed("server", how)
	c.tellGone()
	return c.Conn.Close()
}

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error {
	return c.unlessBroken(func() error { return c.Conn.SetDeadline(t) })
}

// SetReadDeadline sets the deadline of reads.
func (c *Conn) SetReadDeadline(t time.Time) error {
	return c.unlessBroken(func() error { return c.Conn.SetReadDeadline(t) })
}

// unlessBroken keeps the server from undoing the deadline with which a fault
// ends a Read that waits.
func (c *Conn) unlessBroken(set func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken {
		return nil
	}
	return set()
}
