package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/lessons"
	"pushlab/views"
)

// home handles "GET /": the course as a ladder.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	known, err := s.progress(r)
	if err != nil {
		return err
	}
	page := views.HomePage{Layout: s.layoutFor(known, ""), Steps: s.steps(known), Continue: s.goOn(known)}
	ensureLearner(w, r)
	return s.render(w, r, views.Home(page))
}

// lesson handles "GET /lessons/{slug}/".
func (s *Server) lesson(w http.ResponseWriter, r *http.Request) error {
	l, err := s.findLesson(r.PathValue("slug"))
	if err != nil {
		return err
	}
	known, err := s.progress(r)
	if err != nil {
		return err
	}
	page := views.LessonPage{Layout: s.layoutFor(known, l.Title), Lesson: l, Steps: s.steps(known),
		Predicted: map[string]int{}, Answered: map[string]int{}, Exercises: map[string]views.Exercise{}, Benches: s.benches(l)}
	page.Layout.Summary = l.Summary
	for block, p := range known.Lessons[l.Slug].Predictions {
		page.Predicted[block] = p.Option
	}
	for quiz, a := range known.Lessons[l.Slug].Answers {
		page.Answered[quiz] = a.Option
	}
	for _, id := range l.Exercises {
		page.Exercises[id] = exercise(id, known)
	}
	ensureLearner(w, r)
	return s.render(w, r, views.Lesson(page))
}

func exercise(id string, known progress.Progress) views.Exercise {
	_, passed := known.Passed[id]
	e := views.Exercise{Passed: passed}
	if c, ok := check.Find(id); ok {
		e.Clauses = c.Clauses
	}
	return e
}

func (s *Server) findLesson(slug string) (lessons.Lesson, error) {
	i := slices.IndexFunc(s.lessons, func(l lessons.Lesson) bool { return l.Slug == slug })
	if i < 0 {
		return lessons.Lesson{}, notFound("There is no lesson at this address.", "The course map at / lists every lesson there is.")
	}
	return s.lessons[i], nil
}

