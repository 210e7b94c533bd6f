package server

import (
	"net/http"
	"strings"

	"pushlab/static"
)

// theatreWorker handles "GET /theatre-worker.js": the service worker through
// which the EventSource of the script theatre goes when the learner wants that.
// A service worker may control what is below its own path at the most (Service
// Workers, "path restriction"), so it stands at the top; the page registers it
// for its own lesson alone. It obeys the policy of this response, and reaches
// the open places and nothing else.
func (s *Server) theatreWorker(w http.ResponseWriter, r *http.Request) error {
	connect := []string{}
	for _, p := range s.runPlaces() {
		connect = append(connect, p.scheme+"://"+s.address(r, p))
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; connect-src "+strings.Join(connect, " "))
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-store") // the policy depends on the Host of the request
	_, err := w.Write(static.TheatreWorker())
	return err
}
