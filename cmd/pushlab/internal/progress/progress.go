// Package progress remembers who did what, in one SQLite file.
//
// A learner is a random cookie. What they do is appended to the table entries
// and never changed: predictions, quiz answers, attempts, passes. What a page
// shows is derived from these rows when it is asked for, so that there is no
// second copy to go wrong. A run that they keep is a row of the table kept, with
// its trace; it may be replaced and deleted (kept.go).
//
// A save returns nil only after its rows are on the disk. One goroutine writes:
// it takes every save that is waiting, commits them together, and syncs once
// for all of them, so that a room of learners costs a few syncs a second and
// not one each. Readers work beside it and never wait for it (write-ahead log).
//
//	handler ── save ──┐
//	handler ── save ──┼─► writer: BEGIN, job, job, job, COMMIT, fsync ──► nil to all three
//	handler ── save ──┘
package progress

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// LearnerID names a learner: the value of their cookie.
type LearnerID = string

var (
	// ErrNewer means that a later pushlab wrote the database.
	ErrNewer = errors.New("the database is newer than this pushlab")
	// ErrFull means that the learner has used their quota.
	ErrFull = errors.New("no room for more progress")
	// ErrInvalid means that what was to be saved or imported is malformed.
	ErrInvalid = errors.New("invalid progress")
	// ErrClosed means that the Store was closed.
	ErrClosed = errors.New("progress is closed")
)

// A Store is the open database. Its methods may be called at the same time.
type Store struct {
	writer  *sql.DB // one connection, used by the writer goroutine only
	readers *sql.DB
	jobs    chan job
	quit    chan struct{} // closed by Close
	closing sync.Once
	stopped chan struct{} // closed when the writer goroutine has ended
	now     func() time.Time
	last    int64   // the newest time given to a row; the writer's own
	full    fullSet // learners without room
	wiped   wipedSet
}

// Open opens dir/progress.db, makes it if there is none, and brings its tables
// up to date.
func Open(ctx context.Context, dir string) (*Store, error) {
	path, err := create(dir)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	s, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("progress database %s: %w", path, err)
	}
	if err := migrate(ctx, s.writer, migrations); err != nil {
		s.closeDB()
		return nil, fmt.Errorf("progress database %s: %w", path, err)
	}
	go s.write()
	return s, nil
}

// create makes the directory and the file, readable by their owner only. It
// tells what is wrong in the system's words, which SQLite's are not.
func create(dir string) (path string, err error) {
	if path, err = filepath.Abs(filepath.Join(dir, "progress.db")); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	return path, f.Close()
}

func open(path string) (*Store, error) {
	writer, err := sql.Open("sqlite", dsn(path, "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	readers, err := sql.Open("sqlite", dsn(path, "_pragma=query_only(1)"))
	if err != nil {
		return nil, err
	}
	readers.SetMaxOpenConns(4)
	return &Store{
		writer: writer, readers: readers,
		jobs: make(chan job), quit: make(chan struct{}), stopped: make(chan struct{}),
		now: time.Now,
	}, nil
}

// Close waits for the saves that were taken, and closes the database. A save
// that comes later gets ErrClosed.
func (s *Store) Close() error {
	s.closing.Do(func() { close(s.quit) })
	<-s.stopped
	return s.closeDB()
}

func (s *Store) closeDB() error {
	return errors.Join(s.readers.Close(), s.writer.Close())
}
