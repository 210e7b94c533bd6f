package progress

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"
)

func addRoom(t *testing.T, s *Store, id, code string, at time.Time) {
	t.Helper()
	must(t, s.AddRoom(t.Context(), Room{ID: id, Code: code, Began: at, Settings: []byte("{}")}))
}

func TestRoomIsReadBack(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	if _, ok, err := s.LastRoom(ctx); ok || err != nil {
		t.Errorf("LastRoom of nothing = %v, %v", ok, err)
	}
	addRoom(t, s, "one", "plover-42", second(1))
	addRoom(t, s, "two", "heron-11", second(2))
	if err := s.AddRoom(ctx, Room{ID: "three", Code: "plover-42", Began: second(3), Settings: []byte("{}")}); !errors.Is(err, ErrCodeTaken) {
		t.Errorf("AddRoom with a code that was given = %v, want ErrCodeTaken", err)
	}
	must(t, s.SaveRoom(ctx, "two", second(4), func() []byte { return []byte(`{"a":1}`) }))
	want := Room{ID: "two", Code: "heron-11", Began: second(2), Changed: second(4), Settings: []byte(`{"a":1}`)}
	if got, ok, err := s.LastRoom(ctx); err != nil || !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("LastRoom = %+v, %v, %v, want %+v, open: the failed one ended nothing", got, ok, err, want)
	}
	must(t, s.EndRoom(ctx, "two", second(5)), s.EndRoom(ctx, "two", second(6)))
	if got, _, err := s.LastRoom(ctx); err != nil || !got.Ended.Equal(second(5)) {
		t.Errorf("Ended = %v, %v, want the first end", got.Ended, err)
	}
}

func TestSeatsAndHappeningsAreReadBack(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	addRoom(t, s, "one", "plover-42", second(1))
	seats := []Seat{
		{Number: 1, Learner: ada, Token: "t1", Name: "Ada", Joined: second(2)},
		{Number: 2, Learner: "grace", Token: "t2", Name: "Grace", Joined: second(2)},
	}
	must(t, s.PutSeat(ctx, "one", seats[1]), s.PutSeat(ctx, "one", seats[0]))
	seats[0].Name, seats[1].Gone = "Ada L.", second(9)
	must(t, s.PutSeat(ctx, "one", seats[0]), s.PutSeat(ctx, "one", seats[1]))
	if got, err := s.SeatsOf(ctx, "one"); err != nil || !reflect.DeepEqual(got, seats) {
		t.Errorf("SeatsOf = %+v, %v, want %+v", got, err, seats)
	}
	rows := []Happening{
		{Kind: "vote", At: second(4), Seat: 1, Lesson: "l", Item: "1", Number: 2, Option: 3, Text: "<a>\n", More: "🦊"},
		{Kind: "card", At: second(3)},
	}
	must(t, s.AddHappening(ctx, "one", rows[0]), s.AddHappening(ctx, "one", rows[1]))
	if got, err := s.Happenings(ctx, "one"); err != nil || !reflect.DeepEqual(got, rows) {
		t.Errorf("Happenings = %+v, %v, want %+v in the order of their saves", got, err, rows)
	}
}

func TestWipeRoom(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	for i, id := range []string{"one", "two"} {
		addRoom(t, s, id, "plover-4"+id[:1], second(1+i))
		must(t, s.PutSeat(ctx, id, Seat{Number: 1, Learner: "of-" + id, Token: "t", Name: "Ada", Joined: second(2)}),
			s.AddHappening(ctx, id, Happening{Kind: "card", At: second(3)}), s.Pass(ctx, "of-"+id, "EX01", "view"))
	}
	must(t, s.WipeRoom(ctx, "one"))
	for name, err := range map[string]error{ // begun before the wipe
		"pass":       s.Pass(ctx, "of-one", "EX01", "view"),
		"prediction": s.Predict(ctx, "of-one", "05-resume", "which-id", 1),
		"place":      s.Place(ctx, "of-one", "05-resume", ""),
		"name":       s.Name(ctx, "of-one", "Ada"),
		"run":        s.OwnRun(ctx, "hash", "of-one"),
	} {
		if !errors.Is(err, ErrNoSuchRoom) {
			t.Errorf("a %s of a wiped seat = %v, want ErrNoSuchRoom", name, err)
		}
	}
	if p := mustProgress(t, s, "of-one"); len(p.Passed) > 0 {
		t.Errorf("Progress of a wiped seat = %+v", p)
	}
	for name, err := range map[string]error{
		"seat": s.PutSeat(ctx, "one", Seat{Number: 2, Learner: ada, Name: "Ada", Joined: second(3)}),
		"row":  s.AddHappening(ctx, "one", Happening{Kind: "card", At: second(3)}),
		"room": s.SaveRoom(ctx, "one", second(3), func() []byte { return []byte("{}") }),
	} {
		if !errors.Is(err, ErrNoSuchRoom) {
			t.Errorf("a %s for a wiped room = %v, want ErrNoSuchRoom", name, err)
		}
	}
	seats, err := s.SeatsOf(ctx, "two")
	rows, err2 := s.Happenings(ctx, "two")
	if must(t, err, err2); len(seats) != 1 || len(rows) != 1 || len(mustProgress(t, s, "of-two").Passed) != 1 {
		t.Errorf("the other room has %d seats, %d rows, want one each and its pass", len(seats), len(rows))
	}
}

func TestIdleRooms(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	for _, id := range []string{"idle", "row", "seat", "left", "set", "work"} {
		addRoom(t, s, id, id, second(1))
	}
	must(t, s.PutSeat(ctx, "idle", Seat{Number: 1, Learner: "i", Name: "I", Joined: second(2)}),
		s.AddHappening(ctx, "row", Happening{Kind: "card", At: second(40)}),
		s.PutSeat(ctx, "seat", Seat{Number: 1, Learner: "s", Name: "S", Joined: second(40)}),
		s.PutSeat(ctx, "left", Seat{Number: 1, Learner: "l", Name: "L", Joined: second(2), Gone: second(40)}),
		s.SaveRoom(ctx, "set", second(40), func() []byte { return []byte("{}") }),
		s.PutSeat(ctx, "work", Seat{Number: 1, Learner: "w", Name: "W", Joined: second(2)}))
	s.now = func() time.Time { return second(40) }
	must(t, s.Pass(ctx, "w", "EX01", "view"))
	got, err := s.IdleRooms(ctx, second(30))
	if err != nil || !slices.Equal(got, []string{"idle"}) {
		t.Errorf("IdleRooms = %q, %v, want only idle", got, err)
	}
}
