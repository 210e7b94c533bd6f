package views

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"pushlab/lessons"
)

// html renders a page as the server does, with a nonce.
func html(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(templ.WithNonce(context.Background(), "N0NCE"), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`

func fullLesson() lessons.Lesson {
	return lessons.Lesson{
		Number: 5, Slug: "05-resume", Dir: "05-resume", Title: "Reconnecting", Summary: "A stream breaks.",
		SummaryHTML: "A stream breaks.", Minutes: 75, Part: 2, Needs: []string{"01-why"}, Message: hostile, Direction: "c", Wire: "es",
		Headings: []lessons.Heading{{ID: "run", Text: hostile}, {ID: "sources", Text: "Sources"}}, Exercises: []string{"EX05a"},
		Segments: []lessons.Segment{
			{Kind: lessons.KindHTML, HTML: `<div class="mh" data-dir="c"><h2 id="run"><span>1</span>Run</h2></div><p>Text.</p><h2 id="sources">Sources</h2>`},
			{Kind: lessons.KindPredict, ID: "which", Question: "Which?", Answer: "Because.", Options: []lessons.Option{
				{HTML: "7"}, {HTML: "11", Right: true},
			}},
			{Kind: lessons.KindDemo, ID: "resume", Capture: "cut", HTML: `<p>recorded</p>`},
			{Kind: lessons.KindDemo, ID: "resume", Capture: "none", HTML: `<p>a figure without a bench</p>`},
			{Kind: lessons.KindExercise, ID: "EX05a", HTML: "<p>Do it.</p>\n<pre>curl</pre>\n<p>It passes when</p>\n<ul>\n<li>the text's own</li>\n</ul>\n<details><summary>Hint</summary></details>"},
			{Kind: lessons.KindQuiz, ID: "why", Question: "Why?", Options: []lessons.Option{
				{HTML: "A long option that needs a line", Reply: "Reply one."}, {HTML: "Another", Right: true, Reply: "<strong>Right.</strong>"},
			}},
			{Kind: lessons.KindClaim, ID: "N2", Question: `<em>"So."</em>`, Body: "<p>Numbers.</p>", Verdict: "half-true", Answer: "Partly."},
		},
	}
}

func fullSteps() []Step {
	return []Step{
		{Lesson: lessons.Lesson{Number: 1, Slug: "01-why", Title: hostile, Minutes: 12, Part: 1}, State: "done"},
		{Lesson: fullLesson(), State: "now"},
		{Lesson: lessons.Lesson{Number: 8, Slug: "08-frames", Title: "Two bytes", Minutes: 45, Part: 3, Wire: "ws"}},
	}
}

func fullLessonPage() LessonPage {
	return LessonPage{
		Layout: Layout{Title: hostile, Summary: hostile, Passed: 1, Lessons: 3}, Lesson: fullLesson(), Steps: fullSteps(),
		Benches:   map[string]BenchProps{"cut": {ID: "b1", Title: "Cut it", Demo: "resume"}},
		Exercises: map[string]Exercise{"EX05a": {Clauses: []string{hostile, "second"}}},
	}
}

// allPages is every page of ours, empty and with everything.
func allPages() map[string]templ.Component {
	full := fullLessonPage()
	locked, skipped := full, full
	locked.Predicted, locked.Answered = map[string]int{"which": 1}, map[string]int{"why": 1}
	locked.Exercises = map[string]Exercise{"EX05a": {Clauses: []string{"one"}, Passed: true}}
	skipped.Predicted, skipped.Answered = map[string]int{"which": 0}, map[string]int{"why": 9}
	return map[string]templ.Component{
		"home, empty":     Home(HomePage{}),
		"home, new":       Home(HomePage{Steps: fullSteps()}),
		"home, full":      Home(HomePage{Layout: Layout{Title: hostile}, Steps: fullSteps(), Continue: Continue{5, hostile, "/lessons/05-resume/#x", hostile}}),
		"lesson, empty":   Lesson(LessonPage{}),
		"lesson, full":    Lesson(full),
		"lesson, locked":  Lesson(locked),
		"lesson, skipped": Lesson(skipped),
		"progress, empty": Progress(ProgressPage{}),
		"progress, full": Progress(ProgressPage{
			Known: true, Name: hostile, Place: hostile, Notice: hostile,
			Lessons:   []LessonProgress{{fullLesson(), 2, 1, 7}},
			Exercises: []ExerciseProgress{{"EX05a", hostile, "21 November 2026"}},
		}),
		"tls": TLS(TLSPage{
			Layout: Layout{Title: hostile}, Place: "https://localhost:8085", Names: []string{hostile}, Fingerprint: []string{hostile}, Until: hostile,
			Bench: BenchProps{ID: "b1", Title: "Over TLS", Demo: "typewriter", Place: "tls"},
		}),
		"tap":          RunPage(RunProps{Run: "r", Tap: &TapPlace{Listen: hostile, To: hostile}}),
		"error, empty": Error(ErrorPage{}),
		"error, full":  Error(ErrorPage{Layout{Title: hostile}, 404, "Not Found", hostile, hostile}),
	}
}

var (
	scripts    = regexp.MustCompile(`<script[^>]*>`)
	attributes = regexp.MustCompile(`\s(?:style|on[a-z]+)=`)
	ids        = regexp.MustCompile(`\sid="([^"]*)"`)
	fragments  = regexp.MustCompile(`(?:\s(?:for|form|aria-labelledby|aria-describedby)="|href="#)([^"]*)"`)
)

