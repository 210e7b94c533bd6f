package tap

// An Armed is a fault that waits for its byte.
type Armed struct {
	conn     *Conn
	fault    Fault
	measures Measures
	at       int64 // when so many bytes of the exchange are written
	struck   bool  // guarded by conn.mu
}

// Arm does f to the connection when after more bytes of this exchange have been
// written, and at once when after is 0 or less. It takes the place of a fault
// that was armed before. An unknown fault is never armed.
func (c *Conn) Arm(f Fault, after int64) *Armed { return c.ArmMeasured(f, Measures{}, after) }

// ArmMeasured is Arm with measures.
//
// A fault that breaks the connection does so behind its byte. The others strike
// when the byte after it is to be written: an exchange that ends before has none
// of them.
func (c *Conn) ArmMeasured(f Fault, m Measures, after int64) *Armed {
	a := &Armed{conn: c, fault: f, measures: m.withDefaults()}
	if f.check() != nil {
		return a
	}
	now := after <= 0
	c.mu.Lock()
	a.at, a.struck = c.written+max(after, 0), now
	if c.armed = a; now {
		c.armed = nil
	}
	c.mu.Unlock()
	if now {
		c.Strike(f, m)
	}
	return a
}

// Struck says that the fault was done.
func (a *Armed) Struck() bool {
	if a == nil {
		return false
	}
	a.conn.mu.Lock()
	defer a.conn.mu.Unlock()
	return a.struck
}

// Disarm takes the fault back, unless it was done.
func (a *Armed) Disarm() {
	if a == nil {
		return
	}
	a.conn.mu.Lock()
	defer a.conn.mu.Unlock()
	if a.conn.armed == a {
		a.conn.armed = nil
	}
}

// Disarm forgets an armed fault.
func (c *Conn) Disarm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.armed = nil
}

// strikeDue does an armed fault whose byte was written, now that p is to follow.
func (c *Conn) strikeDue(p []byte) {
	if a := c.due(p); a != nil {
		c.hit(a.fault, a.measures)
	}
}

func (c *Conn) due(p []byte) *Armed {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.armed
	if a == nil || len(p) == 0 || c.written < a.at {
		return nil
	}
	a.struck, c.armed = true, nil
	return a
}
