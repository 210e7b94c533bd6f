package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"pushlab/cmd/pushlab/internal/demo"
)

const (
	composerBench  = "#composer" // of lesson 03
	workbenchBench = "#hello"    // of lesson 08
)

// toComposer waits for a bench in which bytes are made by hand.
func (b *tab) toComposer(bench string) {
	b.t.Helper()
	b.toBench(bench)
	b.until("the box is read", fmt.Sprintf(`document.querySelector("%s [data-size]").textContent`, bench))
}

// choose takes a preset of a bench, and empties what the last one left.
func (b *tab) choose(bench, preset string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		const bench = document.querySelector(%q)
		bench.querySelector("[data-results]").replaceChildren()
		const list = bench.querySelector("[data-preset]")
		list.value = %q
		list.dispatchEvent(new Event("change", {bubbles: true}))
		return list.value !== ""
	})()`, bench, preset))
}

// column is a list of the results as the page shows it, an item a string.
func (b *tab) column(bench string, n int) []string {
	b.t.Helper()
	return eval[[]string](b, fmt.Sprintf(`[...document.querySelectorAll("%s [data-results] .r-col")][%d].querySelectorAll("li:not(.r-none)").values().map((e) => e.textContent).toArray()`, bench, n))
}

// shownEvent is an event as the composer writes it.
func shownEvent(f demo.Fired) string {
	units := utf16.Encode([]rune(f.Data))
	text, more := f.Data, ""
	if len(units) > 120 {
		text, more = string(utf16.Decode(units[:120])), fmt.Sprintf(" … %s characters", thousands(len(units)))
	}
	shown := f.Type + " " + jsonString(text) + more
	if f.LastEventID != "" {
		shown += " lastEventId " + jsonString(f.LastEventID)
	}
	return shown
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	if len(s) > 3 {
		s = s[:len(s)-3] + "\u2009" + s[len(s)-3:]
	}
	return s
}

// jsonString quotes as JSON.stringify does what the presets have in them.
func jsonString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`).Replace(s) + `"`
}

// Every preset, through the composer and this page's own EventSource: the bytes
// on the wire are the preset's, and Chromium fires what is recorded, which is
// what the reference parser makes of it.
func TestComposerPresets(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(p.places["site"] + "/lessons/03-sse-wire/")
	b.toComposer(composerBench)
	for _, preset := range demo.BytesPresets {
		b.choose(composerBench, preset.Slug)
		b.press(composerBench, "start")
		b.until(preset.Slug+" is read", `document.querySelector("#composer .r-reads")?.textContent && document.querySelector("#composer .bench").dataset.state === "closed"`)
		var want []string
		for _, f := range preset.Fires {
			want = append(want, shownEvent(f))
		}
		for n, who := range []string{"Chromium", "the reference parser"} {
			if got := b.column(composerBench, n); !slices.Equal(got, want) {
				t.Errorf("%s: %s fired %q, want %q", preset.Slug, who, got, want)
			}
		}
		got := eval[string](b, `(async () => {
			const lab = document.querySelector("#composer .b-term .cl").textContent.match(/curl -N '(.*)'$/)[1]
			const bytes = new Uint8Array(await (await fetch(lab)).arrayBuffer())
			return bytes.toHex()
		})()`)
		if want := fmt.Sprintf("%x", preset.Body); got != want {
			t.Errorf("%s: the composer sent %.80s, want %.80s", preset.Slug, got, want)
		}
	}
	b.checkViolations(t)
}

// What is wrong in the box is said where it is, and nothing is sent or lost.
func TestComposerErrors(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/03-sse-wire/")
	b.toComposer(composerBench)
	for text, want := range map[string]string{
		`data: \q`:         `Character 7: \q is no escape.`,
		`data: \x4`:        `Character 7: \x needs two hexadecimal digits.`,
		`data: \u{110000}`: `Character 7: \u needs four hexadecimal digits, or up to six in braces, up to 10FFFF.`,
		`\{9}`:             "Character 1: nothing to repeat stands in front of it.",
		`a\{900000}`:       "Character 2: more than 262,144 bytes.",
	} {
		eval[bool](b, fmt.Sprintf(`(() => {
			const box = document.querySelector("#composer [name=raw]")
			box.value = %q
			box.dispatchEvent(new Event("input", {bubbles: true}))
			document.querySelector("#composer [data-start]").click()
			return true
		})()`, text))
		b.until(text+" is refused in place", fmt.Sprintf(`document.querySelector("#composer [data-bad]").textContent === %q && document.activeElement.name === "raw"`, want))
		if got := eval[string](b, `document.querySelector("#composer [name=raw]").value`); got != text {
			t.Errorf("the box has %q, want %q", got, text)
		}
	}
	if got := eval[string](b, `document.querySelector("#composer .bench").dataset.state`); got != "ready" {
		t.Errorf("the bench is %s, want ready", got)
	}
}

