package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/cmd/pushlab/internal/room"
	"pushlab/lessons"
	"pushlab/views"
)

// Sizes of what a learner may send.
const (
	maxForm   = 4 << 10
	maxImport = 1 << 20
)

// predict handles "POST /lessons/{slug}/predict" with block and option, 0 or
// "skip" for "not predicted". voted=yes says that the room has the choice already.
func (s *Server) predict(w http.ResponseWriter, r *http.Request) error {
	l, segment, option, err := s.choice(w, r, "predict", "block")
	if err != nil {
		return err
	}
	if r.PostFormValue("voted") == "" {
		if err := s.roomVote(r.Context(), s.seat(r), l.Slug, segment.ID, option); err != nil {
			return err
		}
	}
	if err := s.store.Predict(r.Context(), s.ensureLearner(w, r), l.Slug, segment.ID, option); err != nil {
		return saveError(err)
	}
	saved(w, r, l, segment, map[string]any{"saved": true})
	return nil
}

// quiz handles "POST /lessons/{slug}/quiz" with quiz and option.
func (s *Server) quiz(w http.ResponseWriter, r *http.Request) error {
	l, segment, option, err := s.choice(w, r, "quiz", "quiz")
	if err != nil {
		return err
	}
	if option == 0 {
		return badRequest("A question's option is a number from 1 to %d.", len(segment.Options))
	}
	right := segment.Options[option-1].Right
	if err := s.store.Answer(r.Context(), s.ensureLearner(w, r), l.Slug, segment.ID, option, right); err != nil {
		return saveError(err)
	}
	saved(w, r, l, segment, map[string]any{"saved": true, "right": right})
	return nil
}

// choice reads which option of which block a form chose.
func (s *Server) choice(w http.ResponseWriter, r *http.Request, kind, field string) (lessons.Lesson, lessons.Segment, int, error) {
	var none lessons.Segment
	l, err := s.findLesson(r.PathValue("slug"))
	if err != nil {
		return l, none, 0, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return l, none, 0, badRequest("The form could not be read.")
	}
	i := slices.IndexFunc(l.Segments, func(g lessons.Segment) bool { return g.Kind == kind && g.ID == r.PostForm.Get(field) })
	if i < 0 {
		return l, none, 0, badRequest("Lesson %s has no %s %q.", l.Slug, kind, r.PostForm.Get(field))
	}
	option, err := optionNumber(r.PostForm.Get("option"), len(l.Segments[i].Options))
	return l, l.Segments[i], option, err
}

// optionNumber reads an option from 1 to n; "skip" is 0.
func optionNumber(text string, n int) (int, error) {
	if text == "skip" {
		return 0, nil
	}
	option, err := strconv.Atoi(text)
	if err != nil || option < 1 || option > n {
		return 0, badRequest("Choose one of the options 1 to %d; %q was sent.", n, text)
	}
	return option, nil
}

// saved answers a form: JSON to a script, and to a browser without scripts the
// block from which it came.
func saved(w http.ResponseWriter, r *http.Request, l lessons.Lesson, g lessons.Segment, v any) {
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		writeJSON(w, http.StatusOK, v)
		return
	}
	http.Redirect(w, r, fmt.Sprintf("/lessons/%s/#%s", l.Slug, g.ID), http.StatusSeeOther)
}

// saveError says what the learner can do about a save that was refused.
func saveError(err error) error {
	switch {
	case errors.Is(err, progress.ErrFull):
		return &statusError{status: http.StatusTooManyRequests, wrapped: err, what: "There is no room for more progress.",
			advice: "What was saved is kept. Export it on the progress page, delete it there, and import what you want to keep."}
	case errors.Is(err, progress.ErrNoSuchRoom):
		return &statusError{status: http.StatusConflict, wrapped: err, what: "The host has wiped this room in the meantime.",
			advice: "Nothing of your seat is kept. What you did outside the room is as it was: load the page again."}
	case errors.Is(err, progress.ErrInvalid):
		return &statusError{status: http.StatusBadRequest, wrapped: err, what: sentence(err), advice: "Nothing was changed."}
	}
	return err
}

