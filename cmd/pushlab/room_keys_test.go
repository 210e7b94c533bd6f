package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// newClassroom opens a room and lets some learners in, who are programs: one asks
// the host to come.
func newClassroom(t *testing.T, seats int) *classroom {
	t.Helper()
	c := &classroom{t: t, data: t.TempDir(), addr: "127.0.0.1:0"}
	c.open()
	c.fill(seats)
	c.seats[0].must("POST", c.site()+"/room/state", "state=come", nil)
	return c
}

// The keyboard alone runs a room.
func TestRoomByKeyboard(t *testing.T) {
	t.Parallel()
	c := newClassroom(t, 2)
	cut := c.seats[0].openStream()
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(c.host)
	b.tabTo("the button that opens the board", "main form button")
	b.keys(kb.Enter)
	b.until("the board", `document.querySelectorAll("[data-rows] button.nm").length === 2`)

	b.tabTo("Follow me", "[data-follow]")
	b.keys(" ")
	b.until("the host leads", `document.querySelector("[data-follow]").getAttribute("aria-checked") === "true"`)
	b.tabTo("a timer", `[data-idle] [name=minutes]`)
	b.keys(kb.Enter)
	b.until("a timer runs", `/^[45]:/.test(document.querySelector("[data-timer]:not([hidden]) [data-left]")?.textContent)`)
	b.tabTo("the grid", "[data-rows] button.nm")
	b.keys(kb.ArrowDown, kb.Enter)
	b.until("the second seat of the grid is chosen, and has the focus", `document.activeElement.matches("[data-chosen] h3") &&
		document.activeElement.closest("li").dataset.seat === document.querySelectorAll("[data-rows] tr")[1].dataset.seat`)
	b.tabTo("who needs somebody", need(c.seats[0].seat)+" [data-take]")
	b.keys(kb.Enter)
	b.shows(need(c.seats[0].seat), "Taken by the host.")
	b.tabTo("what frees the chosen seat", "[data-chosen] .free summary")
	b.keys(kb.Enter)
	b.tabTo("that it is meant", "[data-chosen] .free .btn")
	b.keys(kb.Enter)
	b.until("the seat is freed, and who freed it is in the grid", `document.querySelectorAll("[data-rows] button.nm").length === 1 &&
		!document.querySelector("[data-chosen] li") && document.activeElement.matches("[data-rows] button.nm")`)
	b.tabTo("a question", "[data-unasked] .btn.pri")
	b.keys(kb.Enter)
	b.until("it is collected", `document.querySelector("[data-asked]:not([hidden])")`)

	b.open(c.site() + "/room")
	b.until("the board again", `document.querySelectorAll("[data-rows] button.nm").length === 1`)
	b.tabTo("all streams", ".wfaults [value=cut]")
	b.keys(kb.Enter)
	if err := <-cut; err == nil {
		t.Error("the stream of a seat has ended by itself, want that it is cut")
	}
	b.checkViolations(t)
}

// openStream reads a stream that lasts, and tells how it has ended: nil is its own
// end.
func (p *pupil) openStream() <-chan error {
	p.class.t.Helper()
	var run struct{ Lab string }
	p.must("POST", p.class.site()+"/runs", "", &run)
	resp, err := p.client.Get(run.Lab + "/sse?tokens=1000&tps=1&ttft=0")
	if err != nil {
		p.class.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		p.class.t.Fatalf("GET sse = %s", resp.Status)
	}
	ended := make(chan error, 1)
	go func() {
		defer resp.Body.Close()
		_, err := io.Copy(io.Discard, resp.Body)
		ended <- err
	}()
	return ended
}

// roomPages are those that a room adds, and who sees them: nobody in particular, a
// seat, the host.
func roomPages(c *classroom) []struct{ who, name, path string } {
	return []struct{ who, name, path string }{
		{"nobody", "code", "/j"},
		{"nobody", "join", pathOf(c.join)},
		{"nobody", "reach", "/reach"},
		{"nobody", "host login", pathOf(c.host)},
		{"nobody", "helper login", pathOf(c.p.places["help"])},
		{"seat", "seat", "/room"},
		{"seat", "lesson with a strip", "/lessons/05-resume/"},
		{"host", "board", "/room"},
		{"host", "projector", "/room?present=1"},
		{"host", "lesson with a host's bar", "/lessons/05-resume/"},
	}
}

func pathOf(address string) string {
	u, _ := url.Parse(address) // a URL of ours
	return u.Path
}

// axe-core finds nothing on the pages of a room in which something goes on, and
// none scrolls sideways.
func TestRoomAccessibility(t *testing.T) {
	t.Parallel()
	axe, c := axeCore(t), newClassroom(t, 3)
	b := openTab(t, 1440, 900)
	who := map[string]*tab{"nobody": b, "seat": b.alone(1440, 900), "host": b.alone(1440, 900)}
	who["host"].open(c.host)
	who["host"].click("main form .btn.pri")
	who["host"].until("the board", `document.querySelector("[data-rows] button.nm")`)
	who["seat"].open(c.join)
	eval[string](who["seat"], fmt.Sprintf(`document.querySelector("form[action^='/j/'] [name=name]").value = %q`, strings.Repeat("W", 32)))
	who["seat"].click(`form[action^="/j/"] .btn.pri`)
	who["seat"].until("a seat", `document.querySelector("main.seat")`)
	for _, form := range []string{"follow on=yes", "bring lesson=05-resume", "timer do=start&minutes=9", "cards open=yes", "hint seat=4&exercise=EX05a&n=1", "take seat=4&on=yes", "predict do=collect&lesson=05-resume&block=which-id"} {
		who["host"].lead(form)
	}
	who["seat"].until("it was brought", `location.pathname === "/lessons/05-resume/" && document.querySelector("[data-link]").textContent === "Connected"`)
	for _, size := range []struct{ width, height int }{{1440, 900}, {390, 844}} {
		for _, b := range who {
			b.do("resize the page", chromedp.EmulateViewport(int64(size.width), int64(size.height)))
		}
		for _, page := range roomPages(c) {
			b, name := who[page.who], fmt.Sprintf("%s at %d px", page.name, size.width)
			b.open(c.site() + page.path)
			b.until(name+" is there", `document.querySelector("main") && (!document.querySelector("[data-link]") || document.querySelector("[data-link]").textContent === "Connected")`)
			eval[bool](b, longestCode)
			b.checkThemes(t, name, axe, size.width)
		}
	}
}

// longestCode puts the widest of the join codes wherever the page has one: which
// it is, is chance.
const longestCode = `([...document.querySelectorAll("main :is(.jcode, h1)")].forEach((e) =>
	(e.textContent = e.textContent.replace(/^[a-z]+-[0-9]{2}$/, "yellowhammer-88"))), true)`

// lead sends a form of the board.
func (b *tab) lead(form string) {
	b.t.Helper()
	var where, fields string
	fmt.Sscan(form, &where, &fields)
	status := eval[int](b, fmt.Sprintf(`fetch("/room/%s", {method: "POST", body: new URLSearchParams(%q), headers: {Accept: "application/json"}}).then((r) => r.status)`, where, fields))
	if status != 200 {
		b.t.Fatalf("POST /room/%s %s = %d", where, fields, status)
	}
}
