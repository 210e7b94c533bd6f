package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// The editor's modules and styles come when its exercise is near.
func TestEditorLoadsWhenNear(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.until("the page is there", `document.readyState === "complete"`)
	const loaded = `performance.getEntriesByType("resource").filter((e) => /\/js\/editor\/|\/css\/editor/.test(e.name)).length`
	if got := eval[int](b, loaded); got != 0 {
		t.Errorf("%d files of the editor were loaded with the page", got)
	}
	b.toEditor("EX01")
	b.until("its modules and its style", loaded+" > 5")
}

// Reset asks by a second press, and undo brings the code back.
func TestEditorReset(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.toEditor("EX01")
	field := fmt.Sprintf(`document.querySelector("%s textarea")`, ownEditor("EX01"))
	b.program("EX01", "mine")
	b.pressOwn("EX01", "reset")
	if got := eval[string](b, field+".value"); got != "mine" {
		t.Errorf("after one press the code is %q", got)
	}
	b.until("the button asks", fmt.Sprintf(`document.querySelector("%s [data-reset]").textContent === "Press again to reset"`, ownEditor("EX01")))
	b.until("the starter is back", fmt.Sprintf(`%s.value === %[1]s.defaultValue || (document.querySelector("%s [data-reset]").click(), false)`, field, ownEditor("EX01"))) // a press that comes after 5 s asks again
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.toEditor("EX01")
	if got := eval[string](b, field+".value"); !strings.HasPrefix(got, "// EX01.") {
		t.Errorf("after a reload the code is %q", got)
	}
}

// Every key that the editor promises.
func TestEditorKeys(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.toEditor("EX01")
	field := fmt.Sprintf(`document.querySelector("%s textarea")`, ownEditor("EX01"))
	in := func(code string) {
		b.program("EX01", code)
		eval[bool](b, fmt.Sprintf(`(%s.focus(), %[1]s.setSelectionRange(99, 99), true)`, field))
	}
	is := func(what, want string) {
		t.Helper()
		if got := eval[string](b, field+".value"); got != want {
			t.Errorf("%s: the code is %q, want %q", what, got, want)
		}
	}
	in("a")
	b.keys(kb.Tab)
	b.until("Tab leaves", `document.activeElement.matches("[name=indents]")`)
	is("Tab", "a")
	b.keys(" ")
	in("a")
	b.keys(kb.Tab)
	is("Tab that indents", "a  ")
	in("  a\nb")
	eval[bool](b, fmt.Sprintf(`(%s.select(), true)`, field))
	b.keys(kb.Tab)
	is("Tab over two lines", "    a\n  b")
	b.shift(kb.Tab)
	b.shift(kb.Tab)
	is("Shift and Tab", "a\nb")
	in("  a")
	b.keys(kb.Enter, "b")
	is("Enter keeps the indent", "  a\n  b")
	b.keys(kb.Escape, kb.Tab)
	b.until("Esc and Tab leave", `document.activeElement.matches("[name=indents]")`)
	in("log('ran')\nawait sleep(1e6)")
	eval[bool](b, fmt.Sprintf(`%s.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true, cancelable: true})) || true`, field))
	b.until("Ctrl and Enter run it", fmt.Sprintf(`document.querySelector("%s .out samp")?.textContent === "ran"`, ownEditor("EX01")))
	b.keys(kb.Escape)
	if got := b.ends("EX01", "Esc"); !strings.HasPrefix(got, "Stopped. You stopped the code") {
		t.Errorf("after Esc the page says %q", got)
	}
}

// axe-core finds nothing in the editor, before, after and in failure, and it
// needs no sideways scroll.
func TestEditorAccessibility(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	p := start(t, t.TempDir())
	for _, width := range []int{1440, 390} {
		b := openTab(t, width, 900)
		check := func(name string) {
			t.Helper()
			for _, theme := range []string{"light", "dark"} {
				b.prefer("prefers-color-scheme", theme, "prefers-reduced-motion", "reduce")
				if *shots != "" {
					b.shoot(t, ".own", fmt.Sprintf("editor-%s-%d-%s.png", name, width, theme))
				}
				b.checkEditorAxe(t, fmt.Sprintf("%s at %d px, %s", name, width, theme), axe)
			}
			b.checkWidth(t, name, width)
		}
		b.open(p.places["site"] + "/lessons/05-resume/")
		b.toEditor("EX05a")
		b.until("its styles", `document.querySelector(".own .ed") && getComputedStyle(document.querySelector(".own .ed")).display === "grid"`)
		check("ready")
		eval[bool](b, `(document.querySelector("push-editor > details").open = true)`)
		code := "log({token: 'x', n: [1, 2]})\nconsole.warn('a long line '.repeat(30))\nawait fetch('http://127.0.0.1:9/').catch((e) => log(e))\n\nfor (let i = 0; i < 30; i++) log(i)\noops()"
		b.program("EX05a", code)
		b.pressOwn("EX05a", "run")
		b.ends("EX05a", code)
		check("failed")
		b.pressOwn("EX05a", "reset")
	}
}

// checkEditorAxe looks at the editor alone: TestAccessibility looks at pages.
func (b *tab) checkEditorAxe(t *testing.T, name, axe string) {
	t.Helper()
	b.injectAxe(axe)
	found := eval[struct{ Bad, Good []string }](b, `axe.run(".own").then((r) => ({
		bad: r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target).join(", ")), good: r.passes.map((p) => p.id)}))`)
	for _, violation := range found.Bad {
		t.Errorf("%s: %s", name, violation)
	}
	if !slices.Contains(found.Good, "color-contrast") || !slices.Contains(found.Good, "label") {
		t.Errorf("%s: axe-core checked %v, want contrast and labels", name, found.Good)
	}
}
