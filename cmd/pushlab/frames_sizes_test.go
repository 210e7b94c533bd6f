package main

import (
	"fmt"
	"strings"
	"testing"
)

// Sizes over each form of the length, from the field of the workbench: the frame
// has the header of RFC 6455 §5.2, and a browser takes it.
func TestFramesOfEverySize(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/08-frames/")
	b.toComposer(workbenchBench)
	b.checkFramesOpcode(t)
	for size, header := range map[int]int{0: 2, 1: 2, 125: 2, 126: 4, 65_535: 4, 65_536: 10, 70_000: 10} {
		eval[bool](b, fmt.Sprintf(`(() => {
			const bench = document.querySelector(%q)
			bench.querySelector("[name=to][value=browser]").click()
			bench.querySelector("[data-fill-size]").value = %d
			bench.querySelector("[data-fill=own]").click()
			bench.querySelector("[data-results]").replaceChildren()
			return true
		})()`, workbenchBench, size))
		want := thousands(size+header) + " bytes"
		if got := eval[string](b, fmt.Sprintf(`document.querySelector("%s [data-size]").textContent`, workbenchBench)); got != want {
			t.Errorf("%d bytes of payload make %s, want %s", size, got, want)
		}
		b.press(workbenchBench, "start")
		b.until(fmt.Sprint(size, " bytes are heard"), fmt.Sprintf(`document.querySelector("%s [data-results]").textContent.includes("message")`, workbenchBench))
		heard := strings.Join(b.column(workbenchBench, 0), "\n")
		if shown := thousands(size) + " characters"; size > 200 && !strings.Contains(heard, shown) {
			t.Errorf("the page heard %s, want %s", heard, shown)
		}
		b.press(workbenchBench, "stop")
		b.until("it is closed", fmt.Sprintf(`document.querySelector("%s .bench").dataset.state === "closed"`, workbenchBench))
	}
}

// A payload goes on as TEXT behind a preset that is shown in hex, and as BINARY
// when a hand chooses hex. To look at it in hex changes no bytes of a preset.
func (b *tab) checkFramesOpcode(t *testing.T) {
	t.Helper()
	const hello = "81 05 48 65 6c 6c 6f"
	for _, c := range []struct{ name, preset, do, box string }{
		{"a text from a button", "utf8", `click("[data-fill='5']")`, hello},
		{"a text in hex", "utf8", `type("48 65 6c 6c 6f")`, hello},
		{"a text behind a change of mind", "utf8", `type("Hello"); click("[value=text][data-paymode]")`, hello},
		{"hex by hand", "empty", `click("[data-fill='5']"); click("[value=hex][data-paymode]")`, "82" + hello[2:]},
		{"hex to look at", "rsv", `click("[value=hex][data-paymode]")`, "c1" + hello[2:]},
		{"a page's own", "utf8", `pick("page")`, hello},
	} {
		b.choose(workbenchBench, c.preset)
		got := eval[string](b, fmt.Sprintf(`(() => {
			const bench = document.querySelector(%q)
			const send = (e, type) => e.dispatchEvent(new Event(type, {bubbles: true}))
			const click = (what) => bench.querySelector(what).click()
			const type = (text) => { const e = bench.querySelector("[name=payload]"); e.value = text; send(e, "input") }
			const pick = (preset) => { const e = bench.querySelector("[data-preset]"); e.value = preset; send(e, "change") }
			%s
			return bench.querySelector("[name=raw]").value
		})()`, workbenchBench, c.do))
		if got != c.box {
			t.Errorf("%s makes %q, want %q", c.name, got, c.box)
		}
	}
}
