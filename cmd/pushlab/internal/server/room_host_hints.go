package server

import (
	"html"
	"regexp"
	"slices"
	"strings"

	"pushlab/lessons"
)

// A hint of an exercise stands in its lesson:
//
//	<details><summary>Hint: where does the id go?</summary> … </details>
//
// The host sends it to a seat as it is, so that a hint that was sent and one
// that was opened say the same.
var hintForm = regexp.MustCompile(`(?s)<details><summary>Hint: (.*?)</summary>(.*?)</details>`)

// tagForm is a tag of the lessons' own HTML, whose values hold no '>'.
var tagForm = regexp.MustCompile(`<[^>]*>`)

// hints are those of an exercise, in the order of its lesson, as plain text.
func (s *Server) hints(exercise string) (list []string) {
	_, block, ok := s.findExercise(exercise)
	if !ok {
		return nil
	}
	for _, m := range hintForm.FindAllStringSubmatch(block.HTML, -1) {
		list = append(list, upperFirst(endSentence(plainText(m[1])))+" "+plainText(m[2]))
	}
	return list
}

// findExercise finds the block of an exercise in the course.
func (s *Server) findExercise(id string) (lessons.Lesson, lessons.Segment, bool) {
	for _, l := range s.lessons {
		i := slices.IndexFunc(l.Segments, func(g lessons.Segment) bool { return g.Kind == lessons.KindExercise && g.ID == id })
		if i >= 0 {
			return l, l.Segments[i], true
		}
	}
	return lessons.Lesson{}, lessons.Segment{}, false
}

// plainText is a piece of a lesson without its tags, in one line.
func plainText(markup string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tagForm.ReplaceAllString(markup, ""))), " ")
}

func upperFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// endSentence puts a point behind a text that has no end.
func endSentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".?:") {
		return text
	}
	return text + "."
}
