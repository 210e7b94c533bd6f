package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
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
	number  int // from the server
	client  *http.Client
	lab     string // its run's address
	streams [2]*roomStream
	profile atomic.Pointer[roomProfile]
}

// roomProfile is how the room wants its streams to come back.
type roomProfile struct {
	Spread int  `json:"spread"` // ms
	Jitter bool `json:"jitter"`
}

func (l *roomLoad) newSeat(i int) *roomSeat {
	s := &roomSeat{load: l, i: i, client: newBrowser()}
	s.profile.Store(&roomProfile{Spread: 2000, Jitter: true})
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
	if err := s.get(join, http.StatusOK); err != nil {
		return err
	}
	if _, err := s.post(join, url.Values{"name": {fmt.Sprintf("Load %d", s.i)}}); err != nil {
		return err
	}
	body, err := s.post(s.load.site+"/runs", nil)
	if err != nil {
		return err
	}
	var run struct{ Run, Lab string }
	if err := json.Unmarshal(body, &run); err != nil {
		return fmt.Errorf("POST /runs: %w", err)
	}
	s.lab = run.Lab
	seated := make(chan error, 1)
	conn, err := dialControl(s.client, s.load.site, map[string]any{"op": "room"}, map[string]any{"op": "watch", "run": run.Run})
	if err != nil {
		return err
	}
	go s.hear(conn, seated) // ends with the process
	select {
	case err := <-seated:
		return err
	case <-time.After(20 * time.Second):
		return fmt.Errorf("no message of the room within 20 s")
	}
}

// hear reads the control socket as a page does.
func (s *roomSeat) hear(conn *websocket.Conn, seated chan<- error) {
	for {
		m, err := conn.Read(context.Background())
		if err != nil {
			s.load.troubles.add("seat %d: its control socket: %v", s.i, err)
			seated <- err
			return
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
			seated <- nil
		}
	}
}

// click is one of the three things that a learner saves while reading.
func (s *roomSeat) click(k int) (err error) {
	lesson := s.load.site + "/lessons/01-why-stream/"
	switch (s.i + k) % 3 {
	case 0:
		_, err = s.post(s.load.site+"/place", json.RawMessage(`{"lesson":"01-why-stream","section":""}`))
	case 1:
		_, err = s.post(lesson+"predict", url.Values{"block": {"first-and-last"}, "option": {"1"}})
	case 2:
		_, err = s.post(lesson+"quiz", url.Values{"quiz": {"total-time"}, "option": {"1"}})
	}
	return err
}

func (s *roomSeat) get(address string, status int) error {
	resp, err := s.client.Get(address)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err = io.Copy(io.Discard, resp.Body); err == nil && resp.StatusCode != status {
		err = fmt.Errorf("GET %s: %s", address, resp.Status)
	}
	return err
}

func (s *roomSeat) post(address string, body any) ([]byte, error) {
	return s.load.post(s.client, address, body)
}

// post sends a form or JSON and takes any answer below 400.
func (l *roomLoad) post(client *http.Client, address string, body any) ([]byte, error) {
	text, kind := "", "application/x-www-form-urlencoded"
	switch v := body.(type) {
	case url.Values:
		text = v.Encode()
	case json.RawMessage:
		text, kind = string(v), "application/json"
	}
	r, err := http.NewRequest("POST", address, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header = http.Header{"Content-Type": {kind}, "Origin": {l.site}, "Accept": {"application/json"}}
	resp, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if resp.StatusCode == http.StatusTooManyRequests {
		l.troubles.refusals.Add(1)
	}
	if err == nil && resp.StatusCode >= 400 {
		err = fmt.Errorf("POST %s: %s: %.100s", address, resp.Status, answer)
	}
	return answer, err
}

// dialControl opens a page's control socket with its first orders.
func dialControl(client *http.Client, site string, orders ...map[string]any) (*websocket.Conn, error) {
	u, err := url.Parse(site)
	if err != nil {
		return nil, err
	}
	r := http.Request{Header: http.Header{"Origin": {site}}}
	for _, c := range client.Jar.Cookies(u) {
		r.AddCookie(c)
	}
	conn, err := websocket.Dial(context.Background(), "ws://"+u.Host+"/control", websocket.DialOptions{
		Header: r.Header, Subprotocols: []string{"pushlab.control.v1"}, Limit: 4 << 20,
	})
	for i := 0; err == nil && i < len(orders); i++ {
		var text []byte
		if text, err = json.Marshal(orders[i]); err == nil {
			err = conn.Write(context.Background(), websocket.OpText, text)
		}
	}
	return conn, err
}
