package progress

import (
	"cmp"
	"slices"
	"time"
)

// A Question is a quiz of a lesson, as it is asked again in a later one.
type Question struct{ Lesson, Quiz string }

// day is what the spaces between reviews are counted in.
const day = 24 * time.Hour

// spaces are how long a question rests after it was answered right: the first
// time, and each time that it was right when it was due again.
var spaces = [...]time.Duration{1 * day, 3 * day, 7 * day, 21 * day}

// next is the step that an answer leads to, and when the question is due then. A
// wrong answer makes it due at once. A right one before its time is practice: the
// question rests again, and no longer than before.
func (a Answer) next(right bool, at time.Time) (step int, due time.Time) {
	switch {
	case !right:
		return 0, at
	case a.Step == 0 || !at.Before(a.Due):
		step = min(a.Step+1, len(spaces))
	default:
		step = a.Step
	}
	return step, at.Add(spaces[step-1])
}

// Review picks one of the questions: the one that is due for the longest time; if
// none is due the first that was never answered, and else the one that was
// answered longest ago. There is none only when there are no questions.
func (p Progress) Review(questions []Question, now time.Time) (Question, bool) {
	if len(questions) == 0 {
		return Question{}, false
	}
	return slices.MinFunc(questions, func(a, b Question) int {
		return compareReviews(p.answer(a), p.answer(b), now)
	}), true
}

func (p Progress) answer(q Question) Answer { return p.Lessons[q.Lesson].Answers[q.Quiz] }

// compareReviews says which of two answers to ask for first.
func compareReviews(a, b Answer, now time.Time) int {
	return cmp.Or(
		cmp.Compare(a.urgency(now), b.urgency(now)),
		a.reviewTime(now).Compare(b.reviewTime(now)),
	)
}

// urgency is 0 for what is due, 1 for what was never answered, 2 for what rests.
func (a Answer) urgency(now time.Time) int {
	switch {
	case a.Count == 0:
		return 1
	case now.Before(a.Due):
		return 2
	}
	return 0
}

// reviewTime is since when an answer is due, or when it was given.
func (a Answer) reviewTime(now time.Time) time.Time {
	if now.Before(a.Due) {
		return a.At
	}
	return a.Due
}
