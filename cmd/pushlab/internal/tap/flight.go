package tap

import (
	"cmp"
	"context"
	"net"
	"sync"
	"time"
)

// replyWait is Config.ReplyWait where nobody says otherwise. Writes take
// microseconds, and their goroutine may have to wait for a core; one that takes
// longer waits for a client that does not read, and what was read then is no
// reply to its end. Only one Read waits for such a write.
const replyWait = 250 * time.Millisecond

// endWait is replyWait for the connection's own write when a Read brought the end
// of what the client says: nothing waits behind it, and the end of a client that
// got all of an answer must not stand before the last of it.
const endWait = 2 * time.Second

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

// flights are the connections of a Listener that have a write on its way.
type flights struct {
	mu    sync.Mutex
	aloft map[*Conn]struct{}
}

func (f *flights) depart(c *Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.aloft[c] = struct{}{}
}

func (f *flights) land(c *Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.aloft, c)
}

// to returns those whose client is on a host.
func (f *flights) to(host string) (list []*Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.aloft {
		if c.host == host {
			list = append(list, c)
		}
	}
	return list
}

// hostOf is the address of a client without its port.
func hostOf(client net.Addr) string {
	host, _, err := net.SplitHostPort(client.String())
	if err != nil {
		return client.String() // that of no TCP connection
	}
	return host
}

// depart and land begin and end a write. They need mu.
func (c *Conn) depart() {
	c.flight.depart()
	c.others.depart(c)
}

func (c *Conn) land() {
	c.flight.land()
	c.others.land(c)
}

// awaitWrite returns when no write is on its way, or after ReplyWait.
func (c *Conn) awaitWrite() { c.await(replyWait, c) }

// awaitWrites returns when no write is on its way whose answer a Read may have
// brought. A client may answer on one connection what it read on another.
func (c *Conn) awaitWrites(n int, err error) {
	if own(err) && n == 0 {
		return // it brought nothing
	}
	if err != nil && !own(err) {
		c.await(endWait, c)
	}
	c.await(replyWait, c.others.to(c.host)...)
}

// await returns when no write of the conns is on its way, or after a while, which
// Config.ReplyWait takes the place of.
func (c *Conn) await(most time.Duration, conns ...*Conn) {
	var late context.Context
	for _, other := range conns {
		landed := other.landing()
		if landed == nil {
			continue
		}
		if late == nil {
			ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(c.config.ReplyWait, most))
			defer cancel()
			late = ctx
		}
		select {
		case <-landed:
		case <-late.Done():
			other.waive(landed)
		}
	}
}

func (c *Conn) landing() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.flight.wait()
}

// waive spares the reads to come the wait for the same write.
func (c *Conn) waive(landed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flight.landed == landed {
		c.flight.waived = true
	}
}
