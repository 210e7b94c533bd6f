// Package websocket is a strict endpoint of RFC 6455, in both roles.
//
// It does what the specification says and nothing else: no leniency, no guess,
// and compression (permessage-deflate, RFC 7692) only where it is asked for. A peer that breaks a rule gets a Close frame with the
// status code and the sentence of that rule. A message that was cut by the end
// of TCP is never delivered, not even in part.
//
// It also sends what is wrong on purpose, for those who want to see what the
// other side makes of it (Frame, WriteRaw).
//
// An open connection that is silent costs one goroutine, the one in Read, and
// less than a kilobyte here: memory for a frame is taken when it comes.
package websocket

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// An Opcode says what a frame is (RFC 6455 §5.2).
type Opcode = wire.Opcode

// The opcodes that Write sends. The others belong to the endpoint.
const (
	OpText   = wire.OpText
	OpBinary = wire.OpBinary
	OpPing   = wire.OpPing
	OpPong   = wire.OpPong
)

// DefaultLimit is the size of the largest message that is read, in bytes.
const DefaultLimit = 65_536

// Times that nobody waits beyond.
const (
	writeTimeout = 10 * time.Second // for one frame to a peer that does not read
	closeTimeout = 2 * time.Second  // for the Close frames and the end of TCP
)

// A Message is what the peer's application sent, whole and with its fragments
// joined. Data belongs to the caller. That of a text message is valid UTF-8.
type Message struct {
	Opcode Opcode // OpText or OpBinary
	Data   []byte
}

// Status codes that are never on the wire: they tell the application what it
// did not get (RFC 6455 §7.4.1).
const (
	codeNoStatus = 1005 // a Close frame without a code
	codeAbnormal = 1006 // no Close frame at all
)

// A CloseError says how a connection ended. errors.As finds it both as a
// CloseError and as a *CloseError.
type CloseError struct {
	Code   int    // 1005: the peer gave none; 1006: TCP ended without a Close frame
	Reason string // from the Close frame
	Sent   bool   // this end sent the code, because the peer broke a rule

	cause error // of a 1006
}

// Error says who closed, with which code and why.
func (e CloseError) Error() string {
	switch {
	case e.Code == codeAbnormal:
		return fmt.Sprintf("websocket: 1006, TCP ended without a Close frame: %v", e.cause)
	case e.Sent:
		return fmt.Sprintf("websocket: closed with %d: %s", e.Code, e.Reason)
	}
	return fmt.Sprintf("websocket: the peer closed with %d: %s", e.Code, e.Reason)
}

// Unwrap returns what ended TCP.
func (e CloseError) Unwrap() error { return e.cause }

// As lets errors.As fill a *CloseError.
func (e CloseError) As(target any) bool {
	p, ok := target.(**CloseError)
	if ok {
		*p = &e
	}
	return ok
}

// A Conn is one end of a WebSocket connection. Accept and Dial make one. Its
// methods may be called from several goroutines at once.
type Conn struct {
	conn        net.Conn
	client      bool
	deflate     bool // messages may be compressed
	subprotocol string
	echoReason  bool          // as in AcceptOptions
	finAfter    time.Duration // as in AcceptOptions

	reading turn // of whoever reads; guards in and ended
	in      reader
	ended   error // why no more message comes, a CloseError
	ponged  atomic.Bool

	writing turn      // for one frame, so that no frame stands inside another; guards what follows
	masks   io.Reader // a client's masking keys
	key     [4]byte
	stop    error // why nothing more is sent
}

// A turn is taken by one goroutine at a time: a mutex for which one need not
// wait for ever.
type turn chan struct{}

func (t turn) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) give() { <-t }

// newConn returns an end of a connection whose handshake is over. early are the
// bytes that were read along with it.
func newConn(conn net.Conn, client bool, limit int64, early []byte) *Conn {
	limit = limitOf(limit)
	from := wire.ToServer
	if client {
		from = wire.ToClient
	}
	return &Conn{
		conn: conn, client: client,
		reading: make(turn, 1), in: reader{rules: wire.NewRules(from, limit), unread: early},
		writing: make(turn, 1),
	}
}

func limitOf(limit int64) int64 {
	if limit <= 0 {
		return DefaultLimit
	}
	return limit
}

// NetConn returns the connection underneath.
func (c *Conn) NetConn() net.Conn { return c.conn }

// Subprotocol returns the subprotocol that was agreed upon, "" for none.
func (c *Conn) Subprotocol() string { return c.subprotocol }
