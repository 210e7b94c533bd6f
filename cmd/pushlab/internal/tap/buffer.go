package tap

import "time"

// Buffer is what a proxy does that gathers a response before it hands it on:
//
//	            server → client                       client → server   the connection
//	buffer      held until 4,096 bytes have gathered  passes            goes on
//
// The server's writes succeed at once. Nothing of them is lost or comes in another
// order, unless the connection breaks meanwhile: then what is held is lost, as it
// is in a proxy. It has no place in an exchange. Hold begins it and Release ends it.
const Buffer Fault = "buffer"

// blockSize is how many bytes a buffer gathers. So it holds fewer than that, and
// for a moment one write more.
const blockSize = 4096

// A buffer is what is held back of a connection. Conn.mu guards it.
type buffer struct {
	fault Fault
	holds int // that were not released; 0 = nothing is to be held back
	held  []byte
}

// Hold makes the connection hold back what is written from here on, until it was
// released as often as it was held: the streams of an HTTP/2 connection hold it
// each for itself. began: it did not hold anything back before.
func (c *Conn) Hold(f Fault) (began bool) {
	c.holding.Lock()
	defer c.holding.Unlock()
	c.awaitWrite()
	if !c.hold(f) {
		return false
	}
	c.config.Sink.Hampered(c.id, string(f), c.config.now())
	return true
}

// Holds says that what is written now is held back, or something still is.
func (c *Conn) Holds() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.buffer.holds > 0 || len(c.buffer.held) > 0
}

func (c *Conn) hold(f Fault) (began bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buffer.holds++
	if c.buffer.holds > 1 {
		return false
	}
	c.buffer.fault = f
	return !c.broken && !c.gone
}

// Release takes one Hold back, and behind the last one what was held goes out. It
// does not wait for that: the client may not read. how follows "is over" in the
// record.
func (c *Conn) Release(how string) {
	c.holding.Lock()
	defer c.holding.Unlock()
	if c.letGo(1, how) {
		go c.flushOut()
	}
}

// unbuffer ends a buffer with its exchange.
func (c *Conn) unbuffer(how string) {
	c.holding.Lock()
	defer c.holding.Unlock()
	c.letGo(1<<30, how)
	if c.sending.TryLock() { // else a write is stuck, and its end is what the caller wants
		defer c.sending.Unlock()
		defer c.hurry()()
		c.flush()
	}
}

// flushTime is how long the end of an exchange waits for a client that does not
// read what was held back.
const flushTime = time.Second

// hurry bounds a write that has no other deadline. What it returns ends that.
func (c *Conn) hurry() (done func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.buffer.held) == 0 || !c.writeBy.IsZero() {
		return func() {}
	}
	c.Conn.SetWriteDeadline(time.Now().Add(flushTime))
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.Conn.SetWriteDeadline(c.writeBy)
	}
}

// letGo takes n holds back. It is recorded before what was held goes out; more
// says that there is something.
func (c *Conn) letGo(n int, how string) (more bool) {
	c.mu.Lock()
	b, over := &c.buffer, c.buffer.holds > 0 && c.buffer.holds <= n
	b.holds = max(b.holds-n, 0)
	tell, fault, more := over && !c.broken && !c.gone, b.fault, over && len(b.held) > 0
	c.mu.Unlock()
	if tell {
		c.config.Sink.Mended(c.id, string(fault)+" is over"+how, c.config.now())
	}
	return more
}

// gather returns what is to be written now that p has come: p, or nothing while a
// buffer fills, or all that it holds and p. before are the bytes of earlier writes
// in it, and kept says that p waits.
func (c *Conn) gather(p []byte) (block []byte, before int, kept bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := &c.buffer
	if b.holds == 0 && len(b.held) == 0 || c.broken || c.left {
		return p, 0, false
	}
	block, before = append(b.held, p...), len(b.held)
	if b.holds > 0 && len(block) < blockSize {
		b.held = block
		return nil, 0, true
	}
	b.held = nil
	c.depart() // so that a Close waits for it
	return block, before, false
}

func (c *Conn) flushOut() {
	c.sending.Lock()
	defer c.sending.Unlock()
	c.flush()
}

// flush writes what is not to be held back any more. It needs sending.
func (c *Conn) flush() {
	if block, before, kept := c.gather(nil); before > 0 && !kept {
		c.writeAll(block) // its failure is that of the next write
	}
}
