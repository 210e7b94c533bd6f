package tap

import (
	"fmt"
	"time"
)

// A drag slows the writes of a connection down: a stall or a throttle. Conn.mu
// guards it, but for the channel.
type drag struct {
	fault  Fault
	rate   int           // bytes a second; 0 is a stall
	next   time.Time     // of a throttle: not before this
	timer  *time.Timer   // of a stall
	told   chan struct{} // closed when its beginning is recorded
	lifted chan struct{} // closed at its end
}

// grain is how often a throttle writes.
const grain = 50 * time.Millisecond

// spend counts n bytes that were written.
func (d *drag) spend(n int) {
	if d == nil || d.rate == 0 {
		return
	}
	if now := time.Now(); d.next.Before(now) {
		d.next = now
	}
	d.next = d.next.Add(time.Duration(n) * time.Second / time.Duration(d.rate))
}

// lift lets a write go that waits.
func (d *drag) lift() {
	if d == nil {
		return
	}
	if d.timer != nil {
		d.timer.Stop()
	}
	select {
	case <-d.lifted:
	default:
		close(d.lifted)
	}
}

// hamper begins a drag, in place of the one before.
func (c *Conn) hamper(f Fault, m Measures) error {
	c.mend("")
	d := &drag{fault: f, told: make(chan struct{}), lifted: make(chan struct{})}
	if !c.slow(d, m) {
		return ErrBroken
	}
	c.awaitWrite()
	c.config.Sink.Hampered(c.id, string(f), c.config.now())
	close(d.told)
	return nil
}

// slow says that the connection was whole until now.
func (c *Conn) slow(d *drag, m Measures) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.whole() {
		return false
	}
	if c.drag = d; d.fault.kind() == Throttle {
		d.rate = m.Rate
		return true
	}
	d.timer = time.AfterFunc(m.Stall, func() {
		c.mendThis(d, fmt.Sprintf(" after %d ms", m.Stall.Milliseconds()))
	})
	return true
}

// mend ends a drag, if there is one.
func (c *Conn) mend(how string) {
	c.mu.Lock()
	d := c.drag
	c.mu.Unlock()
	c.mendThis(d, how)
}

func (c *Conn) mendThis(d *drag, how string) {
	c.mu.Lock()
	mine := d != nil && c.drag == d && !c.broken
	if mine {
		c.drag = nil
	}
	c.mu.Unlock()
	if mine {
		c.mended(d, how)
	}
}

// mended ends a drag that the connection has no more, nil for none. It is recorded
// before the bytes that were held back go on.
func (c *Conn) mended(d *drag, how string) {
	if d == nil {
		return
	}
	<-d.told
	c.config.Sink.Mended(c.id, string(d.fault)+" is over"+how, c.config.now())
	d.lift()
}

// allot waits until something may be written, and returns how much of p.
func (c *Conn) allot(p []byte) []byte {
	for began := time.Now(); ; {
		d, wait := c.held()
		switch {
		case d == nil:
			return p
		case d.rate > 0 && wait <= 0:
			c.grant(time.Since(began))
			return p[:min(len(p), max(1, d.rate*int(grain/time.Millisecond)/1000))]
		}
		d.wait(wait)
		if d.rate == 0 {
			c.grant(time.Since(began))
		}
	}
}

// held returns the drag, and how long it holds the next byte back.
func (c *Conn) held() (*drag, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drag == nil || c.broken {
		return nil, 0
	}
	return c.drag, time.Until(c.drag.next)
}

// wait waits for the end of a stall, or for the turn of a throttle.
func (d *drag) wait(turn time.Duration) {
	if d.rate == 0 {
		<-d.lifted
		return
	}
	timer := time.NewTimer(turn)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.lifted:
	}
}
