package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

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
	z := compressors.Get().(*gzip.Writer)
	defer compressors.Put(z)
	z.Reset(&b)
	z.Write(p) // a buffer takes everything
	z.Close()
	return b
}

// compressors are kept: each takes 800 kB, and a class opens its pages all at once.
var compressors = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestCompression) // fails for unknown levels
	return z
}}

func (s *Server) renderStatus(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	if err := write(w, r, status, c); err != nil {
		http.Error(w, http.StatusText(status), status)
	}
}
