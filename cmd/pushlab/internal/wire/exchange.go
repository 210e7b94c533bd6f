package wire

// messageBegins is called at the first byte of a head.
func (c *Conn) messageBegins(dir Direction) {
	if dir == ToServer {
		c.last++
		c.open = append(c.open, exchange{number: c.last})
		c.sides[dir].exchange = c.last
		return
	}
	c.settled = false
	c.sides[dir].exchange = c.asker()
}

// headRead is called with each head that can be understood.
func (c *Conn) headRead(dir Direction, m message) {
	h := c.sides[dir].scan.(*http1)
	if dir == ToClient {
		c.responseRead(h, m)
		return
	}
	if e := c.find(c.last); e != nil {
		e.head, e.connect, e.upgrade = m.head, m.connect, m.upgrade && m.protocol
		e.deflate = m.offersDeflate()
	}
	h.body(m)
	if c.granted && m.ws && h.state == httpStart {
		c.assumeDeflate(m)
		c.switchProtocols(nextWebSocket)
	}
}

// assumeDeflate takes an offer of permessage-deflate as accepted, where the
// answer can not be seen: frames that do without it read the same.
func (c *Conn) assumeDeflate(m message) {
	if m.offersDeflate() {
		c.deflate = &Deflate{}
	}
}

// responseRead decides what follows the head of a response (RFC 9112 §6.3).
func (c *Conn) responseRead(h *http1, m message) {
	request := exchange{}
	if len(c.open) > 0 {
		request = c.open[0]
	}
	switch {
	case m.status == 101 && m.ws:
		c.deflate = m.agreedDeflate(request.deflate || c.granted)
		c.switchProtocols(nextWebSocket)
	case m.status == 101, request.connect && m.status >= 200 && m.status < 300:
		c.switchProtocols(nextTunnel)
	case m.status < 200: // interim: the response is still to come (RFC 9110 §15.2)
		h.state = httpStart
	case request.head, m.status == 204, m.status == 304:
		h.endMessage()
	default:
		c.refuse(request)
		h.body(m)
	}
}

// refuse goes on with HTTP when a request to upgrade was answered otherwise.
func (c *Conn) refuse(request exchange) {
	if request.upgrade || request.connect {
		c.waiting = false
	}
}

// messageOver is called at the end of each message.
func (c *Conn) messageOver(dir Direction) {
	if dir == ToClient {
		c.closeOldest()
		c.settled = true
		return
	}
	if c.after != nextHTTP {
		c.switchSide(ToServer)
		return
	}
	if c.granted { // no answer will end the exchange
		c.closeOldest()
		return
	}
	if e := c.find(c.sides[ToServer].exchange); e != nil && (e.upgrade || e.connect) {
		c.waiting = true
	}
}

// closeOldest ends the oldest exchange.
func (c *Conn) closeOldest() {
	if len(c.open) == 0 {
		return
	}
	c.refuse(c.open[0])
	c.open = c.open[1:]
}

// find returns the exchange with this number, if it is not over. Numbers follow
// each other, and the oldest ends first.
func (c *Conn) find(number int) *exchange {
	i := number - c.asker()
	if i < 0 || i >= len(c.open) {
		return nil
	}
	return &c.open[i]
}

// nextProtocol is what a connection goes on with.
type nextProtocol uint8

const (
	nextHTTP nextProtocol = iota
	nextWebSocket
	nextTunnel // bytes of which only the two ends know the meaning
)

// switchProtocols follows a 101, or a 2xx to CONNECT: the exchange does not end,
// the connection goes on in another protocol (RFC 9110 §15.2.2, RFC 6455 §4.2.2).
func (c *Conn) switchProtocols(to nextProtocol) {
	c.waiting, c.after = false, to
	c.switchSide(ToClient)
	if h := c.sides[ToServer].scan.(*http1); h.state == httpStart {
		c.switchSide(ToServer)
	}
}

// switchSide goes on in the other protocol from where a direction is. Its bytes
// belong to the exchange that asked for it.
func (c *Conn) switchSide(dir Direction) {
	s := &c.sides[dir]
	h := s.scan.(*http1)
	s.exchange = c.asker()
	if c.after == nextWebSocket {
		s.scan = newFrameScanner(c, dir, h.at)
		return
	}
	h.state, h.start = httpUntilClose, h.at
}

// asker is the number of the oldest exchange that is not over.
func (c *Conn) asker() int {
	if len(c.open) == 0 {
		return 0
	}
	return c.open[0].number
}
