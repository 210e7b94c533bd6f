package tap

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// A Fault is something done to a connection. What follows an "@" is a label for
// the record: "rst@42" is an Rst.
type Fault string

// The faults. They are of TCP: over TLS no alert comes before them.
const (
	Fin     Fault = "fin"     // FIN, and so no last chunk and no WebSocket Close
	Rst     Fault = "rst"     // RST
	Refuse  Fault = "refuse"  // Rst, where nothing of the response has crossed
	Restart Fault = "restart" // Fin, by a server that is not back at once

	Blackhole Fault = "blackhole" // nothing passes in either direction, and TCP stays open
	Half      Fault = "half"      // the same for what the server sends

	Stall    Fault = "stall"    // nothing is written for a while, then everything
	Throttle Fault = "throttle" // so many bytes a second, to the end of the exchange
)

// hows has what each fault ends the connection with, "" for none.
var hows = map[Fault]string{
	Fin: "fin", Rst: "rst", Refuse: "rst", Restart: "fin", Blackhole: "", Half: "", Stall: "", Throttle: "",
}

func (f Fault) kind() Fault {
	kind, _, _ := strings.Cut(string(f), "@")
	return Fault(kind)
}

func (f Fault) how() string { return hows[f.kind()] }

// breaks says that the connection is gone behind the fault.
func (f Fault) breaks() bool { return f.how() != "" }

func (f Fault) check() error {
	if _, ok := hows[f.kind()]; !ok {
		return fmt.Errorf("tap: no fault %q", string(f))
	}
	return nil
}

// Measures say how long and how much. The zero of each is its default.
type Measures struct {
	Hole  time.Duration // that a Blackhole and a Half last before the lab resets the connection; 30 s
	Stall time.Duration // 5 s
	Rate  int           // of a Throttle, in bytes a second; 2000

	Before func() // is called right before the fault; nil: nothing is
}

func (m Measures) withDefaults() Measures {
	m.Hole = cmp.Or(m.Hole, 30*time.Second)
	m.Stall = cmp.Or(m.Stall, 5*time.Second)
	m.Rate = cmp.Or(m.Rate, 2000)
	return m
}

// Break does f to the connection now. A write on its way is let through for a
// moment, so that the record has it before the fault.
func (c *Conn) Break(f Fault) error { return c.Strike(f, Measures{}) }

// Strike is Break with measures.
func (c *Conn) Strike(f Fault, m Measures) error {
	if err := f.check(); err != nil {
		return err
	}
	c.awaitWrite()
	return c.hit(f, m.withDefaults())
}

func (c *Conn) hit(f Fault, m Measures) error {
	if m.Before != nil {
		m.Before()
	}
	switch f.kind() {
	case Blackhole, Half:
		return c.dig(f, m.Hole)
	case Stall, Throttle:
		return c.hamper(f, m)
	}
	return c.snap(f)
}

// snap ends the connection. It is recorded before it happens, so that it
// stands before the client's next connection, and behind a write that is on its
// way: no other begins.
func (c *Conn) snap(f Fault) error {
	if !c.markBroken() {
		return ErrBroken
	}
	c.awaitWrite()
	c.config.Sink.Faulted(c.id, string(f), c.config.now())
	c.tellClosed("lab", f.how())
	c.tellGone()
	if half, ok := c.raw.(interface{ CloseWrite() error }); ok && f.how() == "fin" {
		err := half.CloseWrite()
		c.kick()
		go c.linger()
		return err
	}
	if f.how() == "rst" {
		reset(c.raw)
	}
	return c.raw.Close()
}

// markBroken reports whether the connection was whole until now.
func (c *Conn) markBroken() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	whole := !c.broken && !c.gone
	c.broken, c.armed = true, nil
	c.hole.stop()
	c.drag.lift()
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
