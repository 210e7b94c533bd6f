package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A reader goes through lessons with a browser without scripts, on days that the
// test chooses.
type reader struct {
	t    *testing.T
	c    *http.Client
	site string
	day  atomic.Int64 // from now
}

func newReader(t *testing.T) *reader {
	r := &reader{t: t, c: browser(t)}
	s := open(t, Config{Now: func() time.Time { return time.Now().Add(time.Duration(r.day.Load()) * 24 * time.Hour) }})
	r.site = s.Places()[0].URL
	return r
}

var reviewForm = regexp.MustCompile(`(?s)<push-review>.*?name="of" value="([^"]*)".*?name="quiz" value="([^"]*)"`)

// review is the question with which a lesson begins, "" for none.
func (r *reader) review(slug string) (question, block string) {
	r.t.Helper()
	_, body := ask(r.t, r.c, "GET", r.site+"/lessons/"+slug+"/", "")
	m := reviewForm.FindStringSubmatch(body)
	if m == nil {
		return "", ""
	}
	_, block, _ = strings.Cut(body, "<push-review>")
	block, _, _ = strings.Cut(block, "</push-review>")
	return m[1] + " " + m[2], block
}

func (r *reader) want(what, slug, question string) (block string) {
	r.t.Helper()
	got, block := r.review(slug)
	if got != question {
		r.t.Errorf("%s: lesson %s begins with %q, want %q", what, slug, got, question)
	}
	return block
}

// post sends a form and returns where it leads.
func (r *reader) post(path, form string) (status int, location string) {
	r.t.Helper()
	resp, _ := ask(r.t, r.c, "POST", r.site+path, form, "Content-Type", "application/x-www-form-urlencoded")
	return resp.StatusCode, resp.Header.Get("Location")
}

// tomorrow is the same browser when the lesson may ask again: of its cookies only
// the learner's is left.
func (r *reader) tomorrow() {
	r.t.Helper()
	site, err := url.Parse(r.site)
	if err != nil {
		r.t.Fatal(err)
	}
	kept := r.c.Jar.Cookies(site)
	r.c = browser(r.t)
	for _, cookie := range kept {
		cookie.Path = "/"
	}
	r.c.Jar.SetCookies(site, kept)
	r.day.Add(1)
}

const lesson1, lesson3, lesson5 = "01-why-stream", "03-sse-wire", "05-resume"

func TestReview(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	r.want("a new learner", lesson5, "")
	r.post("/lessons/"+lesson5+"/predict", "block=which-id&option=skip")
	r.want("who began this lesson only", lesson5, "")

	// One question answered wrong in lesson 1, one right.
	r.post("/lessons/"+lesson1+"/quiz", "quiz=ninety-seconds&option="+option(t, r, lesson1, "ninety-seconds", false))
	r.post("/lessons/"+lesson1+"/quiz", "quiz=total-time&option="+option(t, r, lesson1, "total-time", true))
	r.want("the first lesson has none before it", lesson1, "")
	block := r.want("a wrong answer is due at once", lesson5, lesson1+" ninety-seconds")
	for _, part := range []string{"Skip this", `href="/lessons/01-why-stream/#ninety-seconds"`, `action="/lessons/05-resume/review"`} {
		if !strings.Contains(block, part) {
			t.Errorf("the block lacks %s", part)
		}
	}

	// Answered, it stays where it was asked; another lesson asks the next.
	status, location := r.post("/lessons/"+lesson5+"/review", "of="+lesson1+"&quiz=ninety-seconds&option="+option(t, r, lesson1, "ninety-seconds", true))
	if status != http.StatusSeeOther || location != "/lessons/05-resume/#review" {
		t.Errorf("the answer leads to %d %s", status, location)
	}
	block = r.want("after the answer", lesson5, lesson1+" ninety-seconds")
	if strings.Contains(block, "Skip this") || !strings.Contains(block, "Answered correctly") {
		t.Errorf("the answered block = %s", block)
	}
	if got, _ := r.review(lesson3); got == "" || got == lesson1+" ninety-seconds" || got == lesson1+" total-time" {
		t.Errorf("the next question = %q, want one of lesson 1 that was never answered", got)
	}

	// The next day both that were right once are due again, the older one first.
	r.tomorrow()
	r.want("a day later", lesson5, lesson1+" total-time")
}

// option is the number of a right or a wrong option of a quiz, as its page has it.
func option(t *testing.T, r *reader, slug, quiz string, right bool) string {
	t.Helper()
	_, body := ask(t, r.c, "GET", r.site+"/lessons/"+slug+"/", "")
	_, body, _ = strings.Cut(body, `name="quiz" value="`+quiz+`"`)
	body, _, _ = strings.Cut(body, "</push-quiz>")
	for _, m := range regexp.MustCompile(`(?s)data-reply="(\d)"([^>]*)>`).FindAllStringSubmatch(body, -1) {
		if strings.Contains(m[2], "data-right") == right {
			return m[1]
		}
	}
	t.Fatalf("%s has no option that is right: %v", quiz, right)
	return ""
}

func TestReviewIsSkipped(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	r.post("/lessons/"+lesson1+"/predict", "block=first-and-last&option=1")
	was, _ := r.review(lesson5)
	if was == "" {
		t.Fatal("a lesson that was begun has no question for the next")
	}
	if status, location := r.post("/lessons/"+lesson5+"/review", "option=skip"); status != http.StatusSeeOther || location != "/lessons/05-resume/" {
		t.Errorf("skipping leads to %d %s", status, location)
	}
	r.want("skipped", lesson5, "")
	r.want("skipped elsewhere", lesson3, was)
	r.tomorrow()
	r.want("the next day", lesson5, was)
}

func TestReviewRefuses(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	for _, test := range []struct {
		form   string
		status int
	}{
		{"of=01-why-stream&quiz=total-time&option=9", http.StatusBadRequest},
		{"of=01-why-stream&quiz=total-time", http.StatusBadRequest},
		{"of=01-why-stream&quiz=none&option=1", http.StatusBadRequest},
		{"of=05-resume&quiz=old-id&option=1", http.StatusBadRequest},
		{"of=08-frames&quiz=none&option=1", http.StatusBadRequest},
		{"of=nowhere&quiz=total-time&option=1", http.StatusNotFound},
	} {
		if status, _ := r.post("/lessons/"+lesson5+"/review", test.form); status != test.status {
			t.Errorf("%s is answered by %d, want %d", test.form, status, test.status)
		}
	}
	if status, _ := r.post("/lessons/nowhere/review", "option=skip"); status != http.StatusNotFound {
		t.Errorf("a review in no lesson is answered by %d", status)
	}
	r.want("after refusals", lesson5, "")
}

// A cookie that somebody made up shows no question that is not there.
func TestReviewCookie(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	r.post("/lessons/"+lesson1+"/predict", "block=first-and-last&option=1")
	was, _ := r.review(lesson5)
	for _, value := range []string{"01-why-stream.none", "05-resume.old-id", "nonsense", "."} {
		_, body := ask(t, r.c, "GET", r.site+"/lessons/"+lesson5+"/", "", "Cookie", reviewCookie+"="+value)
		if m := reviewForm.FindStringSubmatch(body); m != nil && m[1]+" "+m[2] != was {
			t.Errorf("with the cookie %q the lesson begins with %s", value, m[1:])
		}
	}
}
