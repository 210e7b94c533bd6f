package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/room"
)

// A new room puts the one before out of the board's reach. It is begun only by who
// says that this is meant.
func TestNewRoomIsConfirmed(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	leader, before := host(t, s), s.room()
	takeSeat(t, s, "Bob")
	for _, fields := range [][]string{{}, {"code", before.Code()}, {"code", before.Code(), "confirm", "on"}} {
		resp, page := post(t, leader, s.places[0].URL+"/room/new", fields...)
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(page, "confirm=yes") || !strings.Contains(page, "Nothing was changed.") {
			t.Errorf("a new room with %q = %s, want 400, why, and that nothing was changed", fields, resp.Status)
		}
	}
	if now := s.room(); now != before || now.Ended() || len(now.Seats()) != 1 {
		t.Error("the room was touched")
	}
}

// Who had a seat in the room before takes home what was done in it, with the
// seat's cookie and nobody else's, until it is wiped.
func TestSeatOfTheRoomBefore(t *testing.T) {
	t.Parallel()
	now := make(chan time.Time, 1)
	now <- time.Now()
	s := open(t, Config{Room: true, Now: func() time.Time { at := <-now; now <- at; return at }})
	site := s.places[0].URL
	ana, ben, gone := takeSeat(t, s, "Ana"), takeSeat(t, s, "Ben"), takeSeat(t, s, "Gone")
	predicts := func(c *http.Client, option string) {
		t.Helper()
		lead(t, s, c, "/lessons/05-resume/predict", "block", "which-id", "option", option)
	}
	predicts(ana, "1")
	predicts(ben, "2")
	forged := again(t, site, ana)
	lead(t, s, again(t, site, gone), "/room/leave")
	forge(t, s, forged)
	leader := host(t, s)
	lead(t, s, leader, "/room/new", "confirm", "yes")

	exported := func(c *http.Client, query string, status int, want string) {
		t.Helper()
		resp, file := ask(t, c, "GET", site+"/progress/export"+query, "", "Accept", "text/html")
		if resp.StatusCode != status || !strings.Contains(file, want) {
			t.Errorf("/progress/export%s = %s, want %d with %q: %s", query, resp.Status, status, want, file)
		}
	}
	for _, query := range []string{"", "?seat=before"} {
		exported(ana, query, 200, `"option":1`)
		exported(ben, query, 200, `"option":2`)
		for _, c := range []*http.Client{gone, forged, browser(t), leader} {
			exported(c, query, 404, "")
		}
	}
	for _, page := range []string{"/j", "/j/" + s.room().Code(), "/progress"} {
		if _, text := ask(t, ana, "GET", site+page, "", "Accept", "text/html"); !strings.Contains(text, `href="/progress/export?seat=before"`) {
			t.Errorf("%s does not offer what was done in the room before", page)
		}
		if _, text := ask(t, forged, "GET", site+page, "", "Accept", "text/html"); strings.Contains(text, "seat=before") {
			t.Errorf("%s offers a seat to who had none", page)
		}
	}
	refused := openControl(t, s, ana, `{"op":"room"}`)
	awaitMessage(t, refused, "error", func(e struct{ Op, Message string }) bool {
		if !strings.HasPrefix(e.Message, "The host has begun a new room") {
			t.Errorf("a page that comes back is told %q", e.Message)
		}
		return e.Op == "room"
	})

	predicts(ana, "3") // the browser's own learner: the seat is closed
	exported(ana, "", 200, `"option":3`)
	exported(ana, "?seat=before", 200, `"option":1`)
	at := <-now
	now <- at.Add(8 * 24 * time.Hour)
	s.sweepRooms()
	exported(ana, "?seat=before", 404, "")
	exported(ben, "", 404, "")
}

// forge makes the number in a seat's cookie another one.
func forge(t *testing.T, s *Server, c *http.Client) {
	t.Helper()
	site := parsed(t, s.places[0].URL)
	for _, held := range c.Jar.Cookies(site) {
		if held.Name == seatCookie {
			held.Value = strings.Replace(held.Value, ".1.", ".2.", 1)
			held.Path = "/"
			c.Jar.SetCookies(site, []*http.Cookie{held})
		}
	}
}

// The pages of a room are told that another is open: what the board and the link
// of an ended room offer is the other's by then.
func TestReplacedIsTold(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	leader := host(t, s)
	board := openControl(t, s, leader, `{"op":"board","present":false}`)
	seat := openControl(t, s, takeSeat(t, s, "Bob"), `{"op":"room"}`)
	lead(t, s, leader, "/room/end")
	awaitMessage(t, board, "board", func(b room.Board) bool { return b.Ended && !b.Replaced })
	awaitMessage(t, seat, "room", func(r room.SeatState) bool { return r.Ended && !r.Replaced })
	lead(t, s, leader, "/room/new", "confirm", "yes")
	awaitMessage(t, board, "board", func(b room.Board) bool { return b.Ended && b.Replaced })
	awaitMessage(t, seat, "room", func(r room.SeatState) bool { return r.Ended && r.Replaced })
}
