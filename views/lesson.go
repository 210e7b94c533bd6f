package views

import (
	"slices"
	"strconv"

	"pushlab/lessons"
)

// What a lesson's page loads beyond the styles and modules of every page.
// js/lesson.js loads the modules of benches and exercises when they are near.
var (
	lessonStyles  = append([]string{"css/blocks.css"}, benchStyles...)
	lessonModules = []string{"js/lesson.js"}
)

// demoStyles are what only the benches of some demos need.
var demoStyles = map[string][]string{
	"bytes":        {"css/outcome.css", "css/compose.css"},
	"frames":       {"css/outcome.css", "css/compose.css"},
	"articles":     {"css/theatre.css"},
	"theatre":      {"css/outcome.css", "css/compose.css", "css/theatre.css"},
	"slicer":       {"css/outcome.css", "css/slicer.css"},
	"closetheatre": {"css/outcome.css", "css/compose.css", "css/closetheatre.css"},
	"postchat":     {"css/outcome.css", "css/postchat.css"},
	"cutlab":       {"css/cutlab.css"},
	"handshake":    {"css/outcome.css", "css/compose.css", "css/handshake.css"},
	"roundtrips":   {"css/outcome.css", "css/roundtrips.css"},
}

// lessonStylesFor adds what the benches of a page need beyond those of others.
func lessonStylesFor(p LessonPage) []string {
	list := slices.Clip(lessonStyles)
	for _, bench := range p.Benches {
		for _, name := range demoStyles[bench.Demo] {
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

func lessonCrumbs(p LessonPage) []crumb {
	crumbs := []crumb{{text: "Course", href: "/"}}
	for _, part := range parts(p.Steps) {
		if part.number == p.Lesson.Part {
			crumbs = append(crumbs, crumb{text: part.title, href: "/#part-" + strconv.Itoa(part.number)})
		}
	}
	return append(crumbs, crumb{text: strconv.Itoa(p.Lesson.Number)})
}

// benchFor is the ID of the bench where the prediction in segment i can be tried:
// that of the demo that it names, or the first behind it; "" if there is none.
func benchFor(p LessonPage, i int) string {
	if bench := benchOf(p, p.Lesson.Segments[i].Args["run"]); bench != "" {
		return bench
	}
	for _, s := range p.Lesson.Segments[i+1:] {
		if b, ok := p.Benches[s.Capture]; ok && s.Kind == lessons.KindDemo {
			return b.ID
		}
	}
	return ""
}

// needed are the lessons that this one comes after.
func needed(p LessonPage) []lessons.Lesson {
	var list []lessons.Lesson
	for _, slug := range p.Lesson.Needs {
		if l := bySlug(p.Steps, slug); l != nil {
			list = append(list, *l)
		}
	}
	return list
}

func hasHeading(l lessons.Lesson, id string) bool {
	return slices.ContainsFunc(l.Headings, func(h lessons.Heading) bool { return h.ID == id })
}

// plural puts an s to a noun unless there is one of it.
func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
