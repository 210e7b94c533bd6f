package trace

// NewWholeRecorder returns a Recorder for one run that has all connections of a
// listener, whatever they ask for: that of a tap in front of a server that is
// not the lab. A connection is told when it opens. Bytes that are not HTTP are
// kept too; what can not be read is a frame with Err.
func NewWholeRecorder(log *Log) *Recorder {
	r := NewRecorder(func(string) *Log { return log })
	r.whole = log
	return r
}

// greet tells the run that has all connections of this one.
func (c *conn) greet(log *Log) {
	if g := c.guest(log); g != nil {
		g.stray = &exchange{log: log, guest: g, conn: g.conn, over: true}
	}
}

// stray returns the exchange of what belongs to no request, nil when nobody has
// such.
func (c *conn) stray() *exchange {
	if g := c.whole(); g != nil {
		return g.stray
	}
	return nil
}

// whole returns the run that has all of the connection, nil when there is none.
func (c *conn) whole() *guest {
	if len(c.guests) == 0 || c.guests[0].stray == nil {
		return nil
	}
	return c.guests[0]
}
