package main

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// A slowConn is a client's TCP connection that is slow to read: what neither the
// lab nor its edge can do, since the edge can not read below TLS, and F6 is about
// a client.
type slowConn struct {
	net.Conn
	slowness *slowness
	closed   chan struct{}
	once     sync.Once
}

// Slowness is what the connections of one application have in common.
type slowness struct {
	jitter *rand.Rand // of latency, and a byte a read; nil: neither

	mu      sync.Mutex
	asleep  time.Time
	trickle bool // a slow reader: 2 kB a second, behind asleep
}

// What F5 and F6 are.
const (
	tripLeast = 100 * time.Millisecond // a round trip of 300 ± 200 ms
	tripVary  = 400 * time.Millisecond
	sleepTime = 10 * time.Second
	trickleOf = 200 // bytes
	trickleIn = 100 * time.Millisecond
)

// dial opens a connection. The system may not take in what a slow reader leaves.
func (n *slowness) dial(ctx context.Context, kind, addr string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, kind, addr)
	if err != nil {
		return nil, err
	}
	conn.(*net.TCPConn).SetReadBuffer(4096)
	return &slowConn{Conn: conn, slowness: n, closed: make(chan struct{})}, nil
}

// fallAsleep lets the client read nothing for a while, and slowly then.
func (n *slowness) fallAsleep() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asleep, n.trickle = time.Now().Add(sleepTime), true
}

// Read reads what the network lets through.
func (w *slowConn) Read(p []byte) (int, error) {
	if w.slowness.jitter != nil {
		return w.readLate(p)
	}
	if err := w.rest(); err != nil {
		return 0, err
	}
	return w.Conn.Read(w.slowness.some(p))
}

// rest waits while the client does not read.
func (w *slowConn) rest() error {
	w.slowness.mu.Lock()
	wait := time.Until(w.slowness.asleep)
	if w.slowness.trickle {
		wait = max(wait, trickleIn)
	}
	w.slowness.mu.Unlock()
	return w.pause(wait)
}

func (w *slowConn) pause(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	select {
	case <-time.After(d):
		return nil
	case <-w.closed:
		return net.ErrClosed
	}
}

// some is as much of p as may be read at once.
func (n *slowness) some(p []byte) []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.trickle {
		p = p[:min(len(p), trickleOf)]
	}
	return p
}

// readLate reads one byte. What comes after a silence is late by a round trip.
func (w *slowConn) readLate(p []byte) (int, error) {
	began := time.Now()
	n, err := w.Conn.Read(p[:min(1, len(p))])
	if time.Since(began) > time.Millisecond {
		if err := w.pause(w.slowness.trip()); err != nil {
			return n, err
		}
	}
	return n, err
}

// trip draws the time of a round trip.
func (n *slowness) trip() time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	return tripLeast + time.Duration(n.jitter.Int64N(int64(tripVary)))
}

// Close ends a Read that waits, too.
func (w *slowConn) Close() error {
	w.once.Do(func() { close(w.closed) })
	return w.Conn.Close()
}
