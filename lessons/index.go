package lessons

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Index returns the text of lessons/README.md: the lessons in order, each with
// its time and the first sentence of its summary.
func Index(lessons []Lesson) string {
	var b strings.Builder
	b.WriteString("<!-- Written by `make record` from the lessons; edit those. -->\n\n# Lessons\n\n" +
		"Read them here, or run `make run` and read them with the bench beside the text.\n\n")
	for _, l := range lessons {
		fmt.Fprintf(&b, "- [%02d · %s](%s/README.md), %d minutes.\n  %s\n",
			l.Number, escape(l.Title), l.Dir, l.Minutes, escape(firstSentence(l.Summary)))
	}
	return b.String()
}

// WriteIndex writes README.md into the folder of the lessons.
func WriteIndex(dir string) error {
	list, err := Load(os.DirFS(dir))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "README.md"), []byte(Index(list)), 0o644)
}

// firstSentence ends at the first point that a space follows.
func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i+1]
	}
	return s
}

// escape makes Markdown of plain text.
var escape = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `&`, `\&`,
).Replace
