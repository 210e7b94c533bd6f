package server

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/static"
)

// worker handles "GET /runs/{run}/worker.js": the script in which the in-page
// editor runs a learner's code. A dedicated worker obeys the policy of its own
// response and not the page's (Content Security Policy Level 3, §4.2.1), so
// each run has its own.
//
//	page:   new Worker("/runs/{run}/worker.js")
//	server: 200, Content-Security-Policy: … connect-src the addresses of this run
//	page:   postMessage(the learner's code)
func (s *Server) worker(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	run.Log.Touch()
	h := w.Header()
	h.Set("Content-Security-Policy", s.workerPolicy(r, run))
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-store") // the policy depends on the Host of the request
	_, err = io.WriteString(w, static.Worker())
	return err
}

// workerPolicy lets the code be read from text, load nothing, and connect to
// its run's addresses alone: neither the site nor another run.
func (s *Server) workerPolicy(r *http.Request, run *demo.Run) string {
	var connect strings.Builder
	for _, p := range s.runPlaces() {
		base := s.runBase(r, p, run) + "/" // a path that ends in / covers what is below (§6.7.2.11)
		connect.WriteString(" " + base + " " + strings.Replace(base, "http", "ws", 1))
	}
	return fmt.Sprintf("default-src 'none'; script-src 'unsafe-eval'; connect-src%s", connect.String())
}
