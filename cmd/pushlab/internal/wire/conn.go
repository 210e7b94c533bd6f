package wire

import "slices"

// A Conn decodes both directions of one connection. It pairs responses with
// their requests, because a response to HEAD has no body and one to an Upgrade
// ends HTTP. Its methods must not be called at the same time.
type Conn struct {
	sides   [2]side    // by Direction
	open    []exchange // whose responses are not over, oldest first
	out     []Frame    // what the current call returns
	pending []Frame    // frames to the client that Idle ended

	last    int          // the number of the newest exchange
	waiting bool         // an Upgrade or CONNECT waits for its response
	settled bool         // the last response was over by its framing, and no other has begun
	granted bool         // there is no other direction: an Upgrade is granted
	after   nextProtocol // what the connection goes on with after its last exchange
	deflate *Deflate     // what was negotiated about permessage-deflate, or nil
}

// side is one direction.
type side struct {
	scan     scanner
	exchange int    // to which the last bytes belong
	limit    int64  // of a WebSocket message
	held     []byte // see Decode
}

// A scanner finds the frames of one direction in one protocol.
type scanner interface {
	next(p []byte) int // takes the bytes of at most one frame of the lowest layer
	end()              // no more bytes come
	inHead() bool
}

// An exchange is a request and its response.
type exchange struct {
	number                 int
	head, connect, upgrade bool
	deflate                bool // it offers permessage-deflate
}

// NewConn returns a decoder for a connection from its first byte on. protocol
// is "http1", which goes on as WebSocket after a 101, "websocket", or
// "websocket+deflate" when permessage-deflate was negotiated.
func NewConn(protocol string) *Conn {
	c := &Conn{}
	for dir := range c.sides {
		c.sides[dir].limit = DefaultReadLimit
		c.sides[dir].scan = newHTTP1(c, Direction(dir))
	}
	switch protocol {
	case "websocket+deflate":
		c.deflate = &Deflate{}
		fallthrough
	case "websocket":
		c.messageBegins(ToServer)
		c.switchProtocols(nextWebSocket)
	}
	return c
}

// SetReadLimit sets the size of the largest WebSocket message that the reader
// of a direction takes, in bytes.
func (c *Conn) SetReadLimit(dir Direction, limit int64) {
	c.sides[dir].limit = limit
	if s, ok := c.sides[dir].scan.(*frameScanner); ok {
		s.setLimit(limit)
	}
}

// Next takes the bytes of at most one frame of the lowest layer from the start
// of p and returns how many these are and the frames that they end. The frames
// are good until the next call.
//
// It takes none when p follows a request to upgrade whose response has not been
// seen: they are HTTP or WebSocket, depending on the answer. Hold them and call
// again when the other direction has moved.
func (c *Conn) Next(dir Direction, p []byte) (n int, frames []Frame) {
	c.begin(dir)
	if len(p) > 0 && !c.holds(dir) {
		n = c.sides[dir].scan.next(p)
	}
	return n, c.out
}

// maxIdleFrames is how many frames the buffer of the last call may keep room
// for: a connection that waits for its next token should be small.
const maxIdleFrames = 2

func (c *Conn) begin(dir Direction) {
	c.out = c.out[:0]
	if cap(c.out) > maxIdleFrames {
		c.out = nil
	}
	if dir == ToClient && c.pending != nil {
		c.out, c.pending = append(c.out, c.pending...), nil
	}
}

func (c *Conn) holds(dir Direction) bool { return dir == ToServer && c.waiting }

// Decode takes all of p and returns the frames that it ends. Bytes that Next
// would not take are kept and decoded by a later call for the same direction.
func (c *Conn) Decode(dir Direction, p []byte) (frames []Frame) {
	held := c.sides[dir].held
	if len(held) > 0 {
		p = append(held, p...)
	}
	for {
		n, some := c.Next(dir, p)
		frames = append(frames, some...)
		if p = p[n:]; n == 0 {
			break
		}
	}
	c.sides[dir].held = append([]byte(nil), p...)
	return frames
}

// End says that no more bytes come in a direction. Frames that are not finished
// come out with Err.
func (c *Conn) End(dir Direction) (frames []Frame) {
	c.waiting = false
	frames = c.Decode(dir, nil)
	c.begin(dir)
	c.sides[dir].scan.end()
	if dir == ToClient {
		c.open = nil
	}
	return append(frames, c.out...)
}

// Exchange returns the number, from 1, of the exchange to which the last bytes
// of a direction belong. A response that no request asked for has 0.
func (c *Conn) Exchange(dir Direction) int { return c.sides[dir].exchange }

// Over says whether an exchange that began is over: its response was complete,
// or the connection was idle after it, or nothing more comes.
func (c *Conn) Over(exchange int) bool { return exchange <= c.last && c.find(exchange) == nil }

// InHead says whether the last bytes of a direction belong to a head that is
// not finished.
func (c *Conn) InHead(dir Direction) bool { return c.sides[dir].scan.inHead() }

// Idle says that the server is done with the oldest exchange, whatever its
// framing said (http.StateIdle). It does nothing when that is known already.
func (c *Conn) Idle() {
	if c.settled || len(c.open) == 0 {
		c.settled = false
		return
	}
	c.begin(ToServer)
	if h, ok := c.sides[ToClient].scan.(*http1); ok {
		h.end()
		h.state = httpStart
	}
	c.pending = append(c.pending, slices.Clone(c.out)...)
	c.waiting = false
	c.closeOldest()
}

func (c *Conn) emit(f Frame) { c.out = append(c.out, f) }
