package server

import (
	"net/http"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/lessons"
)

// Limits of a timer.
const (
	longestTimer = 240 // minutes
	longestLabel = 60  // characters
)

// setFollow handles "POST /room/follow" with on.
func (s *Server) setFollow(w http.ResponseWriter, r *http.Request, v visitor) error {
	on, err := switched(r, "on")
	if err != nil {
		return err
	}
	v.room.Follow(on)
	return roomDone(w, r)
}

// bring handles "POST /room/bring" with lesson and section; without a lesson it
// brings all to where the host is.
func (s *Server) bring(w http.ResponseWriter, r *http.Request, v visitor) error {
	if r.PostFormValue("lesson") != "" {
		l, err := s.lessonOf(r)
		if err != nil {
			return err
		}
		section := r.PostFormValue("section")
		if section != "" && !hasSection(l, section) {
			return badRequest("Lesson %s has no section %q.", l.Slug, section)
		}
		v.room.HostAt(room.Place{Lesson: l.Slug, Section: section})
	}
	v.room.Bring()
	return roomDone(w, r)
}

// hasSection says whether a lesson's page has a place of that name.
func hasSection(l lessons.Lesson, id string) bool {
	return slices.ContainsFunc(l.Headings, func(h lessons.Heading) bool { return h.ID == id }) ||
		slices.ContainsFunc(l.Segments, func(g lessons.Segment) bool { return g.ID == id })
}

// release handles "POST /room/release".
func (s *Server) release(w http.ResponseWriter, r *http.Request, v visitor) error {
	v.room.Release()
	return roomDone(w, r)
}

// setTimer handles "POST /room/timer" with do=start|extend|stop, minutes, label.
func (s *Server) setTimer(w http.ResponseWriter, r *http.Request, v visitor) error {
	do := r.PostFormValue("do")
	if do == "stop" {
		v.room.StopTimer()
		return roomDone(w, r)
	}
	minutes, err := wholeNumber(r, "minutes", 1, longestTimer)
	if err != nil {
		return err
	}
	label, err := lineOf(r, "label", longestLabel)
	if err != nil {
		return err
	}
	switch d := time.Duration(minutes) * time.Minute; do {
	case "start":
		v.room.StartTimer(d, label)
	case "extend":
		v.room.ExtendTimer(d)
	default:
		return badRequest("do is start, extend or stop; %q was sent.", do)
	}
	return roomDone(w, r)
}

// setLesson handles "POST /room/lessons" with lesson and closed.
func (s *Server) setLesson(w http.ResponseWriter, r *http.Request, v visitor) error {
	l, err := s.lessonOf(r)
	if err != nil {
		return err
	}
	closed, err := switched(r, "closed")
	if err != nil {
		return err
	}
	v.room.CloseLesson(l.Slug, closed)
	return roomDone(w, r)
}
