package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "write a picture of each state of the bench into this `folder`")

// The bench says each state with a mark, words and a sentence; axe-core finds
// nothing in any of them.
func TestBenchStates(t *testing.T) {
	axe := axeCore(t)
	for _, width := range []int{1440, 390} {
		t.Run(fmt.Sprint(width, " px"), func(t *testing.T) {
			t.Parallel()
			benchStates(t, axe, width)
		})
	}
}

// benchStates goes from state to state in one window.
func benchStates(t *testing.T, axe string, width int) {
	t.Helper()
	data, addr := t.TempDir(), lastingAddr(t)
	p := start(t, data, "-addr", addr)
	b := openTab(t, width, 900)
	is := func(bench, state string) {
		t.Helper()
		b.waitForState(bench, state)
		b.checkState(t, bench, state, axe, width)
	}
	const typewriter = "#block-and-stream"
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.toBench(typewriter)
	is(typewriter, "ready")
	b.setKnob(typewriter, "ttft", "60000") // longer than a look at it takes
	b.setKnob(typewriter, "mode", "block")
	b.press(typewriter, "start")
	is(typewriter, "connecting")
	b.press(typewriter, "stop")
	is(typewriter, "closed")
	b.setKnob(typewriter, "mode", "stream")
	b.press(typewriter, "start")
	is(typewriter, "silent")
	b.press(typewriter, "stop")
	b.setKnob(typewriter, "ttft", "0")
	b.setKnob(typewriter, "tokens", "2000") // out of range
	b.setKnob(typewriter, "mode", "block")
	b.press(typewriter, "start")
	is(typewriter, "failed")
	b.setKnob(typewriter, "tokens", "300")
	b.setKnob(typewriter, "mode", "stream")
	b.setKnob(typewriter, "transport", "ws")
	b.press(typewriter, "start")
	b.waitForState(typewriter, "streaming")
	b.note("reset", fmt.Sprintf(`document.querySelector("%s .bench").dataset.state === "reset"`, typewriter)) // for a second; then it is unreachable
	p.kill()
	b.until("it is reset", `noted.reset`)
	b.checkState(t, typewriter, "reset", axe, width)

	p = start(t, data, "-addr", addr)
	b.open(p.places["site"] + "/lessons/05-resume/")
	b.toBench(resumeBench)
	b.setKnob(resumeBench, "fault", "none")
	b.setKnob(resumeBench, "tps", "20")
	b.setKnob(resumeBench, "tokens", "1000")
	b.press(resumeBench, "start")
	is(resumeBench, "streaming")
	p.kill()
	is(resumeBench, "reconnecting")
	b.press(resumeBench, "stop")
	is(resumeBench, "unreachable")
	b.offline()
	is(resumeBench, "offline")
}

// press presses the bench's start or stop button.
func (b *tab) press(bench, button string) {
	b.t.Helper()
	b.until(button+" can be pressed", fmt.Sprintf(`!document.querySelector("%s [data-%s]").disabled`, bench, button))
	eval[bool](b, fmt.Sprintf(`(document.querySelector("%s [data-%s]").click(), true)`, bench, button))
}

// begin presses the bench's start button, and waits until it has a new run: by then
// its state is no more what it was before.
func (b *tab) begin(bench string) {
	b.t.Helper()
	b.beginBy(bench, func() { b.press(bench, "start") })
}

// beginBy does what begins a run of the bench, and waits for the run's event: the run
// itself may be over before anybody looks.
func (b *tab) beginBy(bench string, act func()) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		window.begun = false
		document.querySelector("%s").addEventListener("push-bench:run", () => (window.begun = true), {once: true})
		return true
	})()`, bench))
	act()
	b.until("a run of "+bench+" begins", `window.begun`)
}

// checkState looks at a bench in both themes. The page around it is looked at by
// TestAccessibility.
func (b *tab) checkState(t *testing.T, bench, state, axe string, width int) {
	t.Helper()
	words := eval[string](b, fmt.Sprintf(`document.querySelector("%s .b-head .state-w").textContent`, bench))
	if words == "" {
		t.Errorf("%s: the state has no words", state)
	}
	for theme, check := range map[string]func(t *testing.T, part, name, axe string){"light": b.checkAxeIn, "dark": b.checkContrast} {
		b.prefer("prefers-color-scheme", theme)
		if *shots != "" {
			b.shoot(t, bench, fmt.Sprintf("state-%s-%d-%s.png", state, width, theme))
		}
		check(t, bench, fmt.Sprintf("%s at %d px, %s", state, width, theme), axe)
	}
	b.checkWidth(t, state, width)
}

func (b *tab) shoot(t *testing.T, selector, name string) {
	t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.Screenshot(chromedp.CSS(selector)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// offline takes the browser's network away.
func (b *tab) offline() {
	b.t.Helper()
	b.do("go offline", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: true})
		return err
	}))
}

// The benches in which bytes are made by hand: what stands in them before and
// after a submission, and what is wrong with one, without a finding of axe-core.
func TestComposeStates(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	p := start(t, t.TempDir())
	for _, width := range []int{1440, 390} {
		b := openTab(t, width, 900)
		is := func(bench, name, state string) {
			t.Helper()
			b.waitForState(bench, state)
			b.checkState(t, bench, name, axe, width)
		}
		b.open(p.places["site"] + "/lessons/03-sse-wire/")
		b.toComposer(composerBench)
		is(composerBench, "composer-ready", "ready")
		b.choose(composerBench, "heartbeat")
		b.press(composerBench, "start")
		b.until("the parsers differ", `document.querySelector("#composer .r-dif")`)
		is(composerBench, "composer-closed", "closed")
		b.point(composerBench, `[data-results] tr[data-line='1']`)
		is(composerBench, "composer-pointed", "closed")
		eval[bool](b, `(() => { document.querySelector("#composer [name=type]").value = "text/plain"; return true })()`)
		b.press(composerBench, "start")
		is(composerBench, "composer-failed", "failed")
		b.write(composerBench, `data: \q`)
		b.until("what is wrong is said", `!document.querySelector("#composer [data-bad]").hidden`)
		is(composerBench, "composer-bad", "failed")

		b.open(p.places["site"] + "/lessons/08-frames/")
		b.toComposer(workbenchBench)
		is(workbenchBench, "frames-ready", "ready")
		b.choose(workbenchBench, "fragments")
		b.press(workbenchBench, "start")
		is(workbenchBench, "frames-silent", "silent")
		b.choose(workbenchBench, "rsv")
		b.press(workbenchBench, "start")
		is(workbenchBench, "frames-reset", "reset")
		b.choose(workbenchBench, "too-big")
		b.press(workbenchBench, "start")
		is(workbenchBench, "frames-closed", "closed")
	}
}

// point moves the pointer over a part of a bench.
func (b *tab) point(bench, selector string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`document.querySelector("%s %s").dispatchEvent(new PointerEvent("pointerover", {bubbles: true}))`, bench, selector))
}

// write fills the box of a bench.
func (b *tab) write(bench, text string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		const box = document.querySelector("%s [name=raw]")
		box.value = %q
		box.dispatchEvent(new Event("input", {bubbles: true}))
		return true
	})()`, bench, text))
}
