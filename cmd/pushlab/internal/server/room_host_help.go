package server

import (
	"fmt"
	"net/http"
	"strconv"

	"pushlab/cmd/pushlab/internal/room"
)

// longestHint is how many characters a hint has that is typed.
const longestHint = 280

// sendHint handles "POST /room/hint" with seat, exercise, and n or text: the
// exercise's own hint, or one that is typed.
func (s *Server) sendHint(w http.ResponseWriter, r *http.Request, v visitor) error {
	seat, err := seatOf(r, v)
	if err != nil {
		return err
	}
	exercise := r.PostFormValue("exercise")
	if _, _, ok := s.findExercise(exercise); !ok {
		return badRequest("The course has no exercise %q.", exercise)
	}
	n, text, err := s.hintOf(r, exercise)
	if err != nil {
		return err
	}
	if err := v.room.Hint(r.Context(), seat.Number(), exercise, n, text); err != nil {
		return roomError(err)
	}
	return roomDone(w, r)
}

// hintOf reads which hint of an exercise is sent; n is 0 for one that is typed.
func (s *Server) hintOf(r *http.Request, exercise string) (n int, text string, err error) {
	if text, err = lineOf(r, "text", longestHint); err != nil || text != "" {
		return 0, text, err
	}
	hints := s.hints(exercise)
	if len(hints) == 0 {
		return 0, "", badRequest("%s has no hints of its own. Type one.", exercise)
	}
	if n, err = wholeNumber(r, "n", 1, len(hints)); err != nil {
		return 0, "", err
	}
	return n, hints[n-1], nil
}

// takeSeat handles "POST /room/take" with seat and on: who asks goes there, or
// does not after all.
func (s *Server) takeSeat(w http.ResponseWriter, r *http.Request, v visitor) error {
	seat, err := seatOf(r, v)
	if err != nil {
		return err
	}
	on, err := switched(r, "on")
	if err != nil {
		return err
	}
	if on {
		err = v.room.Take(r.Context(), seat.Number(), helperName(r, v))
	} else {
		err = v.room.Untake(r.Context(), seat.Number())
	}
	if err != nil {
		return roomError(err)
	}
	return roomDone(w, r)
}

// helperName is by what name somebody helps. The name stands in a cookie, which
// anybody can write, so it is looked at each time.
func helperName(r *http.Request, v visitor) string {
	if v.role == room.Host {
		return "the host"
	}
	name, err := room.CheckName(nameInCookie(r))
	if err != nil {
		return "a helper"
	}
	return name
}

// openBench handles "GET /room/seats/{n}/bench": the seat's newest run, to read.
// Its learner sees that it is open for as long as it is (room_socket.go).
func (s *Server) openBench(w http.ResponseWriter, r *http.Request, v visitor) error {
	n, _ := strconv.Atoi(r.PathValue("n"))
	seat := v.room.Seat(n)
	if seat == nil {
		return noSeat(r.PathValue("n"))
	}
	if seat.View() == "" {
		return notFound(fmt.Sprintf("Seat %d has no run yet.", n), "Its learner has opened no bench in this room since pushlab was started.")
	}
	http.Redirect(w, r, "/v/"+seat.View(), http.StatusSeeOther)
	return nil
}

// seatOf reads which seat a form means.
func seatOf(r *http.Request, v visitor) (*room.Seat, error) {
	n, err := strconv.Atoi(r.PostFormValue("seat"))
	if err != nil {
		return nil, badRequest("seat is the number of a seat; %q was sent.", r.PostFormValue("seat"))
	}
	seat := v.room.Seat(n)
	if seat == nil {
		return nil, noSeat(r.PostFormValue("seat"))
	}
	return seat, nil
}

func noSeat(n string) error {
	return notFound(fmt.Sprintf("There is no seat %q in this room.", n), "Nothing was changed. Its learner has left, or the room is a new one.")
}
