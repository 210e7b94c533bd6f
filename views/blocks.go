package views

import (
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"pushlab/lessons"
)

// own are the attributes that say from which demo's run a block takes figures, and
// which; none for a block that takes none.
func own(s lessons.Segment, figures string) templ.Attributes {
	if s.Args["run"] == "" {
		return nil
	}
	return templ.Attributes{"data-run": s.Args["run"], "data-figures": s.Args[figures]}
}

// benchOf is the ID of the live bench of a demo; "" if there is none.
func benchOf(p LessonPage, demo string) string {
	for _, s := range p.Lesson.Segments {
		if b, ok := p.Benches[s.Capture]; ok && s.Kind == lessons.KindDemo && s.ID == demo && b.Demo == demo {
			return b.ID
		}
	}
	return ""
}

// right is the number of the right option, from 1; 0 if there is none.
func right(s lessons.Segment) int {
	for i, o := range s.Options {
		if o.Right {
			return i + 1
		}
	}
	return 0
}

var tag = regexp.MustCompile(`<[^>]*>`)

// short says whether the options fit into one row.
func short(options []lessons.Option) bool {
	for _, o := range options {
		if len(strings.TrimSpace(tag.ReplaceAllString(o.HTML, ""))) > 16 {
			return false
		}
	}
	return true
}

func predictState(chosen int, known bool) string {
	switch {
	case !known:
		return "open"
	case chosen == 0:
		return "skipped"
	default:
		return "locked"
	}
}

func predictNote(chosen int, known bool) string {
	switch predictState(chosen, known) {
	case "skipped":
		return "Not predicted"
	case "locked":
		return "Locked"
	default:
		return "Before you run it. Not graded"
	}
}

func quizNote(s lessons.Segment, chosen int) string {
	switch chosen {
	case 0:
		return ""
	case right(s):
		return "Answered correctly"
	default:
		return "Not right yet"
	}
}

// verdictMark is the shape in a verdict's stamp.
var verdictMark = map[string]string{"holds": "done", "half-true": "half", "false": "none", "open": "sq-off"}

// capital is s with its first letter in upper case.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
