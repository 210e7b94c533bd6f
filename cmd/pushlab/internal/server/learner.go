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

// learner returns the id in the request's cookie, "" for a new visitor.
func learner(r *http.Request) string {
	c, err := r.Cookie(learnerCookie)
	if err != nil || !learnerForm.MatchString(c.Value) {
		return ""
	}
	return c.Value
}

// ensureLearner returns the learner and, for a new visitor, sets the cookie:
// only what a visitor saves makes them a learner.
func ensureLearner(w http.ResponseWriter, r *http.Request) string {
	id := learner(r)
	if id == "" {
		id = randomText(16)
	}
	http.SetCookie(w, &http.Cookie{
		Name: learnerCookie, Value: id, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteLaxMode, MaxAge: int((400 * 24 * time.Hour).Seconds()),
	})
	return id
}

// forgetLearner removes the cookie.
func forgetLearner(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: learnerCookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}
