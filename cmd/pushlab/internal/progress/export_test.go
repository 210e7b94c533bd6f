package progress

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestImportIsIdempotent(t *testing.T) {
	from, ctx := mustOpen(t, t.TempDir()), t.Context()
	must(t,
		from.Predict(ctx, ada, "01-why-stream", "p1", 2), from.Answer(ctx, ada, "01-why-stream", "q1", 1, false),
		from.Answer(ctx, ada, "01-why-stream", "q1", 2, true), from.Attempt(ctx, ada, "EX01", "view-1"),
		from.Pass(ctx, ada, "EX01", "view-2"), from.Place(ctx, ada, "01-why-stream", "größe"),
		from.Name(ctx, ada, "Ada <3"),
	)
	want := mustProgress(t, from, ada)
	var file bytes.Buffer
	must(t, from.Export(ctx, ada, &file))

	to := mustOpen(t, t.TempDir())
	for range 3 {
		must(t, to.Import(ctx, "new-cookie", bytes.NewReader(file.Bytes())))
	}
	if got := mustProgress(t, to, "new-cookie"); !reflect.DeepEqual(got, want) {
		t.Errorf("Progress after import = %+v\nwant %+v", got, want)
	}
	if strings.Contains(file.String(), ada) {
		t.Error("the export holds the cookie")
	}
}

func TestImportKeepsWhatIsNewer(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	must(t, s.Name(ctx, ada, "old name"), s.Place(ctx, ada, "01-why-stream", "old"), s.Predict(ctx, ada, "01-why-stream", "p1", 1))
	var file bytes.Buffer
	must(t, s.Export(ctx, ada, &file))
	must(t, s.Name(ctx, ada, "new name"), s.Place(ctx, ada, "01-why-stream", "new"), s.Predict(ctx, ada, "01-why-stream", "p1", 3))
	want := mustProgress(t, s, ada)
	must(t, s.Import(ctx, ada, &file))
	if got := mustProgress(t, s, ada); !reflect.DeepEqual(got, want) {
		t.Errorf("Progress after import = %+v\nwant %+v", got, want)
	}
}

func TestImportRefuses(t *testing.T) {
	const at = 1_763_700_000_000
	file := func(entry string) string {
		return `{"format":"pushlab-progress-1","entries":[{"kind":"predict","lesson":"01-why-stream","item":"p1","option":1,"at":1763700000000},` + entry + `]}`
	}
	tests := map[string]string{
		"nothing":        "",
		"not JSON":       "Dear pushlab",
		"another format": `{"format":"pushlab-progress-2","entries":[]}`,
		"no format":      `{"entries":[]}`,
		"two objects":    `{"format":"pushlab-progress-1"}{}`,
		"unknown kind":   file(`{"kind":"won","item":"EX01","at":1763700000000}`),
		"no time":        file(`{"kind":"pass","item":"EX01","run":"v"}`),
		"time to come":   file(`{"kind":"pass","item":"EX01","run":"v","at":4000000000000}`),
		"time as text":   file(`{"kind":"pass","item":"EX01","run":"v","at":"now"}`),
		"path as lesson": file(fmt.Sprintf(`{"kind":"predict","lesson":"../x","item":"p1","at":%d}`, at)),
		"right predict":  file(fmt.Sprintf(`{"kind":"predict","lesson":"01-why-stream","item":"p1","right":true,"at":%d}`, at)),
		"pass in lesson": file(fmt.Sprintf(`{"kind":"pass","lesson":"01-why-stream","item":"EX01","run":"v","at":%d}`, at)),
		"bad name":       `{"format":"pushlab-progress-1","name":"a\u0000b","named_at":1763700000000}`,
		"bad place":      `{"format":"pushlab-progress-1","places":[{"lesson":"","at":1763700000000}]}`,
		"too long":       `{"format":"pushlab-progress-1"` + strings.Repeat(" ", maxExport) + `}`,
	}
	s := mustOpen(t, t.TempDir())
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			err := s.Import(t.Context(), ada, strings.NewReader(text))
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("Import = %v, want ErrInvalid", err)
			}
		})
	}
	if got := mustProgress(t, s, ada); len(got.Lessons) != 0 {
		t.Errorf("Progress = %+v, want nothing of the refused files", got)
	}
}

func TestImportOverQuotaLeavesNothing(t *testing.T) {
	s, ctx := mustOpen(t, t.TempDir()), t.Context()
	bulk(t, s, ada, maxRows-10)
	bulk(t, s, "grace-hopper", 20)
	if _, err := s.writer.Exec("UPDATE entries SET item = 'other' WHERE learner = 'grace-hopper'"); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	must(t, s.Export(ctx, "grace-hopper", &file))
	if err := s.Import(ctx, ada, &file); !errors.Is(err, ErrFull) {
		t.Errorf("Import = %v, want ErrFull", err)
	}
	if _, ok := mustProgress(t, s, ada).Lessons["13-six-connections"].Answers["other"]; ok {
		t.Error("a part of the refused file was kept")
	}
}
