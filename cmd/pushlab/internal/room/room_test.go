package room

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

var course = []Checkpoint{
	{"EX03", "3", "03-sse"}, {"EX05a", "5a", "05-resume"}, {"EX05b", "5b", "05-resume"}, {"EX06", "6", "06-parse"},
}

var question = Question{Lesson: "03-sse", Block: "p1", Text: "How many bytes?", Options: []string{"13", "15", "17"}, Right: 3}

// must fails the test at the first error of a list.
func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// openRooms opens the rooms of a data directory; both close with the test.
func openRooms(t testing.TB, dir string) *Rooms {
	t.Helper()
	store, err := progress.Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { store.Close() })
	rs, err := New(t.Context(), Config{
		Store: store, Key: []byte("key of the data directory"), Checkpoints: course,
		Failed: func(err error) { t.Errorf("not saved: %v", err) },
	})
	must(t, err)
	return rs
}

// started opens a room.
func started(t testing.TB, rs *Rooms) *Room {
	t.Helper()
	r, err := rs.Start(t.Context())
	must(t, err)
	return r
}

func join(t testing.TB, r *Room, name string) *Seat {
	t.Helper()
	s, err := r.Join(t.Context(), name)
	must(t, err)
	return s
}

// killed returns a copy of the data directory as a process that is killed now
// would leave it: nothing is closed, nothing is copied out of the log.
func killed(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"progress.db", "progress.db-wal"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err, os.WriteFile(filepath.Join(to, name), text, 0o600))
	}
	return to
}

// passed saves a pass as the server does.
func passed(t testing.TB, s *Seat, exercise string) {
	t.Helper()
	must(t, s.room.Store.Pass(t.Context(), s.learner, exercise, "view"))
	s.Passed(exercise)
}

// failed saves a failed attempt as the server does.
func failed(t testing.TB, s *Seat, exercise, clause, seen string) {
	t.Helper()
	must(t, s.room.Store.Attempt(t.Context(), s.learner, exercise, "view"))
	s.Tried(exercise, clause, seen)
}

// teach plays some of a workshop.
func teach(t *testing.T, r *Room) {
	t.Helper()
	ctx := t.Context()
	ada, grace, left := join(t, r, "Ada"), join(t, r, ""), join(t, r, "Lea")
	must(t, ada.Rename(ctx, "Ada L."), left.Leave(ctx))
	r.HostAt(Place{Lesson: "03-sse", Section: "bytes"})
	r.Follow(true)
	r.Bring()
	grace.SetFollowing(false)
	r.StartTimer(8*time.Minute, "EX03")
	r.CloseLesson("06-parse", true)
	r.SetProfile(Profile{TPS: 5, Spread: time.Second})
	r.SetStream(true)
	r.OpenCards(true)
	for _, s := range []*Seat{ada, grace} {
		s.Connected()
		s.At(Place{Lesson: "03-sse"})
	}
	must(t, r.Collect(ctx, question), ada.Vote(ctx, "03-sse", "p1", 1), grace.Vote(ctx, "03-sse", "p1", 2),
		r.CollectAgain(ctx), ada.Vote(ctx, "03-sse", "p1", 3))
	time.Sleep(3 * time.Minute)
	passed(t, ada, "EX03")
	ada.At(Place{Lesson: "05-resume"})
	for range 4 {
		failed(t, grace, "EX03", "the event ends", "no empty line")
	}
	time.Sleep(time.Minute)
	passed(t, ada, "EX05a")
	must(t, grace.SetState(ctx, Come), r.Hint(ctx, 2, "EX03", 1, "Look at the end."), r.Take(ctx, 2, "Ana"),
		ada.Card(ctx, "the bytes", "the speed"))
}

func TestEverythingIsFoundAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		r := started(t, openRooms(t, dir))
		teach(t, r)
		again := openRooms(t, killed(t, dir)).Current()
		for _, s := range again.Seats() {
			s.Connected()
		}
		if got, want := again.Board(false), r.Board(false); !reflect.DeepEqual(got, want) {
			t.Errorf("Board after a kill = %+v\nwant %+v", got, want)
		}
		for _, s := range r.Seats() {
			back := again.SeatOf(s.Cookie())
			if back == nil || back != again.Back(s.Words()) || back != again.SeatOfLearner(s.Learner()) {
				t.Fatalf("seat %d is not found again by cookie, words and learner", s.Number())
			}
			if got, want := again.SeatView(back), r.SeatView(s); !reflect.DeepEqual(got, want) {
				t.Errorf("SeatView(%d) after a kill = %+v\nwant %+v", s.Number(), got, want)
			}
		}
		if again.Code() != r.Code() || again.RoleFor(r.HostSecret()) != Host || again.RoleOf(r.RoleCookie(Helper)) != Helper {
			t.Error("code, secrets or roles changed with a kill")
		}
		if n := join(t, again, "Lea").Number(); n != 4 {
			t.Errorf("the next seat is %d, want 4", n)
		}
	})
}

// A new pushlab may have other exercises: what was done in the old ones does
// not stand in the way.
func TestRoomOfAnotherCourse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rs := openRooms(t, t.TempDir())
		r := started(t, rs)
		teach(t, r)
		config := rs.Config
		config.Checkpoints = []Checkpoint{{"EX99", "99", "99-new"}}
		other, err := New(t.Context(), config)
		must(t, err)
		b, v := other.Current().Board(false), other.Current().SeatView(other.Current().Seat(2))
		if len(b.Seats) != 2 || !reflect.DeepEqual(b.Seats[0].Cells, []string{"n"}) || v.Hint != nil || v.State != Come {
			t.Errorf("board = %+v, view = %+v, want two seats that did nothing of this course", b, v)
		}
	})
}

// What teach leaves, so that the comparison above is not one of two nothings.
func TestBoardOfAWorkshop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		teach(t, r)
		b := r.Board(false)
		if want := (Counts{Joined: 2, Connected: 2, Following: 1, Stuck: 1, Come: 1, Answered: 1}); b.Counts != want {
			t.Errorf("Counts = %+v, want %+v", b.Counts, want)
		}
		grace := b.Seats[0]
		grace.Name, grace.Rev = "", 0
		want := BoardSeat{
			Seat: 2, Cells: []string{"s", "n", "n", "n"}, Minutes: 4, On: true, State: Come, Need: "come", Wait: 1,
			Why: []string{"please come", "4 tries"}, Exercise: "EX03", Tries: 4, Clause: "the event ends",
			Seen: "no empty line", Taken: "Ana", Hints: 1,
		}
		if !reflect.DeepEqual(grace, want) {
			t.Errorf("the seat that calls = %+v\nwant %+v", grace, want)
		}
		if got, want := b.Seats[1].Cells, []string{"p", "p", "w", "n"}; !reflect.DeepEqual(got, want) {
			t.Errorf("cells of seat 1 = %q, want %q", got, want)
		}
		if p := b.Predict; !reflect.DeepEqual([][]int{p.Before, p.After}, [][]int{{1, 1, 0}, {0, 0, 1}}) {
			t.Errorf("votes = %v then %v, want 1 1 0 then 0 0 1", p.Before, p.After)
		}
		if here := b.Columns[0]; here.Passed != 1 || !here.Here || b.Columns[1].Here {
			t.Errorf("columns = %+v, want EX03 passed once and the class in its lesson", b.Columns)
		}
	})
}
