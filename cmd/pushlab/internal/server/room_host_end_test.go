package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// A room that is opened from a board tells its links once, to the browser that
// opened it and to who runs the server.
func TestNewRoomTellsItsLinks(t *testing.T) {
	t.Parallel()
	var told []Links
	s := open(t, Config{Room: true, Opened: func(l Links) { told = append(told, l) }})
	leader := host(t, s)
	_, page := ask(t, leader, "POST", s.places[0].URL+"/room/new", "confirm=yes", "Content-Type", formType, "Accept", "text/html")
	links, _ := s.Links()
	for _, link := range []string{links.Join, links.Host, links.Help, s.room().Code()} {
		if !strings.Contains(page, ">"+link+"<") {
			t.Errorf("the page lacks %s:\n%s", link, page)
		}
	}
	_, text := ask(t, leader, "POST", s.places[0].URL+"/room/new", "confirm=yes", "Content-Type", formType, "Accept", "application/json")
	var got map[string]string
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if links, _ = s.Links(); got["host"] != links.Host || got["help"] != links.Help || got["join"] != links.Join {
		t.Errorf("as JSON: %v, want %+v", got, links)
	}
	if len(told) != 2 || told[1].Host != links.Host || told[0].Host == links.Host {
		t.Errorf("the console was told %+v, want both rooms, the last %+v", told, links)
	}
	if _, board := ask(t, leader, "GET", s.places[0].URL+"/room", "", "Accept", "text/html"); strings.Contains(board, s.room().HostSecret()) {
		t.Error("the board shows the host's link")
	}
}

// A form of a board that was left open must not touch the room after.
func TestFormsMeanTheirRoom(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	leader := host(t, s)
	before := s.room().Code()
	lead(t, s, leader, "/room/new", "code", before, "confirm", "yes")
	takeSeat(t, s, "Bob")
	for _, path := range []string{"/room/end", "/room/new", "/room/wipe"} {
		if resp, _ := post(t, leader, s.places[0].URL+path, "code", before, "confirm", "yes"); resp.StatusCode != http.StatusConflict {
			t.Errorf("%s of the room before = %s, want 409", path, resp.Status)
		}
	}
	if now := s.room(); now == nil || now.Ended() || len(now.Seats()) != 1 {
		t.Error("the room after was touched")
	}
	lead(t, s, leader, "/room/wipe", "code", s.room().Code(), "confirm", "yes")
}
