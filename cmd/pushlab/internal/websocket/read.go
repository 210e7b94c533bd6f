package websocket

import (
	"context"
	"errors"
	"os"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// Read returns the next message. Meanwhile it answers pings and a Close frame,
// so an application that does not read does not answer either.
//
// When the connection is over, Read returns a CloseError, and the same one each
// time. When ctx ends it returns the error of ctx; that ends nothing, and the
// next Read goes on at the same byte.
func (c *Conn) Read(ctx context.Context) (Message, error) {
	if err := c.reading.take(ctx); err != nil {
		return Message{}, err
	}
	defer c.reading.give()
	defer c.interruptWith(ctx)()
	m, err := c.readMessage()
	if c.ended == nil && err != nil && ctx.Err() != nil {
		return Message{}, ctx.Err()
	}
	return m, err
}

// interruptWith makes reads fail from the moment when ctx ends. What it returns
// undoes that.
func (c *Conn) interruptWith(ctx context.Context) (undo func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		c.conn.SetReadDeadline(time.Unix(1, 0))
		close(interrupted)
	})
	return func() {
		if !stop() {
			<-interrupted
			c.conn.SetReadDeadline(time.Time{})
		}
	}
}

// readMessage reads frames until a message is whole. Its error is c.ended, or
// that of a deadline, after which it can be called again.
func (c *Conn) readMessage() (Message, error) {
	for c.ended == nil {
		err := c.in.next(c.conn)
		switch {
		case err != nil && errors.Is(err, os.ErrDeadlineExceeded):
			return Message{}, err
		case err != nil:
			c.endWith(err)
		case c.act():
			return c.in.take(), nil
		}
	}
	return Message{}, c.ended
}

// endWith ends the connection because the peer broke a rule or TCP ended.
func (c *Conn) endWith(err error) {
	var broken brokenRule
	if errors.As(err, &broken) {
		c.fail(broken.Rule)
		return
	}
	c.lose(err)
}

// act does what the frame that was just read asks for. It says whether a
// message is whole now.
func (c *Conn) act() (whole bool) {
	switch payload := c.in.control; c.in.frame.Opcode {
	case wire.OpPing:
		c.Write(context.Background(), OpPong, payload) // if that fails, so will the next read
	case wire.OpPong:
		c.ponged.Store(true)
	case wire.OpClose:
		c.acceptClose(payload)
	default:
		return c.in.frame.Fin
	}
	return false
}

// Ponged says whether a pong has come since it was asked last. Somebody must
// read meanwhile.
func (c *Conn) Ponged() bool { return c.ponged.Swap(false) }
