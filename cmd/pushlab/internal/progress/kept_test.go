package progress

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

const grace = "grace-hopper"

func mustKeep(t *testing.T, s *Store, learner LearnerID, view, trace string) {
	t.Helper()
	k := Kept{View: view, Title: "cut at 42", Rows: 18, Bytes: 5000, Began: second(1)}
	must(t, s.Keep(t.Context(), learner, k, []byte(trace)))
}

func views(t *testing.T, s *Store, learner LearnerID) (views []string) {
	t.Helper()
	list, err := s.KeptBy(t.Context(), learner)
	must(t, err)
	for _, k := range list {
		views = append(views, k.View)
	}
	return views
}

func TestKeep(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	s.now = clock()
	mustKeep(t, s, ada, "v1", "one")
	mustKeep(t, s, ada, "v2", "two")
	mustKeep(t, s, grace, "v3", "three")
	must(t, s.Close())

	s = mustOpen(t, dir)
	if got := fmt.Sprint(views(t, s, ada)); got != "[v2 v1]" {
		t.Errorf("KeptBy(ada) = %s, want the newest first: [v2 v1]", got)
	}
	got, ok, err := s.Kept(t.Context(), "v1")
	want := Kept{View: "v1", Title: "cut at 42", Rows: 18, Bytes: 5000, Began: second(1), At: second(1)}
	if err != nil || !ok || got != want {
		t.Errorf("Kept(v1) = %+v, %t, %v, want %+v", got, ok, err, want)
	}
	for view, want := range map[string]string{"v1": "one", "v3": "three", "v4": ""} {
		trace, ok, err := s.KeptTrace(t.Context(), view)
		if err != nil || ok != (want != "") || string(trace) != want {
			t.Errorf("KeptTrace(%s) = %q, %t, %v, want %q", view, trace, ok, err, want)
		}
	}
}

func TestKeepAgainReplaces(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustKeep(t, s, ada, "v1", "one")
	must(t, s.Keep(t.Context(), ada, Kept{View: "v1", Title: "better", Rows: 20, Began: second(1)}, []byte("more")))
	list, err := s.KeptBy(t.Context(), ada)
	must(t, err)
	if len(list) != 1 || list[0].Title != "better" || list[0].Rows != 20 {
		t.Errorf("KeptBy = %+v, want the second keeping alone", list)
	}
	if trace, _, _ := s.KeptTrace(t.Context(), "v1"); string(trace) != "more" {
		t.Errorf("trace = %q, want more", trace)
	}
}

func TestKeepRefuses(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustKeep(t, s, grace, "taken", "hers")
	tests := map[string]struct {
		learner LearnerID
		view    string
		title   string
		size    int
		want    error
	}{
		"too big":        {ada, "v1", "", MaxKept + 1, ErrTooBig},
		"long title":     {ada, "v1", strings.Repeat("ö", 81), 1, ErrInvalid},
		"two lines":      {ada, "v1", "one\ntwo", 1, ErrInvalid},
		"turned text":    {ada, "v1", "a\u202eb", 1, ErrInvalid},
		"no view":        {ada, "", "", 1, ErrInvalid},
		"no learner":     {"", "v1", "", 1, ErrInvalid},
		"somebody's own": {ada, "taken", "mine", 1, ErrNotYours},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := s.Keep(t.Context(), test.learner, Kept{View: test.view, Title: test.title}, make([]byte, test.size))
			if !errors.Is(err, test.want) {
				t.Errorf("Keep = %v, want %v", err, test.want)
			}
		})
	}
	if got := views(t, s, ada); got != nil {
		t.Errorf("ada keeps %v, want nothing", got)
	}
	if trace, _, _ := s.KeptTrace(t.Context(), "taken"); string(trace) != "hers" {
		t.Errorf("the trace of the other learner = %q, want hers", trace)
	}
	must(t, s.Keep(t.Context(), ada, Kept{View: "v1", Title: strings.Repeat("ö", 80)}, make([]byte, MaxKept)))
}

