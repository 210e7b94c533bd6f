package websocket

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"pushlab/cmd/pushlab/internal/wire"
)

// ErrClosed says that this end has sent a Close frame. Nothing may follow it
// (RFC 6455 §5.5.1).
var ErrClosed = errors.New("websocket: a Close frame was sent, nothing may follow it")

// buffers has memory for frames. It is shared, because most connections are
// silent most of the time.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// keepBuffer is the size up to which a buffer is kept, in bytes.
const keepBuffer = 64 << 10

// Write sends a message, or a ping or pong, as one frame in one write. When ctx
// ends before the turn of this frame, nothing was sent. Once begun, the write may
// take until the deadline of ctx, at most 10 s; a frame that is cut then ends the
// connection.
func (c *Conn) Write(ctx context.Context, op Opcode, data []byte) error {
	if err := sendable(op, data); err != nil {
		return err
	}
	return c.writeFrame(ctx, op, data, nil)
}

// sendable says why a frame must not be sent.
func sendable(op Opcode, data []byte) error {
	switch op {
	case OpText:
		if !utf8.Valid(data) {
			return fmt.Errorf("websocket: %v", wire.RuleUTF8)
		}
	case OpBinary:
	case OpPing, OpPong:
		if len(data) > wire.MaxControlPayload {
			return fmt.Errorf("websocket: %v", wire.RuleControlLength)
		}
	default:
		return fmt.Errorf("websocket: a message can not have opcode %s", wire.OpcodeName(op))
	}
	return nil
}

// writeFrame sends one frame, after which writing fails with the error stop if
// that is not nil.
func (c *Conn) writeFrame(ctx context.Context, op Opcode, data []byte, stop error) error {
	buffer := buffers.Get().(*[]byte)
	defer func() {
		if cap(*buffer) <= keepBuffer {
			buffers.Put(buffer)
		}
	}()
	if err := c.writing.take(ctx); err != nil {
		return err
	}
	defer c.writing.give()
	if c.stop != nil {
		return c.stop
	}
	c.stop = stop
	*buffer = c.appendFrame((*buffer)[:0], op, data)
	return c.send(ctx, *buffer)
}

// Frame returns the bytes of the frame that Write would send.
func (c *Conn) Frame(op Opcode, data []byte) []byte {
	c.writing.take(context.Background())
	defer c.writing.give()
	return c.appendFrame(nil, op, data)
}

// WriteRaw sends the bytes p as they are: part of a frame, or frames that break
// the rules on purpose, even behind a Close frame.
func (c *Conn) WriteRaw(p []byte) error {
	c.writing.take(context.Background())
	defer c.writing.give()
	return c.send(context.Background(), p)
}

// appendFrame writes a whole message as one frame to b.
func (c *Conn) appendFrame(b []byte, op Opcode, data []byte) []byte {
	h := wire.FrameHeader{Fin: true, Opcode: op, Masked: c.client}
	if c.deflate && len(data) >= packFrom {
		p := packers.Get().(*packer)
		defer p.give()
		if packed, smaller := p.pack(data); smaller {
			h.RSV1, data = true, packed // RFC 7692 §6
		}
	}
	h.Length = uint64(len(data))
	if c.client {
		h.Key = c.newKey()
	}
	b = h.Append(b)
	payload := len(b)
	b = append(b, data...)
	if c.client {
		wire.Mask(h.Key, 0, b[payload:])
	}
	return b
}

// newKey returns the masking key of a frame, which the application must not be
// able to foretell (RFC 6455 §5.3).
func (c *Conn) newKey() [4]byte {
	if _, err := io.ReadFull(c.masks, c.key[:]); err != nil {
		rand.Read(c.key[:]) // never fails
	}
	return c.key
}

// send writes p in one write. A failure leaves a frame cut in the middle, and
// nothing sensible can follow it.
func (c *Conn) send(ctx context.Context, p []byte) error {
	deadline := time.Now().Add(writeTimeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	c.conn.SetWriteDeadline(deadline)
	if _, err := c.conn.Write(p); err != nil {
		c.conn.Close()
		return fmt.Errorf("websocket: writing a frame: %w", err)
	}
	c.conn.SetWriteDeadline(time.Time{})
	return nil
}
