package tap

import "time"

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error {
	if err := c.SetWriteDeadline(t); err != nil {
		return err
	}
	return c.SetReadDeadline(t)
}

// SetReadDeadline sets the deadline of reads.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken || c.left { // or the server would undo the one with which a fault ends a Read that waits
		return nil
	}
	return c.Conn.SetReadDeadline(t)
}

// SetWriteDeadline sets the deadline of writes. The time that a fault holds a
// write back does not count.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writeBy = t
	return c.Conn.SetWriteDeadline(t)
}

// grant moves the deadline of writes by d.
func (c *Conn) grant(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.writeBy.IsZero() {
		c.writeBy = c.writeBy.Add(d)
		c.Conn.SetWriteDeadline(c.writeBy)
	}
}
