package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/room"
)

// What the board's forms refuse they say why, and change nothing.
func TestHostRefuses(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	takeSeat(t, s, "Bob")
	leader := host(t, s)
	before := boardOf(t, s)
	tests := []struct {
		path, body string
		want       int
		says       string
	}{
		{"follow", "", 400, "on is 1 or 0"},
		{"follow", "on=perhaps", 400, "on is 1 or 0"},
		{"bring", "lesson=99-nothing", 400, "no lesson"},
		{"bring", "lesson=05-resume&section=nowhere", 400, "no section"},
		{"timer", "do=start&minutes=0", 400, "from 1 to 240"},
		{"timer", "do=start&minutes=1e3", 400, "whole number"},
		{"timer", "do=start&minutes=5&label=a%0Ab", 400, "one line"},
		{"timer", "do=start&minutes=5&label=%E2%80%AEa", 400, "one line"},
		{"timer", "do=start&minutes=5&label=" + strings.Repeat("a", 61), 400, "at most 60"},
		{"timer", "do=turn&minutes=5", 400, "start, extend or stop"},
		{"lessons", "lesson=../../etc&closed=1", 400, "no lesson"},
		{"predict", "do=guess", 400, "do is"},
		{"predict", "do=collect&lesson=05-resume&block=which", 400, "no prediction"},
		{"predict", "do=collect&lesson=05-resume&block=delivery", 400, "no prediction"},
		{"predict", "do=again", 409, "Collect a prediction first"},
		{"predict", "do=reveal", 409, "Collect a prediction first"},
		{"hint", "seat=one&exercise=EX01&n=1", 400, "number of a seat"},
		{"hint", "seat=2&exercise=EX01&n=1", 404, "no seat"},
		{"hint", "seat=1&exercise=EX99&n=1", 400, "no exercise"},
		{"hint", "seat=1&exercise=EX01&n=9", 400, "from 1 to 2"},
		{"hint", "seat=1&exercise=EX01&text=" + strings.Repeat("a", 281), 400, "at most 280"},
		{"hint", "seat=1&exercise=EX01&text=%1B%5B31m", 400, "one line"},
		{"take", "seat=-1&on=1", 404, "no seat"},
		{"take", "seat=1", 400, "on is 1 or 0"},
		{"cards", "open=", 400, "open is 1 or 0"},
		{"wipe", "", 400, "confirm=yes"},
		{"wipe", "confirm=%ZZ", 400, "could not be read"},
		{"wipe", "confirm=yes&more=" + strings.Repeat("y", maxRoomForm), 413, "more than 16 KiB"},
	}
	for _, test := range tests {
		resp, body := ask(t, leader, "POST", s.places[0].URL+"/room/"+test.path, test.body, "Content-Type", formType, "Accept", "application/json")
		if resp.StatusCode != test.want || !strings.Contains(body, test.says) {
			t.Errorf("POST /room/%s %.60s = %d %s, want %d with %q", test.path, test.body, resp.StatusCode, body, test.want, test.says)
		}
	}
	if after := boardOf(t, s); after != before {
		t.Errorf("the board has changed:\n%s\nwas:\n%s", after, before)
	}
}

