package lessons

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write lessons/README.md again")

// The index that lies in the folder is the one that the lessons make.
func TestIndexIsFresh(t *testing.T) {
	if *update {
		if err := WriteIndex("."); err != nil {
			t.Fatal(err)
		}
	}
	list, err := Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatalf("%v; write it with: go test ./lessons -update", err)
	}
	if want := Index(list); string(got) != want {
		t.Errorf("README.md = %s\nwant %s\nwrite it with: go test ./lessons -update", got, want)
	}
}

func TestIndex(t *testing.T) {
	got := Index([]Lesson{
		{Number: 1, Dir: "01-first", Title: "One [1]", Minutes: 12, Summary: "It is 0.8 s. Then more."},
		{Number: 8, Dir: "08-frames", Title: "`Two` bytes", Minutes: 14, Summary: "One sentence."},
	})
	want := `- [01 · One \[1\]](01-first/README.md), 12 minutes.
  It is 0.8 s.
- [08 · ` + "\\`Two\\`" + ` bytes](08-frames/README.md), 14 minutes.
  One sentence.
`
	if !strings.HasSuffix(got, want) || !strings.HasPrefix(got, "<!-- Written by") {
		t.Errorf("Index = %s\nwant it to end with %s", got, want)
	}
}

func TestWriteIndex(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, oneLesson(head)); err != nil {
		t.Fatal(err)
	}
	if err := WriteIndex(dir); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil || !strings.Contains(string(got), "[02 · A title](02-second/README.md), 5 minutes.\n  A summary.") {
		t.Errorf("README.md = %s, %v", got, err)
	}
}
