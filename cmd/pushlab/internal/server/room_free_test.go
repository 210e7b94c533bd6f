package server

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/cmd/pushlab/internal/websocket"
)

// Who had a freed seat is told so wherever they come, and joins again.
func TestFreeSeat(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site, leader, bob := s.places[0].URL, host(t, s), takeSeat(t, s, "Bob")
	code, words := s.room().Code(), s.room().Seat(1).Words()
	run, err := s.runs.Get(makeRun(t, s, bob).Run)
	if err != nil {
		t.Fatal(err)
	}
	conn := openControl(t, s, bob, `{"op":"room"}`)
	awaitMessage(t, conn, "room", func(r room.SeatState) bool { return r.Seat == 1 })
	for want, fields := range map[int][]string{
		http.StatusConflict:   {"seat", "1", "code", "wrong-10"},
		http.StatusNotFound:   {"seat", "2", "code", code},
		http.StatusBadRequest: {"seat", "one", "code", code},
	} {
		if resp, _ := post(t, leader, site+"/room/free", fields...); resp.StatusCode != want {
			t.Errorf("freeing %q = %s, want %d", fields, resp.Status, want)
		}
	}
	lead(t, s, leader, "/room/free", "seat", "1", "code", code)

	checkEnded(t, conn, policyBroken, freedWords)
	awaitMessage(t, openControl(t, s, bob, `{"op":"room"}`), "error", func(e struct{ Op, Message string }) bool {
		if e.Op != "room" || !strings.Contains(e.Message, freedWords) {
			t.Errorf("the page that comes back is told %+v, want %q", e, freedWords)
		}
		return true
	})
	if _, seat := s.seatOfRun(run); seat != nil {
		t.Error("a run of the freed seat is still the room's")
	}
	for _, path := range []string{"/j", "/j/" + code} {
		if _, page := ask(t, bob, "GET", site+path, "", "Accept", "text/html"); !strings.Contains(page, freedWords) || strings.Contains(page, "Wrong") {
			t.Errorf("GET %s does not say that the seat was freed", path)
		}
	}
	if _, page := ask(t, browser(t), "GET", site+"/j", "", "Accept", "text/html"); strings.Contains(page, freedWords) {
		t.Error("somebody else is told that their seat was freed")
	}
	if resp, body := post(t, bob, site+"/room/state", "state", "come"); resp.StatusCode != http.StatusForbidden || !strings.Contains(body, freedWords) {
		t.Errorf("a form of the freed seat = %s, want 403 and why", resp.Status)
	}
	if resp, _ := post(t, bob, site+"/j/"+code+"/back", "words", words); resp.StatusCode != http.StatusForbidden {
		t.Errorf("the words of the freed seat = %s, want 403", resp.Status)
	}
	post(t, bob, site+"/j/"+code, "name", "Bob")
	if _, page := ask(t, bob, "GET", site+"/room", "", "Accept", "text/html"); !strings.Contains(page, "Seat 2") {
		t.Error("who was put out can not join again")
	}
}

// checkEnded reads on until the server ends the socket, and says why.
func checkEnded(t *testing.T, conn *websocket.Conn, code int, why string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		_, err := conn.Read(ctx)
		if err == nil {
			continue
		}
		if closed := (websocket.CloseError{}); !errors.As(err, &closed) || closed.Code != code || closed.Reason != why {
			t.Errorf("the socket ended with %v, want %d %q", err, code, why)
		}
		return
	}
}

// One script takes every seat. The board says whom that keeps out, and one form
// of the host's lets them in.
func TestFullRoom(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site, leader, ana := s.places[0].URL, host(t, s), helper(t, s)
	code := s.room().Code()
	var all sync.WaitGroup
	for range 400 {
		all.Go(func() {
			if _, err := s.room().Join(context.Background(), ""); err != nil {
				t.Errorf("Join = %v", err)
			}
		})
	}
	all.Wait()
	bob := browser(t)
	resp, page := post(t, bob, site+"/j/"+code, "name", "Bob")
	if resp.StatusCode != http.StatusConflict || !strings.Contains(page, fullWords) || !strings.Contains(page, "Try again") {
		t.Errorf("joining a full room = %s, want 409, why, and a way to try again", resp.Status)
	}
	awaitMessage(t, openControl(t, s, leader, `{"op":"board"}`), "board", func(b room.Board) bool {
		return b.Door == room.DoorState{Full: true, Seats: 400, Refused: 1}
	})
	for who, c := range map[string]*http.Client{"the host": leader, "a helper": ana} {
		if _, board := ask(t, c, "GET", site+"/room", "", "Accept", "text/html"); !strings.Contains(board, "Turned away: 1 try to join.") {
			t.Errorf("the board does not tell %s who was turned away", who)
		}
	}
	if status, answer := hostPosts(t, s, leader, "/room/free/empty", "code", "wrong-10"); status != http.StatusConflict {
		t.Errorf("freeing the seats of another room = %d %v, want 409", status, answer)
	}
	resp, _ = post(t, leader, site+"/room/free/empty", "code", code)
	back := resp.Header.Get("Location")
	if _, board := ask(t, leader, "GET", site+back, "", "Accept", "text/html"); !strings.Contains(board, "Freed: 400 seats.") || !strings.Contains(board, "There are free seats again.") {
		t.Errorf("%s leads to %q, where the board does not say what was freed", resp.Status, back)
	}
	if status, answer := hostPosts(t, s, leader, "/room/free/empty"); status != 200 || answer["freed"] != 0.0 {
		t.Errorf("freeing none = %d %v, want 0 freed", status, answer)
	}
	if resp, _ := post(t, bob, site+"/j/"+code, "name", "Bob"); resp.Header.Get("Location") != "/room" || len(s.room().Seats()) != 1 {
		t.Errorf("joining after = %s, %d seats, want one", resp.Status, len(s.room().Seats()))
	}
}
