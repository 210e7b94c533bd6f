package edge

import (
	"errors"
	"io"
	"net"
	"sync"
)

// serve passes a client's connection on.
func (p *Proxy) serve(client net.Conn) {
	defer p.links.Done()
	defer p.passed()
	defer p.forget(client)
	server, err := p.config.Dial(p.ctx, "tcp", p.target(client))
	if err != nil {
		p.refuse(client, err)
		return
	}
	defer p.forget(server)
	if !p.join(server) {
		return
	}
	if p.config.HTTP != nil {
		p.pass(client, server)
		return
	}
	var wait sync.WaitGroup
	l := link{proxy: p, client: client, server: server}
	wait.Go(func() { l.copy(server, client) })
	wait.Go(func() { l.copy(client, server) })
	wait.Wait()
}

// target is where a client's connection goes on to.
func (p *Proxy) target(client net.Conn) string {
	if host, port, err := net.SplitHostPort(p.config.To); err == nil && host == "" {
		if at, ok := client.LocalAddr().(*net.TCPAddr); ok {
			return net.JoinHostPort(at.IP.String(), port)
		}
	}
	return p.config.To
}

// refuse ends a client's connection as the target has ended the dial.
func (p *Proxy) refuse(client net.Conn, err error) {
	if !p.isClosed() {
		p.config.OnRefused(err)
	}
	reset(client)
}

// join remembers the other connection of a link, unless Close was called while
// it was dialled.
func (p *Proxy) join(server net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open[server] = true
	return !p.closed
}

// forget closes a connection. One that is closed already stays so.
func (p *Proxy) forget(c net.Conn) {
	p.mu.Lock()
	delete(p.open, c)
	p.mu.Unlock()
	c.Close()
}

// A link is the two connections that are one to those who talk over it.
type link struct {
	proxy          *Proxy
	client, server net.Conn
	once           sync.Once
}

// copy passes one direction on up to its end, which it passes on too.
func (l *link) copy(to, from net.Conn) {
	_, err := io.Copy(to, from)
	if err == nil {
		err = closeWrite(to)
	}
	if err != nil {
		l.once.Do(l.abort)
	}
}

// abort ends both connections when one of them has failed: what comes after it
// can not be passed on. After Close they are closed already, without RST.
func (l *link) abort() {
	if l.proxy.isClosed() {
		return
	}
	reset(l.client)
	reset(l.server)
}

// closeWrite sends FIN. A connection that can not do that is closed.
func closeWrite(c net.Conn) error {
	half, ok := c.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return half.CloseWrite()
}

// reset closes a connection with RST, where it can.
func reset(c net.Conn) {
	if l, ok := c.(interface{ SetLinger(seconds int) error }); ok {
		l.SetLinger(0)
	}
	c.Close()
}
