// Package tap records connections below net/http and breaks them on command.
//
// Listen wraps a listener. Each connection that it accepts tells a Sink what
// was read and written, byte for byte, and how it ended:
//
//	client ── kernel ── tap.Conn ── net/http ── handler
//	                       │
//	                       └── Sink: Opened Received Sent Faulted Idle Closed Gone
//
// A connection that a handler hijacks is still the tapped one.
//
// # Order
//
// The calls to the Sink tell what came first. Received comes before Read
// returns, so a server can not answer what is not recorded. Sent comes after
// the kernel took the bytes, and a Read that finds bytes while a Write to the
// same host has not been recorded yet waits for it, so a client's reply is not
// recorded before what it replies to, also when it comes over another connection
// of the Listener. The wait is bounded: a writer that is stuck, because the client
// does not read, never holds up a reader for longer than ReplyWait, nor the end of
// its own connection for longer than two seconds.
//
// # Faults
//
// Arm and Break do to the connection what a network does: they end it by FIN in
// the middle of a response, or by RST; they drop what passes and leave it open;
// they hold bytes back, or let them pass slowly. A fault belongs to the exchange
// in which it was armed; ConnState disarms it when net/http says that the
// exchange is over.
//
//	          server → client    client → server     the connection
//	fin       ends               is not read         closed within a second
//	rst       ends               is not read         closed at once
//	blackhole dropped            dropped             reset when the time of the hole is over,
//	half      dropped            passes              … or when the client leaves
//	stall     held back, later   passes              goes on
//	          all of it
//	throttle  slowly             passes              goes on
//	buffer    in blocks          passes              goes on
//
// The server does not learn that its bytes are dropped, as it would not in a
// network. It may close a connection that is in a hole: the tap keeps it until
// the hole ends. The time that a write is held back is added to its deadline.
//
// # TLS
//
// With Config.TLS the tap lies above TLS: the Sink is told what is said, not
// what it looks like encrypted, and nothing of the handshake. Give such a
// Listener to Serve, not to ServeTLS. Faults are done to the TCP connection
// beneath. Over HTTP/2, where an exchange has no connection of its own, they
// cut all streams, and Written counts those of all.
package tap

import (
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// A Sink is told what happens on connections. The id of a connection is unique
// in the process. Received and Sent come from one goroutine at a time each, but
// one may come while the other runs. A Sink must not keep p, and must not call
// the connection.
type Sink interface {
	// Opened is the first call for a connection.
	Opened(id uint64, local, remote net.Addr, at time.Time)
	// Received has bytes that the client sent; Read has not returned yet.
	Received(id uint64, p []byte, at time.Time)
	// Sent has bytes that the kernel took.
	Sent(id uint64, p []byte, at time.Time)
	// Faulted says that the lab breaks the connection: no byte is sent behind
	// it. Closed follows, at once or when a hole ends.
	Faulted(id uint64, kind string, at time.Time)
	// Hampered says that the lab slows down what is sent.
	Hampered(id uint64, kind string, at time.Time)
	// Mended says in words that a fault is over which does not break the
	// connection at once.
	Mended(id uint64, text string, at time.Time)
	// Idle says that the server is done with an exchange (http.StateIdle).
	Idle(id uint64, at time.Time)
	// Closed tells, once, who ended the connection ("client", "server" or
	// "lab") and how: "fin", "rst" or "abort" (the client is gone without a
	// word). After a client's FIN the server may still send.
	Closed(id uint64, by, how string, at time.Time)
	// Gone is the last call for a connection.
	Gone(id uint64, at time.Time)
}

// Config says whom a Listener tells. Sink is needed.
type Config struct {
	Sink Sink
	Now  func() time.Time // nil: time.Now
	TLS  *tls.Config      // nil: no TLS

	// ReplyWait bounds how long a Read waits for a Write to be recorded.
	// 0: 250 ms, and 2 s for that of the same connection when the client has ended it.
	ReplyWait time.Duration
}

func (c Config) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// ErrBroken is what reading and writing return after a fault.
var ErrBroken = errors.New("tap: the lab broke the connection")
