package server

import (
	"io/fs"
	"net/http"
	"path"
	"slices"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/lessons"
	"pushlab/views"
)

// home handles "GET /": the course as a ladder.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	known, err := s.progress(r)
	if err != nil {
		return err
	}
	page := views.HomePage{Layout: s.layoutFor(r, known, ""), Steps: s.closedSteps(r, s.steps(known)), Continue: s.goOn(known), Wiped: r.URL.Query().Has("wiped")}
	s.ensureLearner(w, r)
	return s.render(w, r, views.Home(page))
}

// lesson handles "GET /lessons/{slug}/".
func (s *Server) lesson(w http.ResponseWriter, r *http.Request) error {
	l, err := s.findLesson(r.PathValue("slug"))
	if err != nil {
		return err
	}
	if s.visitor(r).closed(l.Slug) {
		return s.lessonClosed(w, r, l)
	}
	known, err := s.progress(r)
	if err != nil {
		return err
	}
	page := views.LessonPage{Layout: s.layoutFor(r, known, l.Title), Lesson: l, Steps: s.steps(known),
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
	page.Review = s.reviewFor(r, l, known)
	s.ensureLearner(w, r)
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
	id := s.learner(r)
	if id == "" {
		return progress.Progress{}, nil
	}
	return s.store.Progress(r.Context(), id)
}
