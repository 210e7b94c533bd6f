package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// beside opens another tab of the same browser.
func (b *tab) beside() *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	other := &tab{t: b.t, ctx: ctx}
	other.listen()
	return other
}

// longStream starts the bench of lesson 01 on a stream that lasts for minutes.
func (b *tab) longStream(site string) {
	b.t.Helper()
	b.open(site + "/lessons/01-why-stream/")
	eval[bool](b, fmt.Sprintf(`(document.querySelector(%q).scrollIntoView(), true)`, typewriterBench))
	b.until("the bench is there", fmt.Sprintf(`document.querySelector("%s .ctl:enabled")`, typewriterBench))
	for name, value := range map[string]string{"mode": "stream", "tps": "5", "tokens": "800", "ttft": "0"} {
		b.setKnob(typewriterBench, name, value)
	}
	b.press(typewriterBench, "start")
}

// besideBench opens so many streams more in a page, as its other parts do: they
// tell #pushlab/bench/six.js.
const besideBench = `import("#pushlab/bench/six.js").then(({ hold }) => {
	window.more = Array.from({ length: %d }, (_, i) => {
		const source = new EventSource("%s/sse?tokens=800&tps=5&ttft=0&answer=A" + i)
		const free = hold(source.url)
		return { source, close() { source.close(); free() } }
	})
	return true
})`

// Six connections to a host are all that a browser opens over HTTP/1.1, for all
// its tabs together (appendix A5). A page whose stream waits says so, and how many
// are in other tabs.
func TestSevenStreamsOfTwoTabs(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	_, lab := newRun(t, p, nil)
	first := openTab(t, 1024, 768)
	first.longStream(p.places["site"])
	first.waitForState(typewriterBench, "streaming")
	eval[bool](first, fmt.Sprintf(besideBench, sixConnections-1, lab))
	first.until("six are open", `more.every(({ source }) => source.readyState === 1)`)

	second := first.beside()
	second.longStream(p.places["site"])
	const line = `document.querySelector("#block-and-stream [data-six]")`
	const want = "Your browser holds 6 connections to the lab, all of them in other tabs. Over HTTP/1.1 it opens six to one host, so this stream waits. Nothing is lost: stop one, and this one starts."
	second.until("the page says why its stream waits", fmt.Sprintf(`%s?.textContent === %q`, line, want))
	second.checkAxe(t, "a stream that waits", axeCore(t))
	second.until("who listens hears what is written", fmt.Sprintf(`document.querySelector("#block-and-stream .say").textContent === %q`, want))

	eval[bool](first, `(more[0].close(), true)`)
	second.waitForState(typewriterBench, "streaming")
	second.until("there is nothing to say any more", line+`.textContent === ""`)
}
