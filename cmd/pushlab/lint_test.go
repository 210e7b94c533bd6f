package main

import (
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/server"
	"pushlab/lessons"
)

// The lessons' lint, with the demos and exercises that there are.
func TestLessonLint(t *testing.T) {
	known := lessons.Known{Demos: map[string][]string{}, Figures: figureNames(), Measured: server.FigureNames()}
	for _, d := range demo.All {
		known.Demos[d.Slug] = []string{"transport", "fault"} // every bench has these
		for _, k := range d.Knobs {
			known.Demos[d.Slug] = append(known.Demos[d.Slug], k.Name)
		}
	}
	for _, c := range check.All {
		known.Exercises = append(known.Exercises, c.ID)
	}
	for _, err := range lessons.Lint(lessons.FS, known) {
		t.Error(err)
	}
}

// The lint finds what it is there for: a demo and an exercise that are none.
func TestLessonLintKnowsNames(t *testing.T) {
	errs := lessons.Lint(lessons.FS, lessons.Known{Demos: map[string][]string{}, Exercises: []string{}})
	for _, name := range []string{"resume", "EX05a"} {
		if !slices.ContainsFunc(errs, func(err error) bool { return strings.Contains(err.Error(), name) }) {
			t.Errorf("without known names the lint does not complain of %s: %v", name, errs)
		}
	}
}
