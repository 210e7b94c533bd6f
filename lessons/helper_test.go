package lessons

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// head begins a lesson in which Lint finds nothing.
const head = "# A title\n\nA summary.\n\n<!-- lab: minutes=5 part=1 message=\"data: x\" -->\n\n"

// oneLesson is a file system with the lesson 01-first, whose README is text.
func oneLesson(text string) fstest.MapFS {
	return fstest.MapFS{
		"01-first/README.md":    {Data: []byte(text)},
		"01-first/cut.jsonl":    {Data: []byte("{}\n")},
		"01-first/cut.svg":      {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 199.6"></svg>`)},
		"01-first/cut-dark.svg": {Data: []byte(`<?xml version="1.0"?><svg width="300px" height="150"></svg>`)},
		"02-second/README.md":   {Data: []byte(head + "## One\n\n## One\n\n")},
		"README.md":             {Data: []byte("# Index")},
		"notes/README.md":       {Data: []byte("not a lesson")},
		"03-no-folder":          {Data: []byte("not a lesson")},
	}
}

// mustLoad loads the lesson 01-first.
func mustLoad(t *testing.T, text string) Lesson {
	t.Helper()
	list, err := Load(oneLesson(text))
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// prose returns the rendering of a lesson's prose.
func prose(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for _, s := range mustLoad(t, head+text).Segments {
		b.WriteString(s.HTML)
	}
	return b.String()
}

func messages(errs []error) string {
	if err := errors.Join(errs...); err != nil {
		return err.Error()
	}
	return ""
}
