package tap

import (
	"crypto/tls"
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
	host     string   // of the client
	others   *flights // of the Listener, this one's among them

	handshake sync.Once
	refused   error // what the handshake failed with

	reading sync.Mutex // held by Read, so that the Sink hears one at a time
	sending sync.Mutex // held by Write
	holding sync.Mutex // held by Hold and Release, so that the Sink hears of them in order

	mu      sync.Mutex // guards what follows; held for moments only
	written int64      // bytes written in this exchange
	armed   *Armed     // nil is none
	hole    *hole      // what swallows the bytes; nil is none
	drag    *drag      // what slows the writes down; nil is none
	buffer  buffer     // what gathers the writes
	writeBy time.Time  // the server's deadline of writes, zero is none
	flight  flight
	broken  bool // by a fault: neither side of the server uses it any more
	left    bool // in a hole: the server has closed, and the fault goes on
	shut    bool // Close has begun: no write sets out any more
	resets  bool // Close sends RST
	closed  bool // Closed was called
	gone    bool // Gone was called
}

// ID is the number under which the Sink knows the connection.
func (c *Conn) ID() uint64 { return c.id }

// Read reads what the client sent and records it before it returns. What falls
// into a blackhole is thrown away.
func (c *Conn) Read(p []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	for {
		n, err := c.readSome(p)
		if n == 0 || err != nil || !c.swallows(Blackhole) {
			return n, err
		}
	}
}

func (c *Conn) readSome(p []byte) (int, error) {
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
	c.awaitWrites(n, err)
	if n > 0 && !c.swallows(Blackhole) {
		c.config.Sink.Received(c.id, p[:n], c.config.now())
	}
	if err != nil {
		c.failed(err)
	}
	return n, err
}

// Write writes p and records what the kernel took of it. A fault splits the
// write at its byte. Of what falls into a hole nothing is recorded: it never
// crosses, and the server does not learn of it.
func (c *Conn) Write(p []byte) (n int, err error) {
	c.sending.Lock()
	defer c.sending.Unlock()
	if err := c.shakeHands(); err != nil {
		return 0, err
	}
	block, before, kept := c.gather(p)
	if kept {
		return len(p), nil
	}
	n, err = c.writeAll(block)
	return max(n-before, 0), err
}

func (c *Conn) writeAll(p []byte) (n int, err error) {
	for {
		took, err := c.writeSome(p[n:])
		if n += took; err != nil || n == len(p) {
			return n, err
		}
	}
}

func (c *Conn) writeSome(p []byte) (n int, err error) {
	c.strikeDue(p)
	piece, dropped, err := c.setOut(c.allot(p))
	if dropped || err != nil {
		return len(piece), err
	}
	n, err = c.Conn.Write(piece)
	if n > 0 {
		c.config.Sink.Sent(c.id, piece[:n], c.config.now())
	}
	if a := c.landed(n); a != nil {
		c.hit(a.fault, a.measures)
		return n, nil
	}
	if err != nil {
		c.failed(err)
	}
	return n, err
}

// setOut returns how much of p may be written, up to the byte of a fault, or
// that it falls into a hole.
func (c *Conn) setOut(p []byte) (piece []byte, dropped bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken || c.left {
		c.land() // what a buffer held had departed
		return nil, false, ErrBroken
	}
	if c.shut {
		c.land()
		return nil, false, net.ErrClosed
	}
	if c.hole != nil {
		c.land()
		c.hole.dropped += int64(len(p))
		return p, true, nil
	}
	if a := c.armed; a != nil && int64(len(p)) > a.at-c.written {
		p = p[:a.at-c.written]
	}
	c.depart()
	return p, false, nil
}

// landed counts n recorded bytes and returns the fault that breaks the connection
// behind them.
func (c *Conn) landed(n int) *Armed {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.land()
	c.written += int64(n)
	c.drag.spend(n)
	a := c.armed
	if a == nil || !a.fault.breaks() || c.written < a.at {
		return nil
	}
	a.struck, c.armed = true, nil
	return a
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
	return c.broken || c.left
}