// The same bytes in both notations, and with other line ends.
func TestComposerNotations(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/03-sse-wire/")
	b.toComposer(composerBench)
	for _, preset := range demo.BytesPresets {
		b.choose(composerBench, preset.Slug)
		before := eval[string](b, `document.querySelector("#composer [name=raw]").value`)
		for _, mode := range []string{"hex", "text"} {
			eval[bool](b, fmt.Sprintf(`(document.querySelector("#composer [data-mode][value=%s]").click(), true)`, mode))
		}
		if after := eval[string](b, `document.querySelector("#composer [name=raw]").value`); after != before {
			t.Errorf("%s: %q in hex and back is %q", preset.Slug, before, after)
		}
	}
}

// Frames of the lab to a real WebSocket: what JavaScript hears and what the
// browser puts on the wire are as recorded.
func TestFramesReactions(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(p.places["site"] + "/lessons/08-frames/")
	b.toComposer(workbenchBench)
	for _, preset := range demo.FramesPresets {
		b.choose(workbenchBench, preset.Slug)
		b.press(workbenchBench, "start")
		if preset.To == "server" {
			b.checkEcho(t, preset)
			continue
		}
		b.checkReaction(t, preset)
	}
	b.checkViolations(t)
}

func (b *tab) checkReaction(t *testing.T, preset demo.FramesPreset) {
	t.Helper()
	r := preset.Reaction
	heard := fmt.Sprintf(`[...document.querySelectorAll("%s [data-results] .r-col:first-child li")].map((e) => e.textContent)`, workbenchBench)
	b.until(preset.Slug+" is open", heard+`.includes("open")`)
	b.until(preset.Slug+" is heard", fmt.Sprintf(`%s.filter((w) => w.startsWith("message")).length === %d`, heard, len(r.Messages)))
	if r.Code > 0 {
		want := fmt.Sprintf("close code %d, reason %q", r.Code, r.Reason)
		b.until(preset.Slug+": "+want, fmt.Sprintf(`%s.some((w) => w.startsWith(%q))`, heard, want))
	}
	if r.Sent > 0 {
		want := fmt.Sprintf("client CLOSE %d", r.Sent)
		b.until(preset.Slug+": "+want, fmt.Sprintf(`[...document.querySelectorAll("%s [data-results] .r-col:last-child li")].some((e) => e.textContent.startsWith(%q))`, workbenchBench, want))
	}
	for _, m := range r.Messages {
		want := "message " + jsonString(m)
		if len(m) > 200 {
			want = fmt.Sprintf("message \"%s…\" %s characters", m[:40], thousands(len(m)))
		}
		if got := b.column(workbenchBench, 0); !slices.ContainsFunc(got, func(w string) bool { return strings.HasPrefix(w, want) }) {
			t.Errorf("%s: the page heard %.80q, want %.80q", preset.Slug, got, want)
		}
	}
	if r.Code == 0 {
		if got := b.column(workbenchBench, 0); slices.ContainsFunc(got, func(w string) bool { return strings.HasPrefix(w, "close") }) {
			t.Errorf("%s: the page heard %q, want no close", preset.Slug, got)
		}
		b.press(workbenchBench, "stop")
		b.until(preset.Slug+" is closed", heard+`.some((w) => w.startsWith("close"))`)
	}
}

func (b *tab) checkEcho(t *testing.T, preset demo.FramesPreset) {
	t.Helper()
	b.until(preset.Slug+" is over", fmt.Sprintf(`[...document.querySelectorAll("%s [data-results] li")].some((e) => e.textContent.startsWith("TCP"))`, workbenchBench))
	var want []string
	for _, m := range preset.Reaction.Messages {
		want = append(want, "TEXT "+jsonString(m))
	}
	got := b.column(workbenchBench, 0)
	if preset.Reaction.Sent > 0 {
		want = append(want, fmt.Sprintf("CLOSE %d", preset.Reaction.Sent))
	}
	if len(got) != len(want)+1 {
		t.Fatalf("%s: the lab's client heard %q, want %q and how TCP ended", preset.Slug, got, want)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%s: the lab's client heard %q, want %q", preset.Slug, got[i], want[i])
		}
	}
}

// A connection to the echo that is still open takes no frames that are meant
// for another target.
func TestFramesForAnotherTarget(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/08-frames/")
	b.toComposer(workbenchBench)
	labels := fmt.Sprintf(`[...document.querySelectorAll("%s .wr-l")].map((e) => e.textContent)`, workbenchBench)
	b.choose(workbenchBench, "page")
	b.press(workbenchBench, "start")
	b.until("the echo is back", labels+`.filter((l) => l === "TEXT Hello").length === 2`)
	b.click(workbenchBench + ` [name=to][value=browser]`)
	b.press(workbenchBench, "start")
	b.until("the lab has written the frame", labels+`.some((l) => l.startsWith("GET /d/frames"))`)
}
