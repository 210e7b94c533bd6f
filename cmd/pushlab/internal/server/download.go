package server

import (
	"io"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// The forms in which a trace can be taken along.
const (
	jsonLines = "trace.jsonl"
	pcapng    = "trace.pcapng"
)

// mediaTypes are those of the downloads. pcapng has no registered one.
var mediaTypes = map[string]string{jsonLines: "application/jsonl", pcapng: "application/x-pcapng"}

// download answers with a file that write makes.
func download(w http.ResponseWriter, name string, write func(io.Writer) error) error {
	w.Header().Set("Content-Type", mediaTypes[name])
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	return write(w)
}

func writePcapng(w http.ResponseWriter, log *trace.Log, o trace.PcapngOptions) error {
	return download(w, pcapng, func(w io.Writer) error { return log.WritePcapng(w, o) })
}

// runPcapng handles "GET /runs/{run}/trace.pcapng".
func (s *Server) runPcapng(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	return writePcapng(w, run.Log, trace.PcapngOptions{View: run.ViewID})
}

// viewPcapng handles "GET /v/{view}/trace.pcapng".
func (s *Server) viewPcapng(w http.ResponseWriter, r *http.Request) error {
	log, kept, err := s.viewLog(r.PathValue("view"))
	if err != nil {
		return err
	}
	return writePcapng(w, log, trace.PcapngOptions{View: r.PathValue("view"), Began: kept.Began})
}

// capturedAt is when the lessons' runs begin in a pcapng file: their own lines
// only say how long after the beginning each event came.
var capturedAt = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

// capturePcapng handles "GET /lessons/{slug}/captures/{name}/trace.pcapng".
func (s *Server) capturePcapng(w http.ResponseWriter, r *http.Request) error {
	log, err := s.captureOf(r)
	if err != nil {
		return err
	}
	return writePcapng(w, log, trace.PcapngOptions{Began: capturedAt})
}

// captureTrace handles "GET /lessons/{slug}/captures/{name}/trace.jsonl".
func (s *Server) captureTrace(w http.ResponseWriter, r *http.Request) error {
	log, err := s.captureOf(r)
	if err != nil {
		return err
	}
	return writeTrace(w, log)
}
