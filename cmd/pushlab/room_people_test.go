package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// alone opens a page in a profile of its own: of the cookies and the storage of
// this browser's other pages it has nothing. It costs less than a browser.
func (b *tab) alone(width, height int) *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.t.Cleanup(cancel)
	other := &tab{t: b.t, ctx: ctx, close: cancel}
	other.listen()
	other.do("open a page", chromedp.EmulateViewport(int64(width), int64(height)))
	return other
}

// errors returns what goes wrong in the tab's pages from now on, on whatever page
// it is then: what scripts throw and report, and what the policy refuses. That a
// request failed is no error: streams are cut here.
func (b *tab) errors() func() []string {
	b.t.Helper()
	var found []string
	err := chromedp.Listen(b.ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			found = append(found, e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError {
				found = append(found, fmt.Sprintf("console.error %s", e.Args[0].Value))
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
				found = append(found, e.Entry.Text)
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return func() []string {
		b.mu.Lock()
		defer b.mu.Unlock()
		return slices.Clone(found)
	}
}

// fill types into a field, in place of what is there.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(document.querySelector(%q).focus(), document.activeElement.select(), true)`, selector))
	b.keys(text)
}

// said is the text of an element, "" when it is not shown.
func (b *tab) said(selector string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf(`document.querySelector(%q)?.innerText.replace(/\s+/g, " ").trim() ?? ""`, selector))
}

// shows waits until an element shows the words, in whatever case.
func (b *tab) shows(selector, words string) {
	b.t.Helper()
	b.until(fmt.Sprintf("%s says %q", selector, words), fmt.Sprintf(
		`document.querySelector(%q)?.innerText.replace(/\s+/g, " ").toLowerCase().includes(%q)`, selector, strings.ToLower(words)))
}

// A workshop is a room with its host and its learners, each in a profile of
// their own, in one browser.
type workshop struct {
	t          *testing.T
	data, addr string
	p          *program
	b          *tab // the browser's first tab

	board    *tab // of the host
	lesson   *tab // the host's other window, which leads
	learners []*learner
	errors   map[string]func() []string
}

// A learner has a seat.
type learner struct {
	*tab
	seat        int
	name, words string
}

const learners = 5

// openWorkshop starts a server with a room.
func openWorkshop(t *testing.T) *workshop {
	t.Helper()
	w := &workshop{t: t, data: t.TempDir(), addr: lastingAddr(t), b: openTab(t, 1280, 900), errors: map[string]func() []string{}}
	w.start()
	return w
}

func (w *workshop) start() {
	w.t.Helper()
	w.p = start(w.t, w.data, "-room", "-addr", w.addr, "-host", lanName)
}

func (w *workshop) site() string { return w.p.places["site"] }

// lan is an address of the site as learners have it.
func (w *workshop) lan(address string) string {
	return strings.Replace(address, "127.0.0.1", lanName, 1)
}

// page is a page in a profile of its own, whose errors are noted.
func (w *workshop) page(who string, width, height int) *tab {
	w.t.Helper()
	b := w.b.alone(width, height)
	w.errors[who] = b.errors()
	return b
}

// hostComes logs the host in by the link that only the terminal has.
func (w *workshop) hostComes() {
	w.t.Helper()
	w.board = w.page("the host's board", 1440, 900)
	w.board.open(w.p.places["host"])
	w.board.click(`main form .btn.pri`)
	w.board.until("the board, with nobody in it", `document.querySelector("main.wshop[data-role=host][data-empty]")`)
}

// join gives a learner a seat; enter comes to the page with the name.
func (w *workshop) join(enter func(b *tab)) *learner {
	w.t.Helper()
	l := &learner{tab: w.page(fmt.Sprint("learner ", len(w.learners)+1), 1024, 800)}
	enter(l.tab)
	l.click(`form[action^="/j/"] .btn.pri`)
	l.sits(w)
	w.learners = append(w.learners, l)
	return l
}

// sits reads from its page which seat the learner has.
func (l *learner) sits(w *workshop) {
	l.t.Helper()
	l.until("a seat", `document.querySelector("main.seat .words code")`)
	l.connected()
	l.seat = eval[int](l.tab, `Number(document.querySelector("main.seat h1").textContent.replace("Seat ", ""))`)
	l.name = l.said("main.seat .lead")
	l.words = l.said("main.seat .words")
}

// connected waits until the page hears of the room.
func (l *learner) connected() {
	l.t.Helper()
	l.shows(`section.room [data-link]`, "Connected")
}

// all waits for something with every learner.
func (w *workshop) all(what, expression string) {
	w.t.Helper()
	for _, l := range w.learners {
		l.until(fmt.Sprintf("%s, with %s", what, l.name), expression)
	}
}

// row is the seat's row of the board.
func row(seat int) string { return fmt.Sprintf(`[data-rows] tr[data-seat="%d"]`, seat) }

// need is the seat's place in the list of those who need somebody.
func need(seat int) string { return fmt.Sprintf(`[data-needs] li[data-seat="%d"]`, seat) }

// checkErrors looks at what went wrong in any of the pages.
func (w *workshop) checkErrors() {
	w.t.Helper()
	for who, errors := range w.errors {
		if found := errors(); len(found) > 0 {
			w.t.Errorf("%s has reported %q", who, found)
		}
	}
	eval[bool](w.board, `(console.error("seen"), document.body.setAttribute("style", "color: red"), true)`)
	if found := w.errors["the host's board"](); len(found) != 2 {
		w.t.Errorf("of an error and a style that the policy refuses %q was noted", found)
	}
}
