package views

import (
	"slices"
	"strconv"
)

// offered is the question that a click collects: the first one of the host's
// lesson, or of the course.
func (p BoardPage) offered() (BoardLesson, BoardQuestion) {
	if l, ok := p.lesson(p.Board.Follow.Place.Lesson); ok && len(l.Questions) > 0 {
		return l, l.Questions[0]
	}
	for _, l := range p.Lessons {
		if len(l.Questions) > 0 {
			return l, l.Questions[0]
		}
	}
	return BoardLesson{}, BoardQuestion{}
}

// share is the length of a bar of 160.
func share(n int, counts ...[]int) string {
	most := 1
	for _, c := range counts {
		most = max(most, slices.Max(append([]int{0}, c...)))
	}
	return strconv.Itoa(160 * n / most)
}

// at is a count of a list that may be shorter, or missing.
func at(counts []int, i int) int {
	if i >= len(counts) {
		return 0
	}
	return counts[i]
}

// questionPlace is the place of a question within the lessons.
func questionPlace(q *BoardPredict) string {
	if q == nil {
		return ""
	}
	return q.Lesson + "#" + q.Block
}
