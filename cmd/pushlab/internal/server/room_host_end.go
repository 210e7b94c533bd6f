package server

import (
	"errors"
	"net/http"

	"pushlab/cmd/pushlab/internal/room"
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
func (s *Server) endRoom(w http.ResponseWriter, r *http.Request, _ visitor) error {
	s.liftFaults()
	if err := s.rooms.End(r.Context()); err != nil {
		return roomError(err)
	}
	return roomDone(w, r)
}

// newRoom handles "POST /room/new": another code, no seats. The browser that
// asks for it stays the host.
func (s *Server) newRoom(w http.ResponseWriter, r *http.Request, _ visitor) error {
	s.liftFaults()
	open, err := s.rooms.Start(r.Context())
	if err != nil {
		return roomError(err)
	}
	setCookie(w, roleCookie, open.RoleCookie(room.Host), roomTime)
	return roomDone(w, r)
}

// wipeRoom handles "POST /room/wipe" with confirm=yes.
func (s *Server) wipeRoom(w http.ResponseWriter, r *http.Request, _ visitor) error {
	if r.PostFormValue("confirm") != "yes" {
		return badRequest("Wiping deletes the room with all that its seats did. It wants confirm=yes.")
	}
	s.liftFaults()
	if err := s.rooms.Wipe(r.Context()); err != nil {
		return roomError(err)
	}
	dropCookie(w, roleCookie)
	answerForm(w, r, "/", map[string]any{"done": true})
	return nil
}

// roomError says what can be done about a change that the room did not take.
func roomError(err error) error {
	refused := func(status int, what, advice string) error {
		return &statusError{status: status, wrapped: err, what: what, advice: advice}
	}
	switch {
	case errors.Is(err, room.ErrEnded):
		return refused(http.StatusConflict, "This room has ended.", "What was done in it is kept until it is wiped. The host can open a new one.")
	case errors.Is(err, room.ErrMany):
		return refused(http.StatusTooManyRequests, "There is no room for more.", "What was saved before is kept.")
	case errors.Is(err, room.ErrInvalid):
		return refused(http.StatusBadRequest, sentence(err), "Nothing was changed.")
	}
	return saveError(err)
}
