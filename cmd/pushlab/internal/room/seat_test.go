package room

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/progress"
)

func TestLeaveAndComeBack(t *testing.T) {
	dir := t.TempDir()
	r := started(t, openRooms(t, dir))
	ada := join(t, r, "Ada")
	cookie := ada.Cookie()
	must(t, ada.Leave(t.Context()))
	if r.Seat(1) != nil || r.SeatOf(cookie) != nil || r.SeatOfLearner(ada.Learner()) != nil || len(r.Board(false).Seats) != 0 {
		t.Error("a seat that left is still there")
	}
	if err := ada.SetState(t.Context(), Come); !errors.Is(err, ErrEnded) {
		t.Errorf("SetState of a seat that left = %v, want ErrEnded", err)
	}
	second := join(t, r, "Ada") // the name is free
	if r.Back(ada.Words()) != ada || r.Seat(1) != nil {
		t.Error("the words do not find the seat, or looking alone has brought it back")
	}
	must(t, ada.Return(t.Context()))
	if r.SeatOf(cookie) != ada || ada.Name() == "Ada" || second.Name() != "Ada" {
		t.Errorf("after coming back the names are %q and %q", ada.Name(), second.Name())
	}
	again := openRooms(t, killed(t, dir)).Current()
	if s := again.SeatOf(cookie); s == nil || s.Name() != ada.Name() || len(again.Seats()) != 2 {
		t.Error("the seat that came back is lost with a kill")
	}
}

func TestWhatASeatMayNotSave(t *testing.T) {
	ctx := t.Context()
	r := started(t, openRooms(t, t.TempDir()))
	ada := join(t, r, "Ada")
	tests := map[string]struct{ got, want error }{
		"no such state":     {ada.SetState(ctx, "sleeping"), ErrInvalid},
		"a card, closed":    {ada.Card(ctx, "a", "b"), ErrClosed},
		"an empty card":     {ada.Card(ctx, " ", "\u200b"), ErrInvalid},
		"a hint to nobody":  {r.Hint(ctx, 2, "EX03", 1, "x"), ErrInvalid},
		"a hint for naught": {r.Hint(ctx, 1, "EX99", 1, "x"), ErrInvalid},
		"help for nobody":   {r.Take(ctx, 2, "Ana"), ErrInvalid},
		"help by nobody":    {r.Take(ctx, 1, "\n"), ErrInvalid},
		"no help, nobody":   {r.Untake(ctx, 2), ErrInvalid},
	}
	for name, test := range tests {
		if !errors.Is(test.got, test.want) {
			t.Errorf("%s: %v, want %v", name, test.got, test.want)
		}
	}
	ada.At(Place{Lesson: "../etc/passwd\n"})
	ada.Tried("EX99", "a", "b")
	ada.Passed("EX99")
	if ada.rows != 0 || ada.path.done(0) {
		t.Errorf("%d rows, EX03 passed: %v; want none", ada.rows, ada.path.done(0))
	}
}

// trust.md §7, row 17: a seat that saves without end is stopped, others are not.
func TestTrust17ASeatSavesOnlySoMuch(t *testing.T) {
	ctx := t.Context()
	r := started(t, openRooms(t, t.TempDir()))
	ada, bob := join(t, r, "Ada"), join(t, r, "Bob")
	ada.rows = maxRows - 1
	must(t, ada.SetState(ctx, Come), r.Take(ctx, 1, "Ana"))
	if err := ada.SetState(ctx, Done); !errors.Is(err, ErrMany) || r.SeatView(ada).State != Come {
		t.Errorf("a row too many = %v, state %q, want ErrMany and come", err, r.SeatView(ada).State)
	}
	r.OpenCards(true)
	for range maxCards {
		must(t, ada.Card(ctx, strings.Repeat("x", 9999), "\x1b[31mred\r\nb\u202ealk"))
	}
	if err := ada.Card(ctx, "x", ""); !errors.Is(err, ErrMany) {
		t.Errorf("a card too many = %v, want ErrMany", err)
	}
	if c := r.Board(false).Cards.List[0]; len(c.Good) != maxText || c.Bad != "[31mred balk" {
		t.Errorf("card = %.20q of %d bytes, %q, want it cut and clean", c.Good, len(c.Good), c.Bad)
	}
	must(t, bob.SetState(ctx, Come))
}