func TestKeepCaps(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	for n := range MaxKeptRuns {
		mustKeep(t, s, ada, fmt.Sprint("v", n), "x")
	}
	refused := func(learner LearnerID, view string, want error) {
		t.Helper()
		if err := s.Keep(t.Context(), learner, Kept{View: view}, []byte("x")); !errors.Is(err, want) {
			t.Errorf("Keep(%s) = %v, want %v", view, err, want)
		}
	}
	refused(ada, "more", ErrManyKept)
	mustKeep(t, s, ada, "v0", "again") // takes no further place
	if was, err := s.Forget(t.Context(), ada, "v1"); !was || err != nil {
		t.Fatalf("Forget = %t, %v", was, err)
	}
	mustKeep(t, s, ada, "more", "x") // what was deleted is free

	if _, err := s.writer.Exec("UPDATE kept SET size = ? WHERE view = 'v2'", maxKeptAll); err != nil {
		t.Fatal(err)
	}
	refused(grace, "hers", ErrNoRoom)
	if was, err := s.Forget(t.Context(), ada, "v2"); !was || err != nil {
		t.Fatalf("Forget = %t, %v", was, err)
	}
	mustKeep(t, s, grace, "hers", "x")
}

func TestForget(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustKeep(t, s, ada, "v1", "one")
	if was, err := s.Forget(t.Context(), grace, "v1"); was || !errors.Is(err, ErrNotYours) {
		t.Errorf("Forget by another = %t, %v, want %v", was, err, ErrNotYours)
	}
	if got := fmt.Sprint(views(t, s, ada)); got != "[v1]" {
		t.Errorf("ada keeps %s, want [v1]", got)
	}
	for _, want := range []bool{true, false} {
		if was, err := s.Forget(t.Context(), ada, "v1"); was != want || err != nil {
			t.Errorf("Forget = %t, %v, want %t", was, err, want)
		}
	}
	if _, ok, err := s.Kept(t.Context(), "v1"); ok || err != nil {
		t.Errorf("Kept after Forget = %t, %v, want false", ok, err)
	}
}

func TestDeleteTakesKeptRuns(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustKeep(t, s, ada, "v1", "one")
	mustKeep(t, s, grace, "v2", "two")
	must(t, s.Delete(t.Context(), ada))
	if _, ok, _ := s.Kept(t.Context(), "v1"); ok {
		t.Error("the run is still kept")
	}
	if _, ok, _ := s.Kept(t.Context(), "v2"); !ok {
		t.Error("another learner's run was deleted")
	}
}

// An export has the links, and may be imported by a learner who keeps nothing.
func TestExportListsKeptRuns(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	s.now = clock()
	mustKeep(t, s, ada, "v1", "one")
	var file bytes.Buffer
	must(t, s.Export(t.Context(), ada, &file))
	want := fmt.Sprintf(`"kept":[{"title":"cut at 42","link":"/v/v1","rows":18,"bytes":5000,"at":%d}]`, second(1).UnixMilli())
	if !strings.Contains(file.String(), want) {
		t.Errorf("export = %s, want it to have %s", &file, want)
	}
	s.now = time.Now
	must(t, s.Import(t.Context(), grace, &file))
	if got := views(t, s, grace); got != nil {
		t.Errorf("grace keeps %v, want nothing", got)
	}
}

// However long titles are, what a learner may save can be exported and
// imported again.
func TestFullLearnersExportIsImported(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	for n := range MaxKeptRuns {
		k := Kept{View: fmt.Sprintf("%064d", n), Title: strings.Repeat("🂡", maxTitle), Rows: 1 << 30, Bytes: 1 << 40, Began: second(1)}
		must(t, s.Keep(t.Context(), ada, k, []byte("x")))
	}
	var file bytes.Buffer
	must(t, s.Export(t.Context(), ada, &file))
	if got, most := file.Len(), exportSize(0, 0, 0, MaxKeptRuns); got > most || got < most*2/3 {
		t.Errorf("export is %d bytes, want a little under %d", got, most)
	}
	must(t, s.Import(t.Context(), grace, &file))
}
