package server

import (
	"errors"
	"net/http"
	"strings"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/views"
)

// openCards handles "POST /room/cards" with open: the minute cards of a break.
func (s *Server) openCards(w http.ResponseWriter, r *http.Request, v visitor) error {
	open, err := switched(r, "open")
	if err != nil {
		return err
	}
	v.room.OpenCards(open)
	return roomDone(w, r)
}

// endRoom handles "POST /room/end". What was done in the room is kept, to be
// exported or wiped.
func (s *Server) endRoom(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := meansThisRoom(r, v); err != nil {
		return err
	}
	s.liftFaults()
	if err := s.rooms.End(r.Context()); err != nil {
		return roomError(err)
	}
	return roomDone(w, r)
}

// newRoom handles "POST /room/new" with confirm=yes: another code, no seats. The
// browser that asks for it stays the host, and is told the new links this once.
func (s *Server) newRoom(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := meansThisRoom(r, v); err != nil {
		return err
	}
	if r.PostFormValue("confirm") != "yes" {
		return badRequest("A new room puts this one out of reach: the board exports and wipes the new one from then on. It wants confirm=yes.")
	}
	s.liftFaults()
	open, err := s.rooms.Start(r.Context())
	if err != nil {
		return roomError(err)
	}
	setCookie(w, roleCookie, open.RoleCookie(room.Host), roomTime)
	l := s.linksOf(open)
	if s.config.Opened != nil {
		s.config.Opened(l)
	}
	return s.sayOpened(w, r, open, l)
}

// sayOpened answers with the links of a room that was opened.
func (s *Server) sayOpened(w http.ResponseWriter, r *http.Request, open *room.Room, l Links) error {
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		return s.render(w, r, views.NewRoom(views.NewRoomPage{
			Layout: s.layout(r, "A new room"), Code: open.Code(), Join: l.Join, Host: l.Host, Help: l.Help,
		}))
	}
	w.Header().Set("Cache-Control", "no-store")
	answerForm(w, r, "/room", map[string]any{"code": open.Code(), "join": l.Join, "host": l.Host, "help": l.Help})
	return nil
}

// meansThisRoom refuses a form that names another room than the open one: it
// comes from a page that was left open, or is sent again.
func meansThisRoom(r *http.Request, v visitor) error {
	if code := r.PostFormValue("code"); code == "" || v.room.Matches(code) {
		return nil
	}
	return &statusError{status: http.StatusConflict, what: "Another room is open by now.", advice: "Nothing was changed. Load the board again."}
}

// wipeRoom handles "POST /room/wipe" with confirm=yes.
func (s *Server) wipeRoom(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := meansThisRoom(r, v); err != nil {
		return err
	}
	if r.PostFormValue("confirm") != "yes" {
		return badRequest("Wiping deletes the room with all that its seats did. It wants confirm=yes.")
	}
	s.liftFaults()
	if err := s.rooms.Wipe(r.Context()); err != nil {
		return roomError(err)
	}
	dropCookie(w, roleCookie)
	answerForm(w, r, "/?wiped", map[string]any{"done": true})
	return nil
}

// roomError says what can be done about a change that the room did not take.
func roomError(err error) error {
	refused := func(status int, what, advice string) error {
		return &statusError{status: status, wrapped: err, what: what, advice: advice}
	}
	switch {
	case errors.Is(err, room.ErrFreed):
		return refused(http.StatusConflict, "This seat was freed.", "Nothing was changed. Who had it can join again with the code.")
	case errors.Is(err, room.ErrEnded):
		return refused(http.StatusConflict, "This room has ended.", "What was done in it is kept until it is wiped. The host can open a new one.")
	case errors.Is(err, room.ErrMany):
		return refused(http.StatusTooManyRequests, "There is no room for more.", "What was saved before is kept.")
	case errors.Is(err, room.ErrInvalid):
		return refused(http.StatusBadRequest, sentence(err), "Nothing was changed.")
	}
	return saveError(err)
}
