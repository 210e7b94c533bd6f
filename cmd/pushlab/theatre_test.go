package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// theatreBench is the live one of lesson 04.
const theatreBench = "push-bench[data-demo=theatre]"

// toTheatre waits for the script.
func (b *tab) toTheatre() {
	b.t.Helper()
	b.toBench(theatreBench)
	b.until("the script is there", fmt.Sprintf(`document.querySelector("%s [data-acts] li")`, theatreBench))
}

// script writes acts and the rest of a setting into the bench.
func (b *tab) script(acts, retry, handler string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		const list = document.querySelector("%s [data-preset]")
		list.options[0].dataset.set = JSON.stringify({acts: %q, retry: %q, handler: %q})
		list.selectedIndex = 0
		list.dispatchEvent(new Event("change", {bubbles: true}))
		return true
	})()`, theatreBench, acts, retry, handler))
}

// seenOnStage is the table of the last play: who, what, readyState, id.
func (b *tab) seenOnStage() []string {
	b.t.Helper()
	return eval[[]string](b, fmt.Sprintf(`[...document.querySelectorAll("%s [data-results] tbody tr")].map((row) => [...row.cells].slice(1).map((c) => c.textContent).join("|"))`, theatreBench))
}

// What a play of the bench shows, of the page and of the wire, in this order.
func TestTheatreBench(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(p.places["site"] + "/lessons/04-eventsource/")
	b.toTheatre()
	for _, play := range []struct {
		acts, retry, handler string
		state                string // of the bench at the end
		want                 string // the table, without what the transport adds
	}{
		{
			"events:1,502", "300", "none", "failed",
			`page|new EventSource|0|
			 wire|request 1: GET /d/theatre||none sent
			 wire|answer 1: 200 OK text/event-stream||
			 page|open|1|
			 page|message "act 1, event 1"|1|1
			 page|error|0|
			 wire|request 2: GET /d/theatre||Last-Event-ID: 1
			 wire|answer 2: 502 Bad Gateway text/plain; charset=utf-8||
			 page|error|2|`,
		},
		{
			"events:1,events:1", "300", "close", "closed",
			`page|new EventSource|0|
			 wire|request 1: GET /d/theatre||none sent
			 wire|answer 1: 200 OK text/event-stream||
			 page|open|1|
			 page|message "act 1, event 1"|1|1
			 page|error|0|
			 page|close() in the error handler|2|`,
		},
		{
			"redirect,cut:mid", "300", "none", "failed",
			`page|new EventSource|0|
			 wire|request 1: GET /d/theatre||none sent
			 wire|answer 1: 307 Temporary Redirect||
			 wire|request 2: GET /d/theatre/moved||none sent
			 wire|answer 2: 200 OK text/event-stream||
			 page|open|1|
			 page|message "act 2, event 1"|1|1
			 wire|FIN: the lab ends TCP without a word||
			 page|error|0|
			 wire|request 3: GET /d/theatre/moved||Last-Event-ID: 1
			 wire|answer 3: 204 No Content||
			 page|error|2|`,
		},
		{
			"events:1,503", "300", "recreate", "failed",
			`page|new EventSource|0|
			 wire|request 1: GET /d/theatre||none sent
			 wire|answer 1: 200 OK text/event-stream||
			 page|open|1|
			 page|message "act 1, event 1"|1|1
			 page|error|0|
			 wire|request 2: GET /d/theatre||Last-Event-ID: 1
			 wire|answer 2: 503 Service Unavailable text/plain; charset=utf-8||
			 page|error|2|
			 page|new EventSource|0|
			 wire|request 3: GET /d/theatre||none sent
			 wire|answer 3: 204 No Content||
			 page|error|2|
			 page|new EventSource|0|
			 wire|request 4: GET /d/theatre||none sent
			 wire|answer 4: 204 No Content||
			 page|error|2|`,
		},
	} {
		b.script(play.acts, play.retry, play.handler)
		b.press(theatreBench, "start")
		b.checkPlay(t, play.acts, play.state, play.want)
	}
	b.checkViolations(t)
}

// checkPlay compares what each side has in its own order: between the two it is
// theirs by a fraction of a millisecond only.
func (b *tab) checkPlay(t *testing.T, acts, state, want string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(want) {
		lines = append(lines, strings.TrimSpace(line))
	}
	last := fmt.Sprintf(`document.querySelector("%s .bench").dataset.state === %q && document.querySelectorAll("%s [data-results] tbody tr").length >= %d`, theatreBench, state, theatreBench, len(lines))
	b.until(acts+" is over", last)
	got := b.seenOnStage()
	for _, who := range []string{"page|", "wire|"} {
		if got, want := sideOf(got, who), sideOf(lines, who); !slices.Equal(got, want) {
			t.Errorf("%s: the table has\n%s\nwant\n%s", acts, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	requests := 0
	for _, line := range lines {
		if strings.HasPrefix(line, "wire|request") {
			requests++
		}
	}
	if drawn := eval[int](b, fmt.Sprintf(`document.querySelectorAll("%s svg.play .p-req").length`, theatreBench)); drawn != requests {
		t.Errorf("%s: %d requests are drawn, want %d", acts, drawn, requests)
	}
}

func sideOf(lines []string, who string) (list []string) {
	for _, line := range lines {
		if strings.HasPrefix(line, who) {
			list = append(list, line)
		}
	}
	return list
}

// The acts are lined up with the keyboard alone, and the focus stays with what
// was pressed.
func TestTheatreScript(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/04-eventsource/")
	b.toTheatre()
	b.script("events:1,502", "", "none")
	press := func(label string) {
		t.Helper()
		eval[bool](b, fmt.Sprintf(`(() => {
			const all = [...document.querySelectorAll("%s .th-script button")]
			const button = all.find((e) => (e.getAttribute("aria-label") ?? e.textContent).startsWith(%q) && !e.disabled)
			button.focus()
			return true
		})()`, theatreBench, label))
		b.keys(kb.Enter)
	}
	is := func(what, acts, focus string) {
		t.Helper()
		if got := eval[string](b, fmt.Sprintf(`document.querySelector("%s [name=acts]").value`, theatreBench)); got != acts {
			t.Errorf("%s: the acts are %q, want %q", what, got, acts)
		}
		if got := eval[string](b, `document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent`); !strings.HasPrefix(got, focus) {
			t.Errorf("%s: the focus is on %q, want %q", what, got, focus)
		}
	}
	press("Add this act")
	is("add", "events:1,502,events:1", "Add this act")
	press("Move up act 2")
	is("move up", "502,events:1,events:1", "Move down act 1")
	press("Move down act 1")
	is("move down", "events:1,502,events:1", "Move down act 2")
	press("Remove act 2")
	is("remove", "events:1,events:1", "Remove act 2")
	press("Remove act 1")
	press("Remove act 1")
	is("remove the last", "", "Add this act")
	b.press(theatreBench, "start")
	b.until("the bench says that there is no act", fmt.Sprintf(`document.querySelector("%s [data-bad]").textContent === "The script has no act yet: add one."`, theatreBench))
	if got := eval[string](b, fmt.Sprintf(`document.querySelector("%s [data-preset]").value`, theatreBench)); got != "own" {
		t.Errorf("the preset is %q, want own", got)
	}
}

// asExercise lets a bench of the page work for its exercise.
func (b *tab) asExercise(bench string) {
	b.t.Helper()
	b.until("the exercise is offered", fmt.Sprintf(`document.querySelector("%s [data-as]").hidden === false`, bench))
	b.click(bench + " [data-as] input")
}

// EX04's own solution, in the bench, with Chromium's EventSource.
func TestTheatreExercise(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/04-eventsource/")
	b.toTheatre()
	b.asExercise(theatreBench)
	b.script("events:1,204", "300", "none") // which misses first
	b.press(theatreBench, "start")
	exercise := `document.querySelector("push-exercise[data-exercise=EX04]")`
	eval[bool](b, exercise+`.scrollIntoView(), true`)
	b.until("the hint for two requests", exercise+`.querySelector("[data-words]").textContent.includes("so request 2 is its last")`)
	b.script("events:1,events:1,204", "300", "none")
	words := exercise + `.querySelector("[data-words]").textContent`
	for range 10 { // a busy machine may be late
		eval[bool](b, "("+words+` = "", true)`)
		b.note("again", fmt.Sprintf(`document.querySelector("%s .bench").dataset.state !== "failed"`, theatreBench)) // the play before is over
		b.press(theatreBench, "start")
		b.until("a new play", `noted.again`)
		b.checkPlay(t, "the solution", "failed", `page|new EventSource|0|
			wire|request 1: GET /d/theatre||none sent
			wire|answer 1: 200 OK text/event-stream||
			page|open|1|
			page|message "act 1, event 1"|1|1
			page|error|0|
			wire|request 2: GET /d/theatre||Last-Event-ID: 1
			wire|answer 2: 200 OK text/event-stream||
			page|open|1|
			page|message "act 2, event 1"|1|2
			page|error|0|
			wire|request 3: GET /d/theatre||Last-Event-ID: 2
			wire|answer 3: 204 No Content||
			page|error|2|`)
		b.until("a verdict", fmt.Sprintf(`%s.hasAttribute("data-passed") || %s.includes(%q)`, exercise, words, late))
		if !eval[bool](b, fmt.Sprintf(`%s.includes(%q)`, words, late)) {
			return
		}
	}
	t.Error("EX04 is not passed: the EventSource was late ten times")
}

// EX03's own solution, in the composer, in the run of the exercise.
func TestComposerExercise(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/03-sse-wire/")
	b.toComposer(composerBench)
	b.asExercise(composerBench)
	for _, text := range []string{`data: hi\n\n`, `event: token\ndata: a\ndata: b\n\n`, `data\n\n`, `id: 42\n\n`, `:\n`, `retry: 1500\n`, `data:  two\n\n`} {
		eval[bool](b, fmt.Sprintf(`(() => {
			document.querySelector("#composer [data-results]").replaceChildren()
			const box = document.querySelector("#composer [name=raw]")
			box.value = %q
			box.dispatchEvent(new Event("input", {bubbles: true}))
			return true
		})()`, text))
		b.press(composerBench, "start")
		b.until(text+" is read", `document.querySelector("#composer .r-reads")?.textContent && document.querySelector("#composer .bench").dataset.state === "closed"`)
	}
	exercise := `document.querySelector("push-exercise[data-exercise=EX03]")`
	eval[bool](b, exercise+`.scrollIntoView(), true`)
	b.until("EX03 is passed", exercise+`.hasAttribute("data-passed")`)
}

// The theatre before and behind a play, without a finding of axe-core.
func TestTheatreStates(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	p := start(t, t.TempDir())
	for _, width := range []int{1440, 390} {
		b := openTab(t, width, 900)
		b.open(p.places["site"] + "/lessons/04-eventsource/")
		b.toTheatre()
		b.checkState(t, theatreBench, "theatre-ready", axe, width)
		b.script("events:2,cut:mid:3,502", "300", "none")
		b.press(theatreBench, "start")
		b.waitForState(theatreBench, "failed")
		b.until("the drawing", fmt.Sprintf(`document.querySelectorAll("%s svg.play .p-req").length === 3`, theatreBench))
		b.checkState(t, theatreBench, "theatre-played", axe, width)
	}
}
