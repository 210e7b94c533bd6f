package room

import (
	"fmt"
	"testing"
	"time"
)

// class fills a room with seats in memory, as they would be read back: each has
// passed some checkpoints and tried the next one.
func class(b *testing.B, seats, checkpoints int) *Room {
	rs := openRooms(b, b.TempDir())
	rs.Checkpoints = nil
	for i := range checkpoints {
		rs.Checkpoints = append(rs.Checkpoints, Checkpoint{ID: fmt.Sprintf("EX%02d", i), Label: fmt.Sprint(i), Lesson: fmt.Sprintf("lesson-%d", i/2)})
	}
	r := started(b, rs)
	must(b, r.Collect(b.Context(), question))
	for n := range seats {
		s := join(b, r, "")
		s.Connected()
		for i := range n % checkpoints {
			r.pass(s, rs.Checkpoints[i].ID, time.Now())
		}
		s.come(rs.Checkpoints[n%checkpoints].Lesson, time.Now().Add(-9*time.Minute))
		s.tries[rs.Checkpoints[n%checkpoints].ID] = &tries{n: n % 6, clause: "the event ends with an empty line", seen: "data: a"}
	}
	return r
}

func BenchmarkBoard300x12(b *testing.B) {
	r := class(b, 300, 12)
	b.ReportAllocs()
	for b.Loop() {
		r.Board(false)
	}
}

func BenchmarkSeatView300(b *testing.B) {
	r := class(b, 300, 12)
	s := r.Seat(7)
	b.ReportAllocs()
	for b.Loop() {
		r.SeatView(s)
	}
}
