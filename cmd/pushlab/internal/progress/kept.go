package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// Limits of the kept runs.
const (
	MaxKept     = 2 << 20   // bytes of one trace, compressed
	MaxKeptRuns = 32        // runs that a learner keeps
	maxKeptAll  = 256 << 20 // bytes of all kept traces
	maxTitle    = 80        // characters
)

var (
	// ErrTooBig means that a trace has more than MaxKept bytes.
	ErrTooBig = errors.New("the trace is too big to be kept")
	// ErrManyKept means that the learner keeps MaxKeptRuns runs already.
	ErrManyKept = errors.New("no more runs can be kept")
	// ErrNoRoom means that the kept runs of all learners fill their space.
	ErrNoRoom = errors.New("no room for kept runs")
	// ErrNotYours means that another learner kept the run.
	ErrNotYours = errors.New("another learner kept this run")
)

// A Kept is a run that was kept.
type Kept struct {
	View  string // the run's view id
	Title string // of the learner's choice
	Rows  int    // of the message ladder
	Bytes int    // that crossed the wire
	Began time.Time
	At    time.Time // when it was kept
}

// Keep saves the trace of a run, compressed JSON lines, with the time at which
// it is written. Keeping a run again takes the place of what was kept before.
func (s *Store) Keep(ctx context.Context, learner LearnerID, k Kept, trace []byte) error {
	if err := first(checkLearner(learner), checkWord("view", k.View), checkTitle(k.Title)); err != nil {
		return err
	}
	if len(trace) > MaxKept {
		return fmt.Errorf("%w: %d bytes of at most %d", ErrTooBig, len(trace), MaxKept)
	}
	return s.saveOf(ctx, learner, func(tx *sql.Tx) error {
		k.At = time.UnixMilli(s.tick())
		if err := checkKeeper(tx, learner, k.View); err != nil {
			return err
		}
		if err := k.insert(tx, learner, trace); err != nil {
			return err
		}
		return first(checkKept(tx, learner), checkQuota(tx, learner))
	})
}

// checkKeeper refuses a view that another learner keeps.
func checkKeeper(tx *sql.Tx, learner LearnerID, view string) error {
	var other bool
	err := tx.QueryRow(`
		SELECT EXISTS (
			SELECT 1
			FROM kept
			WHERE view = ? AND learner <> ?)`,
		view, learner).Scan(&other)
	if err == nil && other {
		return ErrNotYours
	}
	return err
}

func (k Kept) insert(tx *sql.Tx, learner LearnerID, trace []byte) error {
	_, err := tx.Exec(`
		INSERT INTO kept (view, learner, title, rows, bytes, began, at, size, trace)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (view) DO UPDATE
		SET title = excluded.title, rows = excluded.rows, bytes = excluded.bytes, began = excluded.began,
			at = excluded.at, size = excluded.size, trace = excluded.trace`,
		k.View, learner, k.Title, k.Rows, k.Bytes, k.Began.UnixMilli(), k.At.UnixMilli(), len(trace), trace)
	return err
}

// checkKept refuses what is beyond the limits, this transaction included.
func checkKept(tx *sql.Tx, learner LearnerID) error {
	var mine, all int
	err := tx.QueryRow(`
		SELECT coalesce(sum(learner = ?), 0), coalesce(sum(size), 0)
		FROM kept`,
		learner).Scan(&mine, &all)
	switch {
	case err != nil:
		return err
	case mine > MaxKeptRuns:
		return fmt.Errorf("%w: %d is the most", ErrManyKept, MaxKeptRuns)
	case all > maxKeptAll:
		return fmt.Errorf("%w: %d bytes are the most", ErrNoRoom, maxKeptAll)
	}
	return nil
}

// Kept returns what is known of a kept run; false: this view is not kept.
func (s *Store) Kept(ctx context.Context, view string) (k Kept, ok bool, err error) {
	list, err := s.keptWhere(ctx, "view = ?", view)
	if err != nil || len(list) == 0 {
		return Kept{}, false, err
	}
	return list[0], true, nil
}

// KeptBy returns the runs that a learner keeps, the newest first.
func (s *Store) KeptBy(ctx context.Context, learner LearnerID) ([]Kept, error) {
	return s.keptWhere(ctx, "learner = ?", learner)
}

// keptWhere reads the rows for which a condition of ours holds.
func (s *Store) keptWhere(ctx context.Context, condition, value string) ([]Kept, error) {
	rows, err := s.readers.QueryContext(ctx, `
		SELECT view, title, rows, bytes, began, at
		FROM kept
		WHERE `+condition+`
		ORDER BY at DESC`,
		value)
	return collect(rows, err, func(k *Kept) []any {
		return []any{&k.View, &k.Title, &k.Rows, &k.Bytes, (*millis)(&k.Began), (*millis)(&k.At)}
	})
}

// millis scans unix milliseconds into a time.
type millis time.Time

// Scan implements sql.Scanner.
func (m *millis) Scan(v any) error {
	ms, ok := v.(int64)
	if !ok {
		return fmt.Errorf("%T is no time", v)
	}
	*m = millis(time.UnixMilli(ms))
	return nil
}

// KeptTrace returns the compressed JSON lines of a kept run; false: this view
// is not kept.
func (s *Store) KeptTrace(ctx context.Context, view string) (trace []byte, ok bool, err error) {
	err = s.readers.QueryRowContext(ctx, `
		SELECT trace
		FROM kept
		WHERE view = ?`,
		view).Scan(&trace)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return trace, err == nil, err
}

// Forget deletes a kept run of the learner's. It returns false for a view that
// nobody keeps, and ErrNotYours for another learner's.
func (s *Store) Forget(ctx context.Context, learner LearnerID, view string) (bool, error) {
	var deleted int64
	err := s.save(ctx, func(tx *sql.Tx) error {
		if err := checkKeeper(tx, learner, view); err != nil {
			return err
		}
		s.full.remove(learner)
		result, err := tx.Exec(`
			DELETE FROM kept
			WHERE view = ? AND learner = ?`,
			view, learner)
		if err != nil {
			return err
		}
		deleted, err = result.RowsAffected()
		return err
	})
	if err != nil {
		return false, err // the writer may still be at it
	}
	return deleted > 0, nil
}

// checkTitle refuses titles that are too long or that would break a line.
func checkTitle(title string) error {
	if utf8.RuneCountInString(title) > maxTitle {
		return fmt.Errorf("%w: a title has at most %d characters", ErrInvalid, maxTitle)
	}
	if !printable(title) {
		return fmt.Errorf("%w: a title is letters, digits, signs and single spaces", ErrInvalid)
	}
	return nil
}
