package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// exportCSV handles "GET /room/export.csv": a line for each seat and checkpoint.
// With names=0 a seat goes by a pseudonym.
func (s *Server) exportCSV(w http.ResponseWriter, r *http.Request, v visitor) error {
	return exportRoom(w, r, v, "text/csv; charset=utf-8", "csv", v.room.ExportCSV)
}

// exportJSON handles "GET /room/export.json": the same, with what else is known.
func (s *Server) exportJSON(w http.ResponseWriter, r *http.Request, v visitor) error {
	return exportRoom(w, r, v, "application/json", "json", v.room.ExportJSON)
}

func exportRoom(w http.ResponseWriter, r *http.Request, v visitor, media, suffix string, write func(context.Context, io.Writer, bool) error) error {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="pushlab-%s.%s"`, v.room.Code(), suffix))
	h.Set("Cache-Control", "no-store")
	return write(r.Context(), w, r.FormValue("names") == "0")
}
