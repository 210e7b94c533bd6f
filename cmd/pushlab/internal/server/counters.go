package server

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"
)

func (s *Server) health(w http.ResponseWriter, r *http.Request) error {
	_, err := io.WriteString(w, "ok\n")
	return err
}

// counters handles "GET /debug/counters", for this machine only. With ?gc=1 the
// garbage is collected first, so that two calls can be compared.
func (s *Server) counters(w http.ResponseWriter, r *http.Request) error {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return notFound("There is no page at this address.", "")
	}
	if r.FormValue("gc") == "1" {
		runtime.GC()
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	writeJSON(w, http.StatusOK, map[string]any{
		"goroutines": runtime.NumGoroutine(),
		"openFiles":  openFiles(),
		"heap":       m.HeapAlloc,
		"stack":      m.StackInuse,
		"uptimeMs":   time.Since(s.started).Milliseconds(),
		"runs":       s.runs.Stats(),
	})
	return nil
}

// openFiles counts this process's file descriptors; -1 where the system has no
// /proc.
func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	return len(entries)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // it is read as JSON, and shown as it is by curl
	enc.Encode(v)            // the client is gone when this fails
}