// A save that fails is told and changes nothing that a page shows.
func TestWhatIsNotSavedDoesNotShow(t *testing.T) {
	ctx := t.Context()
	rs := openRooms(t, t.TempDir())
	r := started(t, rs)
	ada := join(t, r, "Ada")
	must(t, r.Collect(ctx, question), rs.Store.Close())
	var told []error
	r.Failed = func(err error) { told = append(told, err) }
	ada.At(Place{Lesson: "03-sse"})
	_, err := r.Join(ctx, "Bob")
	for name, err := range map[string]error{
		"Join": err, "Vote": ada.Vote(ctx, "03-sse", "p1", 1), "SetState": ada.SetState(ctx, Come), "Rename": ada.Rename(ctx, "Eve"), "Leave": ada.Leave(ctx), "Free": r.Free(ctx, 1),
	} {
		if err == nil {
			t.Errorf("%s succeeds without a database", name)
		}
	}
	v := r.SeatView(ada)
	if got := fmt.Sprint(v.Name, v.Joined, v.State, v.Predict.Mine, r.names, len(told), ada.path.lesson); got != "Ada1working0 map[ada:1] 1" {
		t.Errorf("name, seats, state, vote, names, told, lesson = %s", got)
	}
}

func TestHintsAreForWhatIsNotPassed(t *testing.T) {
	ctx := t.Context()
	r := started(t, openRooms(t, t.TempDir()))
	ada := join(t, r, "Ada")
	must(t, r.Hint(ctx, 1, "EX03", 1, "one"), r.Hint(ctx, 1, "EX03", 2, "two"))
	if h := r.SeatView(ada).Hint; h == nil || *h != (HintState{N: 2, Exercise: "EX03", Text: "two"}) {
		t.Errorf("Hint = %v, want the second", h)
	}
	passed(t, ada, "EX03")
	if h := r.SeatView(ada).Hint; h != nil {
		t.Errorf("Hint after the pass = %v, want none", *h)
	}
}

// Who goes to help goes for the lesson that the learner was in; who asked for
// help is helped wherever they are.
func TestHelpIsForTheLessonItWasTakenIn(t *testing.T) {
	ctx := t.Context()
	r := started(t, openRooms(t, t.TempDir()))
	for name, test := range map[string]struct {
		do    func(s *Seat)
		taken string
	}{
		"goes on":              {func(s *Seat) { s.At(Place{Lesson: "05-resume"}) }, ""},
		"stays":                {func(s *Seat) { s.At(Place{Lesson: "03-sse", Section: "bytes"}) }, "Ana"},
		"asked, then goes on":  {func(s *Seat) { must(t, s.SetState(ctx, Come)); s.At(Place{Lesson: "05-resume"}) }, "Ana"},
		"two pages tell of it": {func(s *Seat) { must(t, s.happenNow(progress.Happening{Kind: kindCame, Lesson: "03-sse"})) }, "Ana"},
	} {
		s := join(t, r, "")
		s.At(Place{Lesson: "03-sse"})
		must(t, r.Take(ctx, s.Number(), "Ana"))
		told := r.SeatsChanged()
		test.do(s)
		if v := r.SeatView(s); v.Taken != test.taken || (test.taken == "" && !isClosed(told)) {
			t.Errorf("%s: %q comes to help, want %q, and the seat's pages told: %v", name, v.Taken, test.taken, isClosed(told))
		}
	}
}

// Nobody sends anything any more after the end, and nobody is offered to.
func TestNothingIsSentAfterTheEnd(t *testing.T) {
	ctx := t.Context()
	rs := openRooms(t, t.TempDir())
	r := started(t, rs)
	ada := join(t, r, "Ada")
	r.OpenCards(true)
	must(t, rs.End(ctx))
	for name, err := range map[string]error{
		"a card": ada.Card(ctx, "good", ""), "a state": ada.SetState(ctx, Come),
		"the state it has": ada.SetState(ctx, Working), "a name": ada.Rename(ctx, "Eve"),
	} {
		if !errors.Is(err, ErrEnded) {
			t.Errorf("%s after the end = %v, want ErrEnded", name, err)
		}
	}
	if v := r.SeatView(ada); v.Cards || v.State != Working || v.Name != "Ada" || ada.carded != 0 {
		t.Errorf("after the end: cards %v, state %q, name %q, %d cards, want what it was, and no card", v.Cards, v.State, v.Name, ada.carded)
	}
	if c := r.Board(false).Cards; !c.Open || len(c.List) != 0 {
		t.Errorf("the board's cards = %+v, want none, and open until the host closes them", c)
	}
	r.OpenCards(false)
	if r.Board(false).Cards.Open {
		t.Error("the cards can not be closed after the end")
	}
	must(t, ada.Leave(ctx), ada.Return(ctx))
}
