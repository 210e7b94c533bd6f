package progress

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// A wipedSet has the learners of the rooms that were wiped in the last minutes,
// and of the seats that were forgotten. What one of them had begun by then, an
// attempt or a form, would else be saved behind the wipe, where no wipe finds it
// any more. The writer alone uses it.
type wipedSet struct{ rooms []wipedRoom }

type wipedRoom struct {
	at       time.Time
	learners map[LearnerID]bool
}

// wipedTime is longer than anything waits that was begun before a wipe.
const wipedTime = 2 * time.Minute

func (w *wipedSet) has(learner LearnerID, now func() time.Time) bool {
	if len(w.rooms) == 0 {
		return false
	}
	w.forget(now())
	return slices.ContainsFunc(w.rooms, func(room wipedRoom) bool { return room.learners[learner] })
}

// forget drops the rooms whose time is over.
func (w *wipedSet) forget(now time.Time) {
	w.rooms = slices.DeleteFunc(w.rooms, func(room wipedRoom) bool { return now.Sub(room.at) > wipedTime })
}

func (w *wipedSet) add(learners []LearnerID, now time.Time) {
	set := make(map[LearnerID]bool, len(learners))
	for _, learner := range learners {
		set[learner] = true
	}
	w.rooms = append(w.rooms, wipedRoom{now, set})
}

// saveOf is save for what belongs to a learner: ErrNoSuchRoom when they were
// wiped with their room in the meantime.
func (s *Store) saveOf(ctx context.Context, learner LearnerID, do func(*sql.Tx) error) error {
	return s.save(ctx, func(tx *sql.Tx) error {
		if s.wiped.has(learner, s.now) {
			return fmt.Errorf("%w: it was wiped", ErrNoSuchRoom)
		}
		return do(tx)
	})
}

// learnersOf returns the learners of a room's seats.
func learnersOf(tx *sql.Tx, room string) ([]LearnerID, error) {
	rows, err := tx.Query(`
		SELECT learner
		FROM seats
		WHERE room = ?`,
		room)
	return collect(rows, err, func(learner *LearnerID) []any { return []any{learner} })
}
