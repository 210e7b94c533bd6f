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
	conn, err := dialControl(h.client, l.site, map[string]any{"op": "room"}, map[string]any{"op": "board", "present": false})
	if err != nil {
		return nil, err
	}
	go h.watch(conn) // ends with the process
	return h, nil
}

// watch reads the board as it comes.
func (h *roomHost) watch(conn *websocket.Conn) {
	for {
		m, err := conn.Read(context.Background())
		if err != nil {
			h.load.troubles.add("the host's control socket: %v", err)
			return
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
	state := []string{"done", "working"}[round%2]
	h.await(s.number, awaited{state, time.Now()})
	_, err := s.post(h.load.site+"/room/state", url.Values{"state": {state}})
	return err
}

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
