package main

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// editorExercises are all that can be written in the page, and what it says of
// the code with which the editor begins: the first condition that is not met,
// how that one is, what was seen, and what to do.
var editorExercises = []struct {
	exercise, lesson  string
	missed            int
	state, seen, hint string
}{
	{"EX01", "01-why-stream", 3, "Not yet", "30 s are over, and the nonce has not come.", "A client that waits for the whole body sees the nonce too late"},
	{"EX02", "02-polling", 2, "Not yet", "Request 2 said no after=", "The server can not know what you have"},
	{"EX03", "03-sse-wire", 2, "Not yet", "which fired token", "write a data line for each line of the text"},
	{"EX04", "04-eventsource", 1, "Waiting", "Request 2 has not come, and the reconnection time of 1.0 s is over.", "If your code calls close()"},
	{"EX05a", "05-resume", 2, "Waiting", "", "Copy the id of the last event that you have whole"},
	{"EX05b", "05-resume", 1, "Not yet", "without Last-Event-ID", "A request without an id is a new question"},
	{"EX06", "06-post-and-fetch", 1, "Not yet", "before its last chunk.", "Your client left early, or broke off"},
}

// decided bounds the time until a verdict: EX01 has an answer of 50 s.
const decided = 3 * time.Minute

// Each exercise as a learner meets it: the code with which the editor begins does
// not pass, and the page says why; mended, it passes.
func TestEditorSolves(t *testing.T) {
	p := start(t, t.TempDir())
	for _, test := range editorExercises {
		page := fmt.Sprintf("%s/lessons/%s/", p.places["site"], test.lesson)
		t.Run(test.exercise+" begins", func(t *testing.T) {
			t.Parallel()
			b := openTab(t, 390, 800)
			b.everyPage(collectViolations)
			b.open(page)
			b.runByKeys(test.exercise)
			b.within(decided, "the verdict on the starter", fmt.Sprintf(`(() => {
				const exercise = document.getElementById(%q)
				const item = exercise.querySelectorAll(".checks > li")[%d]
				const before = [...exercise.querySelectorAll(".checks .st")].slice(0, %[2]d)
				return before.every((e) => e.textContent === "Met") && item.querySelector(".st").textContent === %q &&
					item.querySelector("p").textContent.includes(%q) && exercise.querySelector("[data-words]").textContent.includes(%q)
			})()`, test.exercise, test.missed-1, test.state, test.seen, test.hint))
			b.checkShown(test.exercise)
			if *shots != "" {
				b.shoot(t, "#"+test.exercise, "begins-"+test.exercise+".png")
			}
			b.until("each command has the addresses of the run", fmt.Sprintf(`[...document.querySelectorAll("#%s pre[data-lang=sh] > code")].every((code) =>
				!code.textContent.includes("/r/RUN") || code.scrollIntoView())`, test.exercise)) // which come when it is seen
			b.checkWidth(t, "the verdict on the starter", 390)
			b.checkViolations(t)
		})
		t.Run(test.exercise+" passes", func(t *testing.T) {
			t.Parallel()
			solution, err := os.ReadFile("testdata/editor/" + test.exercise + ".js")
			if err != nil {
				t.Fatal(err)
			}
			b := openTab(t, 1440, 900)
			b.everyPage(collectViolations)
			b.open(page)
			b.toEditor(test.exercise)
			b.program(test.exercise, string(solution))
			b.open(page) // which keeps the code
			b.toEditor(test.exercise)
			b.passes(test.exercise)
			b.checkViolations(t)
		})
	}
}

// late is EX04's hint for a request that comes more than 600 ms too late, as it can
// on a busy machine.
const late = "The EventSource was late"

// passes runs what is in the editor until it passes the exercise: again only when
// the machine was late.
func (b *tab) passes(exercise string) {
	b.t.Helper()
	root := fmt.Sprintf(`document.querySelector("push-exercise[data-exercise=%s]")`, exercise)
	for range 10 {
		b.pressOwn(exercise, "run")
		b.within(decided, "a verdict on "+exercise, fmt.Sprintf(`%[1]s.hasAttribute("data-passed") || %[1]s.querySelector("[data-words]").textContent.includes(%[2]q)`, root, late))
		if eval[bool](b, root+`.hasAttribute("data-passed")`) {
			return
		}
		b.ends(exercise, "the solution that was late")
		eval[bool](b, fmt.Sprintf(`(%s.querySelector("[data-words]").textContent = "", true)`, root))
	}
	b.t.Fatalf("%s is not passed: late ten times", exercise)
}

// runByKeys opens the editor of an exercise and runs what is in it, with keys.
func (b *tab) runByKeys(exercise string) {
	b.t.Helper()
	editor := fmt.Sprintf(`document.querySelector("%s")`, ownEditor(exercise))
	eval[bool](b, fmt.Sprintf(`(%s.closest("details").querySelector("summary").focus(), true)`, editor))
	b.until("the editor of "+exercise, editor+".dataset.loaded !== undefined")
	b.keys(kb.Enter, kb.Tab)
	b.until("the focus is on Run", editor+`.querySelector("[data-run]") === document.activeElement`)
	b.keys(kb.Enter)
}

// checkShown: each condition that was missed leads to the rows that show it, and
// the exercise can be skipped.
func (b *tab) checkShown(exercise string) {
	b.t.Helper()
	for _, lost := range eval[[]string](b, fmt.Sprintf(`(async () => {
		const exercise = document.getElementById(%q)
		const missed = [...exercise.querySelectorAll(".checks > li")].filter((e) => e.querySelector(".st").textContent === "Not yet")
		const lost = missed.filter((e) => !e.querySelector("p a")).map((e) => "no row: " + e.textContent)
		for (const link of exercise.querySelectorAll(".checks a")) {
			const row = 'data-row="' + new URL(link.href).searchParams.get("row") + '"'
			const items = (await (await fetch(link.href)).text()).match(/<li [^>]*>/g)
			if (!items.some((li) => li.includes(row) && li.includes('aria-selected="true"'))) lost.push(link.href)
		}
		if (!exercise.querySelector("button[data-skip]").checkVisibility()) lost.push("the button that skips")
		return lost
	})()`, exercise)) {
		b.t.Errorf("%s: missing is %s", exercise, lost)
	}
}
