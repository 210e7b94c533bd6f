package views

import (
	"strings"
	"testing"

	"pushlab/lessons"
)

// reviewPage is a lesson that begins with a question which has the id of one of its
// own.
func reviewPage(chosen int) LessonPage {
	p := fullLessonPage()
	quiz := p.Lesson.Segments[5]
	p.Review = &Review{Lesson: lessons.Lesson{Number: 1, Slug: "01-why", Title: hostile}, Quiz: quiz, Chosen: chosen}
	return p
}

func TestReview(t *testing.T) {
	for _, test := range []struct {
		name        string
		page        LessonPage
		wants, nots []string
	}{
		{"none", fullLessonPage(), nil, []string{"push-review"}},
		{"open", reviewPage(0),
			[]string{`action="/lessons/05-resume/review"`, `name="of" value="01-why"`, `name="quiz" value="why"`, `href="/lessons/01-why/#why"`, "Skip this", `value="skip"`},
			[]string{"<script>alert"}},
		{"wrong", reviewPage(1), []string{"Not right yet"}, []string{`form="review-s"`}},
		{"right", reviewPage(2), []string{"Answered correctly"}, []string{`form="review-s"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := html(t, Lesson(test.page))
			for _, want := range test.wants {
				if !strings.Contains(got, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, not := range test.nots {
				if strings.Contains(got, not) {
					t.Errorf("the page has %q", not)
				}
			}
			for _, m := range ids.FindAllStringSubmatch(got, -1) {
				if n := strings.Count(got, ` id="`+m[1]+`"`); n != 1 {
					t.Errorf("id %q stands %d times", m[1], n)
				}
			}
		})
	}
}

// A block that takes figures says whose and which, and where to get them.
func TestBlocksOfAnOwnRun(t *testing.T) {
	p := fullLessonPage()
	p.Lesson.Segments[1].Args = map[string]string{"run": "resume", "figure": "es.wait"}
	p.Lesson.Segments[6].Args = map[string]string{"run": "resume", "figures": "wait,-"}
	got := html(t, Lesson(p))
	for _, want := range []string{
		`data-figures="es.wait" data-run="resume"`, `data-figures="wait,-" data-run="resume"`, "Yours come when", "data-own hidden", `<a href="#b1">the bench</a>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if plain := html(t, Lesson(fullLessonPage())); strings.Contains(plain, "data-figures") || strings.Contains(plain, "Yours come") {
		t.Error("a lesson without figures has places for them")
	}
}
