package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whoever reads an error over a shoulder does not learn the run's id.
func TestCheckHidesTheRun(t *testing.T) {
	for name, body := range map[string]struct {
		status int
		text   string
	}{"refused": {429, "later"}, "no JSON": {200, "<html>"}} {
		site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(body.status)
			w.Write([]byte(body.text)) // the client is gone when this fails
		}))
		_, err := checkSite{url: site.URL, run: checkRun{Run: "secretrun"}}.ask(t.Context(), "EX01", "")
		site.Close()
		if err == nil || strings.Contains(err.Error(), "secretrun") || !strings.Contains(err.Error(), "/runs/…/verdict") {
			t.Errorf("%s: %v, want an error without the run's id", name, err)
		}
	}
}
