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
// Such a Proxy knows no protocol. Whoever wants to see what passes gives Serve a
// listener that records, such as a tap.Listener.
//
// # Hops
//
// With Config.HTTP a Proxy reads HTTP/1.1, and a request names what is to happen
// to its response on the way, from the client's side to the server's:
//
//	GET /r/RUN/sse?edge=slice:7,latency:100
//
//	latency:MS        a round trip of so long: half each way, also for the request
//	idle:MS           gives up when no byte comes for so long: 504, or FIN behind the head
//	slice:N           a write for every N bytes of the body
//	slice:cr          … up to each CR
//	slice:utf8        … up to the first byte of each character of several
//	slice:random      … anywhere; edgeseed=N chooses where, edgegap=MS how far apart in time
//	merge             the whole response in one write, at its end
//	hold:N, hold:MSms keeps what comes until it is so much, or so old
//	cut:fin@bN        FIN after N bytes that have passed, cut:rst@bN an RST
//
// slice, merge and hold work on what a body carries: the edge takes the chunks of
// a chunked body off and makes one of each write. Without hops nothing is
// changed, and what is no HTTP/1 passes as it is. An upgraded connection goes
// through the hops too; merge has no end to wait for there and lets it pass.
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
	To   string // host:port; without a host it is the address at which the client came
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// OnRefused is told why a dial failed, once for each connection. It is
	// called before the client's connection is reset. Nil: nobody is told.
	OnRefused func(error)

	// Most is how many connections pass at once; 0: any number. One more gets
	// 503 and a sentence where HTTP is set, and is reset where it is not.
	Most int

	// HTTP makes hops possible. Nil: what passes is not read.
	HTTP *HTTP
}

// A Proxy passes connections on. New makes one.
type Proxy struct {
	config Config
	ctx    context.Context // of dials; ends with Close
	cancel context.CancelFunc
	links  sync.WaitGroup

	mu      sync.Mutex
	open    map[net.Conn]bool // of both sides
	accept  map[net.Listener]bool
	passing int  // of clients
	leaving bool // nothing more is accepted
	closed  bool
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
		case p.isLeaving():
			return nil
		case isTemporary(err):
			time.Sleep(10 * time.Millisecond) // too many open files: some will close
		case err != nil:
			return err
		case !p.track(c):
		case p.full():
			go p.turnAway(c)
		default:
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
	p.leaving, p.closed = true, true
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

// Shutdown accepts no more, waits until all connections have ended by
// themselves, but not longer than ctx, and ends the rest.
func (p *Proxy) Shutdown(ctx context.Context) {
	p.mu.Lock()
	p.leaving = true
	for l := range p.accept {
		l.Close()
	}
	p.mu.Unlock()
	ended := make(chan struct{})
	go func() { p.links.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	p.Close()
}

func (p *Proxy) isLeaving() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.leaving
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
	return !p.leaving
}

// track remembers a client's connection for Close, and closes it after Close.
func (p *Proxy) track(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.leaving {
		c.Close()
		return false
	}
	p.open[c] = true
	p.links.Add(1)
	return true
}
