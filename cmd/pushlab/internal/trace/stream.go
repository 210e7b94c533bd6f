package trace

import (
	"bytes"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A stream holds the run's own bytes of one connection, those of each
// direction joined, from offset 0.
type stream struct {
	bytes [2][]byte // by wire.Direction
	event int32     // the newest record of an event stream's frame, for the amendment
	http2 bool
}

// open begins a connection of the run and returns its number, 0 when there is
// no room for one more. link is the connection to the edge that it goes on for.
func (l *Log) open(at time.Time, remote, place string, link int32) int32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.room(connOpen, recordSize+streamSize+len(remote)) {
		return 0
	}
	l.streams = append(l.streams, stream{event: -1})
	n := int32(len(l.streams))
	l.addOpen(record{kind: connOpen, at: max(at.Sub(l.began), 0), conn: n, parent: -1, text: l.keepText(remote)}, place, link)
	return n
}

// nextExchange returns the number of a new exchange.
func (l *Log) nextExchange() int32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.exchanges++
	return l.exchanges
}

// A batch is what one read or write adds to a Log: bytes of one exchange and
// the frames that they end. The Log is locked from begin to end, so that nobody
// sees half of it.
type batch struct {
	log   *Log // nil: not begun
	at    time.Duration
	conn  int32
	exch  int32
	dir   wire.Direction
	bytes int    // index of the record of the bytes, -1 before the first
	list  string // what the next frame is, if it is a header of HTTP/2
}

func (l *Log) begin(at time.Time, conn, exchange int32, dir wire.Direction) batch {
	l.mu.Lock()
	return batch{log: l, at: at.Sub(l.began), conn: conn, exch: exchange, dir: dir, bytes: -1}
}

// enter makes b a batch of an exchange, unless it is one. Bytes of one exchange
// that come together are one event.
func (b *batch) enter(l *Log, conn, exchange int32, dir wire.Direction, at time.Time) {
	if b.log == l && b.exch == exchange && b.conn == conn && b.dir == dir {
		return
	}
	b.end()
	*b = l.begin(at, conn, exchange, dir)
}

func (b *batch) end() {
	if b.log != nil {
		b.log.mu.Unlock()
		b.log = nil
	}
}

// length returns how many bytes the stream has.
func (b *batch) length() int64 { return int64(len(*b.stream())) }

func (b *batch) stream() *[]byte { return &b.log.streams[b.conn-1].bytes[b.dir] }

// write adds p to the stream and returns the copy that is kept, nil when there
// is no room for it. Its owner may change it until the batch ends.
func (b *batch) write(p []byte) []byte {
	n := len(p)
	if b.bytes < 0 {
		n += recordSize
	}
	if !b.log.room(rawBytes, n) {
		b.log.quota.droppedBytes += len(p)
		return nil
	}
	s := b.stream()
	from := len(*s)
	if free := cap(*s) - from; free < len(p) && from >= busy {
		*s = slices.Grow(*s, slack(from)+len(p))
	}
	*s = append(*s, p...)
	if b.bytes < 0 {
		b.bytes = len(b.log.records)
		b.log.add(record{kind: rawBytes, at: b.at, conn: b.conn, exchange: b.exch, flags: directed(b.dir), start: uint32(from), parent: -1})
	}
	b.log.records[b.bytes].end = uint32(len(*s))
	return (*s)[from:]
}

// frame adds a frame, whose offsets are by shift too large. It is dropped if
// there was no room for its bytes, or if they are not the run's alone, which
// only a server can bring about that breaks HTTP.
func (b *batch) frame(f *wire.Frame, shift int64) {
	l := b.log
	if !b.holds(f, shift) {
		l.quota.droppedEvents++
		return
	}
	if f.Amend {
		l.amend(b.conn, f, shift)
		return
	}
	r := record{kind: frameKind(f), at: b.at, conn: b.conn, exchange: b.exch, flags: directed(b.dir)}
	if !l.room(r.kind, recordSize+textSize(b.list)) {
		return
	}
	r.text = l.keepText(b.list)
	r.setFrame(f, shift)
	l.add(r)
	if f.Layer == wire.SSE {
		l.streams[b.conn-1].event = int32(len(l.records) - 1)
	}
}

// holds says whether the stream has all bytes of a frame.
func (b *batch) holds(f *wire.Frame, shift int64) bool {
	return f.Start >= shift && f.End-shift <= b.length()
}

// note adds an event of the exchange that has no bytes.
func (b *batch) note(k kind, text string) {
	b.log.addNote(record{kind: k, at: b.at, conn: b.conn, exchange: b.exch, flags: directed(b.dir), parent: -1}, text, "")
}

// amend gives a block that ended at its CR the LF that came after it. A trace
// changes nothing else. It is the newest block, but for those of other streams
// of HTTP/2.
func (l *Log) amend(conn int32, f *wire.Frame, shift int64) {
	for n := l.streams[conn-1].event; n >= 0 && !l.closed; n-- {
		r := &l.records[n]
		switch {
		case r.layer != wire.SSE || !r.kind.isFrame() || r.conn != conn || r.stream != f.Stream:
		case int64(r.start) == f.Start-shift:
			r.end = uint32(f.End - shift)
			return
		default:
			return
		}
	}
}

// IsHTTP2 says whether a connection speaks HTTP/2.
func (l *Log) IsHTTP2(conn int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return conn >= 1 && conn <= len(l.streams) && l.streams[conn-1].http2
}

func (l *Log) speaksHTTP2(conn int32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.streams[conn-1].http2 = true
}

// Stream returns the run's own bytes of one direction of a connection.
func (l *Log) Stream(conn int, dir wire.Direction) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.streamOf(conn, dir))
}

func (l *Log) streamOf(conn int, dir wire.Direction) []byte {
	if conn < 1 || conn > len(l.streams) || dir > wire.ToClient {
		return nil
	}
	return l.streams[conn-1].bytes[dir]
}
