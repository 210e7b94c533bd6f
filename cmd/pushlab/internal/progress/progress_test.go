package progress

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

const ada = "ada-0123456789abcdefgh"

// mustOpen opens a store over dir and closes it with the test.
func mustOpen(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// must fails the test at the first error of a list of saves.
func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := first(errs...); err != nil {
		t.Fatal(err)
	}
}

func mustProgress(t testing.TB, s *Store, learner LearnerID) Progress {
	t.Helper()
	p, err := s.Progress(t.Context(), learner)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// clock returns times one second apart.
func clock() func() time.Time {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

func second(n int) time.Time {
	return time.UnixMilli(time.Date(2026, 11, 21, 9, 0, n, 0, time.UTC).UnixMilli())
}

func TestProgressIsDerived(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	s.now = clock()
	must(t,
		s.Predict(ctx, ada, "01-why-stream", "p1", 2),            // 1
		s.Predict(ctx, ada, "01-why-stream", "p1", 0),            // 2
		s.Answer(ctx, ada, "01-why-stream", "total", 1, false),   // 3
		s.Answer(ctx, ada, "01-why-stream", "total", 2, true),    // 4
		s.Answer(ctx, ada, "01-why-stream", "total", 3, false),   // 5
		s.Place(ctx, ada, "05-resume", "the-half-event"),         // 6
		s.Attempt(ctx, ada, "EX05a", "view-1"),                   // 7
		s.Pass(ctx, ada, "EX05a", "view-2"),                      // 8
		s.Pass(ctx, ada, "EX05a", "view-3"),                      // 9
		s.Name(ctx, ada, "Ada Lovelace"),                         // 10
		s.Place(ctx, ada, "01-why-stream", ""),                   // 11
		s.Predict(ctx, "grace-hopper", "01-why-stream", "p1", 1), // 12, another learner
	)
	want := Progress{
		Name: "Ada Lovelace",
		Lessons: map[string]Lesson{
			"01-why-stream": {
				Predictions: map[string]Prediction{"p1": {Option: 0, At: second(2)}},
				Answers:     map[string]Answer{"total": {Option: 3, Count: 3, Solved: true, At: second(5), Due: second(5)}},
				At:          second(11),
			},
			"05-resume": {
				Predictions: map[string]Prediction{},
				Answers:     map[string]Answer{},
				Section:     "the-half-event",
				At:          second(6),
			},
		},
		Passed:   map[string]Pass{"EX05a": {Run: "view-2", At: second(8)}},
		Attempts: map[string]int{"EX05a": 1},
		Last:     Place{Lesson: "01-why-stream", At: second(11)},
	}
	if got := mustProgress(t, s, ada); !reflect.DeepEqual(got, want) {
		t.Errorf("Progress = %+v\nwant %+v", got, want)
	}
}

func TestProgressOfNobody(t *testing.T) {
	got := mustProgress(t, mustOpen(t, t.TempDir()), "nobody")
	if len(got.Lessons) != 0 || got.Name != "" || !got.Last.At.IsZero() {
		t.Errorf("Progress = %+v, want nothing", got)
	}
	if _, ok := got.Lessons["01-why-stream"].Answers["total"]; ok {
		t.Error("a lesson that was not touched has an answer")
	}
}

func TestProgressSurvivesReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a directory", "with #1% of ? signs")
	s := mustOpen(t, dir)
	must(t, s.Pass(t.Context(), ada, "EX01", "view"), s.Close())
	if _, ok := mustProgress(t, mustOpen(t, dir), ada).Passed["EX01"]; !ok {
		t.Error("EX01 is not passed after reopening")
	}
	if _, err := os.Stat(filepath.Join(dir, "progress.db")); err != nil {
		t.Error(err)
	}
}

func TestRunOwner(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	must(t, s.OwnRun(ctx, "hash-1", ada), s.OwnRun(ctx, "hash-1", "eve-who-comes-later"))
	for hash, want := range map[string]string{"hash-1": ada, "hash-2": ""} {
		got, ok, err := s.RunOwner(ctx, hash)
		if got != want || ok != (want != "") || err != nil {
			t.Errorf("RunOwner(%s) = %q, %v, %v, want %q", hash, got, ok, err, want)
		}
	}
}

func TestOldRunsAreForgotten(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	must(t, s.OwnRun(ctx, "first", ada))
	var group sync.WaitGroup
	for n := range maxRuns {
		group.Go(func() {
			if err := s.OwnRun(ctx, fmt.Sprint("run-", n), ada); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	var runs int
	must(t, s.readers.QueryRow("SELECT count(*) FROM runs").Scan(&runs))
	if runs != maxRuns {
		t.Errorf("%d runs, want %d", runs, maxRuns)
	}
	if _, ok, _ := s.RunOwner(ctx, "first"); ok {
		t.Error("the oldest run is still there")
	}
}

func TestBadValuesAreRefused(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	tests := map[string]error{
		"empty learner":   s.Predict(ctx, "", "01-why-stream", "p1", 1),
		"slash in lesson": s.Predict(ctx, ada, "../01", "p1", 1),
		"long block":      s.Predict(ctx, ada, "01-why-stream", strings.Repeat("p", 65), 1),
		"option below 0":  s.Predict(ctx, ada, "01-why-stream", "p1", -1),
		"answer 0":        s.Answer(ctx, ada, "01-why-stream", "q1", 0, true),
		"option 100":      s.Answer(ctx, ada, "01-why-stream", "q1", 100, true),
		"no run":          s.Pass(ctx, ada, "EX01", ""),
		"no exercise":     s.Attempt(ctx, ada, "", "view"),
		"long section":    s.Place(ctx, ada, "01-why-stream", strings.Repeat("s", 129)),
		"section, NUL":    s.Place(ctx, ada, "01-why-stream", "a\x00b"),
		"long name":       s.Name(ctx, ada, strings.Repeat("é", 41)),
		"name, newline":   s.Name(ctx, ada, "Ada\nLovelace"),
		"name, RTL":       s.Name(ctx, ada, "Ada\u202eecalevoL"),
		"name, not UTF-8": s.Name(ctx, ada, "\xff"),
		"run, space":      s.OwnRun(ctx, "a b", ada),
	}
	for name, err := range tests {
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: error = %v, want ErrInvalid", name, err)
		}
	}
	if got := mustProgress(t, s, ada); len(got.Lessons)+len(got.Passed)+len(got.Attempts) != 0 {
		t.Errorf("Progress = %+v, want nothing", got)
	}
}

func TestNameMayBeAnything(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	for _, name := range []string{`<b>"Ada"</b>'); DROP TABLE names; --`, "", "Ада", "你好"} {
		must(t, s.Name(t.Context(), ada, name))
		if got := mustProgress(t, s, ada).Name; got != name {
			t.Errorf("Name = %q, want %q", got, name)
		}
	}
}

func TestDeleteLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s, ctx := mustOpen(t, dir), t.Context()
	must(t,
		s.Name(ctx, ada, "Ada Lovelace"), s.Predict(ctx, ada, "01-why-stream", "p1", 2),
		s.Place(ctx, ada, "01-why-stream", "bytes"), s.OwnRun(ctx, "hash-1", ada),
		s.Name(ctx, "grace-hopper", "Grace Hopper"),
		s.Delete(ctx, ada),
	)
	if got := mustProgress(t, s, ada); len(got.Lessons) != 0 || got.Name != "" {
		t.Errorf("Progress = %+v, want nothing", got)
	}
	if _, ok, _ := s.RunOwner(ctx, "hash-1"); ok {
		t.Error("the run still has its owner")
	}
	if got := mustProgress(t, s, "grace-hopper").Name; got != "Grace Hopper" {
		t.Errorf("the other learner's name = %q", got)
	}
	for _, name := range []string{"progress.db", "progress.db-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		for _, trace := range []string{"Ada Lovelace", ada} {
			if bytes.Contains(b, []byte(trace)) {
				t.Errorf("%s still holds %q", name, trace)
			}
		}
	}
}

func TestClosedStore(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	must(t, s.Close(), s.Close())
	if err := s.Name(t.Context(), ada, "Ada"); !errors.Is(err, ErrClosed) {
		t.Errorf("Name = %v, want ErrClosed", err)
	}
}

func TestCallerWhoLeft(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Name(ctx, ada, "Ada"); !errors.Is(err, context.Canceled) {
		t.Errorf("Name = %v, want context.Canceled", err)
	}
	must(t, s.Name(t.Context(), ada, "Ada again"))
}
