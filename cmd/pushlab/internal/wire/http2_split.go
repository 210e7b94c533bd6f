package wire

// An HTTP2Splitter cuts both directions of an HTTP/2 connection into frames
// and keeps the two states of HPACK. x/net's Framer judges the frames, its
// hpack.Decoder reads the field blocks. It holds at most one frame of each
// direction and one header list of 256 KiB. Its methods must not be called at
// the same time.
type HTTP2Splitter struct {
	sides [2]http2Side // by Direction
}

// NewHTTP2Splitter returns a splitter for a connection from its first byte on,
// which is that of the client's preface.
func NewHTTP2Splitter() *HTTP2Splitter {
	s := &HTTP2Splitter{}
	for dir := range s.sides {
		s.sides[dir] = http2Side{strict: true, preface: Direction(dir) == ToServer, frames: newFrameJudge(), blocks: newBlockReader()}
	}
	return s
}

// newHTTP2Part returns a splitter of a direction that may begin anywhere
// between two frames, with the preface or without.
func newHTTP2Part() *HTTP2Splitter {
	s := NewHTTP2Splitter()
	for dir := range s.sides {
		s.sides[dir].strict, s.sides[dir].preface = false, true
	}
	return s
}

// Next takes bytes from the start of p up to the end of at most one frame or of
// the preface. It keeps the bytes of an unfinished frame. ok says that u is
// whole. Behind a connection error all of p is a unit of KindGarbage.
func (s *HTTP2Splitter) Next(dir Direction, p []byte) (n int, u HTTP2Unit, ok bool) {
	n, u, ok = s.sides[dir].next(p)
	if ok && u.Type == HTTP2Settings && u.Err == 0 {
		s.sides[1-dir].blocks.allow(u.Bytes)
	}
	return n, u, ok
}

// End says that no more bytes come in a direction. ok says that u is what was
// left of an unfinished frame; its Err is set.
func (s *HTTP2Splitter) End(dir Direction) (u HTTP2Unit, ok bool) { return s.sides[dir].end() }

// http2Side is one direction.
type http2Side struct {
	strict  bool // this is the whole connection: its first frames are known
	preface bool // no byte was read yet, and the preface may come
	begun   bool // a frame was read
	done    bool // buf has a unit that was handed out
	dead    bool // behind a connection error
	buf     []byte
	frames  *frameJudge
	blocks  *blockReader
}

// next implements HTTP2Splitter.Next.
func (s *http2Side) next(p []byte) (n int, u HTTP2Unit, ok bool) {
	if s.dead {
		return len(p), HTTP2Unit{Kind: KindGarbage, Bytes: p, Err: RuleAfterHTTP2Error}, len(p) > 0
	}
	if s.done {
		s.buf, s.done = s.buf[:0], false
	}
	if len(s.buf) == 0 {
		if size, whole := s.size(p); whole && len(p) >= size {
			return size, s.read(p[:size]), true
		}
	}
	return s.collect(p)
}

// collect copies bytes until a unit is whole.
func (s *http2Side) collect(p []byte) (n int, u HTTP2Unit, ok bool) {
	for {
		size, whole := s.size(s.buf)
		if whole && len(s.buf) == size {
			s.done = true
			return n, s.read(s.buf), true
		}
		more := min(size-len(s.buf), len(p)-n)
		if more == 0 {
			return n, u, false
		}
		s.buf = append(s.buf, p[n:n+more]...)
		n += more
	}
}

// size returns the size of the unit that b begins with. When it is not known
// yet, it returns how many bytes of it are needed to know more.
func (s *http2Side) size(b []byte) (size int, whole bool) {
	if s.atPreface(b) {
		return prefaceSize(b)
	}
	h, known := parseHTTP2Header(b)
	if !known || h.length > HTTP2MaxFrameSize {
		return HTTP2HeaderSize, known
	}
	return HTTP2HeaderSize + h.length, true
}

// prefaceSize is size for the preface, which ends with its last byte or with
// the first one that is wrong.
func prefaceSize(b []byte) (size int, whole bool) {
	for i := range min(len(b), len(HTTP2Preface)) {
		if b[i] != HTTP2Preface[i] {
			return i + 1, true
		}
	}
	if len(b) < len(HTTP2Preface) {
		return len(b) + 1, false
	}
	return len(HTTP2Preface), true
}

// atPreface says whether b is the preface or begins it. Where it need not come,
// its first byte tells it from any frame that is not far too large.
func (s *http2Side) atPreface(b []byte) bool {
	return s.preface && (s.strict || len(b) == 0 || b[0] == HTTP2Preface[0])
}

// read makes a unit of its bytes and judges it.
func (s *http2Side) read(b []byte) (u HTTP2Unit) {
	if s.atPreface(b) {
		u = HTTP2Unit{Kind: KindPreface, Bytes: b}
		if string(b) != HTTP2Preface {
			u.Err = RuleHTTP2Preface
		}
	} else {
		u = s.readFrame(b)
	}
	s.preface, s.dead = false, u.Err.Scope() == ScopeConnection
	return u
}

func (s *http2Side) readFrame(b []byte) HTTP2Unit {
	u := newHTTP2Unit(b)
	u.Err = s.frames.judge(u)
	if u.Err == 0 && s.strict && !s.begun && u.Type != HTTP2Settings {
		u.Err = RuleFirstSettings
	}
	if s.begun = true; u.Err == 0 && carriesBlock(u.Type) {
		s.blocks.add(&u)
	}
	return u
}

// end implements HTTP2Splitter.End.
func (s *http2Side) end() (u HTTP2Unit, ok bool) {
	if s.dead || s.done || len(s.buf) == 0 {
		return u, false
	}
	u = newHTTP2Unit(s.buf)
	if s.atPreface(s.buf) {
		u = HTTP2Unit{Kind: KindPreface, Bytes: s.buf}
	}
	u.Err, s.dead = RuleHTTP2Cut, true
	return u, true
}
