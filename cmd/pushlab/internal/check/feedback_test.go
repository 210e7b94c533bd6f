package check

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Some plays are programs that a lesson's readers write. Their names in the
// golden files of feedback, and the play.
var feedback = map[string]map[string]string{
	"EX01": {
		"solution":       "right",
		"whole-body":     "the body as a whole",
		"nonce-as-json":  "a wrong nonce",
		"too-late":       "too late",
		"leaves-early":   "left early",
		"not-streamed":   "not streamed",
		"never-sends-it": "the body as a whole, at its end",
	},
	"EX05a": {
		"solution":      "right",
		"after-the-cut": "after the cut",
		"one-too-early": "from 41",
		"one-too-late":  "from 43",
		"only-a-number": "only a number",
		"no-id":         "from scratch",
		"leaves-early":  "left before the cut",
	},
}

// What a learner reads of each, word by word. Epochs are another each time.
func TestFeedback(t *testing.T) {
	epoch := regexp.MustCompile(`\b[a-z0-9]{4}-(\d+)\b`)
	for id, files := range feedback {
		for name, p := range files {
			t.Run(id+"/"+name, func(t *testing.T) {
				l := newLab(t, false)
				mustFindPlay(t, id, p).do(l)
				got := epoch.ReplaceAllString(Evaluate(id, l.run.Log).String(), "EPOCH-$1")
				checkGolden(t, filepath.Join("testdata", "feedback", id, name+".txt"), got)
			})
		}
	}
}

func mustFindPlay(t *testing.T, id, name string) play {
	t.Helper()
	for _, p := range plays[id] {
		if p.name == name {
			return p
		}
	}
	t.Fatalf("%s has no play %q", id, name)
	return play{}
}

func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if got != string(want) {
		t.Errorf("feedback:\n%s\nwant %s:\n%s", got, file, want)
	}
}
