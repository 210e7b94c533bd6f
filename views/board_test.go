package views

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// fullBoard is a room in which everything is going on.
func fullBoard(role string) BoardPage {
	at := time.Date(2026, 11, 21, 9, 40, 0, 0, time.UTC)
	return BoardPage{
		Began:     at.Add(-40 * time.Minute),
		Addresses: []string{"192.168.1.7:8080/j", "10.0.0.2:8080/j"},
		Helpers:   "http://192.168.1.7:8080/room/help/x",
		Lessons: []BoardLesson{
			{Number: 4, Slug: "04-eventsource", Title: hostile, Questions: []BoardQuestion{{Block: "deploy", Text: "What then?"}}},
			{Number: 5, Slug: "05-resume", Title: "Resume", Sections: []string{"a", "b"}, Questions: []BoardQuestion{{Block: "which-id", Text: hostile}}},
		},
		Plans: []BoardPlan{{Name: "90 minutes", Rows: []BoardPlanRow{{To: 30, Does: "Begin"}, {From: 30, To: 60, Does: "Go on", Prompt: "Why?"}}}},
		Board: Board{
			Now: at.UnixMilli(), Code: "plover-42", Role: role,
			Counts:  BoardCounts{Joined: 3, Connected: 2, Following: 1, Stuck: 1, Come: 1},
			Columns: []BoardColumn{{ID: "EX04", Label: "4", Lesson: "04-eventsource", Passed: 1}, {ID: "EX05a", Label: "5a", Lesson: "05-resume", Here: true}},
			Seats: []BoardSeat{
				{Seat: 7, Name: hostile, Cells: []string{"p", "s"}, Minutes: 14, On: true, State: "working", Why: []string{"14 minutes"}, Exercise: "EX05a", Tries: 5, Clause: "Once", Seen: hostile, View: "v"},
				{Seat: 2, Name: "Ana", Cells: []string{"w", "n"}, Away: 130, State: "come", Why: []string{"asks you to come"}, Exercise: "EX04", Taken: "Ben", Hints: 3},
				{Seat: 3, Name: "calm wren", Cells: []string{"n", "n"}, On: true, State: "done"},
			},
			Follow:  BoardFollow{On: true, Mode: "bring", Place: BoardPlace{Lesson: "05-resume", Section: "b", Row: 18}},
			Timer:   &BoardTimer{Ends: at.UnixMilli() + 391_000, Label: "EX05a"},
			Predict: &BoardPredict{Lesson: "05-resume", Block: "which-id", Text: "Which id?", Options: []string{"6", hostile}, Round: 2, State: "revealed", Answered: 2, Of: 3, Before: []int{2, 0}, After: []int{0, 2}, Right: 2},
			Herds:   []BoardHerd{{Kind: "cut", Streams: 3, Bars: []int{0, 2, 1}, Back: 3, Peak: 2, Last: 260}, {Kind: "cut", Streams: 3, Jitter: true, Bars: []int{1}, Peak: 1}},
			Closed:  []string{"04-eventsource"},
			Fault:   BoardFault{DownUntil: at.UnixMilli() + 7000},
			Cards:   BoardCards{Open: true, List: []BoardCard{{Good: hostile, Bad: "too fast"}}},
		},
	}
}

// forProjector is what the server sends one: no name, and nothing for the host.
func forProjector(p BoardPage) BoardPage {
	p.Present, p.Helpers, p.Plans, p.Board.Cards = true, "", nil, BoardCards{}
	for i, s := range p.Board.Seats {
		p.Board.Seats[i] = BoardSeat{Seat: s.Seat, Cells: s.Cells, Minutes: s.Minutes, On: s.On, Away: s.Away, State: s.State}
	}
	return p
}

var actions = regexp.MustCompile(`action="([^"]+)"`)

// Without scripts every button of the board is a form, and a helper and a
// projector have only theirs.
func TestBoardForms(t *testing.T) {
	all := "/room/bring /room/cards /room/end /room/fault /room/follow /room/free/empty /room/hint /room/lessons /room/new /room/predict /room/profile /room/release /room/stream /room/take /room/timer /room/wipe"
	for name, c := range map[string]struct {
		page BoardPage
		want string
	}{
		"host":      {fullBoard("host"), all},
		"helper":    {fullBoard("helper"), "/room/hint /room/take"},
		"projector": {forProjector(fullBoard("host")), ""},
	} {
		got := map[string]bool{}
		for _, m := range actions.FindAllStringSubmatch(html(t, RoomBoard(c.page)), -1) {
			got[m[1]] = true
		}
		for _, want := range strings.Fields(c.want) {
			if !got[want] {
				t.Errorf("%s: no form sends %s", name, want)
			}
			delete(got, want)
		}
		for more := range got {
			t.Errorf("%s: a form sends %s", name, more)
		}
	}
}

