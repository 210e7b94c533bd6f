// Package edge stands between a client and a server and passes on what they say.
//
// A Proxy dials one connection to its target for each connection that it
// accepts, and copies bytes both ways as they come:
//
//	client ── edge.Proxy ── server
//	            one connection each side, nothing read, nothing changed
//
// What TCP says beside the bytes it passes on as well. A FIN of one side is a
// FIN to the other, whose own direction stays open; an RST is an RST. A side
// that does not read stops the other one from writing: a direction holds no
// more than one buffer. When the target refuses, the client's connection is
// reset at once.
//
// A Proxy knows no protocol. Whoever wants to see what passes gives Serve a
// listener that records, such as a tap.Listener. Behaviour of proxies that is
// worth showing (buffering, timeouts, limits) belongs here too, as a chain of
// hops that the bytes pass.
package edge

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// A Config says where a Proxy goes. To is needed.
type Config struct {
	To   string // host:port
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// OnRefused is told why a dial failed, once for each connection. It is
	// called before the client's connection is reset. Nil: nobody is told.
	OnRefused func(error)
}

// A Proxy passes connections on. New makes one.
type Proxy struct {
	config Config
	ctx    context.Context // of dials; ends with Close
	cancel context.CancelFunc
	links  sync.WaitGroup

	mu     sync.Mutex
	open   map[net.Conn]bool // of both sides
	accept map[net.Listener]bool
	closed bool
}

// New returns a Proxy that is not serving yet.
func New(c Config) *Proxy {
	if c.Dial == nil {
		c.Dial = (&net.Dialer{}).DialContext
	}
	if c.OnRefused == nil {
		c.OnRefused = func(error) {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Proxy{config: c, ctx: ctx, cancel: cancel, open: map[net.Conn]bool{}, accept: map[net.Listener]bool{}}
}

// Serve accepts connections and passes them on until Close, after which it
// returns nil, or until l fails for good. It closes l.
func (p *Proxy) Serve(l net.Listener) error {
	defer l.Close()
	if !p.listen(l) {
		return nil
	}
	for {
		c, err := l.Accept()
		switch {
		case p.isClosed():
			return nil
		case isTemporary(err):
			time.Sleep(10 * time.Millisecond) // too many open files: some will close
		case err != nil:
			return err
		case p.track(c):
			go p.serve(c)
		}
	}
}

// isTemporary says whether Accept may succeed when it is called again.
func isTemporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

// Close ends Serve and all connections, and waits until they have ended.
func (p *Proxy) Close() error {
	p.mu.Lock()
	p.closed = true
	p.cancel()
	for l := range p.accept {
		l.Close()
	}
	for c := range p.open {
		c.Close()
	}
	p.mu.Unlock()
	p.links.Wait()
	return nil
}

func (p *Proxy) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// listen remembers a listener for Close. It says false after Close.
func (p *Proxy) listen(l net.Listener) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.accept[l] = true
	return !p.closed
}

// track remembers a client's connection for Close, and closes it after Close.
func (p *Proxy) track(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.Close()
		return false
	}
	p.open[c] = true
	p.links.Add(1)
	return true
}
