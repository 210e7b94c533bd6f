package trace

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A Recorder is a tap.Sink: it hears of all connections and writes each
// exchange into the Log of its run.
type Recorder struct {
	lookup    func(run string) *Log
	exchanges atomic.Int64 // whose request was read and that are not over
	readLimit int64
	whole     *Log // has everything; nil: requests name their runs

	mu    sync.RWMutex
	conns map[uint64]*conn
	links map[string]uint64 // the connections of the edge, by the address from which each of them goes on
}

// NewRecorder returns a Recorder. lookup finds the Log of a run by the id in a
// request's target, and returns nil for an id that is none.
func NewRecorder(lookup func(run string) *Log) *Recorder {
	return &Recorder{lookup: lookup, conns: map[uint64]*conn{}, links: map[string]uint64{}}
}

// SetReadLimit sets the size of the largest WebSocket message that the server
// reads, in bytes. What the clients take is not known. Call it before the first
// connection.
func (r *Recorder) SetReadLimit(limit int64) { r.readLimit = limit }

// OpenExchanges returns how many exchanges there are whose request was read and
// that are not over.
func (r *Recorder) OpenExchanges() int { return int(r.exchanges.Load()) }

// Opened implements tap.Sink.
func (r *Recorder) Opened(id uint64, _, remote net.Addr, at time.Time) { r.opened(id, "", remote, at) }

func (r *Recorder) opened(id uint64, place string, remote net.Addr, at time.Time) {
	c := &conn{recorder: r, place: place, opening: &opening{}, wire: wire.NewConn("http1"), opened: at, remote: remote}
	if r.readLimit > 0 {
		c.wire.SetReadLimit(wire.ToServer, r.readLimit)
	}
	if r.whole != nil {
		c.greet(r.whole)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns[id] = c
}

// find returns the state of a connection, nil when it is gone.
func (r *Recorder) find(id uint64) *conn {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.conns[id]
}

// Received implements tap.Sink.
func (r *Recorder) Received(id uint64, p []byte, at time.Time) {
	if c := r.find(id); c != nil {
		c.received(p, at)
	}
}

// Sent implements tap.Sink.
func (r *Recorder) Sent(id uint64, p []byte, at time.Time) {
	if c := r.find(id); c != nil {
		c.sent(p, at)
	}
}

// Idle implements tap.Sink.
func (r *Recorder) Idle(id uint64, at time.Time) {
	if c := r.find(id); c != nil {
		c.idle(at)
	}
}

// Faulted implements tap.Sink.
func (r *Recorder) Faulted(id uint64, kind string, at time.Time) {
	if c := r.find(id); c != nil {
		c.faulted(kind, at)
	}
}

// Hampered implements tap.Sink.
func (r *Recorder) Hampered(id uint64, kind string, at time.Time) {
	if c := r.find(id); c != nil {
		c.remarked(faultDone, kind, at)
	}
}

// Mended implements tap.Sink.
func (r *Recorder) Mended(id uint64, text string, at time.Time) {
	if c := r.find(id); c != nil {
		c.remarked(note, text, at)
	}
}

// Closed implements tap.Sink.
func (r *Recorder) Closed(id uint64, by, how string, at time.Time) {
	if c := r.find(id); c != nil {
		c.closed(by, how, at)
	}
}

// Gone implements tap.Sink.
func (r *Recorder) Gone(id uint64, at time.Time) {
	c := r.find(id)
	if c == nil {
		return
	}
	r.mu.Lock()
	delete(r.conns, id)
	r.unlink(c, id)
	r.mu.Unlock()
	c.gone(at)
}
