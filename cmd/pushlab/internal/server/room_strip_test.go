package server

import (
	"net/http"
	"strings"
	"testing"
)

// Every page says who its reader is in the room; to who is not in it, nothing,
// and the code least of all.
func TestStripByRole(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	host := asRole(t, s, "/room/host", "secret", s.room().HostSecret())
	for name, test := range map[string]struct {
		c    *http.Client
		want string
	}{"seat": {takeSeat(t, s, "Ana"), `data-role="seat"`}, "host": {host, `data-role="host"`}, "visitor": {browser(t), ""}} {
		for _, path := range []string{"/", "/lessons/05-resume/", "/progress", "/race", "/nowhere"} {
			_, page := ask(t, test.c, "GET", site+path, "", "Accept", "text/html")
			if !strings.Contains(page, test.want) || strings.Contains(page, s.room().Code()) != (test.want != "") {
				t.Errorf("%s of a %s lacks %s, or shows the code to who is not in the room", path, name, test.want)
			}
		}
	}
}
