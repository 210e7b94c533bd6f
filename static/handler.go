package static

import (
	"net/http"
	"strconv"
	"strings"
)

// Handler serves the files at their hashed URLs, and at no other.
func Handler() http.Handler {
	byURL := map[string]*asset{}
	for _, a := range assets() {
		byURL[a.url] = a
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byURL[r.URL.Path]
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Static files can only be read.", http.StatusMethodNotAllowed)
		case !ok:
			http.Error(w, "There is no such file. Load the page again: its files have new addresses after an update.", http.StatusNotFound)
		default:
			a.serve(w, r)
		}
	})
}

// ofDocuments are headers that the site sets on every answer and that mean
// nothing on a style, a module or a font. A page has forty of those.
var ofDocuments = []string{"Content-Security-Policy", "Cross-Origin-Opener-Policy", "Referrer-Policy"}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	body := a.plain
	h := w.Header()
	if a.gzip() != nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = a.gzip()
		}
	}
	for _, name := range ofDocuments {
		h.Del(name)
	}
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable") // RFC 8246
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodGet {
		w.Write(body) // a client that left is no error of ours
	}
}

// takesGzip reads an Accept-Encoding (RFC 9110 §12.5.3).
func takesGzip(accept string) bool {
	for coding := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if name = strings.ToLower(strings.TrimSpace(name)); name != "gzip" && name != "*" {
			continue
		}
		q, has := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(weight, " ", "")), "q=")
		value, err := strconv.ParseFloat(q, 64)
		return !has || err == nil && value > 0
	}
	return false
}
