package tap

import (
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// A Fault is a way to break a connection. What follows an "@" is a label for
// the record: "rst@42" is an Rst.
type Fault string

// The faults. They are of TCP: over TLS no alert comes before them.
const (
	Fin Fault = "fin" // FIN, and so no last chunk and no WebSocket Close
	Rst Fault = "rst" // RST
)

func (f Fault) how() string {
	how, _, _ := strings.Cut(string(f), "@")
	return how
}

func (f Fault) check() error {
	if how := Fault(f.how()); how != Fin && how != Rst {
		return fmt.Errorf("tap: no fault %q", string(f))
	}
	return nil
}

// Arm breaks the connection with f when after more bytes of this exchange have
// been written, and at once when after is 0 or less. It takes the place of a
// fault that was armed before. An unknown fault is never armed.
func (c *Conn) Arm(f Fault, after int64) {
	if f.check() != nil {
		return
	}
	c.mu.Lock()
	c.fault, c.at = f, c.written+after
	c.mu.Unlock()
	if after <= 0 {
		c.Break(f)
	}
}

// Disarm forgets an armed fault.
func (c *Conn) Disarm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = ""
}

// Break breaks the connection with f now. A write on its way is let through
// for a moment, so that the record has it before the fault.
func (c *Conn) Break(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	c.awaitWrite()
	return c.snap(f)
}

// snap does what Break says. It is recorded before it happens, so that it
// stands before the client's next connection.
func (c *Conn) snap(f Fault) error {
	if !c.markBroken() {
		return ErrBroken
	}
	c.config.Sink.Faulted(c.id, string(f), c.config.now())
	c.tellClosed("lab", f.how())
	c.tellGone()
	if half, ok := c.raw.(interface{ CloseWrite() error }); ok && f.how() == string(Fin) {
		err := half.CloseWrite()
		c.kick()
		go c.linger()
		return err
	}
	if f.how() == string(Rst) {
		reset(c.raw)
	}
	return c.raw.Close()
}

// markBroken reports whether the connection was whole until now.
func (c *Conn) markBroken() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	whole := !c.broken && !c.gone
	c.broken, c.fault = true, ""
	return whole
}

// reset makes Close send RST and forget what was not sent yet.
func reset(c net.Conn) {
	if l, ok := c.(interface{ SetLinger(seconds int) error }); ok {
		l.SetLinger(0)
	}
}

// lingerTime is how long the client has to answer FIN with its own.
const lingerTime = time.Second

var past = time.Unix(1, 0)

// kick ends a Read that waits, so that the server learns of the fault.
func (c *Conn) kick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw.SetReadDeadline(past)
}

// linger closes the connection when the client has closed it too, or after
// lingerTime. It reads until then: a socket that is closed with unread bytes
// sends RST, and the client would lose what it has not read.
func (c *Conn) linger() {
	c.reading.Lock() // when the Read that was kicked has left
	c.raw.SetReadDeadline(time.Now().Add(lingerTime))
	c.reading.Unlock()
	io.Copy(io.Discard, c.raw)
	c.raw.Close()
}
