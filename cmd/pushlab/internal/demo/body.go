package demo

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// limitBody gives the body of a request a deadline, whoever reads it: when an
// address refuses a request, net/http reads what is left of it. The deadline is
// real time, since it is the connection's. A hijack lifts it.
func (l *lab) limitBody(w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	c := http.NewResponseController(w)
	if c.SetReadDeadline(time.Now().Add(l.options.bodyTime)) == nil {
		r.Body = &timedBody{r.Body, c}
	}
}

// A timedBody lifts the deadline at its end. A stream that answers it may take
// longer, and net/http reads on meanwhile to see the client leave. (Go 1.26 lifts
// it there too, but does not promise to.)
type timedBody struct {
	io.ReadCloser
	controller *http.ResponseController
}

func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		b.controller.SetReadDeadline(time.Time{}) // a connection that is closed has none
	}
	return n, err
}

func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &statusError{
			status:   http.StatusRequestEntityTooLarge,
			sentence: fmt.Sprintf("The body may have %d bytes; more were sent.", limit),
		}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, badRequest("The body could not be read: it did not come to its end in time.")
	case err != nil:
		return nil, badRequest("The body could not be read: %v.", err)
	}
	return body, nil
}
