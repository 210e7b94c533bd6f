package room

import (
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestStuck(t *testing.T) {
	start := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return start.Add(d) }
	tests := map[string]struct {
		spent  time.Duration
		tries  int
		fourth time.Duration
		median time.Duration
		done   bool
		since  time.Duration // 0 = not stuck
		why    []string
	}{
		"fresh":                    {spent: 0},
		"almost 8 minutes":         {spent: 8*time.Minute - 1, tries: 3},
		"8 minutes":                {spent: 8 * time.Minute, since: 8 * time.Minute, why: []string{"8 minutes"}},
		"14 minutes":               {spent: 14 * time.Minute, since: 8 * time.Minute, why: []string{"14 minutes"}},
		"3 tries":                  {spent: time.Minute, tries: 3},
		"4 tries":                  {spent: time.Minute, tries: 4, fourth: 50 * time.Second, since: 50 * time.Second, why: []string{"4 tries"}},
		"tries, then minutes":      {spent: 9 * time.Minute, tries: 6, fourth: 5 * time.Minute, since: 5 * time.Minute, why: []string{"9 minutes", "6 tries"}},
		"tries before it came":     {spent: time.Minute, tries: 5, fourth: -time.Hour, since: 1, why: []string{"5 tries"}},
		"twice the median":         {spent: 4 * time.Minute, median: 2 * time.Minute},
		"over twice the median":    {spent: 4*time.Minute + 1, median: 2 * time.Minute, since: 4 * time.Minute, why: []string{"over twice the room's median of 2 minutes"}},
		"a short median":           {spent: 2*time.Minute - 1, median: 10 * time.Second},
		"a short median, over":     {spent: 2 * time.Minute, median: 10 * time.Second, since: 2 * time.Minute, why: []string{"over twice the room's median of 10 s"}},
		"done, 14 minutes":         {spent: 14 * time.Minute, median: time.Minute, done: true},
		"done, but 4 tries":        {spent: 14 * time.Minute, tries: 4, fourth: time.Minute, done: true, since: time.Minute, why: []string{"4 tries"}},
		"came back, a clock jumps": {spent: -time.Hour},
	}
	for name, test := range tests {
		g := struggle{since: start, now: at(test.spent), tries: test.tries, fourth: at(test.fourth), median: test.median, done: test.done}
		since, why := g.stuck()
		var want time.Time
		if test.since > 0 {
			want = at(test.since).Truncate(time.Millisecond)
		}
		if !since.Truncate(time.Millisecond).Equal(want) || !reflect.DeepEqual(why, test.why) {
			t.Errorf("%s: stuck since %v, %q, want %v, %q", name, since, why, want, test.why)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		all  []time.Duration
		want time.Duration
	}{
		{nil, 0}, {[]time.Duration{1, 2}, 0}, {[]time.Duration{9, 1, 5}, 5}, {[]time.Duration{8, 2, 4, 6}, 5},
	} {
		if got := median(slices.Clone(test.all)); got != test.want {
			t.Errorf("median(%d) = %d, want %d", test.all, got, test.want)
		}
	}
}

func TestSilentAndAway(t *testing.T) {
	for _, test := range []struct {
		on    bool
		state State
		quiet time.Duration
		want  bool
	}{
		{true, Working, 3*time.Minute - 1, false}, {true, Working, 3 * time.Minute, true},
		{false, Working, time.Hour, false}, {true, Done, time.Hour, false}, {true, Come, time.Hour, false},
	} {
		if got := silent(test.on, test.state, test.quiet); got != test.want {
			t.Errorf("silent(%v, %s, %v) = %v", test.on, test.state, test.quiet, got)
		}
	}
	for d, want := range map[time.Duration]int{0: 1, 19 * time.Second: 10, 59 * time.Second: 50, 119 * time.Second: 60, time.Hour: 3600} {
		if got := away(d); got != want {
			t.Errorf("away(%v) = %d, want %d", d, got, want)
		}
	}
}

func TestOrderOfNeed(t *testing.T) {
	early, late := time.Unix(100, 0), time.Unix(200, 0)
	want := []rank{
		{group(needCome, false, true), early, 9}, {group(needStuck, false, true), late, 3}, {group(needCome, false, false), late, 8},
		{group(needSilent, false, true), early, 7},
		{group(needCome, true, true), early, 5}, {group("", true, true), late, 1},
		{group("", false, true), time.Time{}, 2}, {group("", false, true), time.Time{}, 6},
		{group("", false, false), time.Time{}, 4},
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	if slices.SortFunc(got, rank.before); !reflect.DeepEqual(got, want) {
		t.Errorf("order = %v, want %v", got, want)
	}
}

// The seats of a class over time: three pass, one does not, one closes the lid.
func TestNeedOverTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		fast := []*Seat{join(t, r, "Ada"), join(t, r, "Bob"), join(t, r, "Cleo")}
		slow, asleep := join(t, r, "Dan"), join(t, r, "Eve")
		shut := map[*Seat]func(){}
		for _, s := range r.Seats() {
			shut[s] = s.Connected()
			s.At(Place{Lesson: "05-resume"})
		}
		time.Sleep(time.Minute)
		for _, s := range fast {
			passed(t, s, "EX05a")
		}
		shut[asleep]()
		shut[asleep]() // a page goes once
		time.Sleep(90 * time.Second)
		checkLine(t, r, slow, "s", needStuck, 2, "over twice the room's median of 60 s")
		checkLine(t, r, asleep, "w", "", 1)
		time.Sleep(2 * time.Minute)
		checkLine(t, r, fast[0], "p", needSilent, 3, "nothing seen for 3 minutes")
		if got, want := r.Board(false).Order, []int{4, 1, 2, 3, 5}; !reflect.DeepEqual(got, want) {
			t.Errorf("order = %v, want %v", got, want)
		}
		time.Sleep(20 * time.Minute)
		asleep.Connected()
		checkLine(t, r, asleep, "w", "", 1) // it did not work while it was away
		must(t, r.Take(t.Context(), 4, "Ana"))
		if got := r.Board(false).Order; got[0] == 4 {
			t.Errorf("order = %v: the seat that is helped comes first", got)
		}
		passed(t, slow, "EX05a")
		if v := r.SeatView(slow); v.Taken != "" {
			t.Errorf("after the pass %q still comes to help", v.Taken)
		}
	})
}

// checkLine compares a seat's cell for EX05a, its need, minutes and reasons.
func checkLine(t *testing.T, r *Room, s *Seat, cell, need string, minutes int, why ...string) {
	t.Helper()
	b := r.Board(false)
	line := b.Seats[slices.Index(b.Order, s.number)]
	if line.Cells[1] != cell || line.Need != need || line.Minutes != minutes || !slices.Equal(line.Why, why) {
		t.Errorf("line of seat %d = %+v, want EX05a %q, need %q, %d minutes, %q", s.number, line, cell, need, minutes, why)
	}
}

// Who has no page and tries on is there, in a terminal; who left is not.
func TestStuckInTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		ada := join(t, r, "Ada")
		time.Sleep(time.Minute)
		ada.At(Place{Lesson: "05-resume"})
		for range 4 {
			ada.Tried("EX05a", "a", "b")
		}
		checkLine(t, r, ada, "s", needStuck, 0, "4 tries")
		time.Sleep(8 * time.Minute)
		checkLine(t, r, ada, "w", "", 0)
	})
}
