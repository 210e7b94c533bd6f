package demo

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"pushlab/cmd/pushlab/internal/tap"
)

// A wireOf is what the events of a reader go over.
type wireOf struct {
	conn  *tap.Conn // nil is not tapped
	http2 bool
	ctx   context.Context // of the request; nil for a WebSocket
}

func wireOn(req *http.Request) wireOf {
	return wireOf{conn: tap.FromContext(req.Context()), http2: req.ProtoMajor == 2, ctx: req.Context()}
}

// written are the bytes of the response so far. Over HTTP/2 they are not known,
// and those of other streams lie between them: it begins now.
func (w wireOf) written() int64 {
	if w.http2 {
		return 0
	}
	return w.conn.Written()
}

// live are the readers of a run that are on a wire just now.
type live struct {
	mu      sync.Mutex
	readers []*reader // the oldest first
	buffers bool      // their connections hold back what they write (Run.Buffer)
}

// attach says what a reader writes to.
func (r *reader) attach(w wireOf) {
	run := r.answer.run
	if began := run.live.add(r, w); began && !r.polls && run.runs.config.OnStream != nil {
		run.runs.config.OnStream(run)
	}
}

func (l *live) add(r *reader, w wireOf) (began bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.wire = w
	if slices.Contains(l.readers, r) {
		return false
	}
	l.readers = append(l.readers, r)
	r.buffer(l.buffers, "")
	return true
}

func (l *live) remove(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.readers = slices.DeleteFunc(l.readers, func(other *reader) bool { return other == r })
	r.buffer(false, ": so is the stream")
}

// during does something to all of them. None leaves meanwhile: behind its exchange
// its connection is another's.
func (l *live) during(do func([]*reader)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	do(l.readers)
}
