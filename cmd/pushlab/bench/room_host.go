package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// A roomHost has the board open and sees when a seat's click has reached it.
type roomHost struct {
	load   *roomLoad
	client *http.Client

	mu      sync.Mutex
	awaited map[int]awaited // by seat
	missed  int
}

// An awaited click was due at a time and is seen by the state that it sets.
type awaited struct {
	state string
	due   time.Time
}

// takeHost becomes the host with the link that the server printed, and opens
// the board.
func (l *roomLoad) takeHost() (*roomHost, error) {
	h := &roomHost{load: l, client: newBrowser(), awaited: map[int]awaited{}}
	secret := url.Values{"secret": {path.Base(l.p.places["host"])}}
	if _, err := l.post(h.client, l.site+"/room/host", secret); err != nil {
		return nil, err
	}
	conn, err := h.dial()
	if err != nil {
		return nil, err
	}
	go l.hold("the host", conn, h) // ends with the process
	return h, nil
}

// dial opens the control socket of the board.
func (h *roomHost) dial() (*websocket.Conn, error) {
	return dialControl(h.client, h.load.site, map[string]any{"op": "room"}, map[string]any{"op": "board", "present": false})
}

func (h *roomHost) pause(failures int) time.Duration { return usualProfile.pause(failures) }

// hear reads the board as it comes.
func (h *roomHost) hear(conn *websocket.Conn) error {
	for {
		m, err := conn.Read(context.Background())
		if err != nil {
			return err
		}
		came := time.Now()
		var board struct {
			Type, Message string
			Seats         []struct {
				Seat  int
				State string
			}
		}
		if json.Unmarshal(m.Data, &board) != nil || board.Type == "error" {
			h.load.troubles.add("the board: %s", board.Message)
		}
		for _, s := range board.Seats {
			h.seen(s.Seat, s.State, came)
		}
	}
}

// seen notes that the board shows a seat's state.
func (h *roomHost) seen(seat int, state string, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if a, ok := h.awaited[seat]; ok && a.state == state {
		delete(h.awaited, seat)
		h.load.boards.add(at.Sub(a.due))
	}
}

// act lets a seat say in which state it is, other than in the round before.
func (h *roomHost) act(s *roomSeat, round int) error {
	state := stateOf(round)
	h.await(s.number, awaited{state, time.Now()})
	return s.say(state)
}

// stateOf is the state that a seat says in a round, which is not that of the round before.
func stateOf(round int) string { return []string{"done", "working"}[round%2] }

func (h *roomHost) await(seat int, a awaited) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, open := h.awaited[seat]; open {
		h.missed++
	}
	h.awaited[seat] = a
}

// unseen is how many clicks the board never showed.
func (h *roomHost) unseen() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.missed + len(h.awaited)
}
