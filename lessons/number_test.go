package lessons

import (
	"strings"
	"testing"
)

func TestNumbersAreText(t *testing.T) {
	got := prose(t, "It takes <!-- n: cut.2.ms -->1337<!-- /n --> ms, **<!-- n: cut.sent -->9<!-- /n -->** bytes.\n")
	if want := "<p>It takes 1337 ms, <strong>9</strong> bytes.</p>"; got != want {
		t.Errorf("HTML = %q, want %q", got, want)
	}
}

func TestFillNumbers(t *testing.T) {
	fill := func(name string) (string, bool, error) { return "7", strings.HasPrefix(name, "cut."), nil }
	got, err := FillNumbers("<!-- n: cut.ms --><!-- /n -->, <!-- n: cut.sent -->5<!-- /n -->, <!-- n: own.ms -->3<!-- /n -->", fill)
	want := "<!-- n: cut.ms -->7<!-- /n -->, <!-- n: cut.sent -->7<!-- /n -->, <!-- n: own.ms -->3<!-- /n -->"
	if got != want || err != nil {
		t.Errorf("FillNumbers = %q, %v, want %q", got, err, want)
	}
}

func TestSplitNumber(t *testing.T) {
	for name, want := range map[string][3]string{
		"cut.sent":              {"cut", "", "sent"},
		"block-and-stream.2.ms": {"block-and-stream", "2", "ms"},
		"cut":                   {"cut", "", ""},
	} {
		capture, exchange, figure := SplitNumber(name)
		if got := [3]string{capture, exchange, figure}; got != want {
			t.Errorf("SplitNumber(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestLintOfNumbers(t *testing.T) {
	known := Known{Figures: []string{"sent"}}
	for text, want := range map[string]string{
		"a <!-- n: cut.sent -->1<!-- /n --> b":                          "",
		"- a <!-- n: cut.1.sent -->1<!-- /n --> b":                      "",
		"a <!-- n: gone.sent -->1<!-- /n --> b":                         "the recorded run gone.jsonl is missing",
		"a <!-- n: cut.cost -->1<!-- /n --> b":                          `unknown figure "cost"`,
		"<!-- n: cut.sent -->1<!-- /n --> b":                            "not at its beginning",
		"a <!-- n: cut.sent -->1 b":                                     "must be followed by a number and <!-- /n -->",
		"a 1<!-- /n --> b":                                              "<!-- /n --> closes nothing",
		"a <!-- n: cut.sent -->**1**<!-- /n --> b":                      "must be followed by a number",
		"a <!-- n: cut.sent --><!-- n: cut.sent -->1<!-- /n --> b":      "must be followed by a number",
		"a <!--n: cut.sent-->1<!-- /n --> b":                            "0 numbers are written so that record finds them, and 1",
		"a <!-- n: -->1<!-- /n --> b":                                   "<!-- /n --> closes nothing",
		"`a <!-- n: cut.sent -->1<!-- /n --> b`":                        "1 numbers are written so that record finds them, and 0",
		"a <!-- n: cut.sent -->1<!-- /n --> b <!-- demo: frames --> c.": "must stand alone",
	} {
		got := messages(Lint(oneLesson(head+text+"\n"), known))
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: Lint = %q, want %q", text, got, want)
		}
	}
}
