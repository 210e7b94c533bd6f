package server

import (
	"net/http"
)

// runHandshake handles "GET /runs/{run}/handshake": the newest opening handshake of
// a run as it crossed, and what the rules say of it.
func (s *Server) runHandshake(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	crossing, ok := run.LastHandshake()
	if !ok {
		return notFound("This run has no handshake yet.", "Send one from its bench, or with nc.")
	}
	writeJSON(w, http.StatusOK, crossing)
	return nil
}