// lessonFile handles "GET /lessons/{slug}/{file}": pictures and recorded runs.
func (s *Server) lessonFile(w http.ResponseWriter, r *http.Request) error {
	l, err := s.findLesson(r.PathValue("slug"))
	if err != nil {
		return err
	}
	name := r.PathValue("file")
	media, ok := map[string]string{".svg": "image/svg+xml", ".jsonl": "application/jsonl"}[path.Ext(name)]
	content, err := fs.ReadFile(s.files, path.Join(l.Dir, path.Base(name)))
	if err != nil || !ok {
		return notFound("This lesson has no file of that name.", "Its pictures and recorded runs are linked from its page.")
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, err = w.Write(content)
	return err
}

// progress is what the request's learner has done; empty for a new visitor.
func (s *Server) progress(r *http.Request) (progress.Progress, error) {
	id := learner(r)
	if id == "" {
		return progress.Progress{}, nil
	}
	return s.store.Progress(r.Context(), id)
}

func (s *Server) layout(r *http.Request, title string) views.Layout {
	known, err := s.progress(r)
	if err != nil {
		s.log.Error("reading progress for a page's head", "err", err)
	}
	return s.layoutFor(known, title)
}

func (s *Server) layoutFor(known progress.Progress, title string) views.Layout {
	l := views.Layout{Title: title, Lessons: len(s.lessons)}
	for _, step := range s.steps(known) {
		if step.State == "done" {
			l.Passed++
		}
	}
	return l
}

// steps is the course with the learner's state in each lesson.
func (s *Server) steps(known progress.Progress) []views.Step {
	steps := make([]views.Step, len(s.lessons))
	for i, l := range s.lessons {
		steps[i] = views.Step{Lesson: l, State: state(l, known)}
	}
	return steps
}

// state: a lesson is done when its exercises are passed and its questions
// answered right.
func state(l lessons.Lesson, known progress.Progress) string {
	mine, begun := known.Lessons[l.Slug]
	done := true
	for _, id := range l.Exercises {
		_, passed := known.Passed[id]
		done, begun = done && passed, begun || passed
	}
	for _, g := range l.Segments {
		if g.Kind == lessons.KindQuiz {
			done = done && mine.Answers[g.ID].Solved
		}
	}
	switch {
	case done && begun:
		return "done"
	case begun:
		return "now"
	}
	return ""
}

// goOn is where the learner was last, if that lesson still exists.
func (s *Server) goOn(known progress.Progress) views.Continue {
	l, err := s.findLesson(known.Last.Lesson)
	if err != nil {
		return views.Continue{}
	}
	href := "/lessons/" + l.Slug + "/"
	if known.Last.Section != "" {
		href += "#" + known.Last.Section
	}
	return views.Continue{Number: l.Number, Title: l.Title, Href: href, Note: openWork(l, known)}
}

// openWork names the first thing in the lesson that is not done.
func openWork(l lessons.Lesson, known progress.Progress) string {
	for _, id := range l.Exercises {
		if _, ok := known.Passed[id]; !ok {
			return fmt.Sprintf("Exercise %s is not passed yet.", id)
		}
	}
	left := 0
	for _, g := range l.Segments {
		if g.Kind == lessons.KindQuiz && !known.Lessons[l.Slug].Answers[g.ID].Solved {
			left++
		}
	}
	switch left {
	case 0:
		return "Everything in it is done."
	case 1:
		return "One question is open."
	}
	return fmt.Sprintf("%d questions are open.", left)
}

// benches makes the bench of each demo of a lesson: the first of a demo live,
// with its recorded run inside for readers without scripts; the others as they
// were recorded.
func (s *Server) benches(l lessons.Lesson) map[string]views.BenchProps {
	list := map[string]views.BenchProps{}
	seen := map[string]bool{}
	for _, g := range l.Segments {
		if g.Kind == lessons.KindDemo {
			list[g.Capture] = s.bench(l, g, len(seen)+1, !seen[g.ID])
			seen[g.ID] = true
		}
	}
	return list
}

func (s *Server) bench(l lessons.Lesson, g lessons.Segment, n int, live bool) views.BenchProps {
	p := views.BenchProps{
		ID: g.Capture, Label: fmt.Sprintf("Bench %d.%d", l.Number, n), Title: benchTitle(g), Demo: g.ID, Knobs: g.Args,
		Prompt: prompts[g.ID],
	}
	if !live {
		p.Demo, p.Label, p.Prompt = "", "Recorded run", ""
	}
	if log, err := s.capture(l, g.Capture); err == nil {
		p.Recorded = recorded(log, fmt.Sprintf("/lessons/%s/captures/%s", l.Slug, g.Capture))
	}
	return p
}

// recorded is a run of the lesson's own, as its bench shows it.
func recorded(log *trace.Log, base string) *views.Recorded {
	rows := allRows(log)
	sent, received := Totals(log)
	last := time.Duration(0)
	for _, e := range log.Events(0) {
		last = e.At
	}
	return &views.Recorded{
		Base: base, State: "Recorded run", Rows: rows, Detail: detailOf(log, notable(rows)),
		Readouts: []views.Readout{
			{Name: "ran", Value: thousands(last.Milliseconds()) + " ms"},
			{Name: "sent", Value: thousands(int64(sent)) + " B"},
			{Name: "received", Value: thousands(int64(received)) + " B"},
		},
	}
}

// prompts are what the benches ask the model.
var prompts = map[string]string{
	"typewriter": "Why do answers arrive in pieces?",
	"resume":     "What happens to the rest when the wire is cut?",
}

// benchTitles are by recorded run, since a lesson may show a demo twice.
var benchTitles = map[string]string{
	"block-and-stream": "The same answer, twice",
	"cut":              "Cut it, and watch it come back",
	"cut-ws":           "The same cut over WebSocket",
	"hello":            "Send a frame, read both",
	"fragments":        "One message in two frames, a ping between them",
}

func benchTitle(g lessons.Segment) string {
	if title, ok := benchTitles[g.Capture]; ok {
		return title
	}
	return g.Capture
}

// notable is the row that a recorded run shows first: the first token, where
// there is one.
func notable(rows []views.Row) int {
	for _, r := range rows {
		if r.Token != "" || r.Kind == "ws" {
			return r.N
		}
	}
	return min(1, len(rows))
}

// render writes a page. It is made whole first, so that an error in it is a
// clean 500.
func (s *Server) render(w http.ResponseWriter, r *http.Request, c templ.Component) error {
	return write(w, r, http.StatusOK, c)
}

func write(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("rendering: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store") // the page says what its reader has done
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		b = compress(b.Bytes())
	}
	w.WriteHeader(status)
	w.Write(b.Bytes()) // the client is gone when this fails
	return nil
}

// takesGzip looks for the coding that every browser offers (RFC 9110 §12.5.3).
func takesGzip(r *http.Request) bool {
	return slices.ContainsFunc(strings.Split(r.Header.Get("Accept-Encoding"), ","), func(coding string) bool {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		return name == "gzip" && strings.TrimSpace(weight) != "q=0"
	})
}

func compress(p []byte) (b bytes.Buffer) {
	z := gzip.NewWriter(&b)
	z.Write(p) // a buffer takes everything
	z.Close()
	return b
}

func (s *Server) renderStatus(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	if err := write(w, r, status, c); err != nil {
		http.Error(w, http.StatusText(status), status)
	}
}
