package server

import (
	"net/http"
	"strings"
	"testing"
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
