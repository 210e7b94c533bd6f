package server

import (
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"sync"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/lessons"
	"pushlab/views"
)

// captures holds the recorded runs of the lessons, each read when it is first
// asked for. They are files of the program and do not change while it runs.
type captures struct {
	mu   sync.Mutex
	logs map[string]*trace.Log // by path: "05-resume/cut.jsonl"
}

// capture returns a lesson's recorded run.
func (s *Server) capture(l lessons.Lesson, name string) (*trace.Log, error) {
	s.captures.mu.Lock()
	defer s.captures.mu.Unlock()
	file := path.Join(l.Dir, name+".jsonl")
	if log, ok := s.captures.logs[file]; ok {
		return log, nil
	}
	log, err := readCapture(s.files, file)
	if err != nil {
		return nil, notFound(fmt.Sprintf("Lesson %s has no recorded run %q.", l.Slug, name), "The lesson's page shows the runs that it has.")
	}
	if s.captures.logs == nil {
		s.captures.logs = map[string]*trace.Log{}
	}
	s.captures.logs[file] = log
	return log, nil
}

func readCapture(files fs.FS, name string) (*trace.Log, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return trace.ReadJSONL(f)
}

// captureOf finds the recorded run of a request's address.
func (s *Server) captureOf(r *http.Request) (*trace.Log, error) {
	l, err := s.findLesson(r.PathValue("slug"))
	if err != nil {
		return nil, err
	}
	return s.capture(l, r.PathValue("name"))
}

func (s *Server) captureRow(w http.ResponseWriter, r *http.Request) error {
	log, err := s.captureOf(r)
	if err != nil {
		return err
	}
	return writeRow(w, r, log)
}

// detailOf is all that is known of row n; nil: there is none.
func detailOf(log *trace.Log, n int) *views.Detail {
	r, ok := findRow(log, n)
	if !ok {
		return nil
	}
	d := explain(log, r)
	return &d
}
