package progress

import (
	"context"
	"database/sql"
	"errors"
)

// maxRuns is how many runs a learner owns at a time: as many as the lab holds
// in memory. Older ones are forgotten; what was passed in them stays.
const maxRuns = 1000

// OwnRun saves that the learner's cookie made the run with this hash. The
// first owner of a run stays its owner.
func (s *Store) OwnRun(ctx context.Context, runHash string, learner LearnerID) error {
	if err := first(checkLearner(learner), checkWord("run", runHash)); err != nil {
		return err
	}
	return s.saveOf(ctx, learner, func(tx *sql.Tx) error {
		_, err := tx.Exec(`
			INSERT INTO runs (run_hash, learner, at)
			VALUES (?, ?, ?)
			ON CONFLICT DO NOTHING`,
			runHash, learner, s.tick())
		if err != nil {
			return err
		}
		return forgetRuns(tx, learner)
	})
}

// forgetRuns keeps the learner's newest maxRuns runs.
func forgetRuns(tx *sql.Tx, learner LearnerID) error {
	_, err := tx.Exec(`
		DELETE FROM runs
		WHERE run_hash IN (
			SELECT run_hash
			FROM runs
			WHERE learner = ?
			ORDER BY at DESC
			LIMIT -1 OFFSET ?)`,
		learner, maxRuns)
	return err
}

// RunOwner returns the learner whose cookie made the run, and false for a run
// that nobody owns.
func (s *Store) RunOwner(ctx context.Context, runHash string) (learner LearnerID, ok bool, err error) {
	err = s.readers.QueryRowContext(ctx, `
		SELECT learner
		FROM runs
		WHERE run_hash = ?`,
		runHash).Scan(&learner)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return learner, err == nil, err
}
