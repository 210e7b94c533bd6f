package server

import (
	"fmt"
	"net/http"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/room"
	"pushlab/lessons"
	"pushlab/views"
)

// What the board is told of what seats do. It is told only after it was saved,
// and by what the server saw: no page says that an exercise is passed.

// tellTried says with which condition an attempt failed. A run's id is a
// capability, and what was seen of an attempt may hold it.
func (s *Server) tellTried(run *demo.Run, v check.Verdict) {
	_, seat := s.seatOfRun(run)
	if seat == nil {
		return
	}
	for _, c := range maskVerdict(v, run.ID).Clauses {
		if c.State != check.Met {
			seat.Tried(v.Exercise, c.Text, c.Seen)
			return
		}
	}
}

// tellBegan says in which lesson the run's seat works: a seat that does its
// exercises in a terminal has no page that says it.
func (s *Server) tellBegan(run *demo.Run, exercise string) {
	_, seat := s.seatOfRun(run)
	if l, _, ok := s.findExercise(exercise); ok && seat != nil {
		seat.At(room.Place{Lesson: l.Slug})
	}
}

func (s *Server) tellPassed(run *demo.Run, exercise string) {
	if _, seat := s.seatOfRun(run); seat != nil {
		seat.Passed(exercise)
	}
}

// closed says whether a lesson is closed to the visitor: to a seat, while the
// host has not opened it.
func (v visitor) closed(slug string) bool {
	return v.seat != nil && v.role == room.Nobody && v.room.Closed(slug)
}

// lessonClosed answers a seat that asks for a closed lesson.
func (s *Server) lessonClosed(w http.ResponseWriter, r *http.Request, l lessons.Lesson) error {
	page := views.ErrorPage{Layout: s.layout(r, l.Title), Status: http.StatusForbidden, Title: "This lesson is closed for now",
		What:   fmt.Sprintf("Lesson %d, %s, is opened by the host of the room.", l.Number, l.Title),
		Advice: s.whereTheClassIs(s.room().SeatView(s.seat(r)).Follow.Place)}
	return write(w, r, http.StatusForbidden, views.Error(page))
}

// whereTheClassIs says what to do instead.
func (s *Server) whereTheClassIs(at room.Place) string {
	const kept = "What you did is kept. "
	l, err := s.findLesson(at.Lesson)
	if err != nil {
		return kept + "The other lessons are open: the course map at / lists them."
	}
	return kept + fmt.Sprintf("The class is in lesson %d, %s.", l.Number, l.Title)
}

// closedSteps marks the steps of the course map that the host has closed.
func (s *Server) closedSteps(r *http.Request, steps []views.Step) []views.Step {
	v := s.visitor(r) // once: a cookie's MAC is computed for it
	for i := range steps {
		steps[i].Closed = v.closed(steps[i].Lesson.Slug)
	}
	return steps
}
