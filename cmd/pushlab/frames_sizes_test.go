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
