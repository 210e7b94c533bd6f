package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// A statusError is a refusal that the client reads: one sentence that says
// what happened, what is allowed and what was sent.
type statusError struct {
	status     int
	sentence   string
	retryAfter int    // seconds; 0 = none
	allow      string // methods, for 405
	bare       bool   // in plain text, whatever the address speaks
	later      bool   // a WebSocket is opened, and closed with 1013 and the sentence
}

func (e *statusError) Error() string { return e.sentence }

func badRequest(format string, args ...any) error {
	return &statusError{status: http.StatusBadRequest, sentence: fmt.Sprintf(format, args...)}
}

// ErrNoRun is the error of a run id that this server has not made: its MAC is
// wrong, or it is a view of a run that is not in memory.
var ErrNoRun error = &statusError{
	status:   http.StatusNotFound,
	sentence: "There is no such run: its address was cut off or changed on its way. Open a lesson for a new one, or POST to /runs of the site.",
}

var errStopping = &statusError{
	status:     http.StatusServiceUnavailable,
	sentence:   "The server is stopping. Ask again when it is back.",
	retryAfter: 1,
}

// A writeError puts a refusal into a response.
type writeError func(w http.ResponseWriter, e *statusError)

// handle adapts a handler that returns an error. An error that is no refusal
// is a connection that broke while it was written to: nobody is left to tell.
// http.ErrAbortHandler goes on to net/http, which resets the stream and keeps
// quiet about it.
func handle(h func(http.ResponseWriter, *http.Request) error, write writeError) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var e *statusError
		err := h(w, r)
		if errors.Is(err, http.ErrAbortHandler) {
			panic(http.ErrAbortHandler)
		}
		if !errors.As(err, &e) {
			return
		}
		if e.retryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(e.retryAfter))
			w.Header().Add("Access-Control-Expose-Headers", "Retry-After")
		}
		if e.allow != "" {
			w.Header().Set("Allow", e.allow)
		}
		if e.bare {
			write = plain
		}
		write(w, e)
	}
}

// plain is for addresses whose answers are text: curl shows the sentence.
func plain(w http.ResponseWriter, e *statusError) {
	http.Error(w, e.sentence, e.status)
}

// asJSON is for addresses that are called by programs with JSON.
func asJSON(w http.ResponseWriter, e *statusError) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(e.status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)                           // it is never part of a page
	enc.Encode(map[string]string{"error": e.sentence}) // the client is gone when this fails
}

// writeBody sends JSON whose length is known.
func writeBody(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}
