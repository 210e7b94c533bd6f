package tap

import (
	"cmp"
	"time"
)

// replyWait is Config.ReplyWait where nobody says otherwise. Writes take
// microseconds, and their goroutine may have to wait for a core; one that takes
// longer waits for a client that does not read, and what was read then is no
// reply to its end. Only one Read waits for such a write.
const replyWait = 100 * time.Millisecond

// A flight is a write that the kernel may have taken and that is not recorded
// yet. Conn.mu guards it.
type flight struct {
	aloft  bool
	waived bool          // a Read has waited for this one long enough
	landed chan struct{} // closed at the landing; made by who waits
}

func (f *flight) depart() { f.aloft, f.waived = true, false }

func (f *flight) land() {
	f.aloft = false
	if f.landed != nil {
		close(f.landed)
		f.landed = nil
	}
}

// wait returns what to wait for, nil when nothing is aloft.
func (f *flight) wait() <-chan struct{} {
	if !f.aloft || f.waived {
		return nil
	}
	if f.landed == nil {
		f.landed = make(chan struct{})
	}
	return f.landed
}

// awaitWrite returns when no write is on its way, or after ReplyWait.
func (c *Conn) awaitWrite() {
	c.mu.Lock()
	landed := c.flight.wait()
	c.mu.Unlock()
	if landed == nil {
		return
	}
	timer := time.NewTimer(cmp.Or(c.config.ReplyWait, replyWait))
	defer timer.Stop()
	select {
	case <-landed:
	case <-timer.C:
		c.waive(landed)
	}
}

// waive spares the reads to come the wait for the same write.
func (c *Conn) waive(landed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flight.landed == landed {
		c.flight.waived = true
	}
}
