package server

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/cmd/pushlab/internal/websocket"
)

// host is a browser that leads the room.
func host(t *testing.T, s *Server) *http.Client {
	t.Helper()
	return asRole(t, s, "/room/host", "secret", s.room().HostSecret())
}

// helper is one that helps, as Ana.
func helper(t *testing.T, s *Server) *http.Client {
	t.Helper()
	return asRole(t, s, "/room/help", "secret", s.room().HelperSecret(), "name", "Ana")
}

// lead posts one of the host's forms, which must be taken.
func lead(t *testing.T, s *Server, c *http.Client, path string, fields ...string) {
	t.Helper()
	if resp, body := ask(t, c, "POST", s.places[0].URL+path, form(fields...), "Content-Type", formType); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("POST %s = %s: %s", path, resp.Status, body)
	}
}

func say(t *testing.T, conn *websocket.Conn, order string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := conn.Write(ctx, websocket.OpText, []byte(order)); err != nil {
		t.Fatal(err)
	}
}

// The class goes where the host is, and only while it was asked to.
func TestFollow(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	leader := host(t, s)
	seat := openControl(t, s, takeSeat(t, s, "Bob"), `{"op":"room"}`)
	bar := openControl(t, s, leader, `{"op":"here","lesson":"03-sse-wire","section":"off"}`, `{"op":"room"}`) // who is told of the room was there
	awaitMessage(t, bar, "room", func(r room.SeatState) bool { return !r.Follow.On })

	lead(t, s, leader, "/room/follow", "on", "1")
	awaitMessage(t, bar, "room", func(r room.SeatState) bool { return r.Follow.On })
	say(t, bar, `{"op":"here","lesson":"05-resume","section":"on-the-wire","bench":"resume","row":7,"pin":12}`)
	n := 0 // how often the class was brought somewhere
	want := room.Place{Lesson: "05-resume", Section: "on-the-wire", Bench: "resume", Row: 7, Pin: 12}
	awaitMessage(t, seat, "room", func(r room.SeatState) bool {
		if !r.Follow.On && r.Follow.Place.Lesson != "" {
			t.Errorf("the class was moved while it was not asked to follow")
		}
		n = r.Follow.N
		return r.Follow.Place == want
	})

	lead(t, s, leader, "/room/bring", "lesson", "04-eventsource", "section", "exercise")
	awaitMessage(t, seat, "room", func(r room.SeatState) bool { return r.Follow.N == n+1 && r.Follow.Place.Lesson == "04-eventsource" })
	lead(t, s, leader, "/room/bring")
	awaitMessage(t, seat, "room", func(r room.SeatState) bool { return r.Follow.N == n+2 && r.Follow.Mode == "bring" })

	lead(t, s, leader, "/room/follow", "on", "0")
	say(t, bar, `{"op":"here","lesson":"06-post-and-fetch","section":""}`)
	say(t, bar, `{"op":"board"}`) // who is told of the board was there
	awaitMessage(t, bar, "board", func(room.Board) bool { return true })
	lead(t, s, leader, "/room/bring") // on the board: to where the host is
	awaitMessage(t, seat, "room", func(r room.SeatState) bool {
		if r.Follow.N == n+3 && r.Follow.Place.Lesson != "06-post-and-fetch" {
			t.Errorf("everybody was brought to %+v, where the class was before, and the host is in lesson 6", r.Follow.Place)
		}
		return r.Follow.N == n+3
	})
}

// The board comes whole at first, and then what changed.
func TestBoardNews(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	first, second := takeSeat(t, s, "Bob"), takeSeat(t, s, "Eve")
	for _, seat := range []*http.Client{first, second} { // with a page: for how long a seat has none is news, too
		awaitMessage(t, openControl(t, s, seat, `{"op":"room"}`), "room", func(room.SeatState) bool { return true })
	}
	for _, client := range []*http.Client{host(t, s), helper(t, s)} {
		conn := openControl(t, s, client, `{"op":"board","present":false}`)
		awaitMessage(t, conn, "board", func(b room.Board) bool {
			if !b.Full || len(b.Seats) != 2 || len(b.Columns) == 0 {
				t.Errorf("the first message: full %t with %d seats and %d columns, want all", b.Full, len(b.Seats), len(b.Columns))
			}
			return true
		})
		seats := 0
		post(t, second, s.places[0].URL+"/room/state", "state", "come")
		awaitMessage(t, conn, "board", func(b room.Board) bool { seats += len(b.Seats); return b.Counts.Come == 1 })
		if seats != 1 {
			t.Errorf("%d seats were sent again, want the one that changed", seats)
		}
		post(t, second, s.places[0].URL+"/room/state", "state", "working")
		awaitMessage(t, conn, "board", func(b room.Board) bool { return b.Counts.Come == 0 })
	}
	conn := openControl(t, s, host(t, s), `{"op":"board","present":true}`)
	awaitMessage(t, conn, "board", func(b room.Board) bool { return b.Full && b.Present && b.Seats[0].Name == "" })
	post(t, first, s.places[0].URL+"/room/leave")
	awaitMessage(t, conn, "board", func(b room.Board) bool { return len(b.Gone) == 1 && b.Gone[0] == 1 })
	say(t, conn, `{"op":"board","present":false}`) // in place of the other one
	awaitMessage(t, conn, "board", func(b room.Board) bool { return b.Full && b.Seats[0].Name == "Eve" })
}

