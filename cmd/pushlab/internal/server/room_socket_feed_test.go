package server

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/cmd/pushlab/internal/websocket"
)

func TestToldRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := func(answered int, state string) *room.PredictState {
			return &room.PredictState{Block: "b", Answered: answered, Of: 9, State: state}
		}
		told := toldRoom{room.SeatState{Now: 1, Joined: 5, Predict: asked(2, "open")}, time.Now()}
		time.Sleep(countsEvery / 4)
		tests := map[string]struct {
			told  toldRoom
			state room.SeatState
			want  time.Duration
		}{
			"the first":         {toldRoom{}, room.SeatState{}, 0},
			"nothing new":       {told, room.SeatState{Now: 9, Joined: 5, Predict: asked(2, "open")}, never},
			"one more joined":   {told, room.SeatState{Now: 9, Joined: 6, Predict: asked(2, "open")}, countsEvery * 3 / 4},
			"one more answered": {told, room.SeatState{Now: 9, Joined: 5, Predict: asked(3, "open")}, countsEvery * 3 / 4},
			"it is closed":      {told, room.SeatState{Now: 9, Joined: 5, Predict: asked(3, "closed")}, 0},
			"a hint":            {told, room.SeatState{Now: 9, Joined: 5, Predict: asked(2, "open"), Hint: &room.HintState{N: 1}}, 0},
		}
		for name, test := range tests {
			if got := test.told.due(test.state); got != test.want {
				t.Errorf("%s: due in %v, want %v", name, got, test.want)
			}
		}
	})
}

func TestToldBoard(t *testing.T) {
	t.Parallel()
	seats := func(list ...uint64) (b room.Board) {
		for i, rev := range list {
			if rev != 0 {
				b.Seats = append(b.Seats, room.BoardSeat{Seat: i + 1, Rev: rev})
			}
		}
		return b
	}
	var told toldBoard
	tests := []struct {
		board room.Board
		full  bool
		seats []int
		gone  []int
	}{
		{seats(1, 1), true, []int{1, 2}, nil},
		{seats(1, 1), false, []int{}, nil},
		{seats(1, 2, 1), false, []int{2, 3}, nil},
		{seats(0, 2, 1), false, []int{}, []int{1}},
		{seats(0, 2, 1), false, []int{}, nil},
	}
	for n, test := range tests {
		got := told.news(test.board)
		numbers := []int{}
		for _, s := range got.Seats {
			numbers = append(numbers, s.Seat)
		}
		if got.Full != test.full || !slices.Equal(numbers, test.seats) || !slices.Equal(got.Gone, test.gone) {
			t.Errorf("message %d: full %t, seats %v, gone %v, want %t, %v, %v", n+1, got.Full, numbers, got.Gone, test.full, test.seats, test.gone)
		}
	}
}

// A page that reads too slowly hears what comes, or its socket ends and it comes
// back: none goes on as if it were told. Here the answer to a ping is before the
// room's message, and longer than that may wait.
func TestSlowPageIsToldOrEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := openPiped(t)
		page := c.dial(roleCookie+"="+c.room().RoleCookie(room.Host), `{"op":"room"}`)
		time.Sleep(time.Second)
		c.room().SetStream(true)
		awaitMessage(t, page, "room", func(r room.SeatState) bool { return r.Stream }) // behind the server's own ping
		say(t, page, `{"op":"board"}`)                                                 // it comes, and nobody reads it
		time.Sleep(time.Second)
		if err := page.Write(t.Context(), websocket.OpPing, nil); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		c.room().Bring()
		time.Sleep(6 * time.Second)
		awaitMessage(t, page, "board", func(room.Board) bool { return true })
		time.Sleep(controlTime - 2*time.Second) // the answer begins, and the time of the room's message is over
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for {
			m, err := page.Read(ctx)
			if ctx.Err() != nil {
				t.Fatal("a minute later the socket stands, and the room's message has not come")
			}
			if err != nil || strings.Contains(string(m.Data), `"type":"room"`) {
				return
			}
		}
	})
}
