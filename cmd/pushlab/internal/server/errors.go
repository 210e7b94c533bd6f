package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"pushlab/views"
)

// A statusError is an error whose text the reader may see. Any other error is
// logged and shown as an internal one.
type statusError struct {
	status  int
	what    string // what happened
	advice  string // what is kept, and what to do
	wrapped error
}

func (e *statusError) Error() string { return strings.TrimSpace(e.what + " " + e.advice) }
func (e *statusError) Unwrap() error { return e.wrapped }

func notFound(what, advice string) error {
	return &statusError{status: http.StatusNotFound, what: what, advice: advice}
}

func badRequest(format string, args ...any) error {
	return &statusError{status: http.StatusBadRequest, what: fmt.Sprintf(format, args...), advice: "Nothing was changed."}
}

// handle adapts a handler that returns an error. It is the only place that
// logs a request's error or turns one into a response.
func (s *Server) handle(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil || r.Context().Err() != nil { // done, or the client left
			return
		}
		se := (*statusError)(nil)
		if !errors.As(err, &se) {
			s.log.ErrorContext(r.Context(), "request failed", "method", r.Method, "route", r.Pattern, "err", err)
			se = &statusError{status: http.StatusInternalServerError, what: "Something went wrong in pushlab itself.",
				advice: "What you saved before is kept. Load the page again; if it fails again, the terminal that runs pushlab says why."}
		}
		s.serveError(w, r, se)
	})
}

// serveError answers in the form that the client asked for.
func (s *Server) serveError(w http.ResponseWriter, r *http.Request, e *statusError) {
	switch accept := r.Header.Get("Accept"); {
	case strings.Contains(accept, "text/html"):
		s.renderStatus(w, r, e.status, views.Error(views.ErrorPage{
			Layout: s.layout(r, http.StatusText(e.status)),
			Status: e.status, Title: http.StatusText(e.status), What: e.what, Advice: e.advice,
		}))
	case strings.Contains(accept, "application/json"):
		writeJSON(w, e.status, map[string]string{"error": e.Error()})
	default:
		http.Error(w, e.Error(), e.status)
	}
}
