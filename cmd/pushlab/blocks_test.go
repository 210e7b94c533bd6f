package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"testing"
	"testing/fstest"

	"pushlab/cmd/pushlab/internal/server"
	"pushlab/lessons"
)

// Two lessons with each block in its smallest form.
const (
	blocksFirst = `# The first

One question.

<!-- lab: minutes=1 part=1 message="data: x" -->

## Quiz

<!-- quiz: one -->

Which?

1. The wrong one
2. The right one

<details><summary>Answer</summary>

1. That is true of something else.
2. **Right.** It is.

</details>

<!-- /quiz -->
`
	blocksSecond = `# The second

A run of your own.

<!-- lab: minutes=1 part=1 message="data: y" -->

## Predict

<!-- predict: pause run=resume figure=es.wait -->

How long does the browser wait?

1. Not at all, since the server is there
2. As long as the server said, about 500 ms

<details><summary>Answer</summary>

**2.** The stream says so.

</details>

<!-- /predict -->

<!-- demo: resume capture=cut transport=es tokens=20 tps=200 log=100 fault=rst@5 -->

` + "```text\nrecorded\n```" + `

<!-- /demo -->

<!-- claim: R1 run=resume figures=reconnects,made,- -->

*"It reconnects."* (somewhere)

| what | recorded |
| --- | --: |
| reconnects | 1 |
| tokens made | 100 |
| another browser | unknown |

Verdict: half-true. Here it does.

<!-- /claim -->
`
)

