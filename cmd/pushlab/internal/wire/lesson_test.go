package wire

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lessonCaptures are the recorded runs of the lessons, a capture for each
// connection, by the golden file of the run.
func lessonCaptures(t testing.TB) map[string][]capture {
	t.Helper()
	files, err := filepath.Glob("../../../../lessons/*/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded runs: %v", err)
	}
	all := map[string][]capture{}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file)) + "-" + strings.TrimSuffix(filepath.Base(file), ".jsonl")
		all["testdata/lessons/"+name+".golden"] = recordedRun(t, "lessons/"+name, file)
	}
	return all
}

// recordedRun reads what crossed each connection of a run.
func recordedRun(t testing.TB, name, file string) (all []capture) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e struct {
			Kind, Dir string
			C         int
			Hex       hexBytes
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if e.Kind != "bytes" {
			continue
		}
		for len(all) < e.C {
			all = append(all, capture{name: fmt.Sprintf("%s/%d", name, len(all)+1), protocol: "http1"})
		}
		dir := map[string]Direction{"in": ToServer, "out": ToClient}[e.Dir]
		all[e.C-1].steps = append(all[e.C-1].steps, step{dir, e.Hex})
	}
	return all
}
