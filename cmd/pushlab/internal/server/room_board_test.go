package server

import (
	"net/http"
	"strings"
	"testing"
)

// What a projector shows names nobody: not in the text, not in an attribute, not
// in what scripts read.
func TestPresentWithoutNames(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	leader := host(t, s)
	for _, name := range []string{"Bartholomew", "Zenobia"} {
		c := takeSeat(t, s, name)
		post(t, c, s.places[0].URL+"/room/state", "state", "come")
	}
	lead(t, s, leader, "/room/take", "seat", "2", "on", "1")
	lead(t, s, helper(t, s), "/room/hint", "seat", "1", "exercise", "EX01", "text", "Look at the header, Bartholomew")
	lead(t, s, leader, "/room/cards", "open", "1")

	private := []string{"Bartholomew", "Zenobia", s.room().HelperSecret(), s.room().HostSecret(), plans[0].rows[0].prompt}
	_, board := ask(t, leader, "GET", s.places[0].URL+"/room", "", "Accept", "text/html")
	for _, shown := range []string{private[0], private[1], private[2], s.room().Code()} {
		if !strings.Contains(board, shown) {
			t.Errorf("the host's board lacks %q", shown)
		}
	}
	_, board = ask(t, helper(t, s), "GET", s.places[0].URL+"/room", "", "Accept", "text/html")
	for _, secret := range private[2:] {
		if !strings.Contains(board, "Zenobia") || strings.Contains(board, secret) {
			t.Errorf("a helper's board names nobody, or holds %q", secret)
		}
	}
	for _, c := range []*http.Client{leader, helper(t, s)} {
		resp, wall := ask(t, c, "GET", s.places[0].URL+"/room?present=1", "", "Accept", "text/html")
		if resp.StatusCode != http.StatusOK || !strings.Contains(wall, s.room().Code()) {
			t.Fatalf("the projector's page = %s without the code", resp.Status)
		}
		for _, secret := range private {
			if strings.Contains(wall, secret) {
				t.Errorf("the projector's page holds %q", secret)
			}
		}
	}
}

// A closed lesson says so to a seat, and to nobody else.
func TestClosedLesson(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	leader, seat := host(t, s), takeSeat(t, s, "Bob")
	lead(t, s, leader, "/room/follow", "on", "1")
	lead(t, s, leader, "/room/bring", "lesson", "04-eventsource")
	lead(t, s, leader, "/room/lessons", "lesson", "06-post-and-fetch", "closed", "1")
	page := s.places[0].URL + "/lessons/06-post-and-fetch/"
	resp, body := ask(t, seat, "GET", page, "", "Accept", "text/html")
	for _, want := range []string{"closed for now", "opened by the host", "The class is in lesson 4"} {
		if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, want) {
			t.Errorf("a seat got %s without %q", resp.Status, want)
		}
	}
	for who, c := range map[string]*http.Client{"the host": leader, "a helper": helper(t, s), "a visitor": browser(t)} {
		if resp, _ := ask(t, c, "GET", page, "", "Accept", "text/html"); resp.StatusCode != http.StatusOK {
			t.Errorf("%s got %s, want the lesson", who, resp.Status)
		}
	}
	const mark = "Closed by the host"
	if _, home := ask(t, seat, "GET", s.places[0].URL+"/", "", "Accept", "text/html"); strings.Count(home, mark) != 1 {
		t.Errorf("the course map marks %d lessons as closed, want 1", strings.Count(home, mark))
	}
	lead(t, s, leader, "/room/lessons", "lesson", "06-post-and-fetch", "closed", "0")
	if resp, _ := ask(t, seat, "GET", page, "", "Accept", "text/html"); resp.StatusCode != http.StatusOK {
		t.Errorf("after it was opened a seat got %s", resp.Status)
	}
}
