package tap

import (
	"net"
	"sync/atomic"
)

// A Listener taps the connections that it accepts.
type Listener struct {
	net.Listener
	config *Config
}

// Listen returns a Listener that accepts l's connections.
func Listen(l net.Listener, c Config) *Listener {
	return &Listener{Listener: l, config: &c}
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
	c := &Conn{Conn: raw, config: l.config, id: lastID.Add(1)}
	c.config.Sink.Opened(c.id, raw.LocalAddr(), raw.RemoteAddr(), c.config.now())
	return c, nil
}
