package views

import "testing"

// Beside a sheet one lesson at most has the probe's yellow: that of the sheet.
func TestMarkBeside(t *testing.T) {
	for _, c := range []struct{ state, elsewhere, here string }{
		{"", "none", "now"}, {"now", "half", "now"}, {"done", "done", "done"},
	} {
		step := Step{Lesson: fullLesson(), State: c.state}
		if got := step.markBeside("other"); got != c.elsewhere {
			t.Errorf("state %q: the mark beside another sheet = %q, want %q", c.state, got, c.elsewhere)
		}
		if got := step.markBeside(step.Lesson.Slug); got != c.here {
			t.Errorf("state %q: the mark beside its own sheet = %q, want %q", c.state, got, c.here)
		}
	}
}
