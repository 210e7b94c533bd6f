package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pushlab/lessons"
)

func TestPlans(t *testing.T) {
	t.Parallel()
	s := &Server{}
	for n := range 11 {
		s.lessons = append(s.lessons, lessons.Lesson{Number: n})
	}
	want := map[string]int{"90 minutes": 90, "Half a day": 4*60 + 15}
	for _, p := range s.boardPlans() {
		if got := p.Rows[len(p.Rows)-1].To; got != want[p.Name] {
			t.Errorf("%s has %d minutes, want %d", p.Name, got, want[p.Name])
		}
	}
	text := s.planText(planRow{does: "Do it.", lessons: []int{9, 10, 11}})
	if want := "Lessons 9, 10. Do it. Not in this course yet: lesson 11."; text != want {
		t.Errorf("got %q, want %q", text, want)
	}
	if text := s.planText(planRow{does: "Pause."}); text != "Pause." {
		t.Errorf("got %q, want the row's own text", text)
	}
}

// A hint that is sent says what the one in the lesson says.
func TestHints(t *testing.T) {
	t.Parallel()
	list, err := lessons.Load(lessons.FS)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{lessons: list}
	got := s.hints("EX05a")
	want := []string{"Where does the id go? Into a request header, the one that the browser sent above. curl adds a header with -H 'Name: value'.",
		"The answer begins at 1 with a reset. The epoch is part of the id, and yours is not dp5r. "}
	if len(got) != 2 || got[0] != want[0] || !strings.HasPrefix(got[1], want[1]) {
		t.Errorf("hints of EX05a = %q, want %q", got, want)
	}
	for _, l := range list {
		for _, id := range l.Exercises {
			for _, hint := range s.hints(id) {
				if strings.ContainsAny(hint, "<\n") && !strings.Contains(hint, " < ") {
					t.Errorf("%s: %q is not plain text in one line", id, hint)
				}
			}
			if len(s.hints(id)) == 0 {
				t.Errorf("%s has no hint to send", id)
			}
		}
	}
}

// A room may be opened on the evening before: the board counts the minutes of its
// plan from when the class comes.
func TestPlanCountsFromTheClass(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC)
	s := open(t, Config{Room: true, Now: func() time.Time { return now }})
	leader := host(t, s)
	rows := func() int {
		t.Helper()
		_, page := ask(t, leader, "GET", s.places[0].URL+"/room", "", "Accept", "text/html")
		if want := fmt.Sprintf(`data-began="%d"`, s.room().ClassBegan().UnixMilli()); !strings.Contains(page, want) {
			t.Errorf("the board lacks %s", want)
		}
		_, notes, _ := strings.Cut(page, `class="wnotes"`)
		return strings.Count(notes[:strings.LastIndex(notes, "</table>")], `aria-current="true"`)
	}
	if got := rows(); got != 0 {
		t.Errorf("%d rows hold before anybody is there, want none", got)
	}
	now = now.Add(15 * time.Hour)
	takeSeat(t, s, "Ana")
	now = now.Add(3 * time.Minute)
	if got := rows(); got != len(plans) {
		t.Errorf("%d rows hold 3 minutes after the class came, want one of each plan, %d", got, len(plans))
	}
}
