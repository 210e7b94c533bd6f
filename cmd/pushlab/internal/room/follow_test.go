package room

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestFollow(t *testing.T) {
	r := started(t, openRooms(t, t.TempDir()))
	r.Now = func() time.Time { return time.Unix(1_763_700_000, 900) } // all in one millisecond
	ada, bob := join(t, r, "Ada"), join(t, r, "Bob")
	sse, parse := Place{Lesson: "03-sse", Row: 4}, Place{Lesson: "06-parse", Section: "lines"}
	steps := []struct {
		name string
		do   func()
		want FollowState
		ada  bool
	}{
		{"the host walks alone", func() { r.HostAt(sse) }, FollowState{Mode: "off"}, false},
		{"follow", func() { r.Follow(true) }, FollowState{On: true, Mode: "invite", Place: sse}, false},
		{"walks", func() { r.HostAt(parse) }, FollowState{On: true, Mode: "invite", Place: parse}, false},
		{"bring", r.Bring, FollowState{On: true, N: 1, Mode: "bring", Place: parse}, true},
		{"leaves", func() { ada.SetFollowing(false) }, FollowState{On: true, N: 1, Mode: "bring", Place: parse}, false},
		{"again", r.Bring, FollowState{On: true, N: 2, Mode: "bring", Place: parse}, true},
		{"release", r.Release, FollowState{On: true, N: 2, Mode: "invite", Place: parse}, true},
		{"off", func() { r.Follow(false); r.HostAt(sse) }, FollowState{N: 2, Mode: "off", Place: parse}, true},
	}
	for _, step := range steps {
		step.do()
		if got := r.SeatView(ada); got.Follow != step.want || got.Follows != step.ada {
			t.Errorf("%s: follow = %+v, %v, want %+v, %v", step.name, got.Follow, got.Follows, step.want, step.ada)
		}
	}
	if r.SeatView(join(t, r, "Late")).Follows || !r.SeatView(bob).Follows {
		t.Error("who comes later follows, or who was brought does not")
	}
}

func TestTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		left := func() (time.Duration, string) {
			timer := r.Board(true).Timer
			return time.UnixMilli(timer.Ends).Sub(time.UnixMilli(time.Now().UnixMilli())), timer.Label
		}
		r.ExtendTimer(time.Minute)
		if r.Board(true).Timer != nil {
			t.Error("a timer that never began was extended")
		}
		r.StartTimer(8*time.Minute, " EX03\n\x1b pairs ")
		r.ExtendTimer(2 * time.Minute)
		if d, label := left(); d != 10*time.Minute || label != "EX03 pairs" {
			t.Errorf("timer = %v, %q, want 10m, EX03 pairs", d, label)
		}
		time.Sleep(time.Hour)
		r.ExtendTimer(time.Minute)
		if d, _ := left(); d != time.Minute {
			t.Errorf("a timer that had run out has %v, want 1m", d)
		}
		if r.StopTimer(); r.Board(true).Timer != nil {
			t.Error("the timer was not stopped")
		}
	})
}
