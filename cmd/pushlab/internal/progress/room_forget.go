package progress

import (
	"context"
	"database/sql"
	"encoding/json"
)

// ForgetSeats deletes those of the room's seats of which nothing else is stored,
// neither a row of the room nor anything that their learner did, and returns
// their numbers. What their learners save from then on is refused with
// ErrNoSuchRoom.
func (s *Store) ForgetSeats(ctx context.Context, id string, numbers []int) ([]int, error) {
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	var forgotten []int
	err = s.save(ctx, func(tx *sql.Tx) error {
		gone, err := forgetSeats(tx, id, string(list))
		learners := make([]LearnerID, len(gone))
		for i, seat := range gone {
			forgotten, learners[i] = append(forgotten, seat.Number), seat.Learner
		}
		s.wiped.add(learners, s.now())
		return err
	})
	if err != nil {
		return nil, err // the job may still be on its way: what it notes is its own
	}
	return forgotten, nil
}

func forgetSeats(tx *sql.Tx, id, numbers string) ([]Seat, error) {
	unused := ""
	for _, table := range learnerTables {
		unused += `
			AND NOT EXISTS (
				SELECT 1
				FROM ` + table + `
				WHERE learner = seats.learner)`
	}
	rows, err := tx.Query(`
		DELETE FROM seats
		WHERE room = ?1
			AND number IN (SELECT value FROM json_each(?2))
			AND number NOT IN (SELECT seat FROM happenings WHERE room = ?1)`+unused+`
		RETURNING number, learner`,
		id, numbers)
	return collect(rows, err, func(v *Seat) []any { return []any{&v.Number, &v.Learner} })
}
