package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// A roomSeat does what a learner's browser does: it has its own cookies and its
// own connections.
type roomSeat struct {
	load    *roomLoad
	i       int
	number  int           // from the server
	seated  chan struct{} // closed when number is known
	client  *http.Client
	run     string
	lab     string // its run's address
	streams [2]*roomStream
	profile atomic.Pointer[roomProfile]
	saved   ledger
}

func (l *roomLoad) newSeat(i int) *roomSeat {
	s := &roomSeat{load: l, i: i, client: newBrowser(), seated: make(chan struct{})}
	s.profile.Store(&usualProfile)
	for k, kind := range []string{"sse", "ws"} {
		s.streams[k] = &roomStream{seat: s, kind: kind, seed: 2*i + k}
	}
	return s
}

// newBrowser is a client with cookies that shows each answer as it is.
func newBrowser() *http.Client {
	jar, _ := cookiejar.New(nil) // never fails
	return &http.Client{
		Jar: jar, Transport: &http.Transport{MaxConnsPerHost: 6}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// join takes a seat, makes the run of its bench, and opens its control socket.
func (s *roomSeat) join() error {
	join := s.load.p.places["join"]
	if err := s.get(join, nil); err != nil {
		return err
	}
	if _, err := s.post(join, url.Values{"name": {fmt.Sprintf("Load %d", s.i)}}); err != nil {
		return err
	}
	run, err := s.newRun()
	if err != nil {
		return err
	}
	s.run, s.lab = run.Run, run.Lab
	conn, err := s.dial()
	if err != nil {
		return err
	}
	go s.load.hold(fmt.Sprint("seat ", s.i), conn, s) // ends with the process
	select {
	case <-s.seated:
		return nil
	case <-time.After(20 * time.Second):
		return fmt.Errorf("no message of the room within 20 s")
	}
}

// A runAddress is what the site says of a run that it has made.
type runAddress struct{ Run, Lab string }

func (s *roomSeat) newRun() (run runAddress, err error) {
	body, err := s.post(s.load.site+"/runs", nil)
	if err != nil {
		return run, err
	}
	if err := json.Unmarshal(body, &run); err != nil {
		return run, fmt.Errorf("POST /runs: %w", err)
	}
	return run, nil
}

// dial opens its page's control socket.
func (s *roomSeat) dial() (*websocket.Conn, error) {
	return dialControl(s.client, s.load.site, map[string]any{"op": "room"}, map[string]any{"op": "watch", "run": s.run})
}

// hear reads the control socket as a page does.
func (s *roomSeat) hear(conn *websocket.Conn) error {
	away := s.number != 0 // it was there before, on another connection
	for {
		m, err := conn.Read(context.Background())
		if err != nil {
			return err
		}
		if !strings.Contains(string(m.Data), `"type":"room"`) {
			continue // rows of its bench: a page draws them
		}
		var room struct {
			Seat    int
			Profile roomProfile
		}
		if json.Unmarshal(m.Data, &room) != nil || room.Seat == 0 {
			continue
		}
		s.profile.Store(&room.Profile)
		if s.number == 0 {
			s.number = room.Seat
			close(s.seated)
		}
		if away {
			away = false
			s.backAs(room.Seat)
		}
	}
}

// clicks are what a learner saves while reading: where they are, and what they
// predict and answer, which is saved as an item (room_ledger.go).
var clicks = []struct {
	path string
	body any
	item string
}{
	{"/place", json.RawMessage(`{"lesson":"01-why-stream","section":""}`), ""},
	{"/lessons/01-why-stream/predict", url.Values{"block": {"first-and-last"}, "option": {"1"}}, "predict first-and-last"},
	{"/lessons/01-why-stream/quiz", url.Values{"quiz": {"total-time"}, "option": {"1"}}, "answer total-time"},
}

// click is one of them. It says what was saved, "" for a place.
func (s *roomSeat) click(k int) (item string, err error) {
	c := clicks[(s.i+k)%len(clicks)]
	_, err = s.post(s.load.site+c.path, c.body)
	return c.item, err
}

// say tells the room how the learner stands.
func (s *roomSeat) say(state string) error {
	_, err := s.post(s.load.site+"/room/state", url.Values{"state": {state}})
	return err
}