// sentence writes an error as the beginning of an answer.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// savePlace handles "POST /place" with {"lesson", "section"}: where the reader
// is, so that home can offer to go on there.
func (s *Server) savePlace(w http.ResponseWriter, r *http.Request) error {
	var place struct{ Lesson, Section string }
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxForm)).Decode(&place); err != nil {
		return badRequest("The place could not be read.")
	}
	l, err := s.findLesson(place.Lesson)
	if err != nil {
		return err
	}
	if err := s.store.Place(r.Context(), s.ensureLearner(w, r), l.Slug, place.Section); err != nil {
		return saveError(err)
	}
	if seat := s.seat(r); seat != nil {
		seat.At(room.Place{Lesson: l.Slug, Section: place.Section})
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// export handles "GET /progress/export": all that is stored, as one file. With
// seat=before it is that of a seat in a room before.
func (s *Server) export(w http.ResponseWriter, r *http.Request) error {
	id, err := s.exported(r)
	if err != nil {
		return err
	}
	if id == "" {
		return notFound("Nothing is stored about you yet.", "Answer a question or lock a prediction, and there is something to export.")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="pushlab-progress.json"`)
	w.Header().Set("Cache-Control", "no-store")
	return s.store.Export(r.Context(), id, w)
}

// importProgress handles "POST /progress/import" with the form's file.
func (s *Server) importProgress(w http.ResponseWriter, r *http.Request) error {
	if s.seat(r) != nil { // a file can say anything, and the board shows what was passed here
		return &statusError{status: http.StatusForbidden, what: "A seat's progress is what it does in the room.",
			advice: "Nothing was changed. Leave the room, or open the file with your own pushlab."}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxImport+maxForm)
	file, _, err := r.FormFile("file")
	if err != nil {
		return badRequest("No file came, or one of more than 1 MiB.")
	}
	defer file.Close()
	if err := s.store.Import(r.Context(), s.ensureLearner(w, r), file); err != nil {
		return saveError(err)
	}
	http.Redirect(w, r, "/progress?imported=1", http.StatusSeeOther)
	return nil
}

// rename handles "POST /progress/name".
func (s *Server) rename(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil || !r.PostForm.Has("name") {
		return badRequest("The form could not be read.")
	}
	if err := s.store.Name(r.Context(), s.ensureLearner(w, r), r.PostForm.Get("name")); err != nil {
		return saveError(err)
	}
	http.Redirect(w, r, "/progress?renamed=1", http.StatusSeeOther)
	return nil
}

// deleteMe handles "POST /progress/delete". It wants to be told twice: the
// form of the page has a box that must be ticked.
func (s *Server) deleteMe(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if r.PostFormValue("confirm") != "yes" {
		http.Redirect(w, r, "/progress#dl", http.StatusSeeOther)
		return nil
	}
	if id := s.learner(r); id != "" {
		if err := s.store.Delete(r.Context(), id); err != nil {
			return err
		}
	}
	s.forgetLearner(w, r)
	http.Redirect(w, r, "/progress?deleted=1", http.StatusSeeOther)
	return nil
}

// notices are what a form has just done, by the query that it leads back with.
var notices = []struct{ query, text string }{
	{"renamed", "Your name is saved."},
	{"imported", "The file's progress is added to yours."},
	{"forgotten", "The kept run is deleted."},
	{"deleted", "Everything that was stored about you is deleted."},
}

// seatDeleted is said in a room, whose own rows are the host's to delete.
const seatDeleted = "Your progress is deleted. What the host sees of your seat, its name, votes and tries, goes when the host wipes the room, at the latest 7 days after it."

// progressPage handles "GET /progress": all that is stored, in plain words.
func (s *Server) progressPage(w http.ResponseWriter, r *http.Request) error {
	known, err := s.progress(r)
	if err != nil {
		return err
	}
	kept, err := s.keptRuns(r)
	if err != nil {
		return err
	}
	page := views.ProgressPage{
		Layout: s.layoutFor(r, known, "Progress"), Name: known.Name, Kept: kept,
		Before: s.satBefore(r),
		Known:  known.Name != "" || len(known.Lessons)+len(known.Passed)+len(known.Attempts)+len(kept) > 0,
	}
	for _, n := range notices {
		if r.FormValue(n.query) != "" {
			page.Notice = n.text
		}
	}
	if r.FormValue("deleted") != "" && s.seat(r) != nil {
		page.Notice = seatDeleted
	}
	for _, l := range s.lessons {
		if mine, ok := known.Lessons[l.Slug]; ok {
			page.Lessons = append(page.Lessons, lessonProgress(l, mine))
		}
		for _, id := range l.Exercises {
			if pass, ok := known.Passed[id]; ok {
				page.Exercises = append(page.Exercises, exerciseProgress(id, pass))
			}
		}
	}
	if l, err := s.findLesson(known.Last.Lesson); err == nil {
		page.Place = l.Title
	}
	return s.render(w, r, views.Progress(page))
}

func lessonProgress(l lessons.Lesson, mine progress.Lesson) views.LessonProgress {
	p := views.LessonProgress{Lesson: l, Predicted: len(mine.Predictions)}
	for _, prediction := range mine.Predictions {
		if prediction.Option == 0 {
			p.Skipped++
		}
	}
	for _, answer := range mine.Answers {
		p.Answered += answer.Count
	}
	return p
}

// readerTime is how a time is written for a reader.
const readerTime = "2 January 2006, 15:04"

func exerciseProgress(id string, pass progress.Pass) views.ExerciseProgress {
	p := views.ExerciseProgress{ID: id, Passed: pass.At.Format(readerTime)}
	if c, ok := check.Find(id); ok {
		p.Title = c.Title
	}
	return p
}
