package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// render writes a page. It is made whole first, so that an error in it is a
// clean 500.
func (s *Server) render(w http.ResponseWriter, r *http.Request, c templ.Component) error {
	return write(w, r, http.StatusOK, c)
}

func write(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("rendering: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store") // the page says what its reader has done
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		b = compress(b.Bytes())
	}
	w.WriteHeader(status)
	w.Write(b.Bytes()) // the client is gone when this fails
	return nil
}

// takesGzip looks for the coding that every browser offers (RFC 9110 §12.5.3).
func takesGzip(r *http.Request) bool {
	return slices.ContainsFunc(strings.Split(r.Header.Get("Accept-Encoding"), ","), func(coding string) bool {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		return name == "gzip" && strings.TrimSpace(weight) != "q=0"
	})
}

// compress takes the few milliseconds that the smallest result takes: the page is
// most of what a first visit weighs.
func compress(p []byte) (b bytes.Buffer) {
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // fails for unknown levels
	z.Write(p)                                            // a buffer takes everything
	z.Close()
	return b
}

func (s *Server) renderStatus(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	if err := write(w, r, status, c); err != nil {
		http.Error(w, http.StatusText(status), status)
	}
}
