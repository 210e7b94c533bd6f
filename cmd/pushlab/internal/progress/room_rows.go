package progress

import (
	"context"
	"database/sql"
	"time"
)

// A Happening is something that happened in a room. Kinds and what their
// fields mean are the business of package room.
type Happening struct {
	Kind           string
	At             time.Time
	Seat           int // 0: the room, or nobody that may be known
	Lesson, Item   string
	Number, Option int
	Text, More     string
}

// AddHappening appends what happened to the room's rows.
func (s *Store) AddHappening(ctx context.Context, id string, h Happening) error {
	return s.save(ctx, func(tx *sql.Tx) error {
		if err := checkRoom(tx, id); err != nil {
			return err
		}
		_, err := tx.Exec(`
			INSERT INTO happenings (room, at, kind, seat, lesson, item, number, option, text, more)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			id, h.At.UnixMilli(), h.Kind, h.Seat, h.Lesson, h.Item, h.Number, h.Option, h.Text, h.More)
		return err
	})
}

// Happenings returns what happened in the room, in order.
func (s *Store) Happenings(ctx context.Context, id string) ([]Happening, error) {
	rows, err := s.readers.QueryContext(ctx, `
		SELECT kind, at, seat, lesson, item, number, option, text, more
		FROM happenings
		WHERE room = ?
		ORDER BY id`,
		id)
	return collect(rows, err, func(h *Happening) []any {
		return []any{&h.Kind, (*millis)(&h.At), &h.Seat, &h.Lesson, &h.Item, &h.Number, &h.Option, &h.Text, &h.More}
	})
}

// WipeRoom deletes the room and everything that is known of its seats'
// learners. What they save from then on is refused with ErrNoSuchRoom.
func (s *Store) WipeRoom(ctx context.Context, id string) error {
	err := s.save(ctx, func(tx *sql.Tx) error {
		learners, err := learnersOf(tx, id)
		if err != nil {
			return err
		}
		s.wiped.add(learners, s.now())
		for _, table := range learnerTables {
			_, err := tx.Exec(`
				DELETE FROM `+table+`
				WHERE learner IN (
					SELECT learner
					FROM seats
					WHERE room = ?)`,
				id)
			if err != nil {
				return err
			}
		}
		return deleteRoom(tx, id)
	})
	if err == nil {
		s.emptyLog(ctx)
	}
	return err
}

// deleteRoom deletes the rows of the room itself.
func deleteRoom(tx *sql.Tx, id string) error {
	for _, where := range []string{"happenings WHERE room", "seats WHERE room", "rooms WHERE id"} {
		if _, err := tx.Exec("DELETE FROM "+where+" = ?", id); err != nil {
			return err
		}
	}
	return nil
}

// IdleRooms returns the rooms in which nothing happened since the time given:
// no row, no setting, no seat, nothing that a seat's learner did.
func (s *Store) IdleRooms(ctx context.Context, since time.Time) ([]string, error) {
	rows, err := s.readers.QueryContext(ctx, `
		SELECT id
		FROM rooms
		WHERE max(ended, changed) < ?1
			AND NOT EXISTS (
				SELECT 1
				FROM happenings
				WHERE room = rooms.id AND at >= ?1)
			AND NOT EXISTS (
				SELECT 1
				FROM seats
				WHERE room = rooms.id AND (
					max(joined, gone) >= ?1
					OR learner IN (SELECT learner FROM entries WHERE at >= ?1)
					OR learner IN (SELECT learner FROM places WHERE at >= ?1)))`,
		since.UnixMilli())
	return collect(rows, err, func(id *string) []any { return []any{id} })
}
