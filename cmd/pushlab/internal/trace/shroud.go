package trace

import "pushlab/cmd/pushlab/internal/wire"

// A shroud overwrites a secret in a trace where it does not stand in plain bytes
// that lie together: in payloads that are masked or compressed, in bodies that
// come in pieces, in field blocks. What it changes can still be decoded, and has
// as many bytes as before.
type shroud struct {
	log     *Log
	secret  string
	changed map[int32]bool     // texts of the log that had it
	texts   map[piece]*text    // that are not finished
	blocks  map[side][][]byte  // frames of a field block, until its header comes
	packed  map[side]*unpacked // compressed messages
	ends    map[side]uint32    // how far the frames go
	sockets map[side]uint32    // where WebSocket begins
}

// A side is one direction of a connection.
type side struct {
	conn int32
	dir  wire.Direction
}

// A piece names what a text is a piece of: a body, a message.
type piece struct {
	side
	layer wire.Layer
	of    uint32 // the exchange, or the stream of HTTP/2
}

// A text is what the application says, in pieces that lie in a stream.
type text struct {
	parts  []part
	packed bool
}

// A part is a payload, and what it was masked with.
type part struct {
	bytes []byte
	key   [4]byte
}

func newShroud(l *Log, secret string) *shroud {
	return &shroud{
		log: l, secret: secret, changed: map[int32]bool{}, texts: map[piece]*text{},
		blocks: map[side][][]byte{}, packed: map[side]*unpacked{}, ends: map[side]uint32{}, sockets: l.sockets(),
	}
}

// cover overwrites the secret in all streams.
func (s *shroud) cover() {
	for n := range s.log.streams {
		s.plain(int32(n + 1))
	}
	for n := range s.log.records {
		if r := &s.log.records[n]; r.kind.isFrame() {
			s.frame(r, s.log.streamOf(int(r.conn), r.dir())[r.start:r.end])
		}
	}
	for n := range s.log.streams {
		s.tails(int32(n + 1))
	}
	for _, t := range s.texts {
		s.flush(t)
	}
	for _, block := range s.blocks {
		hideFrames(block)
	}
}

// plain overwrites what lies together, but for the frames of WebSocket and
// HTTP/2: there it might be taken for more than it is.
func (s *shroud) plain(conn int32) {
	st := &s.log.streams[conn-1]
	for dir := range st.bytes {
		to := len(st.bytes[dir])
		if st.http2 {
			to = 0
		}
		if start, ok := s.sockets[side{conn, wire.Direction(dir)}]; ok {
			to = int(start)
		}
		copy(st.bytes[dir], mask(st.bytes[dir][:to], s.secret))
	}
}

func (s *shroud) frame(r *record, b []byte) {
	at := side{r.conn, r.dir()}
	switch r.layer {
	case wire.HTTP:
		head := min(int(r.head), len(b))
		s.add(piece{at, wire.HTTP, uint32(r.exchange)}, part{bytes: b[head:max(head, len(b)-int(r.tail))]})
	case wire.WebSocket:
		s.webSocket(at, b)
	case wire.HTTP2:
		s.http2(at, r.stream, b)
	case wire.Header:
		s.header(at, r)
		return
	default:
		return
	}
	s.ends[at] = r.end
}

// tails takes what lies behind the last frame of each direction: a frame of
// WebSocket that is not finished, or frames for which the trace had no room.
func (s *shroud) tails(conn int32) {
	st := &s.log.streams[conn-1]
	for dir, b := range st.bytes {
		at := side{conn, wire.Direction(dir)}
		b = b[s.ends[at]:]
		switch {
		case st.http2:
			for u, rest, ok := wire.CutHTTP2(b); ok; u, rest, ok = wire.CutHTTP2(rest) {
				s.http2(at, u.Stream, u.Bytes)
			}
		case s.ends[at] >= s.sockets[at] && s.sockets[at] > 0:
			s.webSocket(at, b)
		}
	}
}

// sockets finds where WebSocket begins in each direction: behind the head that
// stands before the handshake is complete.
func (l *Log) sockets() map[side]uint32 {
	heads, starts := map[side]uint32{}, map[side]uint32{}
	for n := range l.records {
		switch r := &l.records[n]; r.kind {
		case httpReq, httpResp:
			heads[side{r.conn, r.dir()}] = r.end
		case wsOpen:
			for _, dir := range []wire.Direction{wire.ToServer, wire.ToClient} {
				starts[side{r.conn, dir}] = heads[side{r.conn, dir}]
			}
		}
	}
	return starts
}

func (s *shroud) add(key piece, p part) {
	if s.texts[key] == nil {
		s.texts[key] = &text{}
	}
	s.texts[key].parts = append(s.texts[key].parts, p)
}