// 32 pages may show the board; who is no host or helper has none.
func TestBoardRefused(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	refused := func(c *http.Client, op, want string) {
		t.Helper()
		conn := openControl(t, s, c, `{"op":"`+op+`"}`)
		awaitMessage(t, conn, "error", func(e struct{ Op, Message string }) bool {
			if e.Op != op || !strings.Contains(e.Message, want) {
				t.Errorf("got %+v, want %q", e, want)
			}
			return true
		})
		say(t, conn, `[]`) // no order: this socket ends, and no other
	}
	leader := host(t, s)
	var boards []*websocket.Conn
	for range mostBoards {
		boards = append(boards, openControl(t, s, leader, `{"op":"board"}`))
		awaitMessage(t, boards[len(boards)-1], "board", func(room.Board) bool { return true })
	}
	refused(leader, "board", "32 pages")
	refused(takeSeat(t, s, "Bob"), "board", "Only the host and the helpers")
	refused(browser(t), "board", "Only the host and the helpers")
	refused(browser(t), "room", "Only who has a seat")
	boards[0].NetConn().Close()
	for s.boards.Load() == mostBoards { // until the server has noticed
		time.Sleep(10 * time.Millisecond)
	}
	openControl(t, s, takeSeat(t, s, "Eve"))
	awaitMessage(t, openControl(t, s, leader, `{"op":"board"}`), "board", func(b room.Board) bool { return b.Counts.Joined == 2 })
	awaitMessage(t, boards[1], "board", func(b room.Board) bool { return b.Counts.Joined == 2 })
}

// A learner sees that the host looks at a run of theirs, for as long as it is open.
func TestLooked(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	bob := takeSeat(t, s, "Bob")
	leader := host(t, s)
	if resp, _ := ask(t, leader, "GET", s.places[0].URL+"/room/seats/1/bench", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("the bench of a seat without a run = %s, want 404", resp.Status)
	}
	run := makeRun(t, s, bob)
	resp, _ := ask(t, leader, "GET", s.places[0].URL+"/room/seats/1/bench", "")
	if got := resp.Header.Get("Location"); resp.StatusCode != http.StatusSeeOther || got != "/v/"+run.View {
		t.Errorf("the bench = %s to %q, want 303 to /v/%s", resp.Status, got, run.View)
	}
	own := openControl(t, s, bob, `{"op":"room"}`)
	awaitMessage(t, own, "room", func(r room.SeatState) bool { return !r.Looked })
	openControl(t, s, takeSeat(t, s, "Eve"), `{"op":"watch","view":"`+run.View+`"}`) // who was given the link is nobody's host
	looking := openControl(t, s, leader, `{"op":"watch","view":"`+run.View+`"}`)
	awaitMessage(t, own, "room", func(r room.SeatState) bool { return r.Looked })
	say(t, looking, `{"op":"unwatch","view":"`+run.View+`"}`)
	awaitMessage(t, own, "room", func(r room.SeatState) bool { return !r.Looked })
}

// A seat has so many pages and no more, and the next one is told.
func TestPagesOfASeat(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	bob, eve := takeSeat(t, s, "Bob"), takeSeat(t, s, "Eve")
	for range 64 {
		awaitMessage(t, openControl(t, s, bob, `{"op":"room"}`), "room", func(room.SeatState) bool { return true })
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err := openControl(t, s, bob).Read(ctx)
	if closed := (websocket.CloseError{}); !errors.As(err, &closed) || closed.Code != 1013 || !strings.Contains(closed.Reason, "64 pages") {
		t.Errorf("the 65th page is told %v, want 1013 and why", err)
	}
	awaitMessage(t, openControl(t, s, eve, `{"op":"room"}`), "room", func(r room.SeatState) bool { return r.Seat == 2 })
}
