package sse

import (
	"fmt"
	"net/http"
	"time"
)

// writeTimeout is how long a client may take for one event before the writer
// gives it up. A server-wide WriteTimeout would end every stream at that age
// instead.
const writeTimeout = 10 * time.Second

// keepBuffer is the size up to which a Writer keeps its buffer between two
// events, in bytes.
const keepBuffer = 4 << 10

// A Writer sends events as the body of one response. It is for one goroutine.
type Writer struct {
	// Timeout is what one event may take. NewWriter sets 10 s.
	Timeout time.Duration

	w       http.ResponseWriter
	control *http.ResponseController
	buffer  []byte
}

// NewWriter begins an event stream: it sends the status 200 and the headers at
// once, so that the client knows of the stream before its first event.
//
//   - Cache-Control: no-store, since a cache would have to wait for the end.
//   - X-Accel-Buffering: no, which asks nginx and others not to collect events.
func NewWriter(w http.ResponseWriter) (*Writer, error) {
	h := w.Header()
	h.Set("Content-Type", MIMEType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	s := &Writer{Timeout: writeTimeout, w: w, control: http.NewResponseController(w)}
	return s, s.write(nil) // a flush without a body sends the head
}

// Send writes one event in one Write and flushes it.
func (s *Writer) Send(e Event) error {
	b, err := e.Append(s.buffer[:0])
	if err != nil {
		return err
	}
	if cap(b) <= keepBuffer {
		s.buffer = b
	}
	return s.write(b)
}

// SendRaw writes the bytes p as they are and flushes them: a comment, part of
// an event, or an event that is wrong on purpose.
func (s *Writer) SendRaw(p []byte) error { return s.write(p) }

// write gives the client Timeout to take p. The deadline is lifted afterwards:
// the response's last chunk and the next response on this connection have their
// own time. It stays after an error, because then nothing more may be written.
func (s *Writer) write(p []byte) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(s.Timeout)); err != nil {
		return fmt.Errorf("sse: setting the deadline of an event: %w", err)
	}
	if len(p) > 0 {
		if _, err := s.w.Write(p); err != nil {
			return fmt.Errorf("sse: writing an event: %w", err)
		}
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("sse: flushing an event: %w", err)
	}
	return s.control.SetWriteDeadline(time.Time{})
}