func TestPagesAreSafe(t *testing.T) {
	for name, c := range allPages() {
		t.Run(name, func(t *testing.T) {
			got := html(t, c)
			if strings.Contains(got, "<script>") || strings.Contains(got, "<img src=x") {
				t.Error("hostile text is HTML")
			}
			if found := attributes.FindString(stripTexts(got)); found != "" {
				t.Errorf("inline attribute%s", found)
			}
			for _, s := range scripts.FindAllString(got, -1) {
				if !strings.Contains(s, `nonce="N0NCE"`) {
					t.Errorf("no nonce: %s", s)
				}
			}
		})
	}
}

// stripTexts leaves the tags, with their values emptied of what was escaped.
func stripTexts(html string) string {
	return strings.Join(regexp.MustCompile(`<[^>]*>`).FindAllString(strings.ReplaceAll(html, "onerror=alert(1)", ""), -1), "")
}

func TestPagesAreWhole(t *testing.T) {
	for name, c := range allPages() {
		t.Run(name, func(t *testing.T) {
			got := html(t, c)
			for _, once := range []string{"<!doctype html>", "<title>", "<h1", `<main`, `id="main"`, `type="importmap"`, "</html>"} {
				if n := strings.Count(got, once); n != 1 {
					t.Errorf("%d times %s, want once", n, once)
				}
			}
			seen := map[string]bool{}
			for _, m := range ids.FindAllStringSubmatch(got, -1) {
				if seen[m[1]] {
					t.Errorf("id %q stands twice", m[1])
				}
				seen[m[1]] = true
			}
			for _, m := range fragments.FindAllStringSubmatch(got, -1) {
				for _, id := range strings.Fields(m[1]) {
					if !seen[id] {
						t.Errorf("nothing has the id %q", id)
					}
				}
			}
		})
	}
}

func TestLessonStates(t *testing.T) {
	pages := allPages()
	for _, c := range []struct {
		page  string
		wants []string
		nots  []string
	}{
		{"lesson, full",
			[]string{`data-state="open"`, "Lock my prediction", `data-measured hidden`, `data-reply="1" hidden`, "Waiting", "a figure without a bench", "Half-true"},
			[]string{"text's own", `checked disabled`}},
		{"lesson, locked",
			[]string{`data-state="locked"`, `class="miss"`, `href="#b1"`, "Not right yet", "data-passed", "Met"},
			[]string{"Waiting"}},
		{"lesson, skipped",
			[]string{`data-state="skipped"`, "Not predicted", "nothing"},
			[]string{`class="miss"`}},
		{"home, new", []string{"Open the first lesson", "1 of 3 lessons passed, about 2 h left"}, []string{"Continue"}},
		{"home, full", []string{"Continue", "Back to the lesson", `aria-current="step"`}, nil},
		{"progress, empty", []string{"Nothing yet."}, []string{"Delete it now"}},
		{"progress, full", []string{`name="confirm" value="yes" required`, "Delete it now"}, nil},
	} {
		got := html(t, pages[c.page])
		for _, want := range c.wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q", c.page, want)
			}
		}
		for _, not := range c.nots {
			if strings.Contains(got, not) {
				t.Errorf("%s has %q", c.page, not)
			}
		}
	}
}

func TestReadTask(t *testing.T) {
	html := "<p>Do.</p>\n<pre>curl</pre>\n<ul>\n<li>a</li>\n</ul>\n<p>More.</p>\n<details>h</details>"
	for _, c := range []struct {
		html string
		live bool
		want taskText
	}{
		{html, true, taskText{"<p>Do.</p>", "\n<pre>curl</pre>\n", "\n<p>More.</p>\n<details>h</details>"}},
		{html, false, taskText{"<p>Do.</p>", "\n<pre>curl</pre>\n<ul>\n<li>a</li>\n</ul>\n<p>More.</p>\n", "<details>h</details>"}},
		{"no paragraph", true, taskText{task: "no paragraph"}},
		{"", true, taskText{}},
	} {
		if got := readTask(c.html, c.live); got != c.want {
			t.Errorf("readTask(%q, %v) = %q, want %q", c.html, c.live, got, c.want)
		}
	}
}

func TestDuration(t *testing.T) {
	for minutes, want := range map[int]string{0: "0 min", 45: "45 min", 60: "1 h", 125: "2 h 5 min"} {
		if got := duration(minutes); got != want {
			t.Errorf("duration(%d) = %q, want %q", minutes, got, want)
		}
	}
}

func TestParts(t *testing.T) {
	got := parts(append(fullSteps(), Step{Lesson: lessons.Lesson{Part: 9}}))
	if len(got) != 4 || got[0].title != "Bytes over time" || got[1].passed() != "0 of 1" || got[3].roman() != "–" {
		t.Errorf("parts = %+v", got)
	}
}
