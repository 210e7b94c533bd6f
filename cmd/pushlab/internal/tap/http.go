package tap

import (
	"context"
	"net"
	"net/http"
)

type contextKey struct{}

// ConnContext is for http.Server's field of that name: a handler finds its
// connection with FromContext.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if t, ok := c.(*Conn); ok {
		return context.WithValue(ctx, contextKey{}, t)
	}
	return ctx
}

// FromContext returns the tapped connection of a request, nil when it came over
// another one.
func FromContext(ctx context.Context) *Conn {
	c, _ := ctx.Value(contextKey{}).(*Conn)
	return c
}

// ConnState is for http.Server's field of that name: http.StateIdle ends the
// exchange.
func ConnState(c net.Conn, s http.ConnState) {
	if t, ok := c.(*Conn); ok && s == http.StateIdle {
		t.Idle()
	}
}

// Idle ends the exchange: an armed fault is forgotten, one that slows the writes
// down is over, and Written counts from 0 again. A connection that is lost in a
// hole stays lost: of its response nobody has seen the end.
func (c *Conn) Idle() {
	c.unbuffer(": so is the response")
	if !c.climbOut() {
		return
	}
	c.mend(": so is the response")
	c.mu.Lock()
	c.written, c.armed = 0, nil
	broken := c.broken
	c.mu.Unlock()
	if !broken {
		c.config.Sink.Idle(c.id, c.config.now())
	}
}
