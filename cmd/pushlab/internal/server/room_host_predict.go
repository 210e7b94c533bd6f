package server

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/lessons"
)

// predictTogether handles "POST /room/predict" with do, and for do=collect the
// lesson and the block of its prediction:
//
//	collect ──► close ──► again ──► close ──► reveal ──► drop
//
// What was collected is shown to nobody but the host until it is revealed.
func (s *Server) predictTogether(w http.ResponseWriter, r *http.Request, v visitor) (err error) {
	switch do := r.PostFormValue("do"); do {
	case "collect":
		err = s.collect(r, v.room)
	case "again":
		err = v.room.CollectAgain(r.Context())
	case "close":
		v.room.CloseCollection()
	case "reveal":
		err = v.room.Reveal(r.Context())
	case "drop":
		v.room.DropQuestion()
	default:
		err = badRequest("do is collect, again, close, reveal or drop; %q was sent.", do)
	}
	if err != nil {
		return predictError(err)
	}
	return roomDone(w, r)
}

// collect asks the room one of a lesson's predictions.
func (s *Server) collect(r *http.Request, open *room.Room) error {
	l, err := s.lessonOf(r)
	if err != nil {
		return err
	}
	block := r.PostFormValue("block")
	i := slices.IndexFunc(l.Segments, func(g lessons.Segment) bool { return g.Kind == lessons.KindPredict && g.ID == block })
	if i < 0 {
		return badRequest("Lesson %s has no prediction %q.", l.Slug, block)
	}
	return open.Collect(r.Context(), questionOf(l, l.Segments[i]))
}

// questionOf is a prediction as the room is asked it.
func questionOf(l lessons.Lesson, g lessons.Segment) room.Question {
	q := room.Question{Lesson: l.Slug, Block: g.ID, Text: plainText(g.Question)}
	for i, o := range g.Options {
		q.Options = append(q.Options, plainText(o.HTML))
		if o.Right {
			q.Right = i + 1
		}
	}
	return q
}

// predictError says why nothing was collected or shown.
func predictError(err error) error {
	if errors.Is(err, room.ErrClosed) {
		return &statusError{status: http.StatusConflict, wrapped: err, what: "The room is not asked anything that this could be done with.",
			advice: "Nothing was changed. Collect a prediction first."}
	}
	return roomError(err)
}

// roomVote counts a seat's prediction when the room makes it together. Otherwise
// it is the learner's own, as one that was skipped always is.
func (s *Server) roomVote(ctx context.Context, seat *room.Seat, lesson, block string, option int) error {
	if seat == nil || option == 0 {
		return nil
	}
	switch s.askedTogether(seat, lesson, block) {
	case "open":
		return voteError(seat.Vote(ctx, lesson, block, option))
	case "closed":
		return voteError(room.ErrClosed)
	}
	return nil
}

// askedTogether is how a prediction stands in the seat's room: "" when it is
// nobody's but the learner's.
func (s *Server) askedTogether(seat *room.Seat, lesson, block string) string {
	open := s.room()
	if open == nil {
		return ""
	}
	q := open.SeatView(seat).Predict
	if q == nil || q.Lesson != lesson || q.Block != block {
		return ""
	}
	return q.State
}

// voteError says what becomes of a prediction that the room did not take.
func voteError(err error) error {
	if errors.Is(err, room.ErrClosed) {
		return &statusError{status: http.StatusConflict, wrapped: err, what: "The host has closed this collection.",
			advice: "What you chose before counts. It can be changed when the host collects again."}
	}
	return roomError(err)
}
