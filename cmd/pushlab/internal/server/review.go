package server

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/lessons"
	"pushlab/views"
)

// A lesson begins with one question from an earlier lesson. Its answer is saved as
// any answer to that question; package progress says when it is due again. What
// became of it in this lesson is in a cookie of the lesson's address, so that
// loading the page again does not ask the next one: "01-why-stream.total" was
// answered, "skip" was not.
const (
	reviewCookie = "pl_review"
	reviewPause  = 20 * time.Hour // until the lesson asks again: the next day, not to the minute
	reviewSkip   = "skip"
)

// reviewFor is the question with which a lesson begins; nil for a learner who has
// begun no earlier lesson, and for one who skipped it.
func (s *Server) reviewFor(r *http.Request, l lessons.Lesson, known progress.Progress) *views.Review {
	list := s.reviewable(l, known)
	q, ok := known.Review(list, s.now())
	if cookie, err := r.Cookie(reviewCookie); err == nil && ok {
		if cookie.Value == reviewSkip {
			return nil
		}
		lesson, quiz, _ := strings.Cut(cookie.Value, ".")
		if before := (progress.Question{Lesson: lesson, Quiz: quiz}); slices.Contains(list, before) {
			return s.reviewOf(before, known.Lessons[lesson].Answers[quiz].Option)
		}
	}
	if !ok {
		return nil
	}
	return s.reviewOf(q, 0)
}

func (s *Server) now() time.Time {
	if s.config.Now != nil {
		return s.config.Now()
	}
	return time.Now()
}

// reviewable are the questions of the lessons before l that the learner has begun:
// predicted, answered or passed something in it. Who only opened a lesson has not
// read it.
func (s *Server) reviewable(l lessons.Lesson, known progress.Progress) (list []progress.Question) {
	for _, before := range s.lessons {
		if before.Number >= l.Number || !begun(before, known) {
			continue
		}
		for _, g := range before.Segments {
			if g.Kind == lessons.KindQuiz {
				list = append(list, progress.Question{Lesson: before.Slug, Quiz: g.ID})
			}
		}
	}
	return list
}

func begun(l lessons.Lesson, known progress.Progress) bool {
	mine := known.Lessons[l.Slug]
	passed := slices.ContainsFunc(l.Exercises, func(id string) bool {
		_, ok := known.Passed[id]
		return ok
	})
	return passed || len(mine.Predictions)+len(mine.Answers) > 0
}

// reviewOf finds the question in its lesson.
func (s *Server) reviewOf(q progress.Question, chosen int) *views.Review {
	l, err := s.findLesson(q.Lesson)
	if err != nil {
		return nil
	}
	i := slices.IndexFunc(l.Segments, func(g lessons.Segment) bool { return g.Kind == lessons.KindQuiz && g.ID == q.Quiz })
	if i < 0 {
		return nil
	}
	return &views.Review{Lesson: l, Quiz: l.Segments[i], Chosen: chosen}
}

// review handles "POST /lessons/{slug}/review" with of, the lesson of the
// question, quiz and option, which is "skip" for "not now".
func (s *Server) review(w http.ResponseWriter, r *http.Request) error {
	here, err := s.findLesson(r.PathValue("slug"))
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return badRequest("The form could not be read.")
	}
	if r.PostForm.Get("option") == reviewSkip {
		rememberReview(w, here, reviewSkip)
		answerForm(w, r, "/lessons/"+here.Slug+"/", map[string]any{"skipped": true})
		return nil
	}
	r.SetPathValue("slug", r.PostForm.Get("of"))
	l, segment, option, err := s.choice(w, r, lessons.KindQuiz, "quiz")
	if err != nil {
		return err
	}
	if l.Number >= here.Number {
		return badRequest("Lesson %s does not come before lesson %s.", l.Slug, here.Slug)
	}
	right := segment.Options[option-1].Right
	if err := s.store.Answer(r.Context(), s.ensureLearner(w, r), l.Slug, segment.ID, option, right); err != nil {
		return saveError(err)
	}
	rememberReview(w, here, l.Slug+"."+segment.ID)
	answerForm(w, r, "/lessons/"+here.Slug+"/#review", map[string]any{"saved": true, "right": right})
	return nil
}

// rememberReview says what became of the question in a lesson.
func rememberReview(w http.ResponseWriter, l lessons.Lesson, what string) {
	http.SetCookie(w, &http.Cookie{
		Name: reviewCookie, Value: what, Path: "/lessons/" + l.Slug + "/", HttpOnly: true,
		SameSite: http.SameSiteLaxMode, MaxAge: int(reviewPause.Seconds()),
	})
}
