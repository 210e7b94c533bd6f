package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// chromium finds the browser: $CHROMIUM, or the names under which it is
// installed. It is needed, so its absence is a failure and no skip.
func chromium(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("chromium is missing: install it (Debian: apt-get install chromium) or name it in $CHROMIUM")
	return ""
}

// A tab is one page of a headless Chromium with a profile of its own.
type tab struct {
	t     testing.TB
	ctx   context.Context
	close func() // of a page in a profile of its own

	mu       sync.Mutex
	requests []string // URLs that the page asked for
}

// lanName is a name of this machine that browsers do not trust, as they do not
// trust 192.168.0.7: over plain HTTP its pages are no secure context, and nothing
// that is sent tells where it comes from but Origin.
const lanName = "lan.test"

// browserTime bounds one test's use of the browser.
const browserTime = 10 * time.Minute

// openTab starts a browser that reaches nothing but loopback. flags are further
// ones of its command line.
func openTab(t testing.TB, width, height int, flags ...chromedp.ExecAllocatorOption) *tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), browserTime)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(flags,
		chromedp.ExecPath(chromium(t)), chromedp.WSURLReadTimeout(browserTime), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("host-resolver-rules", "MAP "+lanName+" 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"),
		chromedp.WindowSize(width, height))...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	b.listen()
	b.do("open a tab", chromedp.EmulateViewport(int64(width), int64(height)))
	return b
}

// listen notes every request and every error of the page.
func (b *tab) listen() {
	b.t.Helper()
	b.do("watch the network", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{})
		return err
	}))
	err := chromedp.Listen(b.ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			b.requests = append(b.requests, e.Request.URL)
		case *network.EventWebSocketCreated:
			b.requests = append(b.requests, e.URL)
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// seen returns the URLs that were asked for so far.
func (b *tab) seen() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.requests...)
}

func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

func (b *tab) open(url string) {
	b.t.Helper()
	b.do("open "+url, chromedp.Navigate(url))
}

// eval runs an expression in the page; promises are awaited.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until the expression is true, and says what it waited for. A promise
// is awaited, and is as true as what it brings.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	b.within(2*time.Minute, what, expression)
}

// within does so for as long as it may take. An element that is not there yet is
// no failure.
func (b *tab) within(limit time.Duration, what, expression string) {
	b.t.Helper()
	poll := chromedp.Poll[bool]("(async () => { try { return !!(await ("+expression+")) } catch { return false } })()", chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(limit))
	_, err := chromedp.Run(b.ctx, poll)
	for range 200 { // the page of the question is gone while a link is followed
		if err == nil || !navigated(err) {
			break
		}
		time.Sleep(20 * time.Millisecond)
		_, err = chromedp.Run(b.ctx, poll)
	}
	if err != nil {
		b.t.Fatalf("waited for: %s (%s): %v\nin view is:\n%s", what, expression, err, eval[string](b, inView))
	}
}

// note keeps in mind, from now on, whether an expression was true, however short:
// noted has it under its name until the page goes away.
func (b *tab) note(name, expression string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		globalThis.noted ??= {}
		noted[%[1]q] = false
		const look = () => { try { noted[%[1]q] ||= !!(%[2]s) } catch {} } // an element that is not there yet
		new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
		return true
	})()`, name, expression))
}

// inView is the text that a reader has before the eyes.
const inView = `(() => {
	const seen = ({ top, bottom }) => bottom > 0 && top < innerHeight
	const texts = [...document.querySelectorAll("body *")].filter((e) => e.childElementCount === 0 && e.checkVisibility() && seen(e.getBoundingClientRect()))
	return location.href + "\n" + texts.map((e) => e.value ?? e.textContent.trim()).filter(Boolean).join("\n").slice(0, 3000)
})()`

// navigated says that the browser had no answer since the page went away.
func navigated(err error) bool {
	for _, text := range []string{"Cannot find context", "navigated or closed", "Execution context was destroyed"} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

// click presses the mouse on an element once it lies still: fonts and modules that
// come late move what is below them, and a click would fall beside it.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.until(selector+" lies still", fmt.Sprintf(`new Promise((tell) => {
		const element = document.querySelector(%q)
		const place = () => JSON.stringify(element.getBoundingClientRect())
		element.scrollIntoViewIfNeeded()
		const before = place()
		setTimeout(() => tell(document.fonts.status === "loaded" && !element.matches(":disabled") && place() === before), 50)
	})`, selector))
	b.do("click "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// prefer emulates the reader's settings: theme, motion, forced colours.
func (b *tab) prefer(features ...string) {
	b.t.Helper()
	var list []*emulation.MediaFeature
	for i := 0; i < len(features); i += 2 {
		list = append(list, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	b.do(fmt.Sprint("prefer ", features), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: list})
		return err
	}))
}

// everyPage runs a script in every page before its own.
func (b *tab) everyPage(script string) {
	b.t.Helper()
	b.do("add a script", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}