// boardOf is all that the host sees, but for the clock and what it changes: for how
// long nobody has been at a seat.
func boardOf(t *testing.T, s *Server) string {
	t.Helper()
	b := s.room().Board(false)
	b.Now = 0
	for i := range b.Seats {
		b.Seats[i].Away, b.Seats[i].Rev = 0, 0
	}
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A room is led with forms alone; a seat's page says what was done.
func TestHostLeads(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	bob := takeSeat(t, s, "Bob")
	leader, ana := host(t, s), helper(t, s)
	steps := []struct {
		who        *http.Client
		path, body string
		done       func(room.SeatState) bool
	}{
		{leader, "timer", "do=start&minutes=8&label=Pairs", func(v room.SeatState) bool { return v.Timer != nil && v.Timer.Label == "Pairs" }},
		{leader, "timer", "do=extend&minutes=5", func(v room.SeatState) bool { return v.Timer != nil && v.Timer.Ends > v.Now+12*60_000 }},
		{leader, "timer", "do=stop", func(v room.SeatState) bool { return v.Timer == nil }},
		{leader, "lessons", "lesson=06-post-and-fetch&closed=1", func(v room.SeatState) bool { return len(v.Closed) == 1 && v.Closed[0] == "06-post-and-fetch" }},
		{leader, "lessons", "lesson=06-post-and-fetch&closed=0", func(v room.SeatState) bool { return len(v.Closed) == 0 }},
		{ana, "hint", "seat=1&exercise=EX05a&n=1", func(v room.SeatState) bool {
			return v.Hint != nil && v.Hint.N == 1 && strings.HasPrefix(v.Hint.Text, "Where does the id go?")
		}},
		{leader, "hint", "seat=1&exercise=EX05a&text=%3Cb%3ELook%3C%2Fb%3E+at+row+4", func(v room.SeatState) bool { return v.Hint != nil && v.Hint.Text == "<b>Look</b> at row 4" }},
		{ana, "take", "seat=1&on=1", func(v room.SeatState) bool { return v.Taken == "Ana" }},
		{ana, "take", "seat=1&on=0", func(v room.SeatState) bool { return v.Taken == "" }},
		{leader, "take", "seat=1&on=1", func(v room.SeatState) bool { return v.Taken == "the host" }},
		{leader, "cards", "open=1", func(v room.SeatState) bool { return v.Cards }},
		{leader, "follow", "on=1", func(v room.SeatState) bool { return v.Follow.On }},
		{leader, "bring", "lesson=05-resume", func(v room.SeatState) bool { return v.Follow.Mode == "bring" }},
		{leader, "release", "", func(v room.SeatState) bool { return v.Follow.Mode != "bring" }},
		{leader, "end", "", func(v room.SeatState) bool { return v.Ended }},
	}
	for _, step := range steps {
		resp, body := ask(t, step.who, "POST", s.places[0].URL+"/room/"+step.path, step.body, "Content-Type", formType)
		if resp.StatusCode != http.StatusSeeOther {
			t.Errorf("POST /room/%s %s = %s: %s", step.path, step.body, resp.Status, body)
		}
		if view := s.room().SeatView(s.room().Seat(1)); !step.done(view) {
			t.Errorf("after POST /room/%s %s: %+v", step.path, step.body, view)
		}
	}
	if resp, _ := post(t, leader, s.places[0].URL+"/room/follow", "on", "1"); resp.StatusCode != http.StatusConflict {
		t.Errorf("leading a room that has ended = %s, want 409", resp.Status)
	}
	for _, suffix := range []string{"csv", "json"} {
		for names, want := range map[string]bool{"": true, "?names=0": false} {
			resp, text := ask(t, leader, "GET", s.places[0].URL+"/room/export."+suffix+names, "")
			want := want == strings.Contains(text, "Bob")
			if got := resp.Header.Get("Content-Disposition"); resp.StatusCode != http.StatusOK || !want || !strings.Contains(got, s.room().Code()+"."+suffix) {
				t.Errorf("export.%s%s = %s, %q, names as asked: %t\n%s", suffix, names, resp.Status, got, want, text)
			}
		}
	}

	first := s.room()
	lead(t, s, leader, "/room/new", "confirm", "yes")
	lead(t, s, leader, "/room/follow", "on", "1") // the browser is the new room's host
	if second := s.room(); second.Code() == first.Code() || len(second.Seats()) != 0 {
		t.Errorf("the new room has the code %s (was %s) and %d seats", second.Code(), first.Code(), len(second.Seats()))
	}
	resp, _ := post(t, bob, s.places[0].URL+"/room/state", "state", "done")
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("a seat of the room before = %s, want 403", resp.Status)
	}
	lead(t, s, leader, "/room/wipe", "confirm", "yes")
	if s.room() != nil {
		t.Errorf("after the wipe the room %s is open", s.room().Code())
	}
}

// The room predicts together: a seat's prediction is its vote, until it is closed.
func TestPredictTogether(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	bob, leader := takeSeat(t, s, "Bob"), host(t, s)
	seat := s.room().Seat(1)
	const lesson, block = "05-resume", "which-id"
	predicts := func(option string, want int, more ...string) {
		t.Helper()
		resp, body := ask(t, bob, "POST", s.places[0].URL+"/lessons/"+lesson+"/predict", form(append(more, "block", block, "option", option)...),
			"Content-Type", formType, "Accept", "application/json")
		if resp.StatusCode != want {
			t.Errorf("predicting %s = %s: %s, want %d", option, resp.Status, body, want)
		}
	}
	stands := func(state string, mine int) {
		t.Helper()
		q := s.room().SeatView(seat).Predict
		if q == nil || q.State != state || q.Mine != mine {
			t.Errorf("the question stands as %+v, want %s with %d", q, state, mine)
		}
	}
	predicts("3", 200) // alone
	lead(t, s, leader, "/room/predict", "do", "collect", "lesson", lesson, "block", block)
	stands("open", 0)
	predicts("1", 200)
	predicts("9", 400)
	predicts("skip", 200)
	stands("open", 1)
	if q := s.room().SeatView(seat).Predict; q.Before != nil || q.Right != 0 || len(q.Options) != 3 || strings.Contains(q.Text, "<code>") {
		t.Errorf("while it is open a seat is told %+v", q)
	}
	lead(t, s, leader, "/room/predict", "do", "close")
	predicts("2", 409)
	stands("closed", 1)
	lead(t, s, leader, "/room/predict", "do", "again")
	predicts("1", 200, "voted", "yes") // the first vote, told again too late
	stands("open", 0)
	lead(t, s, bob, "/room/vote", "lesson", lesson, "block", block, "option", "2") // as from the seat's page
	stands("open", 2)
	known, err := s.store.Progress(t.Context(), seat.Learner())
	if own := known.Lessons[lesson].Predictions[block].Option; err != nil || own != 2 {
		t.Errorf("the learner's own prediction is %d, %v, want the vote, 2", own, err)
	}
	lead(t, s, leader, "/room/predict", "do", "reveal")
	stands("revealed", 2)
	q := s.room().Board(true).Predict
	if q == nil || q.Before[0] != 1 || q.After[1] != 1 || q.Right != 2 {
		t.Errorf("revealed: %+v, want one vote for 1 before and one for 2, the right one, after", q)
	}
	predicts("1", 200) // the learner's own again
	stands("revealed", 2)
	lead(t, s, leader, "/room/predict", "do", "drop")
	if q := s.room().SeatView(seat).Predict; q != nil {
		t.Errorf("after it was dropped: %+v", q)
	}
}
