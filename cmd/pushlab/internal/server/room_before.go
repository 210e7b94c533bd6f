package server

import (
	"context"
	"net/http"

	"pushlab/cmd/pushlab/internal/room"
)

// What a browser is told whose seat is in a room that is open no more.
const beforeWords = "The host has begun a new room, with another code. What you did in the one before is kept for 7 days at most. Take it home, on the page Progress, before you join the new one."

// learnerBefore is whose progress the request's cookie proves that is of a seat in
// a room before; "" for nobody. Only to take it home: nothing is added to it.
func (s *Server) learnerBefore(r *http.Request) (string, error) {
	c := cookie(r, seatCookie)
	if s.rooms == nil || c == "" || s.seat(r) != nil {
		return "", nil
	}
	return s.rooms.LearnerBefore(r.Context(), c)
}

// satBefore says whether the request's browser has a seat in a room before.
func (s *Server) satBefore(r *http.Request) bool {
	id, err := s.learnerBefore(r)
	if err != nil {
		s.log.Error("finding a seat of a room before", "err", err)
	}
	return id != ""
}

// exported is whose progress is exported: with seat=before that of a seat in a
// room before, without it the reader's own, or that of such a seat if there is none.
func (s *Server) exported(r *http.Request) (string, error) {
	if id := s.learner(r); id != "" && r.FormValue("seat") != "before" {
		return id, nil
	}
	return s.learnerBefore(r)
}

// refuseRoom says why a page is not told of the room, if it is not.
func (p *pageSocket) refuseRoom(ctx context.Context) (refused bool) {
	why := "Only who has a seat in the room is told of it. Join it at /j."
	switch {
	case p.in.seat != nil || p.in.role != room.Nobody:
		return false
	case p.in.lost:
		why = freedWords + " " + freedAdvice
	case p.in.before:
		why = beforeWords
	}
	p.refuse(ctx, "room", why)
	return true
}
