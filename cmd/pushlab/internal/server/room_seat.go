package server

import (
	"errors"
	"net/http"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/cmd/pushlab/internal/room"
	"pushlab/views"
)

// roomPage handles "GET /room": the board for the host and the helpers, its
// place for a seat, and for anybody else how to join.
func (s *Server) roomPage(w http.ResponseWriter, r *http.Request, v visitor) error {
	switch {
	case v.role != room.Nobody:
		return s.boardPage(w, r, v)
	case v.seat != nil:
		page, err := s.seatPage(r, v)
		if err != nil {
			return err
		}
		return s.render(w, r, views.Seat(page))
	}
	http.Redirect(w, r, "/j", http.StatusSeeOther)
	return nil
}

// seatNotices are what a form has just done, by the query that it leads back with.
var seatNotices = map[string]string{
	"named": "Your name is saved.",
	"card":  "Your card is handed in.",
	"voted": "Your answer is in. It can be changed until the host closes the question.",
}

func (s *Server) seatPage(r *http.Request, v visitor) (views.SeatPage, error) {
	known, err := s.progress(r)
	if err != nil {
		return views.SeatPage{}, err
	}
	now := v.room.SeatView(v.seat)
	place, href := s.placeWords(now.Follow.Place)
	return views.SeatPage{
		Layout: s.layoutFor(r, known, "Your seat"), Code: v.room.Code(), Number: v.seat.Number(),
		Name: v.seat.Name(), Typed: v.seat.Name(), Words: v.seat.Words(),
		Checkpoints: s.seatCheckpoints(known), Place: place, PlaceHref: href,
		Cards: now.Cards, Ended: v.room.Ended(), Notice: seatNotices[r.FormValue("done")],
	}, nil
}

// seatCheckpoints are the exercises with what the seat has passed.
func (s *Server) seatCheckpoints(known progress.Progress) (list []views.SeatCheckpoint) {
	for _, l := range s.lessons {
		for _, id := range l.Exercises {
			_, passed := known.Passed[id]
			c := views.SeatCheckpoint{ID: id, Href: "/lessons/" + l.Slug + "/#" + id, Passed: passed}
			if known, ok := check.Find(id); ok {
				c.Title = known.Title
			}
			list = append(list, c)
		}
	}
	return list
}

// renameSeat handles "POST /room/name" with a name.
func (s *Server) renameSeat(w http.ResponseWriter, r *http.Request, v visitor) error {
	err := v.seat.Rename(r.Context(), r.PostFormValue("name"))
	wrong := (*room.NameError)(nil)
	if !errors.As(err, &wrong) {
		return s.answerSeat(w, r, err, "named")
	}
	page, err := s.seatPage(r, v)
	if err != nil {
		return err
	}
	page.Typed, page.Wrong = r.PostFormValue("name"), wrong.Error()
	return s.sayRefused(w, r, http.StatusUnprocessableEntity, page.Wrong, views.Seat(page))
}

// setState handles "POST /room/state" with one of the three states.
func (s *Server) setState(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.answerSeat(w, r, v.seat.SetState(r.Context(), room.State(r.PostFormValue("state"))), "state")
}

// sendCard handles "POST /room/card" with the minute card's two texts.
func (s *Server) sendCard(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.answerSeat(w, r, v.seat.Card(r.Context(), r.PostFormValue("good"), r.PostFormValue("bad")), "card")
}

// vote handles "POST /room/vote" with lesson, block and option. It is the
// learner's own prediction too, as it is where it is made in the lesson.
func (s *Server) vote(w http.ResponseWriter, r *http.Request, v visitor) error {
	r.SetPathValue("slug", r.PostFormValue("lesson"))
	l, segment, option, err := s.choice(w, r, "predict", "block")
	if err != nil {
		return err
	}
	if err := v.seat.Vote(r.Context(), l.Slug, segment.ID, option); err != nil {
		return voteError(err)
	}
	err = s.store.Predict(r.Context(), v.seat.Learner(), l.Slug, segment.ID, option)
	return s.answerSeat(w, r, err, "voted")
}

// leaveRoom handles "POST /room/leave": the browser has its own learner again.
func (s *Server) leaveRoom(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := v.seat.Leave(r.Context()); err != nil {
		return err
	}
	dropCookie(w, seatCookie)
	answerForm(w, r, "/", map[string]any{"left": true})
	return nil
}

// answerSeat answers what a seat has asked for.
func (s *Server) answerSeat(w http.ResponseWriter, r *http.Request, err error, done string) error {
	if err != nil {
		return seatError(err)
	}
	answerForm(w, r, "/room?done="+done, map[string]any{"saved": true})
	return nil
}

// seatError says what can be done about what the room has refused.
func seatError(err error) error {
	refused := func(status int, what, advice string) error {
		return &statusError{status: status, wrapped: err, what: what, advice: advice}
	}
	switch wrong := (*room.NameError)(nil); {
	case errors.Is(err, room.ErrClosed):
		return refused(http.StatusConflict, "The host collects no cards now.", "A card that you handed in before is kept.")
	case errors.Is(err, room.ErrFreed):
		return refused(http.StatusForbidden, freedWords, "Nothing was changed. "+freedAdvice)
	case errors.Is(err, room.ErrEnded):
		return refused(http.StatusConflict, "The host has ended this room.", "What you did before is kept for 7 days; take it home from the page of your seat.")
	case errors.As(err, &wrong):
		return refused(http.StatusUnprocessableEntity, wrong.Error(), "Nothing was changed.")
	case errors.Is(err, room.ErrInvalid):
		return refused(http.StatusBadRequest, "A state is working, done or come, and a card has a word in one of its boxes.", "Nothing was changed.")
	case errors.Is(err, room.ErrMany):
		return refused(http.StatusTooManyRequests, "This seat has sent as much as one may in a room.", "What it sent before is kept.")
	}
	return saveError(err)
}
