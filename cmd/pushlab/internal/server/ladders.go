package server

import (
	"net/http"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/views"
)

// writeRows answers with the whole ladder there is, in one piece: a page that
// opens a long run need not wait for it row by row.
func writeRows(w http.ResponseWriter, log *trace.Log) error {
	writeJSON(w, http.StatusOK, map[string]any{"rows": allRows(log)})
	return nil
}

// runRows handles "GET /runs/{run}/rows".
func (s *Server) runRows(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	return writeRows(w, run.Log)
}

// viewRows handles "GET /v/{view}/rows".
func (s *Server) viewRows(w http.ResponseWriter, r *http.Request) error {
	log, _, err := s.viewLog(r.PathValue("view"))
	if err != nil {
		return err
	}
	return writeRows(w, log)
}

// runBoundaries handles "GET /runs/{run}/rows/{n}/boundaries".
func (s *Server) runBoundaries(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	return boundariesOf(w, r, run.Log)
}

// viewBoundaries handles "GET /v/{view}/rows/{n}/boundaries".
func (s *Server) viewBoundaries(w http.ResponseWriter, r *http.Request) error {
	log, _, err := s.viewLog(r.PathValue("view"))
	if err != nil {
		return err
	}
	return boundariesOf(w, r, log)
}

// captureBoundaries handles the same for a recorded run of a lesson.
func (s *Server) captureBoundaries(w http.ResponseWriter, r *http.Request) error {
	log, err := s.captureOf(r)
	if err != nil {
		return err
	}
	return boundariesOf(w, r, log)
}

// keptOf is what a page says of a kept run; nil for one that nobody kept. A run
// that was kept may go on: viewLog knows nothing of it then.
func (s *Server) keptOf(r *http.Request, k keptInfo) *views.Kept {
	live := k.View == ""
	if live {
		var ok bool
		var err error
		if k, ok, err = s.store.Kept(r.Context(), r.PathValue("view")); err != nil || !ok {
			return nil
		}
	}
	return &views.Kept{Title: k.Title, At: k.At.Format(readerTime), Live: live}
}
