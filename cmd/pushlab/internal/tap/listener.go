package tap

import (
	"crypto/tls"
	"net"
	"sync/atomic"
)

// A Listener taps the connections that it accepts.
type Listener struct {
	net.Listener
	config  *Config
	flights *flights
}

// Listen returns a Listener that accepts l's connections.
func Listen(l net.Listener, c Config) *Listener {
	return &Listener{Listener: l, config: &c, flights: &flights{aloft: map[*Conn]struct{}{}}}
}

// lastID counts the connections of all listeners: several may share a Sink.
var lastID atomic.Uint64

// Accept waits for the next connection and returns it as a *Conn. It never
// waits for what a client sends.
func (l *Listener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := l.newConn(raw)
	c.config.Sink.Opened(c.id, raw.LocalAddr(), raw.RemoteAddr(), c.config.now())
	return c, nil
}

func (l *Listener) newConn(raw net.Conn) *Conn {
	c := &Conn{Conn: raw, raw: raw, config: l.config, id: lastID.Add(1), host: hostOf(raw.RemoteAddr()), others: l.flights}
	if l.config.TLS != nil {
		c.secure = tls.Server(raw, l.config.TLS)
		c.Conn = c.secure
	}
	return c
}
