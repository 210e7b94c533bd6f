package static

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The worker is one script: every file of it is in it, and it imports nothing.
func TestWorkerIsOneScript(t *testing.T) {
	names, err := fs.Glob(inEditor, "js/editor/worker/*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !slices.Contains(inWorker, strings.TrimSuffix(path.Base(name), ".js")) {
			t.Errorf("%s is not in the worker", name)
		}
	}
	if got, want := len(inWorker), len(names); got != want {
		t.Errorf("the worker is made of %d files, want %d", got, want)
	}
	if found := regexp.MustCompile(`(?m)^(import|export)\b.*|#pushlab/.*`).FindString(Worker()); found != "" {
		t.Errorf("the worker has %q", found)
	}
}

// A starter names its exercise in its first line, and is read as it was written.
func TestStarters(t *testing.T) {
	names, err := fs.Glob(inEditor, "js/editor/starters/*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		exercise := strings.TrimSuffix(path.Base(name), ".js")
		code, ok := Starter(exercise)
		if want := "// " + exercise; !ok || !strings.HasPrefix(code, want) {
			t.Errorf("%s begins with %.20q, want %q", name, code, want)
		}
	}
	for _, exercise := range []string{"", "EX99", "../worker/main", "EX01.js"} {
		if code, ok := Starter(exercise); ok {
			t.Errorf("Starter(%q) = %.20q, want none", exercise, code)
		}
	}
}
