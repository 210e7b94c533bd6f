package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keep keeps a run as a learner does who has a cookie, and returns its view's
// address.
func keep(t *testing.T, p *program, run, title string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	resp, err := client.PostForm(p.places["site"]+"/runs/"+run+"/keep", url.Values{"title": {title}})
	if err != nil {
		t.Fatal(err)
	}
	body := readBody(t, resp)
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Request.URL.Path, "/v/") {
		t.Fatalf("keeping the run leads to %s with %s: %s", resp.Request.URL, resp.Status, body)
	}
	return resp.Request.URL.Path
}

// read asks for an address and reads until it ends, however it ends.
func read(t *testing.T, url string) {
	t.Helper()
	readBy(t, http.DefaultClient, url)
}

// readBy does so with a client.
func readBy(t *testing.T, client *http.Client, url string) {
	t.Helper()
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	for buffer := make([]byte, 4096); err == nil; {
		_, err = resp.Body.Read(buffer)
	}
}

// press sends keys to whatever has the focus, as a hand does.
func (b *tab) keys(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		b.do("press "+key, chromedp.KeyEvent(key))
	}
}

func (b *tab) shift(key string) {
	b.t.Helper()
	b.do("press shift and "+key, chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierShift)))
}

// tabTo presses Tab until something has the focus.
func (b *tab) tabTo(what, selector string) {
	b.t.Helper()
	for range 60 {
		if eval[bool](b, fmt.Sprintf(`Boolean(document.activeElement?.matches(%q))`, selector)) {
			return
		}
		b.keys(kb.Tab)
	}
	b.t.Fatalf("Tab does not come to %s (%s)", what, selector)
}

// allowClipboard lets pages of the site write to the clipboard and the test
// read it.
func (b *tab) allowClipboard() {
	b.t.Helper()
	b.do("allow the clipboard", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, name := range []string{"clipboard-read", "clipboard-write"} {
			if _, err := cdp.Call(ctx, t, browser.SetPermission, browser.SetPermissionParams{
				Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
			}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// With the keyboard alone: open a kept run, find the first fault, pin bytes
// before it, copy their permalink, and open that.
func TestInspectorByKeyboard(t *testing.T) {
	t.Parallel()
	data, addr := t.TempDir(), lastingAddr(t)
	p := start(t, data, "-addr", addr)
	run, lab := newRun(t, p, nil)
	read(t, lab+"/sse?tokens=20&ttft=0&tps=200&fault=rst@12%2B7")
	view := keep(t, p, run, "Cut after twelve")
	p.kill()
	p = start(t, data, "-addr", addr) // the run is not in memory any more

	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.allowClipboard()
	b.open(p.places["site"] + view)
	b.until("the page of a kept run", `document.querySelector("h1").textContent === "Cut after twelve" && !document.querySelector("[data-trouble='1']").disabled`)
	if lead := eval[string](b, `document.querySelector(".lead").textContent`); !strings.HasPrefix(lead, "Kept run, ") {
		t.Errorf("the page says %q, want that the run is kept, and when", lead)
	}
	b.tabTo("the wire list", ".wl")
	b.keys(kb.Home)
	for range 5 {
		if eval[bool](b, `Boolean(document.querySelector(".wr.fault[aria-selected=true]"))`) {
			break
		}
		b.keys("]")
	}
	label := eval[string](b, `document.getElementById(document.querySelector(".wl").getAttribute("aria-activedescendant")).textContent`)
	if !strings.Contains(label, "RST: the lab resets the connection") {
		t.Fatalf("] leads to %q, want the fault", label)
	}
	b.keys(kb.ArrowUp)
	eval[bool](b, `document.querySelector("push-bench").instrument.inspector.ready.then(() => true)`) // not those of the row selected before
	b.until("the bytes of the row before it", `document.querySelector(".hx [data-i='3']") && document.querySelector("[data-copy]")`)
	b.keys(kb.Enter)
	b.until("the dump has the focus", `document.activeElement.matches(".hx")`)
	b.keys(kb.ArrowRight, kb.ArrowRight, kb.ArrowRight)
	b.shift(kb.ArrowRight)
	b.shift(kb.ArrowRight)
	if got := eval[string](b, `[...document.querySelectorAll(".hx-hex .on")].map((e) => e.dataset.i).join(" ")`); got != "2 3 4" {
		t.Errorf("lit bytes = %s, want 2 3 4", got)
	}
	b.tabTo("the button that copies", "[data-copy]")
	b.note("copied", `document.querySelector("[data-copy]").textContent === "Copied"`)
	b.keys(kb.Enter)
	b.until("the link is copied", `noted.copied`)
	link := eval[string](b, `navigator.clipboard.readText()`)
	row := eval[string](b, `document.querySelector(".wr[aria-selected=true]").dataset.row`)
	if want := p.places["site"] + view + "?row=" + row + "&bytes=2-4"; link != want {
		t.Errorf("copied %q, want %q", link, want)
	}

	b.open(link)
	b.until("the same bytes are lit", `[...document.querySelectorAll(".hx-hex .on")].map((e) => e.dataset.i).join(" ") === "2 3 4"`)
	b.until("the same row is selected and in view", fmt.Sprintf(`(() => {
		const row = document.querySelector(".wr[data-row='%s'][aria-selected=true]").getBoundingClientRect()
		const list = document.querySelector(".wl").getBoundingClientRect()
		return row.top >= list.top && row.bottom <= list.bottom
	})()`, row))
	b.checkViolations(t)
}

// The page of a run as a screen reader hears it: roles and names, in order.
func TestInspectorOutline(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	run, lab := newRun(t, p, nil)
	read(t, lab+"/sse?tokens=20&ttft=0&tps=200")
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + keep(t, p, run, "Twenty tokens") + "?row=5")
	b.until("all of it is there", `document.querySelector("[data-copy]") && document.querySelector("[data-minimap]:not([hidden]) .mm-tick")`)
	got := b.outline(t)
	for end := time.Now().Add(time.Minute); differs(got) >= 0; got = b.outline(t) { // the browser tells the tree when it has time for it
		if i := differs(got); time.Now().After(end) {
			t.Fatalf("line %d of the outline is not %q:\n%s", i+1, outline[i], strings.Join(got, "\n"))
		}
		eval[bool](b, `new Promise((done) => requestAnimationFrame(() => done(true)))`)
	}
	live := eval[[]string](b, `[...document.querySelectorAll("[role=status], [aria-live], output")].map((e) => e.className || e.tagName)`)
	if len(live) > 4 || !slices.Contains(live, "run-say") {
		t.Errorf("live regions: %q, want the page's status, and the two outputs", live)
	}
	if got := eval[int](b, `document.querySelectorAll(".wl [tabindex], .wl a, .wl button").length`); got != 0 {
		t.Errorf("the wire list has %d tab stops inside, want the list alone", got)
	}
}

// differs returns the first line of the outline that is not there, -1 = none.
func differs(got []string) int {
	for i, want := range outline {
		if i >= len(got) || !regexp.MustCompile("^"+want+"$").MatchString(got[i]) {
			return i
		}
	}
	return -1
}

// outline is main's interesting roles with their names.
func (b *tab) outline(t *testing.T) []string {
	t.Helper()
	var lines []string
	b.do("read the tree", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		tree, err := cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			return err
		}
		lines = outlineOf(tree.Nodes)
		return nil
	}))
	return lines
}