// What can not be taken back has a box that must be ticked.
func TestBoardAsksTwice(t *testing.T) {
	page := html(t, RoomBoard(fullBoard("host")))
	for _, action := range []string{"/room/new", "/room/wipe"} {
		_, form, _ := strings.Cut(page, `action="`+action+`"`)
		form, _, _ = strings.Cut(form, "</form>")
		if !strings.Contains(form, `name="confirm" value="yes" required`) {
			t.Errorf("%s is sent without a second question: %s", action, form)
		}
	}
}

func TestBoardSaysAllInWords(t *testing.T) {
	page := html(t, RoomBoard(fullBoard("host")))
	for _, want := range []string{
		"plover-42", "3 joined, 2 connected", "Lesson 5, section 2, row 18", "1 of 3 see your page and your probe", "6:31",
		"0 of 3 passed 5a; 1 is stuck, 1 asks you to come", " stuck for 14 minutes", "away 2 min", "please come", "5a, 14 min, 5 tries",
		"“Once” fails.", "Taken by Ben.", "Answered 2 of 3", "New streams get 502 for 7 s more.", "Without jitter", "1 of 3 so far", "0.3 s",
		`data-from="30" data-to="60" aria-current`, "too fast",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the board does not say %q", want)
		}
	}
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "<img src=x") {
		t.Error("markup of a learner is markup of the board")
	}
}

func TestProjectorHasNoNames(t *testing.T) {
	page := html(t, RoomBoard(forProjector(fullBoard("host"))))
	for _, never := range []string{"Ana", "calm wren", "please come", "asks you", "Needs you", "Taken by", "<form", "<textarea"} {
		if strings.Contains(page, never) {
			t.Errorf("the projector shows %q", never)
		}
	}
	for _, want := range []string{"Seat 07", "Leave projector", "Without jitter", "Which id?"} {
		if !strings.Contains(page, want) {
			t.Errorf("the projector does not show %q", want)
		}
	}
}

// A full room says so to who can do something about it.
func TestBoardDoor(t *testing.T) {
	for want, door := range map[string]BoardDoor{
		"The room is full: it has 400 seats.<":                                                      {Full: true, Seats: 400},
		"The room is full: it has 400 seats. Turned away: 1 try to join.<":                          {Full: true, Seats: 400, Refused: 1},
		"There are free seats again. Turned away before: 2 tries to join. Let them try once more.<": {Seats: 400, Refused: 2},
		`data-door hidden>`: {Seats: 400},
	} {
		for role, forms := range map[string]int{"host": 2, "helper": 0} {
			page := html(t, RoomBoard(BoardPage{Board: Board{Role: role, Door: door}}))
			if got := strings.Count(page, `action="/room/free/empty"`); got != forms || !strings.Contains(page, want) {
				t.Errorf("%s: %d forms free seats, want %d; the board says %q: %t", role, got, forms, want, strings.Contains(page, want))
			}
		}
		if strings.Contains(html(t, RoomBoard(forProjector(BoardPage{Board: Board{Role: "host", Door: door}}))), "data-door") {
			t.Error("a projector shows who was turned away")
		}
	}
}

// A room in which nothing has happened yet, and one that has ended.
func TestBoardAtBothEnds(t *testing.T) {
	empty := html(t, RoomBoard(BoardPage{Board: Board{Role: "host", Code: "plover-42"}}))
	for _, want := range []string{"Nobody has joined yet.", "No lesson yet", "Nobody needs you now.", " data-empty"} {
		if !strings.Contains(empty, want) {
			t.Errorf("the empty board does not have %q", want)
		}
	}
	for role, want := range map[string]string{"host": "until you wipe it", "helper": "until the host wipes it", "": "nobody can join.<"} {
		over := fullBoard(role)
		over.Board.Ended, over.Present = true, role == ""
		if page := html(t, RoomBoard(over)); !strings.Contains(page, " data-ended") || !strings.Contains(page, want) {
			t.Errorf("the board of an ended room does not say %q to %q", want, role)
		}
	}
}

// What the head of the list says is not said again below it.
func TestNeedSaysNothingTwice(t *testing.T) {
	s := BoardSeat{Seat: 7, Name: "Ana", Minutes: 1, Tries: 4, Why: []string{"please come", "1 minute", "4 tries"}}
	if got, want := s.listed()+": "+strings.Join(s.whyWords(), ", "), "07 Ana: please come"; got != want {
		t.Errorf("listed as %q, want %q", got, want)
	}
}