// blocksCourse serves the two lessons.
func blocksCourse(t *testing.T) (site string) {
	t.Helper()
	capture, err := fs.ReadFile(lessons.FS, "05-resume/cut.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(t.Context(), server.Config{Addr: "127.0.0.1:0", DataDir: t.TempDir(), Lessons: fstest.MapFS{
		"01-first/README.md":  {Data: []byte(blocksFirst)},
		"02-second/README.md": {Data: []byte(blocksSecond)},
		"02-second/cut.jsonl": {Data: capture},
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	return s.Places()[0].URL
}

// A prediction and a claim stand beside the learner's own runs, the newest of
// them.
func TestOwnRunBesideBlocks(t *testing.T) {
	t.Parallel()
	site := blocksCourse(t)
	b := openTab(t, 390, 844)
	b.everyPage(collectViolations + keepRuns)
	b.open(site + "/lessons/02-second/")
	b.toBench(resumeBench)
	if got := b.ownColumn(); fmt.Sprint(got) != "[– – –]" {
		t.Errorf("before a run the learner's column is %q, want dashes", got)
	}
	eval[bool](b, `(document.querySelector("push-predict input[value='1']").click(), true)`)
	b.click(`push-predict .btn.pri`)
	b.until("the prediction is locked", `document.querySelector("push-predict").dataset.state === "locked"`)
	if shown := eval[bool](b, `document.querySelector("push-predict [data-own]").checkVisibility()`); shown {
		t.Error("the learner's result shows before there is one")
	}
	for n, tokens := range []string{"20", "24"} {
		b.setKnob(resumeBench, "tokens", tokens)
		b.click(resumeBench + ` [data-start]`)
		b.until("the run ends", fmt.Sprintf(`document.querySelector("#cut .bench").dataset.state === "complete" && runs.length === %d`, n+1))
		b.until("the claim has the run's numbers", fmt.Sprintf(`document.querySelector("[data-figure=made]").textContent === %q`, tokens))
		if got, want := fmt.Sprint(b.ownColumn()), "[1 "+tokens+" –]"; got != want {
			t.Errorf("the learner's column = %s, want %s", got, want)
		}
		b.checkOwn(t, site)
	}
	axe := axeCore(t)
	b.checkAxe(t, "measured blocks", axe)
	b.checkWidth(t, "measured blocks", 390)
	b.checkViolations(t)
}

// keepRuns notes the runs of the page's benches.
const keepRuns = `
window.runs = []
addEventListener("push-bench:run", (e) => runs.push(e.detail))
`

// ownColumn is what the claim's table says of the learner's run.
func (b *tab) ownColumn() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll("push-claim td.own")].map((e) => e.textContent)`)
}

// checkOwn compares the prediction's result with the figures of the newest run.
func (b *tab) checkOwn(t *testing.T, site string) {
	t.Helper()
	b.until("the prediction is measured", `document.querySelector("push-predict").dataset.state === "measured"`)
	inspector := eval[string](b, `runs.at(-1).inspector`)
	want := figureOf(t, site+inspector+"/figures", "es.wait")
	b.until("the result is the newest run's", fmt.Sprintf(`document.querySelector("push-predict [data-value]").textContent === %q`, want.Text))
	if got := eval[string](b, `document.querySelector("push-predict [data-label]").textContent`); got != want.Label {
		t.Errorf("the result is called %q, want %q", got, want.Label)
	}
	for _, link := range []string{"push-predict [data-own] a", "push-claim [data-own] a"} {
		if got := eval[string](b, fmt.Sprintf(`document.querySelector(%q).getAttribute("href")`, link)); got != inspector {
			t.Errorf("%s leads to %s, want %s", link, got, inspector)
		}
	}
	if !eval[bool](b, `document.querySelector("push-predict .miss").checkVisibility()`) {
		t.Error("a prediction that was missed is not struck through")
	}
}

func figureOf(t *testing.T, url, name string) server.Figure {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct{ Figures map[string]server.Figure }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if answer.Figures[name].Value < 400 {
		t.Errorf("%s = %+v, want at least 400 ms", name, answer.Figures[name])
	}
	return answer.Figures[name]
}

// The question from before: answered without leaving the page, still there when
// the page is loaded again, gone when it is skipped.
func TestReviewInThePage(t *testing.T) {
	t.Parallel()
	site := blocksCourse(t)
	b := openTab(t, 390, 844)
	b.everyPage(collectViolations)
	b.open(site + "/lessons/01-first/")
	b.until("the question", `customElements.get("push-quiz")`)
	b.answerQuestion("push-quiz", 1)
	b.until("the reply", `document.querySelector("push-quiz [data-reply='1']").checkVisibility() && !document.querySelector("push-quiz[data-sending]")`)

	b.open(site + "/lessons/02-second/")
	b.until("the question from before", `customElements.get("push-review") && document.querySelector("push-review button[form]")`)
	b.answerQuestion("push-review", 2)
	b.until("its reply", `document.querySelector("push-review [data-reply='2']").checkVisibility() && !document.querySelector("push-review push-quiz[data-sending]")`)
	if eval[bool](b, `!!document.querySelector("push-review button[form]")`) {
		t.Error("an answered question can still be skipped")
	}
	if eval[string](b, `location.pathname`) != "/lessons/02-second/" {
		t.Error("the answer left the page")
	}
	b.open(site + "/lessons/02-second/")
	b.until("the answer is still there", `document.querySelector("push-review [data-reply='2']")?.checkVisibility() && document.querySelector("push-review input[value='2']").checked`)
	b.checkViolations(t)
}

func TestReviewIsSkippedInThePage(t *testing.T) {
	t.Parallel()
	site := blocksCourse(t)
	b := openTab(t, 1440, 900)
	b.open(site + "/lessons/01-first/")
	b.until("the question", `customElements.get("push-quiz")`)
	b.answerQuestion("push-quiz", 1)
	b.until("it is saved", `document.querySelector("push-quiz [data-reply='1']").checkVisibility() && !document.querySelector("push-quiz[data-sending]")`)
	b.open(site + "/lessons/02-second/")
	b.until("the question from before", `customElements.get("push-review") && document.querySelector("push-review button[form]")`)
	b.click("push-review button[form]")
	b.until("it is gone, and the focus is on the lesson", `!document.querySelector("push-review") && document.activeElement === document.querySelector("main")`)
	b.open(site + "/lessons/02-second/")
	b.until("the lesson", `document.querySelector("main h1")`)
	if eval[bool](b, `!!document.querySelector("push-review")`) {
		t.Error("a question that was skipped is asked again")
	}
}

// answerQuestion answers a question.
func (b *tab) answerQuestion(block string, option int) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		const block = document.querySelector(%q)
		block.querySelector("input[name=option][value='%d']").click()
		block.querySelector("button:not([form])").click()
		return true
	})()`, block, option))
}
