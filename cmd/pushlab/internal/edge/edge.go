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
	passing int           // of clients
	leaving bool          // nothing more is accepted
	leave   chan struct{} // closed with leaving
	closed  bool

	memory memory
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
	return &Proxy{config: c, ctx: ctx, cancel: cancel, open: map[net.Conn]bool{}, accept: map[net.Listener]bool{},
		leave: make(chan struct{}), memory: memory{runs: map[string]*remembered{}}}
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
	p.closed = true
	p.cancel()
	p.stopAccepting()
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
	p.stopAccepting()
	p.mu.Unlock()
	ended := make(chan struct{})
	go func() { p.links.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	p.Close()
}

// stopAccepting closes the listeners, with p.mu held.
func (p *Proxy) stopAccepting() {
	if !p.leaving {
		p.leaving = true
		close(p.leave)
	}
	for l := range p.accept {
		l.Close()
	}
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
