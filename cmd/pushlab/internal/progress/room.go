package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrNoSuchRoom means that the room was wiped, or never was.
var ErrNoSuchRoom = errors.New("there is no such room")

// ErrCodeTaken means that another room has the join code.
var ErrCodeTaken = errors.New("another room has this code")

// A Room is a workshop. What is in it is the business of package room; here it
// is kept and deleted.
type Room struct {
	ID, Code     string
	Began, Ended time.Time // Ended is zero for an open room
	Changed      time.Time // the last save of Settings; AddRoom makes it Began
	Settings     []byte    // JSON
}

// A Seat is a learner's place in a room.
type Seat struct {
	Number       int // from 1
	Learner      LearnerID
	Token, Name  string    // Token is "" for a seat that was freed
	Joined, Gone time.Time // Gone is zero for a seat that is there
}

// AddRoom saves a new room, or returns ErrCodeTaken. A room that is still open
// ends with it: there is one at a time.
func (s *Store) AddRoom(ctx context.Context, r Room) error {
	return s.save(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`
			UPDATE rooms
			SET ended = ?
			WHERE ended = 0`,
			r.Began.UnixMilli())
		if err != nil {
			return err
		}
		return r.insert(tx)
	})
}

func (r Room) insert(tx *sql.Tx) error {
	result, err := tx.Exec(`
		INSERT INTO rooms (id, code, began, ended, changed, settings)
		VALUES (?, ?, ?, 0, ?, ?)
		ON CONFLICT (code) DO NOTHING`,
		r.ID, r.Code, r.Began.UnixMilli(), r.Began.UnixMilli(), string(r.Settings))
	return one(result, err, ErrCodeTaken)
}

// one returns otherwise when a statement changed no row.
func one(result sql.Result, err, otherwise error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return otherwise
}

// LastRoom returns the room that began last, open or ended; false: there is
// none.
func (s *Store) LastRoom(ctx context.Context) (r Room, ok bool, err error) {
	err = s.readers.QueryRowContext(ctx, `
		SELECT id, code, began, ended, changed, settings
		FROM rooms
		ORDER BY ended = 0 DESC, began DESC, rowid DESC
		LIMIT 1`).Scan(&r.ID, &r.Code, (*millis)(&r.Began), (*sometime)(&r.Ended), (*millis)(&r.Changed), &r.Settings)
	if errors.Is(err, sql.ErrNoRows) {
		return Room{}, false, nil
	}
	return r, err == nil, err
}

// EndRoom saves when the room ended; the first time holds.
func (s *Store) EndRoom(ctx context.Context, id string, at time.Time) error {
	return s.save(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`
			UPDATE rooms
			SET ended = ?
			WHERE id = ? AND ended = 0`,
			at.UnixMilli(), id)
		return err
	})
}

// SaveRoom replaces the room's settings. It asks for them when it writes them:
// of two saves at the same time the later one writes what is newer.
func (s *Store) SaveRoom(ctx context.Context, id string, at time.Time, settings func() []byte) error {
	return s.save(ctx, func(tx *sql.Tx) error {
		result, err := tx.Exec(`
			UPDATE rooms
			SET settings = ?, changed = ?
			WHERE id = ?`,
			string(settings()), at.UnixMilli(), id)
		return one(result, err, ErrNoSuchRoom)
	})
}

// PutSeat saves a seat of the room: a new one, or what has changed of it.
func (s *Store) PutSeat(ctx context.Context, id string, seat Seat) error {
	if err := first(checkLearner(seat.Learner), checkName(seat.Name)); err != nil {
		return err
	}
	var gone int64
	if !seat.Gone.IsZero() {
		gone = seat.Gone.UnixMilli()
	}
	return s.saveOf(ctx, seat.Learner, func(tx *sql.Tx) error {
		if err := checkRoom(tx, id); err != nil {
			return err
		}
		_, err := tx.Exec(`
			INSERT INTO seats (room, number, learner, token, name, joined, gone)
			VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (room, number) DO UPDATE
			SET token = excluded.token, name = excluded.name, gone = excluded.gone`,
			id, seat.Number, seat.Learner, seat.Token, seat.Name, seat.Joined.UnixMilli(), gone)
		return err
	})
}

// checkRoom refuses to write into a room that was wiped in the meantime.
func checkRoom(tx *sql.Tx, id string) error {
	var there bool
	err := tx.QueryRow(`
		SELECT EXISTS (
			SELECT 1
			FROM rooms
			WHERE id = ?)`,
		id).Scan(&there)
	if err == nil && !there {
		return fmt.Errorf("%w: it was wiped", ErrNoSuchRoom)
	}
	return err
}

// SeatsOf returns the room's seats, those that left included, by number.
func (s *Store) SeatsOf(ctx context.Context, id string) ([]Seat, error) {
	rows, err := s.readers.QueryContext(ctx, `
		SELECT number, learner, token, name, joined, gone
		FROM seats
		WHERE room = ?
		ORDER BY number`,
		id)
	return collect(rows, err, func(v *Seat) []any {
		return []any{&v.Number, &v.Learner, &v.Token, &v.Name, (*millis)(&v.Joined), (*sometime)(&v.Gone)}
	})
}

// sometime scans unix milliseconds, 0 for the zero time.
type sometime time.Time

// Scan implements sql.Scanner.
func (t *sometime) Scan(v any) error {
	if v == int64(0) {
		*t = sometime{}
		return nil
	}
	return (*millis)(t).Scan(v)
}
