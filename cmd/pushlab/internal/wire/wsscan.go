package wire

// A frameScanner finds the frames of one direction of a WebSocket connection.
type frameScanner struct {
	conn    *Conn
	dir     Direction
	state   wsState
	rules   Rules
	after   Rule  // why what follows is garbage
	at      int64 // in the stream
	start   int64 // of the current frame
	message int64 // Start of the message in several frames that is not finished, or -1
	left    int64 // bytes of payload to come
	header  FrameHeader
	head    [maxHeader]byte
	size    int            // header bytes so far
	packed  *packedMessage // when permessage-deflate was negotiated
}

type wsState uint8

const (
	wsHeader wsState = iota
	wsPayload
	wsGarbage
)

func newFrameScanner(c *Conn, dir Direction, at int64) *frameScanner {
	s := &frameScanner{conn: c, dir: dir, at: at, start: at, message: -1, rules: *NewRules(dir, c.sides[dir].limit)}
	if c.deflate != nil {
		s.rules.Deflate()
		s.packed = &packedMessage{inflater: NewInflater(c.deflate.Takeover(dir), c.sides[dir].limit)}
	}
	return s
}

// next takes the bytes of p that belong to the current frame.
func (s *frameScanner) next(p []byte) (n int) {
	if s.state == wsGarbage {
		return s.take(len(p))
	}
	if s.state == wsHeader {
		n = s.takeHeader(p)
	}
	if s.state == wsPayload {
		n += s.takePayload(p[n:])
	}
	return n
}

func (s *frameScanner) take(n int) int {
	s.at += int64(n)
	return n
}

// takeHeader collects a header, which may come in pieces.
func (s *frameScanner) takeHeader(p []byte) int {
	more := copy(s.head[s.size:], p)
	h, complete := ParseFrameHeader(s.head[:s.size+more])
	s.header = h
	if !complete {
		s.size += more
		return s.take(more)
	}
	n := s.take(h.Size - s.size)
	s.size = h.Size
	if rule := s.rules.Header(h); rule != 0 {
		s.fail(rule)
		return n
	}
	s.left, s.state = int64(h.Length), wsPayload
	return n
}

// takePayload takes payload up to the end of the frame. A frame without
// payload ends here too.
func (s *frameScanner) takePayload(p []byte) int {
	p = p[:min(int64(len(p)), s.left)]
	if len(p) == 0 && s.left > 0 {
		return 0
	}
	n, rule := s.judge(p)
	s.take(n)
	s.left -= int64(n)
	switch {
	case rule != 0:
		s.fail(rule)
	case s.left == 0:
		s.endFrame()
	}
	return n
}

// judge shows p, unmasked, to the rules and returns how much of it stands.
func (s *frameScanner) judge(p []byte) (n int, rule Rule) {
	last := int64(len(p)) == s.left
	if !s.rules.reads() {
		return len(p), s.rules.Payload(nil, last)
	}
	if !s.header.Masked {
		rule = s.hold(p, last)
		return s.standing(0, len(p), rule), rule
	}
	return s.judgeMasked(p, last)
}

// judgeMasked unmasks a copy of p, piece by piece, because p is the caller's.
func (s *frameScanner) judgeMasked(p []byte, last bool) (n int, rule Rule) {
	var plain [256]byte
	pos := int(int64(s.header.Length) - s.left)
	for {
		k := copy(plain[:], p[n:])
		Mask(s.header.Key, pos+n, plain[:k])
		rule = s.hold(plain[:k], last && n+k == len(p))
		if n = s.standing(n, k, rule); rule != 0 || n == len(p) {
			return n, rule
		}
	}
}

// standing returns how many bytes belong to the frame: k more than n, or up to
// the bad byte.
func (s *frameScanner) standing(n, k int, rule Rule) int {
	if rule == 0 {
		return n + k
	}
	return n + s.rules.Bad() + 1
}

// endFrame hands out the frame, and the message if it was the last of several.
func (s *frameScanner) endFrame() {
	s.emit(0)
	s.state, s.size = wsHeader, 0
	switch op, fin := s.header.Opcode, s.header.Fin; {
	case op == OpClose:
		s.state, s.after = wsGarbage, RuleAfterClose
	case isControl(op):
	case !fin && s.message < 0:
		s.message = s.start
	case fin && s.message >= 0:
		s.emitMessage(0)
	}
	s.start = s.at
}

// fail hands out the frame as it is up to the byte that is wrong. Nothing after
// it may be read (RFC 6455 §7.1.7).
func (s *frameScanner) fail(rule Rule) {
	s.emit(rule)
	s.start, s.state, s.after, s.message = s.at, wsGarbage, RuleAfterFail, -1
}

func (s *frameScanner) emit(err Rule) {
	s.conn.emit(Frame{
		Layer: WebSocket, Kind: KindFrame, Start: s.start, End: s.at, Parent: -1, Err: err,
		Head: s.size, Opcode: s.header.Opcode, Fin: s.header.Fin, Packed: s.isPacked(),
	})
}

// isPacked says whether the current frame is one of a compressed message.
func (s *frameScanner) isPacked() bool {
	switch {
	case s.packed == nil || isControl(s.header.Opcode):
		return false
	case s.header.Opcode == OpContinuation:
		return s.message >= 0 && s.rules.packed
	}
	return s.header.RSV1 && knownOpcode(s.header.Opcode)
}

func (s *frameScanner) emitMessage(err Rule) {
	s.conn.emit(Frame{
		Layer: Message, Kind: KindMessage, Start: s.message, End: s.at, Parent: s.message, Err: err,
		Opcode: s.rules.opcode, Fin: err == 0, Packed: s.packed != nil && s.rules.packed,
	})
	s.message = -1
}

// end hands out what is not finished.
func (s *frameScanner) end() {
	switch {
	case s.state == wsGarbage && s.at > s.start:
		s.conn.emit(Frame{Layer: WebSocket, Kind: KindGarbage, Start: s.start, End: s.at, Parent: -1, Err: s.after})
	case s.at > s.start:
		s.header.Opcode, s.header.Fin, s.header.RSV1 = s.head[0]&0x0F, s.head[0]&0x80 != 0, s.head[0]&0x40 != 0
		s.emit(RuleFrameCut)
	}
	if s.message >= 0 && s.state != wsGarbage {
		s.emitMessage(RuleMessageCut)
	}
	s.start, s.state, s.message = s.at, wsGarbage, -1
}

// inHead implements scanner: WebSocket has no heads.
func (s *frameScanner) inHead() bool { return false }
