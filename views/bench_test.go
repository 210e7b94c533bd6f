package views

import (
	"strings"
	"testing"
)

func TestThousandsAndTenths(t *testing.T) {
	for _, test := range []struct {
		n    int
		want string
	}{{0, "0"}, {999, "999"}, {1000, "1\u2009000"}, {65535, "65\u2009535"}, {1234567, "1\u2009234\u2009567"}} {
		if got := thousands(test.n); got != test.want {
			t.Errorf("thousands(%d) = %q, want %q", test.n, got, test.want)
		}
	}
	for _, test := range []struct {
		t    float64
		want string
	}{{0, "0.0"}, {41.25, "41.2"}, {1564, "1\u2009564.0"}, {999.96, "1\u2009000.0"}} {
		if got := tenths(test.t); got != test.want {
			t.Errorf("tenths(%v) = %q, want %q", test.t, got, test.want)
		}
	}
}

func TestFaultOfALesson(t *testing.T) {
	for knob, want := range map[string]faultParts{
		"rst@42+7":              {"rst", "42", "7", ""},
		"fin@42":                {"fin", "42", "0", ""},
		"none":                  {"none", "42", "0", ""},
		"rst@20,fin@42+7":       {"rst", "20", "0", "fin@42+7"},
		"rst@20+1,end@42,rst@9": {"rst", "20", "1", "end@42,rst@9"},
	} {
		if got := (BenchProps{Demo: "resume", Knobs: map[string]string{"fault": knob}}).fault(); got != want {
			t.Errorf("fault %q = %+v, want %+v", knob, got, want)
		}
	}
}

// A lesson's knobs win over those of the demo.
func TestControlsBeginWithTheLessonsKnobs(t *testing.T) {
	page := html(t, Bench(BenchProps{ID: "cut", Title: "Cut", Demo: "resume", Knobs: map[string]string{"transport": "ws", "log": "4"}}))
	for _, want := range []string{
		`value="ws" checked`, `value="rst" checked`, `value="resume" checked`,
		`name="log" type="number" inputmode="numeric" min="0" max="200" value="4"`,
		"Nothing on the wire yet.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the bench has no %s", want)
		}
	}
}

// Without scripts a recorded run reads whole, and nothing can be pressed.
func TestRecordedRunIsInTheDocument(t *testing.T) {
	d := hello()
	r := &Recorded{Base: "/lessons/x/captures/y", Rows: []Row{{N: 1, Kind: "http", Dir: "c", Label: "GET"}, d.Row}, Detail: &d}
	figure := html(t, Bench(BenchProps{ID: "y", Title: "Hello", Recorded: r}))
	for _, want := range []string{
		`aria-activedescendant="y-r4"`, `<span class="wr-l">TEXT Hello</span>`, `Masking-key`, `data-rows="/lessons/x/captures/y"`,
	} {
		if !strings.Contains(figure, want) {
			t.Errorf("the figure has no %s", want)
		}
	}
	if strings.Contains(figure, "<form") {
		t.Error("the figure has controls")
	}
	live := html(t, Bench(BenchProps{ID: "y", Title: "Hello", Demo: "frames", Recorded: r}))
	if !strings.Contains(live, `<fieldset class="ctl" disabled>`) || !strings.Contains(live, "data-start disabled") {
		t.Error("the controls of a live bench are not disabled before its script is there")
	}
}

func TestRunPage(t *testing.T) {
	run := html(t, RunPage(RunProps{Run: "r1", View: "v1", Lab: "http://localhost:8081/r/r1"}))
	for _, want := range []string{"Nothing on the wire yet.", "curl -N 'http://localhost:8081/r/r1/sse?tokens=20'", `data-run="r1"`, `href="/v/v1"`} {
		if !strings.Contains(run, want) {
			t.Errorf("the page of a run has no %s", want)
		}
	}
	view := html(t, RunPage(RunProps{View: "v1", ReadOnly: true}))
	if strings.Contains(view, "curl") || !strings.Contains(view, `data-view="v1"`) {
		t.Error("a view gives power over its run, or does not follow it")
	}
}
