package room

import (
	"testing"
	"testing/synctest"
	"time"
)

// The server is down over night, at lunch, or for a moment: nobody worked in that
// time, so that nobody is stuck for it.
func TestTheTimeWithoutAServerIsNoWork(t *testing.T) {
	for name, test := range map[string]struct {
		down    time.Duration
		then    func(t *testing.T, r *Room) // the last that is stored, 2 minutes after the seat came
		minutes int
	}{
		"a night after a row":     {18 * time.Hour, func(t *testing.T, r *Room) { must(t, r.Seat(2).SetState(t.Context(), Done)) }, 5},
		"a night after a setting": {18 * time.Hour, func(t *testing.T, r *Room) { r.StartTimer(time.Minute, "") }, 5},
		"a night after a pass":    {18 * time.Hour, func(t *testing.T, r *Room) { passed(t, r.Seat(2), "EX03") }, 5},
		"a night after a seat":    {18 * time.Hour, func(t *testing.T, r *Room) { join(t, r, "Cleo") }, 5},
		"a night after one left":  {18 * time.Hour, func(t *testing.T, r *Room) { must(t, r.Seat(2).Leave(t.Context())) }, 5},
		"a moment":                {time.Second, func(t *testing.T, r *Room) { must(t, r.Seat(2).SetState(t.Context(), Done)) }, 5},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				r := started(t, openRooms(t, dir))
				ada := join(t, r, "Ada")
				join(t, r, "Bob")
				ada.Connected()
				ada.At(Place{Lesson: "05-resume"})
				time.Sleep(2 * time.Minute)
				test.then(t, r)
				time.Sleep(30 * time.Second) // of which nothing is stored
				dir = killed(t, dir)
				time.Sleep(test.down)
				again := openRooms(t, dir).Current()
				time.Sleep(10 * time.Second)
				checkLine(t, again, again.Seat(1), "w", "", 2)
				again.Seat(1).Connected()
				time.Sleep(3 * time.Minute)
				again.Seat(1).Seen()
				checkLine(t, again, again.Seat(1), "w", "", test.minutes)
			})
		})
	}
}

// The monotonic clock stands still while a laptop sleeps, the clock on the wall
// does not: what is compared with rows is read from that one alone.
func TestTimesOfASeatAreOfTheWall(t *testing.T) {
	r := started(t, openRooms(t, t.TempDir()))
	ada := join(t, r, "Ada")
	times := map[string]time.Time{"away when it joined": ada.away}
	ada.Connected()()
	times["away when its page went"] = ada.away
	ada.At(Place{Lesson: "03-sse"})
	times["start in a lesson"] = ada.path.start
	ada.Passed("EX03")
	times["start after a pass"] = ada.path.start
	for name, at := range times {
		if at != at.Round(0) {
			t.Errorf("%s = %v has a reading of the monotonic clock", name, at)
		}
	}
}

// Who works in a terminal, and opens a page only then: the time without a page is
// taken off the clock, but only as far as the clock ran.
func TestAwayTakesOffNoMoreThanItWas(t *testing.T) {
	for name, test := range map[string]struct {
		before, within time.Duration // until it came to the lesson; of its time in the lesson, without a page
		minutes        int           // 5 minutes after the page
	}{
		"all in the terminal":    {30 * time.Minute, 12 * time.Minute, 5},
		"from the very begin":    {0, 12 * time.Minute, 5},
		"less than a minute":     {0, 59 * time.Second, 5}, // it counts on
		"came just before":       {30 * time.Minute, 0, 5},
		"and in the page before": {-4 * time.Minute, 12 * time.Minute, 9},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := started(t, openRooms(t, t.TempDir()))
				ada := join(t, r, "Ada")
				gone := ada.Connected()
				if test.before < 0 {
					ada.At(Place{Lesson: "05-resume"})
					time.Sleep(-test.before)
				}
				gone()
				time.Sleep(max(0, test.before))
				ada.At(Place{Lesson: "05-resume"})
				time.Sleep(test.within)
				ada.Connected()
				time.Sleep(5 * time.Minute)
				ada.Seen()
				need, why := "", []string(nil)
				if test.minutes >= 8 {
					need, why = needStuck, []string{"9 minutes"}
				}
				cell := "w"
				if need != "" {
					cell = "s"
				}
				checkLine(t, r, ada, cell, need, test.minutes, why...)
			})
		})
	}
}

// The class begins when the first of those who are there has joined: not when the
// room was opened, the evening before, nor when its host tried it out.
func TestTheClassBeginsWhenItComes(t *testing.T) {
	const evening, late = 16 * time.Hour, 20 * time.Minute
	for name, test := range map[string]struct {
		joins  []time.Duration // each after the one before, the first after the room was opened
		leave  int             // which of them is given up; 0: none
		before time.Duration   // from the last to the board
		want   time.Duration   // that the class takes then; 0: it did not begin
	}{
		"nobody yet":               {nil, 0, evening, 0},
		"the first":                {[]time.Duration{evening}, 0, 3 * time.Minute, 3 * time.Minute},
		"who is late":              {[]time.Duration{evening, time.Minute, late}, 0, time.Minute, late + 2*time.Minute},
		"tried out the day before": {[]time.Duration{0, evening, late}, 0, time.Minute, late + time.Minute},
		"tried out an hour before": {[]time.Duration{0, time.Hour}, 1, time.Minute, time.Minute},
		"alone until the evening":  {[]time.Duration{0}, 0, evening, evening},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				r := started(t, openRooms(t, dir))
				for _, after := range test.joins {
					time.Sleep(after)
					join(t, r, "")
				}
				if test.leave > 0 {
					must(t, r.Free(t.Context(), test.leave))
				}
				time.Sleep(test.before)
				for name, r := range map[string]*Room{"now": r, "after a restart": openRooms(t, killed(t, dir)).Current()} {
					b, got := r.Board(false), time.Duration(0)
					if b.Began > 0 {
						got = time.Duration(b.Now-b.Began) * time.Millisecond
					}
					if got != test.want || time.UnixMilli(b.Began) != r.ClassBegan() {
						t.Errorf("%s the class has taken %v, want %v; it began %v", name, got, test.want, r.ClassBegan())
					}
				}
			})
		})
	}
}
