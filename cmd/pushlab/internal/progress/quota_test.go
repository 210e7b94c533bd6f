package progress

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"
)

// fill saves n answers to quizzes of a lesson, from many goroutines.
func fill(t *testing.T, s *Store, learner LearnerID, lesson string, n int) {
	t.Helper()
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := g; i < n; i += 8 {
				if err := s.Answer(t.Context(), learner, lesson, fmt.Sprint("q", i%10), 1, true); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}

// bulk puts n rows of a learner into the table at once.
func bulk(t *testing.T, s *Store, learner LearnerID, n int) {
	t.Helper()
	_, err := s.writer.Exec(`
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
		INSERT INTO entries (learner, at, kind, lesson, item, option, correct, run)
		SELECT ?1, 1763700000000 + i, 'answer', '13-six-connections', 'q' || i % 10, 12, 1, ''
		FROM n`, learner, n)
	must(t, err)
}

func TestQuotaOfRows(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	bulk(t, s, ada, maxRows-1)
	must(t, s.Answer(ctx, ada, "13-six-connections", "last", 1, true))
	for name, err := range map[string]error{
		"Answer":  s.Answer(ctx, ada, "13-six-connections", "more", 1, true),
		"Pass":    s.Pass(ctx, ada, "EX01", "view"),
		"Predict": s.Predict(ctx, ada, "13-six-connections", "p1", 1),
	} {
		if !errors.Is(err, ErrFull) {
			t.Errorf("%s = %v, want ErrFull", name, err)
		}
	}
	must(t,
		s.Answer(ctx, "grace-hopper", "13-six-connections", "q1", 1, true), // others go on
		s.Name(ctx, ada, "Ada"), // and so does what takes no row
	)
	if got := mustProgress(t, s, ada).Lessons["13-six-connections"].Answers["last"].Count; got != 1 {
		t.Errorf("answers to the last quiz = %d, want 1", got)
	}
	importWhole(t, s)
}

// importWhole shows that a full learner's export can be imported.
func importWhole(t *testing.T, s *Store) {
	t.Helper()
	var file bytes.Buffer
	must(t, s.Export(t.Context(), ada, &file))
	must(t, s.Import(t.Context(), "ada-on-another-machine", &file))
	got := mustProgress(t, s, "ada-on-another-machine").Lessons["13-six-connections"].Answers["q1"].Count
	if want := mustProgress(t, s, ada).Lessons["13-six-connections"].Answers["q1"].Count; got != want {
		t.Errorf("answers to q1 after import = %d, want %d", got, want)
	}
}

func TestQuotaOfPlaces(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	for n := range maxPlaces {
		must(t, s.Place(ctx, ada, fmt.Sprint("lesson-", n), "top"))
	}
	if err := s.Place(ctx, ada, "one-more", "top"); !errors.Is(err, ErrFull) {
		t.Errorf("Place = %v, want ErrFull", err)
	}
	must(t, s.Place(ctx, ada, "lesson-1", "bottom")) // a lesson that has a place already
}

func TestExportSizeIsAnUpperBound(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	bulk(t, s, ada, 1000)
	must(t, s.Pass(t.Context(), ada, "EX05a", "0123456789abcdef"))
	var file bytes.Buffer
	must(t, s.Export(t.Context(), ada, &file))
	letters := 1000*len("13-six-connections"+"q1") + len("EX05a"+"0123456789abcdef")
	if got, most := file.Len(), exportSize(1001, letters, 0, 0); got > most || got < most*9/10 {
		t.Errorf("export is %d bytes, want a little under %d", got, most)
	}
}

func TestConcurrentReadersAndWriters(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			seen := 0
			for {
				p, err := s.Progress(ctx, ada)
				count := 0
				for _, a := range p.Lessons["08-frames"].Answers {
					count += a.Count
				}
				if err != nil || count < seen {
					t.Errorf("Progress has %d answers after %d, error %v", count, seen, err)
					return
				}
				seen = count
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	const answers = 150
	fill(t, s, ada, "08-frames", answers)
	close(stop)
	readers.Wait()
	got := 0
	for _, a := range mustProgress(t, s, ada).Lessons["08-frames"].Answers {
		got += a.Count
	}
	if got != answers {
		t.Errorf("answers = %d, want %d", got, answers)
	}
}

// Two stores stand for two pushlabs over the same directory.
func TestTwoStoresOverOneFile(t *testing.T) {
	dir := t.TempDir()
	a, b := mustOpen(t, dir), mustOpen(t, dir)
	var group sync.WaitGroup
	group.Go(func() { fill(t, a, ada, "08-frames", 100) })
	group.Go(func() { fill(t, b, "grace-hopper", "08-frames", 100) })
	group.Wait()
	for _, learner := range []LearnerID{ada, "grace-hopper"} {
		got := 0
		for _, q := range mustProgress(t, a, learner).Lessons["08-frames"].Answers {
			got += q.Count
		}
		if got != 100 {
			t.Errorf("answers of %s = %d, want 100", learner, got)
		}
	}
}
