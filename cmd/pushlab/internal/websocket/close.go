package websocket

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// Close ends the connection with the closing handshake (RFC 6455 §7.1.2): it
// sends a Close frame, waits at most 2 s for the peer's, and then TCP ends, by
// the server first. Messages that still come are dropped, unless a Read that
// runs meanwhile gets them. Code 1005 sends a Close frame without a code.
//
// Close returns nil when the peer has answered, or had closed before.
func (c *Conn) Close(code int, reason string) error {
	payload, err := closePayload(code, reason)
	if err != nil {
		return err
	}
	defer c.giveUpLater()()
	c.sendClose(payload)
	c.reading.take(context.Background())
	defer c.reading.give()
	for c.ended == nil {
		if _, err := c.readMessage(); err != nil && c.ended == nil {
			c.lose(err)
		}
	}
	if e, ok := c.ended.(CloseError); ok && !e.Sent && e.Code != codeAbnormal {
		return nil
	}
	return c.ended
}

// giveUpLater ends TCP after closeTimeout, whoever is stuck in it, unless what
// it returns is called before.
func (c *Conn) giveUpLater() (stop func() bool) {
	return time.AfterFunc(closeTimeout, func() { c.conn.Close() }).Stop
}

// sendClose sends a Close frame, unless one was sent before.
func (c *Conn) sendClose(payload []byte) error {
	return c.writeFrame(context.Background(), wire.OpClose, payload, ErrClosed)
}

// closePayload returns the body of a Close frame, if it is one that may be sent
// (RFC 6455 §5.5.1).
func closePayload(code int, reason string) ([]byte, error) {
	if code == codeNoStatus && reason == "" {
		return nil, nil
	}
	payload := append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)
	if _, _, rule := wire.ParseClose(payload); rule != 0 {
		return nil, fmt.Errorf("websocket: closing with %d: %v", code, rule)
	}
	if len(payload) > wire.MaxControlPayload || code > math.MaxUint16 {
		return nil, fmt.Errorf("websocket: closing with %d: %v", code, wire.RuleControlLength)
	}
	return payload, nil
}

// acceptClose ends the connection when the peer's Close frame came: it is
// answered with its own code, unless it is the answer to ours, and then the
// server is the first to end TCP (RFC 6455 §5.5.1, §7.1.1).
func (c *Conn) acceptClose(payload []byte) {
	defer c.giveUpLater()()
	code, reason, _ := wire.ParseClose(payload)
	c.ended = CloseError{Code: code, Reason: reason}
	if !c.echoReason {
		payload = payload[:min(2, len(payload))]
	}
	c.sendClose(payload)
	if !c.peerEnds(c.finAfter) {
		c.awaitEnd()
	}
	c.conn.Close()
}

// peerEnds drops what still comes, for a time at most, and reports whether the
// peer ended TCP meanwhile.
func (c *Conn) peerEnds(within time.Duration) bool {
	if within == 0 {
		return false
	}
	c.conn.SetReadDeadline(time.Now().Add(within))
	_, err := io.Copy(io.Discard, c.conn)
	c.conn.SetReadDeadline(time.Time{})
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// fail ends the connection because the peer broke a rule (RFC 6455 §7.1.7).
func (c *Conn) fail(rule wire.Rule) {
	defer c.giveUpLater()()
	e := CloseError{Code: rule.CloseCode(), Reason: rule.String(), Sent: true}
	c.ended = e
	if payload, err := closePayload(e.Code, e.Reason); err == nil {
		c.sendClose(payload)
	}
	c.awaitEnd()
	c.conn.Close()
}

// lose ends a connection whose TCP connection ended before a Close frame came.
func (c *Conn) lose(cause error) {
	c.ended = CloseError{Code: codeAbnormal, cause: cause}
	c.conn.Close()
}

// awaitEnd drops what still comes until the peer ends TCP. A server ends its
// own direction first (RFC 6455 §7.1.1). Closing at once would be quicker and wrong: a TCP
// connection that is closed with bytes unread is reset, and the reset may
// overtake the Close frame.
func (c *Conn) awaitEnd() {
	if tcp, ok := c.conn.(interface{ CloseWrite() error }); ok && !c.client {
		tcp.CloseWrite()
	}
	io.Copy(io.Discard, c.conn)
}
