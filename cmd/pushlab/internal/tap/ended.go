package tap

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// failed tells how the client ended the connection, if err means that it did.
func (c *Conn) failed(err error) {
	if own(err) {
		return
	}
	c.mend(": the client has gone")
	switch {
	case c.swallows(Half):
		c.leftBy(err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF): // TLS says so of FIN within a record
		c.tellClosed("client", "fin")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		c.tellClosed("client", "rst")
	default:
		c.tellClosed("client", "abort")
	}
}

// own says that an error is the server's own doing: its deadline or its Close.
func own(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe)
}

// tellClosed tells the Sink the first time that it is called.
func (c *Conn) tellClosed(by, how string) {
	if c.first(&c.closed) {
		c.config.Sink.Closed(c.id, by, how, c.config.now())
	}
}

// tellGone tells the Sink the first time that it is called.
func (c *Conn) tellGone() {
	if c.first(&c.gone) {
		c.config.Sink.Gone(c.id, c.config.now())
	}
}

func (c *Conn) first(done *bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := *done
	*done = true
	return !was
}

// SetLinger is that of net.TCPConn: after SetLinger(0), Close sends RST and
// forgets what was not sent yet.
func (c *Conn) SetLinger(seconds int) error {
	l, ok := c.raw.(interface{ SetLinger(seconds int) error })
	if !ok {
		return errors.ErrUnsupported
	}
	c.mu.Lock()
	c.resets = seconds == 0
	c.mu.Unlock()
	return l.SetLinger(seconds)
}

func (c *Conn) isReset() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.resets
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
	c.unbuffer(": the server ends the connection")
	if c.swallows(Half) {
		return nil
	}
	c.awaitWrite()
	c.tellClosed("server", "fin")
	return half.CloseWrite()
}

// Close closes the connection. After a fault it does nothing: the fault closes,
// a hole when it ends.
// It is recorded before it happens, so that it stands before what the client
// does next on another connection.
func (c *Conn) Close() error {
	c.unbuffer(": the server closes the connection")
	if c.isBroken() || c.leave() {
		return nil
	}
	c.mend(": the server closes the connection")
	c.awaitWrite()
	c.shutOut()
	c.awaitWrite()
	how := "fin"
	if c.isReset() {
		how = "rst"
	}
	c.tellClosed("server", how)
	c.tellGone()
	return c.Conn.Close()
}

// shutOut lets no further write set out: it would be recorded behind the close.
func (c *Conn) shutOut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shut = true
}
