package tap

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"syscall"
	"time"
)

// A hole swallows what passes a connection that stays open. Its owner is the
// server's Read, which notices that the client leaves, and behind the server's
// Close a goroutine. Conn.mu guards it.
type hole struct {
	fault   Fault
	began   time.Time
	timer   *time.Timer
	told    chan struct{} // closed when its beginning is recorded
	dropped int64         // bytes that the server wrote into it
}

func (h *hole) stop() {
	if h != nil {
		h.timer.Stop()
	}
}

// dig begins a hole. It is recorded behind a write that is on its way, and no
// other crosses, nor one that a drag holds back: the client can not answer what it
// does not get.
func (c *Conn) dig(f Fault, last time.Duration) error {
	h := &hole{fault: f, began: c.config.now(), told: make(chan struct{})}
	d, whole := c.enter(h, last)
	if !whole {
		return ErrBroken
	}
	c.mended(d, "")
	c.awaitWrite()
	c.config.Sink.Faulted(c.id, string(f), c.config.now())
	close(h.told)
	return nil
}

// enter says that the connection was whole until now, and returns the drag that
// the hole takes the place of, nil for none.
func (c *Conn) enter(h *hole, last time.Duration) (d *drag, whole bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.whole() {
		return nil, false
	}
	c.hole = h
	d, c.drag = c.drag, nil
	h.timer = time.AfterFunc(last, func() { c.fill("lab", "rst", "the lab resets the connection") })
	return d, true
}

// whole needs mu.
func (c *Conn) whole() bool { return !c.broken && !c.gone && c.hole == nil }

// swallows says that the connection is in a hole as deep as f: each swallows
// what the server sends, a Blackhole also what the client does.
func (c *Conn) swallows(f Fault) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hole != nil && (f == Half || c.hole.fault.kind() == f)
}

// fill ends a hole, and the connection with it.
func (c *Conn) fill(by, how, why string) {
	h := c.filled()
	if h == nil {
		return
	}
	<-h.told
	text := fmt.Sprintf("%s is over after %d ms, %d bytes were dropped: %s", h.fault, c.config.now().Sub(h.began).Milliseconds(), h.dropped, why)
	c.config.Sink.Mended(c.id, text, c.config.now())
	c.tellClosed(by, how)
	c.tellGone()
	reset(c.raw)
	c.raw.Close()
}

// filled marks the connection as broken and returns the hole that it was in.
func (c *Conn) filled() *hole {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hole == nil || c.broken {
		return nil
	}
	c.hole.stop()
	c.broken, c.armed = true, nil
	return c.hole
}

// climbOut ends a hole into which nothing fell: the exchange was whole, and the
// next one on the connection shall be too. false: the connection is lost in it.
func (c *Conn) climbOut() bool {
	c.mu.Lock()
	h := c.hole
	if h == nil || h.dropped > 0 || c.broken {
		c.mu.Unlock()
		return h == nil
	}
	h.stop()
	c.hole = nil
	c.mu.Unlock()
	<-h.told
	c.config.Sink.Mended(c.id, string(h.fault)+" is over: the response was whole before it", c.config.now())
	return true
}

// maxLeft is how many holes may go on behind servers that have left them. Each
// keeps a connection that no limit of its server counts any more.
const maxLeft = 512

var left atomic.Int32 // of them, in the process

// leave lets the server go while the hole goes on; false: there is none.
func (c *Conn) leave() bool {
	c.mu.Lock()
	inside, again := c.hole != nil, c.left
	if inside && !again {
		c.left = true
		c.raw.SetReadDeadline(past)
	}
	c.mu.Unlock()
	if inside && !again {
		c.mindHole()
	}
	return inside
}

// mindHole keeps the connection open, unless too many others are.
func (c *Conn) mindHole() {
	if left.Add(1) > maxLeft {
		c.fill("lab", "rst", "too many other holes are open")
	}
	go c.mind()
}

// mind waits for the end of a hole that the server has left.
func (c *Conn) mind() {
	defer left.Add(-1)
	c.reading.Lock() // when the Read that was kicked has left
	c.raw.SetReadDeadline(time.Time{})
	c.reading.Unlock()
	_, err := io.Copy(io.Discard, c.raw)
	c.leftBy(err)
}

// leftBy ends a hole from which the client has gone.
func (c *Conn) leftBy(err error) {
	how := "fin"
	if errors.Is(err, syscall.ECONNRESET) {
		how = "rst"
	}
	c.fill("client", how, "the client has gone")
}
