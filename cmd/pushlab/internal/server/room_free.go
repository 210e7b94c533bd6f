package server

import (
	"context"
	"fmt"
	"net/http"
)

// What a browser is told whose seat the host has freed.
const (
	freedWords  = "The host has freed the seat that this browser had."
	freedAdvice = "What was done in it is kept for the host. Join again with the code, at /j, for another seat."
)

// freeSeat handles "POST /room/free" with seat: whoever has it has it no more.
func (s *Server) freeSeat(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := meansThisRoom(r, v); err != nil {
		return err
	}
	seat, err := seatOf(r, v)
	if err != nil {
		return err
	}
	if err := v.room.Free(r.Context(), seat.Number()); err != nil {
		return roomError(err)
	}
	return roomDone(w, r)
}

// freeEmpty handles "POST /room/free/empty": all seats in which nothing was done
// and that no page shows.
func (s *Server) freeEmpty(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := meansThisRoom(r, v); err != nil {
		return err
	}
	freed, err := v.room.FreeEmpty(r.Context())
	if err != nil {
		return roomError(err)
	}
	answerForm(w, r, fmt.Sprintf("/room?freed=%d", freed), map[string]any{"freed": freed})
	return nil
}

// lostWords are what a page says on top to who had a seat; "" to anybody else.
func (v visitor) lostWords() string {
	if !v.lost {
		return ""
	}
	return freedWords + " " + freedAdvice
}

// endWhenFreed ends the socket of a page when the host frees its seat. The page
// comes back without one, and is told.
func (p *pageSocket) endWhenFreed(ctx context.Context) {
	select {
	case <-p.in.seat.Lost():
		p.conn.Close(policyBroken, freedWords)
	case <-ctx.Done():
	}
}
