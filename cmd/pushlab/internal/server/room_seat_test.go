package server

import (
	"net/http"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/room"
)

// What a seat deletes is its progress; what the host sees is the room's.
func TestSeatDeletesItsProgress(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	for says, c := range map[string]*http.Client{
		seatDeleted: takeSeat(t, s, "Ana"),
		"Everything that was stored about you is deleted.": browser(t),
	} {
		resp, _ := post(t, c, site+"/progress/delete", "confirm", "yes")
		if _, page := ask(t, c, "GET", site+resp.Header.Get("Location"), "", "Accept", "text/html"); !strings.Contains(page, says) {
			t.Errorf("the page does not say %q", says)
		}
	}
}

// After the end a seat sends nothing any more, and is told so. What the host left
// open can be closed.
func TestSeatsSendNothingAfterTheEnd(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site, ana, leader := s.places[0].URL, takeSeat(t, s, "Ana"), host(t, s)
	lead(t, s, leader, "/room/cards", "open", "1")
	lead(t, s, leader, "/room/end")
	for _, test := range []struct {
		who    *http.Client
		path   string
		fields []string
		want   int
		says   string
	}{
		{ana, "/room/state", []string{"state", "come"}, http.StatusConflict, "ended this room"},
		{ana, "/room/card", []string{"good", "tea"}, http.StatusConflict, "ended this room"},
		{ana, "/room/name", []string{"name", "Eve"}, http.StatusConflict, "ended this room"},
		{leader, "/room/cards", []string{"open", "1"}, http.StatusConflict, "has ended"},
		{leader, "/room/cards", nil, http.StatusConflict, "has ended"},
		{leader, "/room/cards", []string{"open", "0"}, http.StatusSeeOther, ""},
	} {
		resp, body := post(t, test.who, site+test.path, test.fields...)
		if resp.StatusCode != test.want || !strings.Contains(body, test.says) {
			t.Errorf("POST %s %q = %s, want %d with %q", test.path, test.fields, resp.Status, test.want, test.says)
		}
	}
	v, b := s.room().SeatView(s.room().Seat(1)), s.room().Board(false)
	if v.State != room.Working || v.Name != "Ana" || b.Cards.Open || len(b.Cards.List) != 0 {
		t.Errorf("after the end: %q is %s, cards %+v, want nothing changed but the cards closed", v.Name, v.State, b.Cards)
	}
}
