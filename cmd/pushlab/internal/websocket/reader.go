package websocket

import (
	"net"
	"slices"

	"pushlab/cmd/pushlab/internal/wire"
)

const (
	aheadSize = 128     // what is read at once while no frame has begun: more than most frames to a server
	growBy    = 4 << 10 // first piece of memory for a payload: a length alone gets no more
)

// A reader is what has come of the frame and of the message that are being
// read. It can stop at any byte and go on later.
type reader struct {
	rules    *wire.Rules
	inflater *wire.Inflater // where permessage-deflate was agreed upon
	unread   []byte         // received, not looked at yet
	ahead    [aheadSize]byte

	frame  wire.FrameHeader
	inside bool // the header of frame is read, its payload is not over
	got    int  // bytes of its payload so far

	message Message // its fragments so far; compressed ones as they came
	control []byte  // the payload of a control frame, which may stand between two of them
}

// A brokenRule is a rule of RFC 6455 that the peer broke.
type brokenRule struct{ wire.Rule }

func (b brokenRule) Error() string { return b.Rule.String() }

// next reads up to the end of the next frame.
func (in *reader) next(conn net.Conn) error {
	if err := in.header(conn); err != nil {
		return err
	}
	for {
		if in.got == int(in.frame.Length) {
			in.inside = false
			return nil
		}
		if err := in.payload(conn); err != nil {
			return err
		}
	}
}

// header reads the header of a frame, unless it was read already. Memory is
// taken only for a frame whose header is in order.
func (in *reader) header(conn net.Conn) error {
	if in.inside {
		return nil
	}
	h, complete := wire.ParseFrameHeader(in.unread)
	for ; !complete; h, complete = wire.ParseFrameHeader(in.unread) {
		if err := in.fill(conn); err != nil {
			return err
		}
	}
	if rule := in.rules.Header(h); rule != 0 {
		return brokenRule{rule}
	}
	in.unread = in.unread[h.Size:]
	in.begin(h)
	return in.judge(nil)
}

// begin prepares for the payload of a frame.
func (in *reader) begin(h wire.FrameHeader) {
	in.frame, in.inside, in.got = h, true, 0
	switch h.Opcode {
	case wire.OpText, wire.OpBinary:
		in.message = Message{Opcode: h.Opcode, Data: []byte{}}
	case wire.OpContinuation:
	default:
		in.control = nil
	}
}

// fill reads more bytes behind those that are unread, which are less than a
// header.
func (in *reader) fill(conn net.Conn) error {
	kept := copy(in.ahead[:], in.unread)
	in.unread = in.ahead[:kept] // frees what came with the handshake
	n, err := conn.Read(in.ahead[kept:])
	in.unread = in.ahead[:kept+n]
	if n > 0 {
		return nil
	}
	return err
}

// payload reads the next piece of the frame's payload, unmasks and judges it.
func (in *reader) payload(conn net.Conn) error {
	data := in.target()
	space := in.room(data)
	n := copy(space, in.unread)
	in.unread = in.unread[n:]
	if n == 0 {
		var err error
		if n, err = conn.Read(space); n == 0 {
			return err
		}
	}
	piece := space[:n]
	if in.frame.Masked {
		wire.Mask(in.frame.Key, in.got, piece)
	}
	*data = (*data)[:len(*data)+n]
	in.got += n
	return in.judge(piece)
}

// target returns where the payload of the current frame goes.
func (in *reader) target() *[]byte {
	if in.frame.Opcode >= wire.OpClose {
		return &in.control
	}
	return &in.message.Data
}

// room returns the free space behind data for what is missing of the payload,
// or for a part of it: the peer has to send bytes to get memory.
func (in *reader) room(data *[]byte) []byte {
	missing := int(in.frame.Length) - in.got
	if len(*data) == cap(*data) {
		*data = slices.Grow(*data, min(missing, max(growBy, len(*data))))
	}
	free := (*data)[len(*data):cap(*data)]
	return free[:min(missing, len(free))]
}

// judge holds the next piece of the payload against the rules. A frame without
// payload is judged once too.
func (in *reader) judge(piece []byte) error {
	last := in.got == int(in.frame.Length)
	if len(piece) == 0 && !last {
		return nil
	}
	rule := in.rules.Payload(piece, last)
	if rule == 0 && last && in.frame.Fin && in.rules.Packed() {
		rule = in.inflate()
	}
	if rule != 0 {
		return brokenRule{rule}
	}
	return nil
}

// take returns the message, which is whole, and forgets it.
func (in *reader) take() Message {
	m := in.message
	in.message = Message{}
	return m
}
