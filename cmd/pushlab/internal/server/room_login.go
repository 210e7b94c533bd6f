package server

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/views"
)

// hostLogin handles "GET /room/host/{secret}". It does not look at the secret:
// who opens a link has done nothing yet.
func (s *Server) hostLogin(w http.ResponseWriter, r *http.Request, _ visitor) error {
	return s.render(w, r, views.Login(s.loginForm(r, r.PathValue("secret"), false)))
}

// helperLogin handles "GET /room/help/{secret}".
func (s *Server) helperLogin(w http.ResponseWriter, r *http.Request, _ visitor) error {
	return s.render(w, r, views.Login(s.loginForm(r, r.PathValue("secret"), true)))
}

func (s *Server) loginForm(r *http.Request, secret string, helper bool) views.LoginPage {
	return views.LoginPage{Layout: s.layout(r, "The room"), Secret: secret, Helper: helper}
}

// becomeHost handles "POST /room/host" with the secret.
func (s *Server) becomeHost(w http.ResponseWriter, r *http.Request, v visitor) error {
	if ok, err := s.hasSecret(w, r, v, room.Host); !ok {
		return err
	}
	setCookie(w, roleCookie, v.room.RoleCookie(room.Host), roomTime)
	answerForm(w, r, "/room", map[string]any{"role": "host"})
	return nil
}

// becomeHelper handles "POST /room/help" with the secret and a name.
func (s *Server) becomeHelper(w http.ResponseWriter, r *http.Request, v visitor) error {
	if ok, err := s.hasSecret(w, r, v, room.Helper); !ok {
		return err
	}
	name, err := room.CheckName(r.PostFormValue("name"))
	if err != nil {
		page := s.loginForm(r, r.PostFormValue("secret"), true)
		page.Name, page.Wrong = r.PostFormValue("name"), err.Error()
		return s.sayRefused(w, r, http.StatusUnprocessableEntity, page.Wrong, views.Login(page))
	}
	setCookie(w, roleCookie, v.room.RoleCookie(room.Helper), roomTime)
	setCookie(w, helperCookie, base64.RawURLEncoding.EncodeToString([]byte(name)), roomTime)
	answerForm(w, r, "/room", map[string]any{"role": "helper", "name": name})
	return nil
}

// hasSecret says whether the form's secret is that of the role, and has
// answered when it is not. The right one opens whoever has been wrong before:
// nobody guesses 128 bits, but learners who try at the host's address must not
// keep out the host. Wrong ones are counted only for what they are answered.
func (s *Server) hasSecret(w http.ResponseWriter, r *http.Request, v visitor, role room.Role) (bool, error) {
	if v.room.RoleFor(r.PostFormValue("secret")) == role {
		return true, nil
	}
	_, wait := s.guesses.try(s.now(), "secret "+s.guesser(r, v), func() bool { return false })
	return false, s.wrong(w, r, wait, views.CodePage{})
}

// nameInCookie is the name that a helper gave. Whoever has the browser can write
// another there, so it is to be checked each time.
func nameInCookie(r *http.Request) string {
	name, _ := base64.RawURLEncoding.DecodeString(cookie(r, helperCookie))
	return string(name)
}

// sayRefused answers a form that was refused: a browser gets its page again
// with what was typed, anybody else the sentence.
func (s *Server) sayRefused(w http.ResponseWriter, r *http.Request, status int, what string, page templ.Component) error {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return &statusError{status: status, what: what}
	}
	return write(w, r, status, page)
}

// toRoom leads a browser to its place in the room.
func toRoom(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/room", http.StatusSeeOther)
	return nil
}
