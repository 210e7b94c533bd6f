package lessons

import (
	"strings"
	"testing"
)

const (
	demoBlock = "<!-- demo: resume capture=cut -->\n\n```\nx\n```\n\n![a](cut.svg)\n\n<!-- /demo -->\n\n"
	claimText = "*\"So.\"*\n\n| what | recorded |\n| --- | --: |\n| wait | 500 ms |\n| model | half |\n\nVerdict: open. Why.\n\n<!-- /claim -->\n"
)

func ownClaim(args string) string {
	return demoBlock + "<!-- claim: R1 " + args + " -->\n\n" + claimText
}

// A claim that names a run has a column for the learner's.
func TestClaimHasAColumnForTheLearner(t *testing.T) {
	l := mustLoad(t, head+ownClaim("run=resume figures=es.wait,-"))
	body := l.Segments[len(l.Segments)-1].Body
	for _, want := range []string{
		`<th align="right" class="own js-only">Your run</th>`,
		`<td align="right" class="own js-only" data-figure="es.wait">–</td>`,
		`<td align="right" class="own js-only">–</td>`,
	} {
		if strings.Count(body, want) != 1 {
			t.Errorf("the claim's table lacks %s:\n%s", want, body)
		}
	}
}

func TestClaimWithoutARunHasNone(t *testing.T) {
	l := mustLoad(t, head+ownClaim(""))
	if body := l.Segments[len(l.Segments)-1].Body; strings.Contains(body, "own") || !strings.Contains(body, "500\u00a0ms") {
		t.Errorf("the claim's table = %s", body)
	}
}

func TestLintOwn(t *testing.T) {
	known := Known{Demos: map[string][]string{"resume": nil}, Measured: []string{"wait", "first-byte"}}
	predict := func(args string) string {
		return demoBlock + "<!-- predict: q " + args + " -->\n\n" + choices + inDetails("**1.** So.") + "<!-- /predict -->\n"
	}
	for name, test := range map[string]struct{ text, want string }{
		"claim":                   {ownClaim("run=resume figures=wait,-"), ""},
		"of an exchange":          {ownClaim("run=resume figures=2.wait,ws.first-byte"), ""},
		"predict":                 {predict("run=resume figure=wait"), ""},
		"no figures":              {ownClaim("run=resume"), "rows: 2, and its comment figures: 1"},
		"too many":                {ownClaim("run=resume figures=wait,-,-"), "rows: 2, and its comment figures: 3"},
		"unknown figure":          {ownClaim("run=resume figures=wait,speed"), `no figure "speed"`},
		"unknown transport":       {ownClaim("run=resume figures=h3.wait,-"), `no figure "h3.wait"`},
		"exchange out of reach":   {ownClaim("run=resume figures=33.wait,-"), `no figure "33.wait"`},
		"other lesson's demo":     {ownClaim("run=frames figures=wait,-"), "this lesson has no demo frames"},
		"no run":                  {ownClaim("figures=wait,-"), "run=DEMO is missing"},
		"not said to be recorded": {strings.Replace(ownClaim("run=resume figures=wait,-"), "recorded", "time", 1), "does not say that its numbers are recorded"},
		"no table":                {demoBlock + "<!-- claim: R1 run=resume figures=wait -->\n\n*\"So.\"*\n\nVerdict: open. Why.\n\n<!-- /claim -->\n", "rows: 0, and its comment figures: 1"},
		"predict, no figure":      {predict("run=resume"), `no figure ""`},
		"predict, a dash":         {predict("run=resume figure=-"), `no figure "-"`},
		"predict, no run":         {predict("figure=wait"), "run=DEMO is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			got := messages(Lint(oneLesson(head+"## One\n\n"+test.text), known))
			if test.want == "" && strings.Contains(got, "claim") || !strings.Contains(got, test.want) || strings.Contains(got, "names figures of no run") != (test.want == "run=DEMO is missing") {
				t.Errorf("Lint says %q, want %q", got, test.want)
			}
		})
	}
}
