package server

import (
	"context"
	"reflect"
	"time"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/cmd/pushlab/internal/websocket"
)

// A page hears the newest state of its room and none between: whoever tells it
// takes the state when the page can be written to, so nothing is queued for a
// slow one and it holds up nobody else.
const (
	roomEvery   = 100 * time.Millisecond
	countsEvery = time.Second            // who came and who answered, if nothing else changed
	boardEvery  = 900 * time.Millisecond // who clicks just behind a board is on the next within a second
	boardIdle   = 5 * time.Second        // then time alone has changed a board
	mostBoards  = 32                     // in all; a board is read once a second by each
	pulseEvery  = 20 * time.Second
	mostSilent  = 3 // pulses
	never       = time.Duration(-1)
)

// feedRoom tells a page of the room until it leaves.
func (p *pageSocket) feedRoom(ctx context.Context) {
	var told toldRoom
	for {
		changed := p.in.room.SeatsChanged() // before the state is read, so that no change is missed
		state := p.in.now()
		due := told.due(state)
		if due == 0 {
			if p.send(ctx, state) != nil {
				return
			}
			told, due = toldRoom{state, time.Now()}, never
		}
		if !pause(ctx, roomEvery) || !waitChange(ctx, changed, due) {
			return
		}
	}
}

// toldRoom is what a page was told last, and when.
type toldRoom struct {
	state room.SeatState
	at    time.Time
}

// due says in what time a state is told: 0 is now. Numbers that only count
// wait: in a room of 300 who come, each would be told of each.
func (t toldRoom) due(state room.SeatState) time.Duration {
	t.state.Now = state.Now
	switch {
	case t.at.IsZero(), !reflect.DeepEqual(withoutCounts(state), withoutCounts(t.state)):
		return 0
	case reflect.DeepEqual(state, t.state):
		return never
	}
	return max(0, time.Until(t.at.Add(countsEvery)))
}

func withoutCounts(state room.SeatState) room.SeatState {
	state.Joined, state.Connected = 0, 0
	if state.Predict != nil {
		q := *state.Predict
		q.Answered, q.Of = 0, 0
		state.Predict = &q
	}
	return state
}

// waitChange waits for a change, or for a time if that is not never. false: ctx
// ended.
func waitChange(ctx context.Context, changed <-chan struct{}, until time.Duration) bool {
	var over <-chan time.Time
	if until != never {
		timer := time.NewTimer(until)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-changed:
	case <-over:
	case <-ctx.Done():
		return false
	}
	return true
}

// openBoard begins to tell the host or a helper of the board.
func (p *pageSocket) openBoard(ctx context.Context, present bool) {
	if p.in.role < room.Helper {
		p.refuse(ctx, "board", "Only the host and the helpers of the room see its board.")
		return
	}
	p.listen(ctx, "board", func(ctx context.Context) { p.feedBoard(ctx, present) })
}

// feedBoard tells a page of the board: all of it first, then what changed.
func (p *pageSocket) feedBoard(ctx context.Context, present bool) {
	defer p.server.boards.Add(-1)
	if p.server.boards.Add(1) > mostBoards {
		p.refuse(ctx, "board", "32 pages show this board already. Close one, and load this page again.")
		return
	}
	var told toldBoard
	for {
		changed := p.in.room.Changed()
		b := told.news(p.in.room.Board(present))
		b.Role = p.in.role.String()
		began := time.Now()
		if p.send(ctx, b) != nil {
			return
		}
		if time.Since(began) > boardEvery { // it was behind
			told = nil
		}
		if !pause(ctx, boardEvery) || !waitChange(ctx, changed, boardIdle) {
			return
		}
	}
}

// toldBoard is what a page knows: the revision of each seat. nil is nothing.
type toldBoard map[int]uint64

// news is what of a board is new, which is noted.
func (t *toldBoard) news(b room.Board) room.Board {
	before, now := *t, toldBoard{}
	changed := []room.BoardSeat{}
	for _, s := range b.Seats {
		now[s.Seat] = s.Rev
		if rev, ok := before[s.Seat]; !ok || rev != s.Rev {
			changed = append(changed, s)
		}
	}
	for n := range before {
		if _, ok := now[n]; !ok {
			b.Gone = append(b.Gone, n)
		}
	}
	if b.Full = before == nil; !b.Full {
		b.Seats = changed
	}
	*t = now
	return b
}

// refuse says why the page is not told of something.
func (p *pageSocket) refuse(ctx context.Context, op, why string) {
	p.send(ctx, map[string]any{"type": "error", "op": op, "message": why})
}

// pulse ends the socket of a page whose machine sleeps or has left the network,
// so that its seat is shown as away: TCP would hold on to it for many minutes.
func (p *pageSocket) pulse(ctx context.Context) {
	for silent := 0; silent < mostSilent; silent++ {
		writing, cancel := context.WithTimeout(ctx, controlTime)
		p.conn.Write(writing, websocket.OpPing, nil) // what can not be sent is not answered
		cancel()
		if !pause(ctx, pulseEvery) {
			return
		}
		if p.conn.Ponged() {
			silent = -1
		}
	}
	p.conn.NetConn().Close()
}
