package trace

import (
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// idle ends the exchange with which the server is done. Streams of HTTP/2 say so
// themselves.
func (c *conn) idle(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.settle(at); c.http2 != nil {
		return
	}
	c.wire.Idle()
	_, frames := c.wire.Next(wire.ToClient, nil)
	c.keepLast(wire.ToClient, frames, at)
	for _, e := range c.open() {
		if c.wire.Over(e.id) {
			c.conclude(e, "idle", at)
		}
	}
}

// end says that no more bytes come in a direction.
func (c *conn) end(dir wire.Direction, at time.Time) {
	if c.http2 != nil {
		c.http2.end(dir, at)
		return
	}
	c.keepLast(dir, c.wire.End(dir), at)
}

// keepLast keeps frames that no byte ended.
func (c *conn) keepLast(dir wire.Direction, frames []wire.Frame, at time.Time) {
	var b batch
	defer func() { b.end() }()
	if len(frames) > 0 {
		c.keep(&b, c.exchange(dir), dir, nil, frames, at)
	}
}

// faulted tells the runs whose exchanges the lab cuts. What was cut stands
// before the cut: no byte follows it.
func (c *conn) faulted(kind string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle(at)
	c.end(wire.ToClient, at)
	c.tellOpen(faultDone, kind, at)
}

// remarked tells the runs with exchanges on a connection that goes on.
func (c *conn) remarked(k kind, text string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle(at)
	c.tellOpen(k, text, at)
}

// tellOpen tells each run once.
func (c *conn) tellOpen(k kind, text string, at time.Time) {
	var told []*Log
	for _, e := range c.open() {
		if e.log != nil && !slices.Contains(told, e.log) {
			told = append(told, e.log)
			e.note(k, text, at)
		}
	}
}

// closed ends the directions in which nothing can come any more, and tells
// every run that has used the connection.
func (c *conn) closed(by, how string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle(at)
	switch {
	case how != "fin":
		c.finishAll("rst", at)
	case by == "client":
		c.end(wire.ToServer, at)
	default:
		c.endResponses("eof", at)
	}
	dir := wire.ToClient
	if by == "client" {
		dir = wire.ToServer
	}
	for _, g := range c.guests {
		if g.conn == 0 {
			continue
		}
		g.log.tell(connClose, g.conn, dir, by+" "+how, at)
	}
}

// gone forgets the connection.
func (c *conn) gone(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle(at)
	c.finishAll("eof", at)
}

func (c *conn) finishAll(how string, at time.Time) {
	c.end(wire.ToServer, at)
	c.endResponses(how, at)
}

func (c *conn) endResponses(how string, at time.Time) {
	c.end(wire.ToClient, at)
	for _, e := range c.open() {
		c.conclude(e, how, at)
	}
}

// howOver says how the framing ended a response.
func howOver(frames []wire.Frame) string {
	for i := range frames {
		if frames[i].Kind == wire.KindLastChunk {
			return "last-chunk"
		}
	}
	return "length"
}

// finish notes the end of the exchange in the batch of its last bytes.
func (c *conn) finish(b *batch, e *exchange, how string, at time.Time) {
	if b.log != nil && b.log == e.log && b.exch == e.number && b.dir == wire.ToClient {
		c.finished(e)
		b.note(httpEnd, how)
		return
	}
	b.end()
	c.conclude(e, how, at)
}

// conclude notes the end of an exchange. After a 101 it is the connection's.
func (c *conn) conclude(e *exchange, how string, at time.Time) {
	c.finished(e)
	if e.log != nil {
		e.note(httpEnd, how, at)
	}
}

// finished counts, before anybody hears of it.
func (c *conn) finished(e *exchange) {
	e.over = true
	if e.read {
		c.recorder.exchanges.Add(-1)
	}
}

// note adds an event of the exchange that has no bytes.
func (e *exchange) note(k kind, text string, at time.Time) {
	b := e.log.begin(at, e.conn, e.number, wire.ToClient)
	defer b.end()
	b.note(k, text)
}

// tell adds an event of a connection.
func (l *Log) tell(k kind, conn int32, dir wire.Direction, text string, at time.Time) {
	b := l.begin(at, conn, 0, dir)
	defer b.end()
	b.note(k, text)
}
