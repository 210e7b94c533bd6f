package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// pages are those that a person sees.
var pages = []struct{ name, path string }{
	{"home", "/"},
	{"why-stream", "/lessons/01-why-stream/"},
	{"polling", "/lessons/02-polling/"},
	{"sse-wire", "/lessons/03-sse-wire/"},
	{"eventsource", "/lessons/04-eventsource/"},
	{"resume", "/lessons/05-resume/"},
	{"post-and-fetch", "/lessons/06-post-and-fetch/"},
	{"handshake", "/lessons/07-handshake/"},
	{"frames", "/lessons/08-frames/"},
	{"closing", "/lessons/09-closing/"},
	{"disconnects", "/lessons/10-disconnects-compared/"},
	{"race", "/race"},
	{"progress", "/progress"},
	{"tls", "/tls"},
	{"reach", "/reach"},
	{"error", "/nowhere"},
}

// axe-core finds nothing on any page, in either theme, on a desk and on a phone,
// and no page scrolls sideways.
func TestAccessibility(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	p := start(t, t.TempDir())
	for _, size := range []struct{ width, height int }{{1440, 900}, {390, 844}} {
		b := openTab(t, size.width, size.height)
		for _, page := range pages {
			b.open(p.places["site"] + page.path)
			b.until(page.name+" is there", `document.querySelector("main")`)
			b.checkThemes(t, fmt.Sprintf("%s at %d px", page.name, size.width), axe, size.width)
		}
		b.open(p.places["site"] + "/lessons/05-resume/")
		b.toBench(resumeBench)
		b.setKnob(resumeBench, "tps", "200")
		b.begin(resumeBench)
		b.waitForState(resumeBench, "complete")
		eval[bool](b, `(document.querySelector("#cut .wr[data-tok]").click(), true)`)
		b.until("its bytes", `document.querySelector("#cut .hx [data-i='3']")`)
		eval[bool](b, `(document.querySelector("#cut .hx [data-i='3']").click(), true)`)
		b.checkThemes(t, "a finished run with a pinned byte", axe, size.width)
	}
}

// checkThemes looks at the whole page in both themes. In the second one only the
// colours are new.
func (b *tab) checkThemes(t *testing.T, name, axe string, width int) {
	t.Helper()
	b.prefer("prefers-color-scheme", "light", "prefers-reduced-motion", "reduce")
	b.checkAxe(t, name+", light", axe)
	b.checkWidth(t, name+", light", width)
	b.prefer("prefers-color-scheme", "dark", "prefers-reduced-motion", "reduce")
	b.checkContrast(t, "html", name+", dark", axe)
	b.checkWidth(t, name+", dark", width)
}

// checkAxe looks at the whole page.
func (b *tab) checkAxe(t *testing.T, name, axe string) {
	t.Helper()
	b.checkAxeIn(t, "html", name, axe)
}

// injectAxe brings axe-core into the page, and transitions to their end: colours
// on their way have another contrast.
func (b *tab) injectAxe(axe string) {
	b.t.Helper()
	if !eval[bool](b, `"axe" in window`) {
		eval[chromedp.Void](b, axe+"\n;void 0")
	}
	eval[bool](b, `(document.getAnimations().forEach((a) => a instanceof CSSTransition && a.finish()), true)`)
}

// checkAxeIn looks at a part of a page that is looked at as a whole elsewhere.
func (b *tab) checkAxeIn(t *testing.T, part, name, axe string) {
	t.Helper()
	b.checkRules(t, part, name, axe, "", 10)
}

// checkContrast looks at the colours alone.
func (b *tab) checkContrast(t *testing.T, part, name, axe string) {
	t.Helper()
	b.checkRules(t, part, name, axe, `runOnly: ["color-contrast"]`, 1)
}

// checkRules looks with so many of axe-core's rules, of which at least a number
// had something to look at.
func (b *tab) checkRules(t *testing.T, part, name, axe, options string, least int) {
	t.Helper()
	b.injectAxe(axe)
	found := eval[struct {
		Violations []string
		Passes     int
	}](b, fmt.Sprintf(`axe.run(document.querySelector(%q), {resultTypes: ["violations"], %s}).then((r) => ({
		Violations: r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.target).join(", ")),
		Passes: r.passes.length,
	}))`, part, options))
	for _, violation := range found.Violations {
		t.Errorf("%s: %s", name, violation)
	}
	if found.Passes < least {
		t.Errorf("%s: axe-core checked %d rules, want at least %d", name, found.Passes, least)
	}
}

func (b *tab) checkWidth(t *testing.T, name string, width int) {
	t.Helper()
	if got := eval[int](b, `document.documentElement.scrollWidth`); got > width {
		t.Errorf("%s scrolls sideways: it is %d px wide", name, got)
	}
}

// What a first visit to a lesson takes on the wire, with an empty cache.
const (
	mostBytes      = 60_000
	mostWithFonts  = 170_000
	mostAfterwards = 40_000
)

func TestPageWeight(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	for _, page := range pages {
		if !strings.HasPrefix(page.path, "/lessons/") {
			continue
		}
		b := openTab(t, 1440, 900)
		weigh := b.scales(t)
		b.open(p.places["site"] + page.path)
		b.until("fonts and scripts are there", `document.fonts.status === "loaded" && document.readyState === "complete"`)
		b.until("the icon is there, for which the browser takes its time", `fetch(document.querySelector("link[rel=icon]").href).then((r) => r.arrayBuffer())`)
		rest, fonts := weigh()
		t.Logf("%s, first visit: %d bytes without fonts, %d with", page.name, rest, rest+fonts)
		if rest > mostBytes || rest+fonts > mostWithFonts {
			t.Errorf("%s weighs %d bytes without fonts and %d with, want at most %d and %d", page.name, rest, rest+fonts, mostBytes, mostWithFonts)
		}
		b.open(p.places["site"] + page.path)
		b.until("it is there again", `document.readyState === "complete"`)
		again, fonts := weigh()
		if again-rest > mostAfterwards || fonts > mostWithFonts-mostBytes {
			t.Errorf("%s weighs %d bytes at the second visit, want at most %d: what does not change is cached", page.name, again-rest, mostAfterwards)
		}
	}
}

// scales counts the encoded bytes of all responses, heads included, fonts apart.
func (b *tab) scales(t *testing.T) func() (rest, fonts int) {
	t.Helper()
	urls, sizes := map[network.RequestID]string{}, map[network.RequestID]float64{}
	err := chromedp.Listen(b.ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			urls[e.RequestID] = e.Request.URL
		case *network.EventLoadingFinished:
			sizes[e.RequestID] = e.EncodedDataLength
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() (rest, fonts int) {
		b.mu.Lock()
		defer b.mu.Unlock()
		for id, size := range sizes {
			if strings.Contains(urls[id], "/static/fonts/") {
				fonts += int(size)
				continue
			}
			rest += int(size)
		}
		return rest, fonts
	}
}

// axeCore is the source of axe-core, which checks a page's accessibility.
func axeCore(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}
