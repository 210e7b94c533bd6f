package views

import (
	"fmt"

	"pushlab/lessons"
)

// Step is one lesson on the course map, and how far the learner is in it.
type Step struct {
	Lesson lessons.Lesson
	State  string // "done": every exercise passed; "now": begun; "": not begun
	Closed bool   // to this seat of a room, until the host opens it
}

// part is a stretch of the course with one question.
type part struct {
	number   int
	title    string
	question string
	steps    []Step
}

var partNames = []struct{ title, question string }{
	1: {"Bytes over time", "How can a response be not finished yet?"},
	2: {"SSE for real", "What does ChatGPT’s page really do?"},
	3: {"WebSocket, bit by bit", "What do you buy, and what do you lose?"},
	4: {"The network fights back", "Why does it work on my laptop only?"},
	5: {"Production and verdict", "So: SSE or WebSocket?"},
}

// parts groups the lessons that exist. A part without lessons is left out.
func parts(steps []Step) []part {
	var list []part
	for _, s := range steps {
		n := s.Lesson.Part
		if len(list) == 0 || list[len(list)-1].number != n {
			p := part{number: n}
			if n > 0 && n < len(partNames) {
				p.title, p.question = partNames[n].title, partNames[n].question
			}
			list = append(list, p)
		}
		last := &list[len(list)-1]
		last.steps = append(last.steps, s)
	}
	return list
}

// roman is the number of a part, so that it is not taken for a lesson's.
func (p part) roman() string {
	if p.number < 1 || p.number > 5 {
		return "–"
	}
	return []string{"I", "II", "III", "IV", "V"}[p.number-1]
}

// passed says how much of a part is done: "1 of 2".
func (p part) passed() string {
	return fmt.Sprintf("%d of %d", countDone(p.steps), len(p.steps))
}

func countDone(steps []Step) int {
	n := 0
	for _, s := range steps {
		if s.State == "done" {
			n++
		}
	}
	return n
}

// minutesLeft adds up the lessons that are not passed.
func minutesLeft(steps []Step) int {
	n := 0
	for _, s := range steps {
		if s.State != "done" {
			n += s.Lesson.Minutes
		}
	}
	return n
}

// duration says minutes as people do: "45 min", "2 h 5 min".
func duration(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}

// mark is the class of the lesson's round mark.
func (s Step) mark() string {
	if s.State == "" {
		return "none"
	}
	return s.State
}

// markBeside is the mark in the navigation beside a sheet: only the lesson that
// the reader is in has the probe's yellow.
func (s Step) markBeside(slug string) string {
	switch {
	case s.State == "done":
		return "done"
	case s.Lesson.Slug == slug:
		return "now"
	case s.State == "now":
		return "half"
	}
	return "none"
}

// stateWords says the mark in words.
func (s Step) stateWords() string {
	switch {
	case s.State == "done":
		return "Passed"
	case s.Closed:
		return "Closed by the host"
	case s.State == "now":
		return "In progress"
	default:
		return duration(s.Lesson.Minutes)
	}
}

func lessonHref(l lessons.Lesson) string { return "/lessons/" + l.Slug + "/" }

// next is the lesson after this one, or nil.
func next(steps []Step, slug string) *lessons.Lesson {
	for i, s := range steps {
		if s.Lesson.Slug == slug && i+1 < len(steps) {
			return &steps[i+1].Lesson
		}
	}
	return nil
}

// bySlug finds a lesson of the course, or nil.
func bySlug(steps []Step, slug string) *lessons.Lesson {
	for i, s := range steps {
		if s.Lesson.Slug == slug {
			return &steps[i].Lesson
		}
	}
	return nil
}
