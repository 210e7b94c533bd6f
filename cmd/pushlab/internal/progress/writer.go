package progress

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
)

// maxGroup is how many jobs one commit may carry. It bounds how long the first
// of them waits; 128 single rows take about 3 ms and one sync.
const maxGroup = 128

// A job is one save on its way to the disk.
type job struct {
	do   func(*sql.Tx) error
	done chan error // holds one: the writer never waits for a caller
}

// save runs do in a transaction and returns nil after its commit was synced.
// It returns early when ctx ends; a job that was taken may be saved all the same.
func (s *Store) save(ctx context.Context, do func(*sql.Tx) error) error {
	j := job{done: make(chan error, 1)}
	j.do = func(tx *sql.Tx) error {
		if err := ctx.Err(); err != nil {
			return err // the caller has gone
		}
		return do(tx)
	}
	select {
	case s.jobs <- j:
	case <-s.quit:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write is the writer goroutine: it commits groups until Close.
func (s *Store) write() {
	defer close(s.stopped)
	for {
		select {
		case j := <-s.jobs:
			s.commit(s.gather(j))
		case <-s.quit:
			return
		}
	}
}

// gather returns first and every job that is waiting behind it. The channel
// has no buffer: callers wait in it while the last group was being synced.
func (s *Store) gather(first job) []job {
	group := []job{first}
	for len(group) < maxGroup {
		select {
		case j := <-s.jobs:
			group = append(group, j)
		default:
			return group
		}
	}
	return group
}

// commit saves the group and tells each job how it went. A job may be refused
// on its own; when the transaction fails, all of them have failed.
func (s *Store) commit(group []job) {
	refused, err := s.transact(group)
	if err != nil {
		// SQLite may have kept the transaction open, and this connection is
		// the only one that writes. When it has not, the error says so.
		_, _ = s.writer.Exec("ROLLBACK")
		err = fmt.Errorf("saving progress: %w", err)
	}
	for i, j := range group {
		j.done <- cmp.Or(err, refused[i])
	}
}

func (s *Store) transact(group []job) (refused []error, err error) {
	refused = make([]error, len(group))
	tx, err := s.writer.Begin()
	if err != nil {
		return refused, err
	}
	defer tx.Rollback()
	for i, j := range group {
		if refused[i], err = try(tx, j.do); err != nil {
			return refused, err
		}
	}
	return refused, tx.Commit()
}

// try runs do in a savepoint, so that a refused job leaves nothing behind and
// harms no other job of the group. err means that the transaction is lost.
func try(tx *sql.Tx, do func(*sql.Tx) error) (refused, err error) {
	if _, err := tx.Exec("SAVEPOINT job"); err != nil {
		return nil, err
	}
	refused = do(tx)
	if refused != nil {
		if _, err := tx.Exec("ROLLBACK TO job"); err != nil {
			return nil, refused // SQLite has rolled back everything: disk full, I/O error
		}
	}
	_, err = tx.Exec("RELEASE job")
	return refused, err
}

// tick returns the time for a new row, later than all that it returned before,
// so that "the latest answer" is never a tie. Only the writer calls it.
func (s *Store) tick() int64 {
	s.last = max(s.last+1, s.now().UnixMilli())
	return s.last
}
