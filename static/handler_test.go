package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func get(t *testing.T, method, url string, header http.Header) *http.Response {
	t.Helper()
	server := httptest.NewServer(Handler())
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}

func TestHeaders(t *testing.T) {
	for _, c := range []struct{ name, kind, accept, encoding, vary string }{
		{"css/base.css", "text/css; charset=utf-8", "gzip, deflate, br", "gzip", "Accept-Encoding"},
		{"css/base.css", "text/css; charset=utf-8", "", "", "Accept-Encoding"},
		{"css/base.css", "text/css; charset=utf-8", "br;q=1, gzip;q=0", "", "Accept-Encoding"},
		{"js/page.js", "text/javascript; charset=utf-8", "*", "gzip", "Accept-Encoding"},
		{"fonts/archivo.woff2", "font/woff2", "gzip", "", ""},
		{"icon.svg", "image/svg+xml", "GZIP;q=0.5", "gzip", "Accept-Encoding"},
	} {
		t.Run(c.name+" "+c.accept, func(t *testing.T) {
			r := get(t, "GET", URL(c.name), http.Header{"Accept-Encoding": {c.accept}})
			for name, want := range map[string]string{
				"Content-Type":           c.kind,
				"Content-Encoding":       c.encoding,
				"Vary":                   c.vary,
				"Cache-Control":          "public, max-age=31536000, immutable",
				"X-Content-Type-Options": "nosniff",
			} {
				if got := r.Header.Get(name); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
			if got, want := text(t, r), string(assets()[c.name].plain); got != want {
				t.Errorf("body has %d bytes, want the file's %d", len(got), len(want))
			}
		})
	}
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = z
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOtherRequests(t *testing.T) {
	for _, c := range []struct {
		method, url string
		status      int
	}{
		{"HEAD", URL("css/base.css"), 200},
		{"POST", URL("css/base.css"), 405},
		{"GET", "/static/css/base.css", 404},
		{"GET", "/static/css/base.0000000000.css", 404},
		{"GET", "/static/", 404},
		{"GET", "/static/../static.go", 404},
	} {
		r := get(t, c.method, c.url, nil)
		if r.StatusCode != c.status {
			t.Errorf("%s %s = %d, want %d", c.method, c.url, r.StatusCode, c.status)
		}
		if r.StatusCode >= 400 && r.Header.Get("Cache-Control") != "" {
			t.Errorf("%s %s is cached: %s", c.method, c.url, r.Header.Get("Cache-Control"))
		}
	}
}
