package progress

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// saveMany saves n predictions at once, so that they share commits, and
// returns which of them were acknowledged.
func saveMany(t *testing.T, s *Store, round string, n int) (acknowledged []string, errs []error) {
	t.Helper()
	var mu sync.Mutex
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			block := fmt.Sprint(round, "-", i)
			err := s.Predict(t.Context(), ada, "01-why-stream", block, 1)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, err)
			} else {
				acknowledged = append(acknowledged, block)
			}
		})
	}
	group.Wait()
	return acknowledged, errs
}

func TestFaultsAreReported(t *testing.T) {
	tests := []struct {
		name, fault, repair string
		code                int
	}{
		{"full disk", "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000", sqlite3.SQLITE_FULL},
		{"read-only disk", "PRAGMA query_only = 1", "PRAGMA query_only = 0", sqlite3.SQLITE_READONLY},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := mustOpen(t, t.TempDir())
			before, _ := saveMany(t, s, "before", 20)
			fault(t, s, test.fault)
			during, errs := saveMany(t, s, "during", 300)
			for _, err := range errs {
				var e *sqlite.Error
				if !errors.As(err, &e) || e.Code()&0xff != test.code {
					t.Errorf("error = %v, want SQLite's code %d", err, test.code)
				}
			}
			if len(errs) == 0 {
				t.Error("no save failed")
			}
			fault(t, s, test.repair)
			after, errs := saveMany(t, s, "after", 20)
			if len(errs) > 0 {
				t.Errorf("after the repair: %v", errs)
			}
			wantExactly(t, s, before, during, after)
		})
	}
}

func fault(t *testing.T, s *Store, pragma string) {
	t.Helper()
	if _, err := s.writer.Exec(pragma); err != nil {
		t.Fatal(err)
	}
}

// wantExactly fails unless the store has all of the acknowledged predictions
// and no other.
func wantExactly(t *testing.T, s *Store, acknowledged ...[]string) {
	t.Helper()
	got := mustProgress(t, s, ada).Lessons["01-why-stream"].Predictions
	count := 0
	for _, blocks := range acknowledged {
		for _, block := range blocks {
			count++
			if _, ok := got[block]; !ok {
				t.Errorf("%s was acknowledged and is not there", block)
			}
		}
	}
	if len(got) != count {
		t.Errorf("%d predictions, want the %d that were acknowledged", len(got), count)
	}
}

// A refused job must not harm the jobs that share its commit.
func TestRefusedJobIsAlone(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	bulk(t, s, "grace-hopper", maxRows)
	var group sync.WaitGroup
	for i := range 6 {
		group.Go(func() {
			if err := s.Predict(t.Context(), ada, "01-why-stream", fmt.Sprint("p", i), 1); err != nil {
				t.Error(err)
			}
		})
		group.Go(func() {
			if err := s.Predict(t.Context(), "grace-hopper", "01-why-stream", "p", 1); !errors.Is(err, ErrFull) {
				t.Errorf("Predict = %v, want ErrFull", err)
			}
		})
	}
	group.Wait()
	if got := len(mustProgress(t, s, ada).Lessons["01-why-stream"].Predictions); got != 6 {
		t.Errorf("predictions = %d, want 6", got)
	}
	if got := len(mustProgress(t, s, "grace-hopper").Lessons["01-why-stream"].Predictions); got != 0 {
		t.Errorf("predictions of the full learner = %d, want 0", got)
	}
}

func TestErrorsAreOneSentence(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	fault(t, s, "PRAGMA query_only = 1")
	err := s.Name(t.Context(), ada, "Ada")
	if got := err.Error(); !strings.HasPrefix(got, "saving progress: ") || strings.Contains(got, "\n") {
		t.Errorf("error = %q", got)
	}
}
