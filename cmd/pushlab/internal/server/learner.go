package server

import (
	"net/http"
	"regexp"
	"time"
)

// learnerCookie names the cookie that is all pushlab knows of a learner.
// Cookies do not separate ports, hence the prefix.
const learnerCookie = "pl_learner"

var learnerForm = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)

// learner returns who the request's progress belongs to: in a room its seat,
// else the browser's own learner, "" for a new visitor. A seat's learner is a
// fresh one, so the browser's own progress neither shows in the room nor takes
// part in it, and is there again after leaving.
func (s *Server) learner(r *http.Request) string {
	if seat := s.seat(r); seat != nil {
		return seat.Learner()
	}
	id := cookie(r, learnerCookie)
	if !learnerForm.MatchString(id) {
		return ""
	}
	return id
}

// ensureLearner returns the learner and, for a new visitor, sets the cookie:
// only what a visitor saves makes them a learner. A seat has its own cookie.
func (s *Server) ensureLearner(w http.ResponseWriter, r *http.Request) string {
	id := s.learner(r)
	if s.seat(r) != nil {
		return id
	}
	if id == "" {
		id = randomText(16)
	}
	setCookie(w, learnerCookie, id, 400*24*time.Hour)
	return id
}

// forgetLearner removes the browser's own cookie; a seat's stays, since leaving
// the room is another thing.
func (s *Server) forgetLearner(w http.ResponseWriter, r *http.Request) {
	if s.seat(r) == nil {
		dropCookie(w, learnerCookie)
	}
}

// setCookie sets one that no script reads and that no other site's form sends.
func setCookie(w http.ResponseWriter, name, value string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteLaxMode, MaxAge: int(age.Seconds()),
	})
}

func dropCookie(w http.ResponseWriter, name string) {
	setCookie(w, name, "", -time.Second)
}
