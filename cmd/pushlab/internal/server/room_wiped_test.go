package server

import (
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/room"
)

// Who wipes a room is told so, and so is every page that shows its board.
func TestWipeIsTold(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	leader := host(t, s)
	conn := openControl(t, s, helper(t, s), `{"op":"board","present":false}`)
	awaitMessage(t, conn, "board", func(b room.Board) bool { return !b.Wiped && !b.Ended })
	resp, _ := post(t, leader, s.places[0].URL+"/room/wipe", "code", s.room().Code(), "confirm", "yes")
	_, page := ask(t, leader, "GET", s.places[0].URL+resp.Header.Get("Location"), "")
	if want := "The room is wiped"; !strings.Contains(page, want) {
		t.Errorf("after a wipe %s does not say %q", resp.Header.Get("Location"), want)
	}
	awaitMessage(t, conn, "board", func(b room.Board) bool { return b.Wiped && b.Ended })
	if _, page := ask(t, leader, "GET", s.places[0].URL+"/", ""); strings.Contains(page, "wiped") {
		t.Error("the course speaks of a wipe to who did none")
	}
}
