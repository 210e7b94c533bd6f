package main

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// brokenRun is a run with a silence, a fault and what came after. It is over: a
// connection that is kept would end, with a row of its own, whenever it likes.
func brokenRun(t *testing.T, p *program) string {
	t.Helper()
	run, lab := newRun(t, p, nil)
	alone := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for _, query := range []string{"ttft=1100&fault=rst@12%2B7", "ttft=0"} {
		readBy(t, alone, lab+"/sse?tokens=20&tps=200&"+query)
	}
	traceClosed(t, p, run, 2)
	return p.places["site"] + "/runs/" + run
}

func (b *tab) texts(selector string) []string {
	b.t.Helper()
	return eval[[]string](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) => e.textContent.trim())`, selector))
}

// A filter hides rows, says how many are left, and stands in the address, which
// opens with the same rows.
func TestRunPageFilters(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(brokenRun(t, p))
	b.until("the tools are there", `document.querySelector("[data-minimap]:not([hidden]) .mm-tick") && document.querySelectorAll(".wr").length > 30`)
	all := eval[int](b, `document.querySelectorAll(".wr").length`)
	b.click(`.flt [name=only]`)
	b.until("only faults and errors", `document.querySelectorAll(".wr").length < 5`)
	b.until("the count of the cut event, the fault and the reset", fmt.Sprintf(`document.querySelector("[data-count]").textContent === "3 of %d rows"`, all))
	numbers := b.texts(".wr-l")
	b.open(eval[string](b, `location.href`))
	b.until("the same rows", `document.querySelector("[data-minimap]:not([hidden]) .mm-tick") && document.querySelectorAll(".wr").length < 5`)
	if again := b.texts(".wr-l"); fmt.Sprint(again) != fmt.Sprint(numbers) {
		t.Errorf("the address opens with %q, want %q", again, numbers)
	}
	b.click(`[data-clear]`)
	b.until("all rows", fmt.Sprintf(`document.querySelectorAll(".wr").length === %d && !location.search.includes("only")`, all))
	b.checkViolations(t)
}

// The map's keys move what is in view; a replay begins with no rows and ends
// with all.
func TestRunPageReplay(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 600)
	b.everyPage(collectViolations)
	b.open(brokenRun(t, p))
	b.until("the tools are there", `document.querySelector("[data-minimap]:not([hidden]) .mm-tick") && document.querySelectorAll(".wr").length > 30`)
	all := eval[int](b, `document.querySelectorAll(".wr").length`)
	eval[bool](b, `(document.querySelector(".mm").focus(), true)`)
	b.keys(kb.Home)
	b.until("the beginning is in view", `document.querySelector(".wl").scrollTop < 60`)
	b.keys(kb.End)
	b.until("the end is in view", `document.querySelector(".wl").scrollTop > 200`)
	speed := func(value string) {
		eval[bool](b, fmt.Sprintf(`(document.querySelector(".play select").value = %q, document.querySelector("[data-replay]").click(), true)`, value))
	}
	b.note("replaying", fmt.Sprintf(`document.querySelector(".state-w").textContent === "Replaying" && document.querySelectorAll(".wr").length < %d`, all))
	speed("0.25")
	b.until("the replay has begun", `noted.replaying`)
	b.click(`[data-replay]`)
	b.until("it stands still", `document.querySelector(".state-w").textContent === "Replay paused"`)
	speed("16")
	b.until("it has come to the end", fmt.Sprintf(`document.querySelector("[data-replay]").textContent === "Replay again" && document.querySelectorAll(".wr").length === %d`, all))
	b.checkViolations(t)
}

// On a phone, Enter in the wire list goes to the bytes, and Esc comes back.
func TestInspectorKeysOnAPhone(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 390, 844)
	b.open(brokenRun(t, p) + "?row=6")
	b.until("the bytes are there", `document.querySelector("[data-copy]")`)
	eval[bool](b, `(document.querySelector(".vtabs input[value=wire]").click(), document.querySelector(".wl").focus(), true)`)
	b.keys(kb.Enter)
	b.until("the dump is shown and has the focus", `document.activeElement.matches(".hx") && document.activeElement.checkVisibility()`)
	b.keys(kb.ArrowRight)
	b.keys(kb.Escape, kb.Escape)
	b.until("the list is shown and has the focus", `document.activeElement.matches(".wl") && document.activeElement.checkVisibility()`)
	if !eval[bool](b, `document.querySelector(".vtabs input[value=wire]").checked`) {
		t.Error("the switch does not say which of the two is shown")
	}
}

// The list of keys opens on every page.
func TestKeyListOnHome(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/")
	b.until("home", `document.querySelector(".cmap")`)
	b.keys("?")
	b.until("the key list", `document.querySelector("dialog.keys[open]")`)
	if got := eval[string](b, `getComputedStyle(document.querySelector("dialog.keys kbd")).borderTopStyle`); got != "solid" {
		t.Errorf("its keys have a %s border, want the styles of the list", got)
	}
}

// axe-core finds nothing on the page of a run: empty, with bytes pinned, with
// boundaries and wrong parsers shown, filtered to nothing.
func TestRunPageAccessibility(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	p := start(t, t.TempDir())
	empty, _ := newRun(t, p, nil)
	broken := brokenRun(t, p)
	for _, width := range []int{1440, 390} {
		b := openTab(t, width, 900)
		check := func(name string) {
			t.Helper()
			b.checkThemes(t, fmt.Sprintf("%s at %d px", name, width), axe, width)
		}
		b.open(p.places["site"] + "/runs/" + empty)
		b.until("an empty run", `document.body.textContent.includes("The first request to this run’s address")`)
		check("an empty run")
		b.open(broken + "?row=7&bytes=3-9")
		b.until("the bytes", `document.querySelector("[data-copy]") && document.querySelector("[data-minimap]:not([hidden]) .mm-tick")`)
		eval[bool](b, `(document.querySelector("[data-parsers]").click(), true)`)
		b.until("the wrong parsers", `document.querySelector(".parsers")`)
		eval[bool](b, `(document.querySelector("[data-bounds]").click(), true)`)
		b.until("the boundaries", `document.querySelector(".bnd-t")`)
		check("boundaries and wrong parsers")
		b.open(broken + "?q=nothing-has-this")
		b.until("no row", `document.querySelector("[data-minimap]:not([hidden]) .mm-tick") && document.querySelectorAll(".wr").length === 0`)
		check("no row is shown")
	}
}
