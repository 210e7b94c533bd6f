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

// lessonStylesFor adds what only benches need in which bytes are made by hand.
func lessonStylesFor(p LessonPage) []string {
	for _, bench := range p.Benches {
		if bench.composes() {
			return append(slices.Clip(lessonStyles), "css/compose.css")
		}
	}
	return lessonStyles
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

// benchAfter is the ID of the first bench behind segment i, where a prediction
// can be tried; "" if there is none.
func benchAfter(p LessonPage, i int) string {
	for _, s := range p.Lesson.Segments[i+1:] {
		if b, ok := p.Benches[s.Capture]; ok && s.Kind == lessons.KindDemo {
			return b.ID
		}
	}
	return ""
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
