package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The plan of 90 minutes in short: a host and five learners, who are strangers to
// each other's browsers.
func TestRoomJourney(t *testing.T) {
	t.Parallel()
	w := openWorkshop(t)
	w.hostComes()
	w.everyoneJoins()
	w.oneComesBackByWords()
	w.bringEveryone()
	w.followTheProbe()
	w.leaveAndComeBack()
	w.followAnew()
	w.predictTwice()
	w.helpTheStuckOne()
	w.lookAtTheBench()
	w.cutEveryone()
	w.passOne()
	w.checkProjector()
	w.setTimer()
	w.writeCards()
	w.closeOneLesson()
	w.downForAMoment()
	w.loseTheServer()
	w.takeAlong()
	w.endAndWipe()
	w.checkErrors()
}

// everyoneJoins lets one learner type the code, as from the wall, and the others
// open its address, as from the QR code. One takes another name.
func (w *workshop) everyoneJoins() {
	w.t.Helper()
	code := w.board.said("[data-code]")
	w.join(func(b *tab) {
		b.open(w.lan(w.site()) + "/j")
		b.fill("#code", strings.ToUpper(code))
		b.click("main form .btn.pri")
		b.until("the room of the code", `document.querySelector("#name")`)
	})
	for len(w.learners) < learners {
		w.join(func(b *tab) { b.open(w.lan(w.p.places["join"])) })
	}
	l := w.learners[1]
	l.fill("#name", "Grace H. <i>")
	l.click(`form[action="/room/name"] .btn`)
	l.shows("main.seat .lead", "Grace H. <i>")
	l.name = l.said("main.seat .lead")
	l.shows(".room-id [data-name]", l.name)
	w.board.shows("[data-counts]", "5 joined, 5 connected")
	for _, l := range w.learners {
		w.board.shows(row(l.seat), l.name)
	}
}

// oneComesBackByWords takes a learner's browser away. The four words bring the
// seat to another one.
func (w *workshop) oneComesBackByWords() {
	w.t.Helper()
	lost := w.learners[2]
	lost.close()
	w.board.shows(row(lost.seat), "away")
	l := &learner{tab: w.page("learner 3, again", 390, 844)}
	l.open(w.lan(w.site()) + "/j")
	l.fill("#code", w.board.said("[data-code]"))
	l.click("main summary")
	l.fill("#words", lost.words)
	l.click("main form .btn.pri")
	l.sits(w)
	if l.seat != lost.seat || l.name != lost.name || l.words != lost.words {
		w.t.Errorf("the words lead to seat %d, %s, want %d, %s", l.seat, l.name, lost.seat, lost.name)
	}
	w.learners[2] = l
	w.board.shows("[data-counts]", "5 joined, 5 connected")
}

// bringEveryone brings the class from the board to where the host was last, though
// nobody followed then; and to lesson 05, from the host's other window.
func (w *workshop) bringEveryone() {
	w.t.Helper()
	w.lesson = w.board.beside()
	w.errors["the host's lesson"] = w.lesson.errors()
	w.lesson.open(w.site() + "/lessons/04-eventsource/")
	w.lesson.shows("section.room [data-link]", "Connected")
	w.lesson.open(w.site() + "/room")
	w.board.click(`form[action="/room/bring"] .btn`)
	w.board.shows("[data-place]", "Lesson 4")
	w.lesson.open(w.site() + "/lessons/05-resume/")
	w.lesson.shows("section.room [data-link]", "Connected")
	w.board.shows("[data-place]", "Lesson 5")
	w.lesson.click("[data-bring] .btn")
	w.all("the host's lesson", `location.pathname === "/lessons/05-resume/" && document.querySelector("[data-link]").textContent === "Connected"`)
	w.board.shows("[data-following]", "5 of 5 see your page")
}

// pinned is the row that a bench has selected, and the byte that is pinned.
const pinned = `(({ladder, inspector}) => ladder.selected?.row.n + "/" + inspector.probe.pinned?.i)(document.querySelector("#cut").instrument ?? {ladder: {}, inspector: {probe: {}}})`

// pin clicks a row of the host's bench, the nth that has a token, and one of its
// bytes, and returns where that is.
func (w *workshop) pin(n int, byte string) string {
	w.t.Helper()
	row := eval[string](w.lesson, fmt.Sprintf(`document.querySelectorAll("#cut .wr[data-tok]")[%d].dataset.row`, n))
	w.lesson.click(fmt.Sprintf(`#cut .wr[data-row="%s"]`, row))
	w.lesson.until("the bytes of row "+row, fmt.Sprintf(`%s.startsWith("%s/") && document.querySelector("#cut .hx [data-i='%s']")`, pinned, row, byte))
	eval[bool](w.lesson, `document.querySelector("#cut").instrument.inspector.ready.then(() => true)`) // not those of the row before
	w.lesson.click(fmt.Sprintf("#cut .hx [data-i='%s']", byte))
	at := eval[string](w.lesson, pinned)
	if want := row + "/" + byte; at != want {
		w.t.Fatalf("the host's probe is at %s, want %s", at, want)
	}
	return at
}

// followTheProbe lets the host pin a byte of the recorded run: every learner has
// it.
func (w *workshop) followTheProbe() {
	w.t.Helper()
	w.lesson.toBench("#cut")
	w.lesson.until("the recorded run", `document.querySelectorAll("#cut .wr[data-tok]").length > 5`)
	at := w.pin(3, "5")
	w.all("the byte that the host has pinned", fmt.Sprintf("%s === %q", pinned, at))
}

// leaveAndComeBack lets one learner go another way: what the host pins then comes
// to all but this one, and with one press to this one too.
func (w *workshop) leaveAndComeBack() {
	w.t.Helper()
	l := w.learners[3]
	const turn = `section.room [data-at] [data-follow]`
	l.shows(turn, "Leave the class’s page")
	before := eval[string](l.tab, pinned)
	l.click(turn)
	w.board.shows("[data-following]", "4 of 5 see your page")
	at := w.pin(4, "6")
	for _, other := range slices.Concat(w.learners[:3], w.learners[4:]) {
		other.until("the next byte, with "+other.name, fmt.Sprintf("%s === %q", pinned, at))
	}
	if got := eval[string](l.tab, pinned); got != before {
		w.t.Errorf("who has left the class is at %s, want %s, where it was then", got, before)
	}
	l.open(w.lan(w.site()) + "/lessons/04-eventsource/")
	l.shows(turn, "Back to the class")
	l.click(turn)
	l.until("the class's page, and its byte", fmt.Sprintf("location.pathname === '/lessons/05-resume/' && %s === %q", pinned, at))
	w.board.shows("[data-following]", "5 of 5 see your page")
}