// heard are the roles of the outline.
var heard = []string{
	"heading", "search", "combobox", "searchbox", "checkbox", "button", "slider", "listbox", "region", "image", "img", "status", "table", "list", "link", "textbox",
}

// outlineOf flattens what lies in main, without rows and fields, of which there
// are many alike.
func outlineOf(nodes []*accessibility.Node) (lines []string) {
	children := map[accessibility.NodeID][]accessibility.NodeID{}
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID], children[n.NodeID] = n, n.ChildIDs
	}
	var walk func(id accessibility.NodeID, inside bool)
	walk = func(id accessibility.NodeID, inside bool) {
		n := byID[id]
		if n == nil {
			return
		}
		role := text(n.Role)
		if inside && !n.Ignored && slices.Contains(heard, role) {
			lines = append(lines, strings.TrimSpace(role+" "+text(n.Name)))
		}
		if role == "listbox" && inside || role == "table" || role == "list" || role == "combobox" {
			return
		}
		for _, child := range children[id] {
			walk(child, inside || role == "main")
		}
	}
	if len(nodes) > 0 {
		walk(nodes[0].NodeID, false)
	}
	return lines
}

// text is a value of the tree without its quotes.
func text(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	return strings.Trim(string(v.Value), `"`)
}

// outline is what there is to hear on the page of a run, as regular expressions.
var outline = []string{
	"heading Twenty tokens",
	"region On the wire",
	"heading On the wire",
	"status",
	"search Which rows are shown",
	"combobox Connection",
	"combobox Direction",
	"combobox Protocol",
	"searchbox Text",
	"checkbox Only faults and errors",
	"status", // how many rows there are
	"button Previous silence or fault",
	"button Next silence or fault",
	"slider Place in the run",
	"listbox Bytes on the wire, 2[0-9] rows",
	"region Selected row: the run",
	"image 26 bytes in hexadecimal and text. Arrow keys move the probe; the field list below says the same in words.",
	"button Copy link to row 5",
	"button Compare boundaries",
	"table Parsed line by line",
	"table What the parser holds after each line",
	"button Also show two wrong parsers",
	"list Fields in byte order",
	"button Replay",
	"combobox Speed",
	"status", // the time of a replay
	"region Keep, link, take along",
	"heading Keep, link, take along",
	"list",
}
