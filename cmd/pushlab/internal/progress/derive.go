package progress

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Progress is what a learner has done so far, derived from their rows.
type Progress struct {
	Name     string
	Lessons  map[string]Lesson // by slug: those that the learner touched
	Passed   map[string]Pass   // by exercise: the first pass
	Attempts map[string]int    // by exercise: attempts that ended without a pass
	Last     Place             // where the learner was last; zero for nowhere
}

// A Lesson is what the learner did in one lesson.
type Lesson struct {
	Predictions map[string]Prediction // by block: the latest
	Answers     map[string]Answer     // by quiz: the latest, and how many
	Section     string                // where the learner was last in this lesson
	At          time.Time             // when the learner last did something here
}

// A Prediction is what the learner thought would happen.
type Prediction struct {
	Option int // from 1; 0 = not predicted
	At     time.Time
}

// An Answer is the latest of the learner's answers to a quiz.
type Answer struct {
	Option int // from 1
	Right  bool
	Count  int  // answers given, this one included
	Solved bool // one of them was right
	At     time.Time

	Step int       // how often in a row it was right when it was due; at most 4
	Due  time.Time // when it is worth asking again
}

// A Pass says in which run an exercise was passed.
type Pass struct {
	Run string
	At  time.Time
}

// A Place is a section of a lesson.
type Place struct {
	Lesson  string
	Section string // a heading's id; "" is the top
	At      time.Time
}

// Progress derives what the learner has done. A learner who never saved
// anything has the empty progress.
func (s *Store) Progress(ctx context.Context, learner LearnerID) (Progress, error) {
	r, err := s.records(ctx, learner)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Name: r.Name, Lessons: map[string]Lesson{}, Passed: map[string]Pass{}, Attempts: map[string]int{}}
	for _, e := range r.Entries {
		p.add(e)
	}
	for _, at := range r.Places {
		p.visit(at)
	}
	return p, nil
}

// add adds one entry; entries come in the order of their times.
func (p *Progress) add(e entry) {
	at := time.UnixMilli(e.At)
	switch e.Kind {
	case kindPredict:
		l := p.lesson(e.Lesson, at)
		l.Predictions[e.Item] = Prediction{Option: e.Option, At: at}
	case kindAnswer:
		l := p.lesson(e.Lesson, at)
		before := l.Answers[e.Item]
		step, due := before.next(e.Right, at)
		l.Answers[e.Item] = Answer{
			Option: e.Option, Right: e.Right, Count: before.Count + 1,
			Solved: before.Solved || e.Right, At: at, Step: step, Due: due,
		}
	case kindAttempt:
		p.Attempts[e.Item]++
	case kindPass:
		if _, again := p.Passed[e.Item]; !again {
			p.Passed[e.Item] = Pass{Run: e.Run, At: at}
		}
	}
}

// visit adds a place.
func (p *Progress) visit(v place) {
	at := time.UnixMilli(v.At)
	l := p.lesson(v.Lesson, at)
	l.Section = v.Section
	p.Lessons[v.Lesson] = l
	if at.After(p.Last.At) {
		p.Last = Place{Lesson: v.Lesson, Section: v.Section, At: at}
	}
}

// lesson returns the lesson, touched at the time at.
func (p *Progress) lesson(slug string, at time.Time) Lesson {
	l, ok := p.Lessons[slug]
	if !ok {
		l = Lesson{Predictions: map[string]Prediction{}, Answers: map[string]Answer{}}
	}
	if at.After(l.At) {
		l.At = at
	}
	p.Lessons[slug] = l
	return l
}

// records reads all rows of a learner, as of one moment.
func (s *Store) records(ctx context.Context, learner LearnerID) (records, error) {
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return records{}, err
	}
	defer tx.Rollback()
	var r records
	err = tx.QueryRowContext(ctx, `
		SELECT name, at
		FROM names
		WHERE learner = ?`,
		learner).Scan(&r.Name, &r.NamedAt)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return records{}, err
	}
	if r.Entries, err = readEntries(ctx, tx, learner); err != nil {
		return records{}, err
	}
	r.Places, err = readPlaces(ctx, tx, learner)
	return r, err
}

func readEntries(ctx context.Context, tx *sql.Tx, learner LearnerID) ([]entry, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT kind, lesson, item, option, correct, run, at
		FROM entries
		WHERE learner = ?
		ORDER BY at`,
		learner)
	return collect(rows, err, func(e *entry) []any {
		return []any{&e.Kind, &e.Lesson, &e.Item, &e.Option, &e.Right, &e.Run, &e.At}
	})
}

func readPlaces(ctx context.Context, tx *sql.Tx, learner LearnerID) ([]place, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT lesson, section, at
		FROM places
		WHERE learner = ?
		ORDER BY at`,
		learner)
	return collect(rows, err, func(p *place) []any {
		return []any{&p.Lesson, &p.Section, &p.At}
	})
}

// collect scans every row into the fields of one T.
func collect[T any](rows *sql.Rows, err error, fields func(*T) []any) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []T{} // an export writes [], not null
	for rows.Next() {
		var v T
		if err := rows.Scan(fields(&v)...); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}
