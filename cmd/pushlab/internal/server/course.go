package server

import (
	"fmt"
	"net/http"

	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/lessons"
	"pushlab/views"
)

func (s *Server) layout(r *http.Request, title string) views.Layout {
	known, err := s.progress(r)
	if err != nil {
		s.log.Error("reading progress for a page's head", "err", err)
	}
	return s.layoutFor(r, known, title)
}

func (s *Server) layoutFor(r *http.Request, known progress.Progress, title string) views.Layout {
	l := views.Layout{Title: title, Lessons: len(s.lessons), Room: s.strip(r)}
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

// goOn is where the learner was last, or, when that lesson is done, the first
// one that is not.
func (s *Server) goOn(known progress.Progress) views.Continue {
	l, err := s.findLesson(known.Last.Lesson)
	if err != nil {
		return views.Continue{}
	}
	href := "/lessons/" + l.Slug + "/"
	if known.Last.Section != "" {
		href += "#" + known.Last.Section
	}
	for _, step := range s.steps(known) {
		if state(l, known) == "done" && step.State != "done" {
			l, href = step.Lesson, "/lessons/"+step.Lesson.Slug+"/"
		}
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
