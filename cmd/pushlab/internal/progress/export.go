package progress

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// records is everything that is known of a learner, and the form of an export.
// The cookie is not part of it, and a run is named by its hash: a file that is
// passed around must not give anybody a learner's place.
type records struct {
	Format  string  `json:"format"` // exportFormat
	Name    string  `json:"name,omitempty"`
	NamedAt int64   `json:"named_at,omitempty"` // unix milliseconds
	Entries []entry `json:"entries"`
	Places  []place `json:"places"`
	Kept    []link  `json:"kept,omitempty"` // an import leaves these: a trace stays where it was kept
}

// A link is a kept run in an export: what it is and where it opens.
type link struct {
	Title string `json:"title"`
	Link  string `json:"link"` // on the site that kept it: "/v/…"
	Rows  int    `json:"rows"`
	Bytes int    `json:"bytes"`
	At    int64  `json:"at"`
}

// exportFormat names the format and its version.
const exportFormat = "pushlab-progress-1"

// Export writes what is known of the learner as one JSON object.
func (s *Store) Export(ctx context.Context, learner LearnerID, w io.Writer) error {
	r, err := s.records(ctx, learner)
	if err != nil {
		return err
	}
	kept, err := s.KeptBy(ctx, learner)
	if err != nil {
		return err
	}
	for _, k := range kept {
		r.Kept = append(r.Kept, link{Title: k.Title, Link: "/v/" + k.View, Rows: k.Rows, Bytes: k.Bytes, At: k.At.UnixMilli()})
	}
	r.Format = exportFormat
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

// Import adds an export's rows to the learner's. Rows that are there already
// stay as they are, so that importing twice is importing once; of two names or
// places the newer one holds. A file with one bad row is refused as a whole.
func (s *Store) Import(ctx context.Context, learner LearnerID, r io.Reader) error {
	in, err := readExport(r)
	if err != nil {
		return err
	}
	if err := first(checkLearner(learner), in.check(s.now())); err != nil {
		return err
	}
	return s.saveOf(ctx, learner, func(tx *sql.Tx) error {
		if err := in.insert(tx, learner); err != nil {
			return err
		}
		return checkQuota(tx, learner)
	})
}

// readExport reads one JSON object of at most maxExport bytes.
func readExport(r io.Reader) (records, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxExport+1))
	if err != nil {
		return records{}, err
	}
	if len(text) > maxExport {
		return records{}, fmt.Errorf("%w: the file is longer than %d bytes", ErrInvalid, maxExport)
	}
	var in records
	if err := json.Unmarshal(text, &in); err != nil {
		return records{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if in.Format != exportFormat {
		return records{}, fmt.Errorf("%w: the file's format is %q and not %q", ErrInvalid, in.Format, exportFormat)
	}
	return in, nil
}

// check refuses rows that no pushlab wrote.
func (r records) check(now time.Time) error {
	errs := []error{checkName(r.Name)}
	if r.Name != "" {
		errs = append(errs, checkTime(r.NamedAt, now))
	}
	for _, e := range r.Entries {
		errs = append(errs, e.check(), checkTime(e.At, now))
	}
	for _, p := range r.Places {
		errs = append(errs, p.check(), checkTime(p.At, now))
	}
	return first(errs...)
}

// checkTime refuses times before pushlab and times to come: these would stay
// the latest for long. An hour is left for clocks that disagree.
func checkTime(ms int64, now time.Time) error {
	first := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	at := time.UnixMilli(ms)
	if at.Before(first) || at.After(now.Add(time.Hour)) {
		return fmt.Errorf("%w: %d is not a time between 2025 and now, in milliseconds since 1970", ErrInvalid, ms)
	}
	return nil
}

func (r records) insert(tx *sql.Tx, learner LearnerID) error {
	for _, e := range r.Entries {
		if err := e.insert(tx, learner); err != nil {
			return err
		}
	}
	for _, p := range r.Places {
		if err := p.upsert(tx, learner); err != nil {
			return err
		}
	}
	if r.Name == "" {
		return nil
	}
	return upsertName(tx, learner, r.Name, r.NamedAt)
}

// learnerTables are the tables that say something about a learner.
var learnerTables = []string{"entries", "places", "names", "runs", "kept"}

// Delete removes everything that is known of the learner, kept runs included.
func (s *Store) Delete(ctx context.Context, learner LearnerID) error {
	err := s.save(ctx, func(tx *sql.Tx) error {
		s.full.remove(learner)
		for _, table := range learnerTables {
			if _, err := tx.Exec("DELETE FROM "+table+" WHERE learner = ?", learner); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.emptyLog(ctx)
	}
	return err
}

// emptyLog empties the write-ahead log, which still holds deleted rows as they
// were: it is copied into the database first. A reader may prevent that, then
// the next checkpoint does it.
func (s *Store) emptyLog(ctx context.Context) {
	_, _ = s.writer.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
}
