package room

import (
	"regexp"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

// slug is what a lesson's name in an address looks like.
var slug = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// A path is a seat's way through the checkpoints.
type path struct {
	lesson string    // where it is; "" = it came to none yet
	start  time.Time // of the work on the lesson's first checkpoint that is not passed
	passed []pass    // by checkpoint
}

// done says whether the checkpoint was passed.
func (p *path) done(column int) bool { return !p.passed[column].at.IsZero() }

// A pass is when an exercise was passed, and after how long; 0 = not known.
type pass struct {
	at   time.Time
	took time.Duration
}

// tries are failed attempts at one exercise.
type tries struct {
	n            int
	fourth, last time.Time // the one that makes it stuck, zero = not that many; the newest
	clause, seen string    // of the newest
}

// come notes that the seat is in the lesson now. Who was to come for the lesson
// before need not any more.
func (s *Seat) come(lesson string, at time.Time) {
	if lesson != s.path.lesson {
		s.path.lesson, s.path.start = lesson, at
		s.helped()
	}
}

// pause takes the gap that ends at a time off the clock: no more of it than the
// clock ran, which a terminal may have started without a page.
func (p *path) pause(end time.Time, gap time.Duration) {
	p.start = p.start.Add(end.Sub(later(p.start, end.Add(-gap))))
}

// helped notes that nobody need come to help any more, unless the learner has
// asked for it. The caller holds the room's mu.
func (s *Seat) helped() {
	if s.state != Come && s.taken != "" {
		s.taken = ""
		s.room.wakeSeats()
	}
}

// try counts a failed attempt.
func (s *Seat) try(h progress.Happening) {
	t := s.tried(h.Item)
	if t.n++; t.n == stuckTries {
		t.fourth = h.At
	}
	t.clause, t.seen, t.last = h.Text, h.More, h.At
}

// goOn says that somebody is there who has no page: tries come from a terminal.
func (t *tries) goOn(away, now time.Time) bool {
	return t.last.After(away) && now.Sub(t.last) < stuckAfter
}

// tried returns the seat's tries at the exercise, for counting.
func (s *Seat) tried(exercise string) *tries {
	if s.tries[exercise] == nil {
		s.tries[exercise] = &tries{}
	}
	return s.tries[exercise]
}

// pass notes a pass: the first one counts. Who was to come need not any more.
// The caller holds mu.
func (r *Room) pass(s *Seat, exercise string, at time.Time) {
	column, ok := r.columns[exercise]
	if !ok || s.path.done(column) {
		return
	}
	p := pass{at: at}
	if r.Checkpoints[column].Lesson == s.path.lesson {
		p.took = max(0, at.Sub(s.path.start))
		s.path.start = at
	}
	s.path.passed[column] = p
	s.helped()
	r.medians[column] = r.median(column)
}

// median returns how long the room took for a checkpoint.
func (r *Room) median(column int) time.Duration {
	var all []time.Duration
	for _, s := range r.seats {
		if p := s.path.passed[column]; p.took > 0 {
			all = append(all, p.took)
		}
	}
	return median(all)
}

// current returns the checkpoint that the seat works on: the first of its lesson
// that it has not passed. -1: none. The caller holds mu.
func (r *Room) current(s *Seat) int {
	for i, c := range r.Checkpoints {
		if c.Lesson == s.path.lesson && !s.path.done(i) {
			return i
		}
	}
	return -1
}

// spent returns the seconds on the current checkpoint, those away not counted.
func (s *Seat) spent(now time.Time) int {
	if s.sockets == 0 && s.away.Before(now) {
		now = s.away
	}
	return max(0, int(now.Sub(s.path.start)/time.Second))
}
