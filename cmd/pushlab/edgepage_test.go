package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const typewriterBench = "#block-and-stream" // of lesson 01

// Through a proxy that gives up after 5 s without a byte, the whole answer at its
// end never comes: the page gets 504. The same answer as a stream does come. The
// wire list has both sides of the proxy, two ladders beside each other.
func TestEdgeGivesUp(t *testing.T) {
	t.Parallel() // it mostly waits
	axe := axeCore(t)
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.toBench(typewriterBench)
	b.setKnob(typewriterBench, "edge", "idle:5000")
	b.setKnob(typewriterBench, "ttft", "1000") // the whole takes longer than 5 s, and no silence of the stream does
	b.setKnob(typewriterBench, "tps", "20")
	b.setKnob(typewriterBench, "tokens", "150")
	b.press(typewriterBench, "start")
	pane := func(name, part string) string {
		return fmt.Sprintf(`document.querySelector("%s [data-pane=%s] %s").textContent`, typewriterBench, name, part)
	}
	b.until("the block pane has a 504", pane("block", ".state-w")+` === "Failed: 504"`)
	b.until("the stream pane is complete", pane("stream", ".state-w")+`.startsWith("Complete")`)
	if got, want := eval[string](b, pane("block", ".stt")), "waited for 5000 ms, and not one byte came"; !strings.Contains(got, want) {
		t.Errorf("the block pane says %q, want %q", got, want)
	}
	rows := fmt.Sprintf(`[...document.querySelectorAll("%s .wr")]`, typewriterBench)
	for _, place := range []string{"edge", "lab"} {
		if n := eval[int](b, rows+fmt.Sprintf(`.filter((r) => r.dataset.place === %q).length`, place)); n == 0 {
			t.Errorf("no row is of the side %s", place)
		}
	}
	said := eval[string](b, rows+`.filter((r) => r.classList.contains("k-fault")).map((r) => r.textContent).join()`)
	if !strings.Contains(said, "504: the edge answers in the server's place, after 5000 ms without a byte") {
		t.Errorf("the faults are %q", said)
	}
	for _, size := range []struct{ width, height int }{{1440, 900}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			b.do("resize the page", chromedp.EmulateViewport(int64(size.width), int64(size.height)))
			b.prefer("prefers-color-scheme", theme, "prefers-reduced-motion", "reduce")
			name := fmt.Sprintf("two ladders at %d px, %s", size.width, theme)
			b.checkAxeIn(t, typewriterBench, name, axe)
			b.checkWidth(t, name, size.width)
			if *shots != "" {
				b.shoot(t, typewriterBench, fmt.Sprintf("edge-%d-%s.png", size.width, theme))
			}
		}
	}
}
