package server

import (
	"errors"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/room"
)

// The cookies of a room. What each holds is signed with the data directory's
// key, so it is good after a restart and nothing secret is stored for it.
const (
	seatCookie   = "pl_seat"
	roleCookie   = "pl_host"
	helperCookie = "pl_helper" // the name that a helper gave; not secret
)

// roomTime is how long a room's cookies last: as long as its rows do.
const roomTime = 7 * 24 * time.Hour

// A need is what a request must show to be let in.
type need int

const (
	nothing     need = iota
	aSeat            // a seat of the open room
	aHelper          // the helpers' secret, or the host's
	onlyTheHost      // the host's secret
)

// A roomRoute is an address of the room and who may use it.
type roomRoute struct {
	pattern string
	needs   need
	handler func(http.ResponseWriter, *http.Request, visitor) error
}

// A visitor is who asks in a room.
type visitor struct {
	room *room.Room
	role room.Role
	seat *room.Seat // nil: none
	lost bool       // it had a seat, which the host has freed
}

// roomRoutes is every address of the room. That a learner's cookie opens none
// of the host's is tested with this list.
func (s *Server) roomRoutes() []roomRoute {
	list := []roomRoute{
		{"GET /j", nothing, s.codePage},
		{"POST /j", nothing, s.enterCode},
		{"GET /j/{code}", nothing, s.joinPage},
		{"POST /j/{code}", nothing, s.join},
		{"POST /j/{code}/back", nothing, s.comeBack},
		{"GET /room", nothing, s.roomPage},
		{"GET /room/host/{secret}", nothing, s.hostLogin},
		{"POST /room/host", nothing, s.becomeHost},
		{"GET /room/help/{secret}", nothing, s.helperLogin},
		{"POST /room/help", nothing, s.becomeHelper},

		{"POST /room/name", aSeat, s.renameSeat},
		{"POST /room/state", aSeat, s.setState},
		{"POST /room/card", aSeat, s.sendCard},
		{"POST /room/vote", aSeat, s.vote},
		{"POST /room/leave", aSeat, s.leaveRoom},
	}
	return append(list, s.hostRoutes()...)
}

// addRoom adds the room's addresses to the site.
func (s *Server) addRoom(handle route) {
	for _, route := range s.roomRoutes() {
		handle(route.pattern, s.inRoom(route.needs, route.handler))
	}
}

// inRoom lets only those pass who have what the address needs.
func (s *Server) inRoom(needs need, h func(http.ResponseWriter, *http.Request, visitor) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		v := s.visitor(r)
		if v.room == nil {
			return s.noRoom()
		}
		if err := v.may(needs); err != nil {
			return err
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxRoomForm)
		if err := readForm(r); err != nil {
			return err
		}
		return h(w, r, v)
	}
}

// maxRoomForm holds a minute card: two boxes of 500 characters, each of which a
// form may write as "%F0%9F%A6%8A".
const maxRoomForm = 16 << 10

// readForm reads a form whole, so that no handler takes one that was cut off for
// one with empty fields.
func readForm(r *http.Request) error {
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(maxRoomForm)
	}
	switch tooBig := (*http.MaxBytesError)(nil); {
	case err == nil, errors.Is(err, http.ErrNotMultipart):
		return nil
	case errors.As(err, &tooBig):
		return &statusError{status: http.StatusRequestEntityTooLarge, wrapped: err, what: "This form has more than 16 KiB.",
			advice: "Nothing was changed. Shorten what you wrote, and send it again."}
	}
	return badRequest("The form could not be read.")
}

// noRoom answers every address of the room when none is open. Where one was, it
// was wiped.
func (s *Server) noRoom() error {
	if s.opensRoom() {
		return notFound("The host has wiped the room.", "What was done in it is deleted. Whoever runs this pushlab opens another by starting it again, with the same flags.")
	}
	return notFound("No room is open on this pushlab.", "Whoever runs it opens one with pushlab serve -lan, or with -room for this machine alone.")
}

// may says what is missing, if something is.
func (v visitor) may(needs need) error {
	has := map[need]bool{nothing: true, aSeat: v.seat != nil, aHelper: v.role >= room.Helper, onlyTheHost: v.role == room.Host}
	if has[needs] {
		return nil
	}
	if v.lost && needs == aSeat {
		return &statusError{status: http.StatusForbidden, what: freedWords, advice: "Nothing was changed. " + freedAdvice}
	}
	return &statusError{status: http.StatusForbidden, advice: "Nothing was changed.", what: map[need]string{
		aSeat:       "Only who has a seat in the room can do this. Join it at /j first.",
		aHelper:     "Only the host and the helpers of the room can do this.",
		onlyTheHost: "Only the host of the room can do this.",
	}[needs]}
}

// visitor reads the request's cookies; its room is nil when none is open.
func (s *Server) visitor(r *http.Request) visitor {
	v := visitor{room: s.room(), role: s.role(r), seat: s.seat(r)}
	v.lost = v.room != nil && v.seat == nil && v.room.WasFreed(cookie(r, seatCookie))
	return v
}

// room is the open room; nil without one, and when serve was not asked for it.
func (s *Server) room() *room.Room {
	if s.rooms == nil || !s.opensRoom() {
		return nil
	}
	return s.rooms.Current()
}

// seat is the seat of the request's cookie in the open room, nil without one.
func (s *Server) seat(r *http.Request) *room.Seat {
	open, c := s.room(), cookie(r, seatCookie)
	if open == nil || c == "" {
		return nil
	}
	return open.SeatOf(c)
}

// role is what the request's cookie makes of its browser in the open room.
func (s *Server) role(r *http.Request) room.Role {
	open, c := s.room(), cookie(r, roleCookie)
	if open == nil || c == "" {
		return room.Nobody
	}
	return open.RoleOf(c)
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}
