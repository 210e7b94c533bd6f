package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// The kinds of entries.
const (
	kindPredict = "predict"
	kindAnswer  = "answer"
	kindAttempt = "attempt"
	kindPass    = "pass"
)

// An entry is one thing that a learner did: a row of the table entries, and an
// object in an export.
type entry struct {
	Kind   string `json:"kind"`
	Lesson string `json:"lesson,omitempty"`
	Item   string `json:"item"`
	Option int    `json:"option,omitempty"`
	Right  bool   `json:"right,omitempty"`
	Run    string `json:"run,omitempty"`
	At     int64  `json:"at"` // unix milliseconds
}

// Predict saves what the learner predicts in a predict block: an option from
// 1, or 0 for "not predicted".
func (s *Store) Predict(ctx context.Context, learner LearnerID, lesson, block string, option int) error {
	return s.append(ctx, learner, entry{Kind: kindPredict, Lesson: lesson, Item: block, Option: option})
}

// Answer saves the option, from 1, that the learner chose in a quiz.
func (s *Store) Answer(ctx context.Context, learner LearnerID, lesson, quiz string, option int, right bool) error {
	return s.append(ctx, learner, entry{Kind: kindAnswer, Lesson: lesson, Item: quiz, Option: option, Right: right})
}

// Attempt saves that an attempt at an exercise ended without a pass. run names
// the run in exports, so it is a run's view or hash, never its id, which is a
// capability.
func (s *Store) Attempt(ctx context.Context, learner LearnerID, exercise, run string) error {
	return s.append(ctx, learner, entry{Kind: kindAttempt, Item: exercise, Run: run})
}

// Pass saves that the learner passed an exercise in the run. run is as for
// Attempt.
func (s *Store) Pass(ctx context.Context, learner LearnerID, exercise, run string) error {
	return s.append(ctx, learner, entry{Kind: kindPass, Item: exercise, Run: run})
}

// append saves e with the time at which it is written.
func (s *Store) append(ctx context.Context, learner LearnerID, e entry) error {
	if err := first(checkLearner(learner), e.check()); err != nil {
		return err
	}
	if s.full.has(learner, s.now) {
		return fmt.Errorf("%w: export what there is, then delete", ErrFull)
	}
	return s.saveOf(ctx, learner, func(tx *sql.Tx) error {
		e.At = s.tick()
		if err := e.insert(tx, learner); err != nil {
			return err
		}
		err := checkQuota(tx, learner)
		if errors.Is(err, ErrFull) {
			s.full.add(learner, s.now())
		}
		return err
	})
}

// insert appends e; the same entry twice is one.
func (e entry) insert(tx *sql.Tx, learner LearnerID) error {
	_, err := tx.Exec(`
		INSERT INTO entries (learner, at, kind, lesson, item, option, correct, run)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		learner, e.At, e.Kind, e.Lesson, e.Item, e.Option, e.Right, e.Run)
	return err
}

// Place saves where the learner is: a section of a lesson, by its heading's
// id, "" for the top. Each lesson keeps the newest.
func (s *Store) Place(ctx context.Context, learner LearnerID, lesson, section string) error {
	p := place{Lesson: lesson, Section: section}
	if err := first(checkLearner(learner), p.check()); err != nil {
		return err
	}
	return s.saveOf(ctx, learner, func(tx *sql.Tx) error {
		p.At = s.tick()
		if err := p.upsert(tx, learner); err != nil {
			return err
		}
		return checkQuota(tx, learner)
	})
}

// place is a row of the table places, and an object in an export.
type place struct {
	Lesson  string `json:"lesson"`
	Section string `json:"section,omitempty"`
	At      int64  `json:"at"`
}

// upsert saves p unless a newer place of the lesson is there.
func (p place) upsert(tx *sql.Tx, learner LearnerID) error {
	_, err := tx.Exec(`
		INSERT INTO places (learner, lesson, section, at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (learner, lesson) DO UPDATE
		SET section = excluded.section, at = excluded.at
		WHERE excluded.at > at`,
		learner, p.Lesson, p.Section, p.At)
	return err
}

// Name saves the name that the learner goes by; "" takes it back.
func (s *Store) Name(ctx context.Context, learner LearnerID, name string) error {
	if err := first(checkLearner(learner), checkName(name)); err != nil {
		return err
	}
	return s.saveOf(ctx, learner, func(tx *sql.Tx) error {
		return upsertName(tx, learner, name, s.tick())
	})
}

// upsertName saves the name unless a newer one is there.
func upsertName(tx *sql.Tx, learner LearnerID, name string, at int64) error {
	_, err := tx.Exec(`
		INSERT INTO names (learner, name, at)
		VALUES (?, ?, ?)
		ON CONFLICT (learner) DO UPDATE
		SET name = excluded.name, at = excluded.at
		WHERE excluded.at > at`,
		learner, name, at)
	return err
}
