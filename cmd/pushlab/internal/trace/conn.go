package trace

import (
	"net"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A conn is what the Recorder knows of a connection.
type conn struct {
	recorder *Recorder
	opened   time.Time
	remote   net.Addr
	place    string // "" is not known
	from     string // of a connection of the edge: the address from which it goes on; Recorder.mu guards it

	reading sync.Mutex // held while bytes of the client are taken, and before mu

	mu        sync.Mutex
	opening   *opening   // until the protocol is known
	wire      *wire.Conn // nil when it is HTTP/2
	http2     *http2     // nil when it is not
	at        [2]int64   // bytes taken in each direction
	redactors [2]redactor
	trailers  [2]trailerFinder
	broken    [2]bool // the last frame broke a rule of HTTP: what follows may be a head
	held      []byte  // of the client, while an Upgrade waits for its answer
	exchanges []*exchange
	guests    []*guest
}

// A guest is a run that has used the connection.
type guest struct {
	log    *Log
	conn   int32             // the connection's number in the run, 0 when that has no room for it
	layers *wire.HTTP2Layers // of the run's share of a connection of HTTP/2
	stray  *exchange         // has what belongs to no request, when all belongs to the run
}

// maxHeld is how much of the client's bytes is held while an Upgrade waits for
// its answer. The server does not read more than its buffer before it answers.
const maxHeld = 64 << 10

// received takes bytes of the client.
func (c *conn) received(p []byte, at time.Time) {
	c.reading.Lock()
	defer c.reading.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.held) > 0 {
		c.hold(p)
		return
	}
	if c.opening != nil {
		p = c.sniff(wire.ToServer, p, at)
	}
	c.takeIn(p, at)
}

// sent takes bytes that the kernel took from the server. They may be the
// answer for which bytes of the client are held.
func (c *conn) sent(p []byte, at time.Time) {
	c.mu.Lock()
	if c.opening != nil {
		p = c.sniff(wire.ToClient, p, at)
	}
	c.take(wire.ToClient, p, at)
	held := len(c.held)
	c.mu.Unlock()
	if held > 0 {
		c.release(at)
	}
}

// takeIn takes bytes of the client. When they name a run, mu is free while the
// run is looked up: to find one may mean to drop another, and so to end its
// connections.
func (c *conn) takeIn(p []byte, at time.Time) {
	for len(p) > 0 {
		n, e := c.take(wire.ToServer, p, at)
		if p = p[n:]; e != nil {
			c.mu.Unlock()
			log := c.recorder.lookup(e.run)
			c.mu.Lock()
			c.assign(e, log, at)
		} else if n == 0 {
			c.hold(p)
			return
		}
	}
}

func (c *conn) hold(p []byte) {
	c.held = append(c.held, p[:min(len(p), maxHeld-len(c.held))]...)
}

// release takes the bytes that were held, if their time has come.
func (c *conn) release(at time.Time) {
	c.reading.Lock()
	defer c.reading.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	held := c.held
	c.held = nil
	c.takeIn(held, at)
}

// take takes bytes of one direction. It stops when the client's bytes have
// named the run of an exchange, which it returns, and when they have to be held.
func (c *conn) take(dir wire.Direction, p []byte, at time.Time) (n int, asking *exchange) {
	if c.http2 != nil {
		return c.http2.take(dir, p, at)
	}
	var b batch
	defer func() { b.end() }()
	for n < len(p) && asking == nil {
		taken, frames := c.wire.Next(dir, p[n:])
		if taken == 0 && len(frames) == 0 {
			break
		}
		e := c.exchange(dir)
		asking = c.keep(&b, e, dir, p[n:n+taken], frames, at)
		if e != nil && !e.over && c.wire.Over(e.id) {
			c.finish(&b, e, howOver(frames), at)
		}
		n += taken
	}
	return n, asking
}

// keep gives a piece and the frames that it ends to their exchange.
func (c *conn) keep(b *batch, e *exchange, dir wire.Direction, p []byte, frames []wire.Frame, at time.Time) (asking *exchange) {
	from := c.at[dir]
	c.at[dir] += int64(len(p))
	r := c.redactor(dir, p, frames)
	if e != nil && e.log == nil && c.whole() != nil {
		b.end()
		e.belong(c.whole())
	}
	switch {
	case e == nil || e.nobodys:
	case e.log == nil:
		asking = e.setAside(p, frames, r, dir)
	default:
		c.join(b, e, dir, from, at)
		b.keep(p, frames, e, r)
	}
	for i := range frames {
		switch frames[i].Layer {
		case wire.HTTP:
			c.learn(e, dir, &frames[i])
		case wire.WebSocket:
			c.broken[dir], c.trailers[dir] = false, atChunk
		}
	}
	return asking
}

// redactor returns what to overwrite secrets of a piece with, nil for one that
// can have none.
func (c *conn) redactor(dir wire.Direction, p []byte, frames []wire.Frame) *redactor {
	head := c.broken[dir] || c.wire.InHead(dir) || c.trailers[dir].find(p)
	for i := range frames {
		switch frames[i].Kind {
		case wire.KindRequest, wire.KindResponse, wire.KindLastChunk:
			head = true
		}
	}
	if head {
		return &c.redactors[dir]
	}
	return nil
}

// join makes b a batch of the exchange. Bytes of one exchange that come
// together are one event.
func (c *conn) join(b *batch, e *exchange, dir wire.Direction, from int64, at time.Time) {
	b.enter(e.log, e.conn, e.number, dir, at)
	if !e.begun[dir] {
		e.begun[dir], e.shift[dir] = true, from-b.length()
	}
}

// learn follows what a frame of HTTP means for what comes after it.
func (c *conn) learn(e *exchange, dir wire.Direction, f *wire.Frame) {
	switch f.Kind {
	case wire.KindRequest, wire.KindResponse, wire.KindLastChunk:
		c.redactors[dir] = redactor{}
	}
	c.broken[dir], c.trailers[dir] = f.Err != 0, atChunk
	if f.Kind == wire.KindRequest && e != nil && !e.over && !e.read {
		e.read = true
		c.recorder.exchanges.Add(1)
	}
}
