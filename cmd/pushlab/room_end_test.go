package main

import (
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// checkProjector looks for names in all that the projector's page has, while a
// question is revealed and a herd is drawn.
func (w *workshop) checkProjector() {
	w.t.Helper()
	wall := w.board.beside()
	w.errors["the projector"] = wall.errors()
	wall.open(w.site() + "/room?present=1")
	wall.until("the live board", `document.querySelectorAll("[data-rows] tr").length === 5 && document.querySelector(".pollt") && document.querySelector(".wqr svg")`)
	wall.shows(row(1), "Seat 01")
	wall.shows("[data-code]", w.board.said("[data-code]"))
	page := eval[string](wall, `document.documentElement.outerHTML`)
	for _, l := range w.learners {
		for _, secret := range []string{l.name, strings.ReplaceAll(l.name, "<", "&lt;"), l.words} {
			if strings.Contains(page, secret) {
				w.t.Errorf("the projector's page holds %q", secret)
			}
		}
	}
	for _, word := range []string{"Grace", "Taken by", "fails."} {
		if strings.Contains(page, word) {
			w.t.Errorf("the projector's page holds %q", word)
		}
	}
	w.board.click(`[data-asked] [value=drop]`)
	w.all("no question", `document.querySelector("[data-ask]").hidden`)
}

// setTimer starts the timer, extends it and stops it.
func (w *workshop) setTimer() {
	w.t.Helper()
	const left = `document.querySelector("section.room [data-timer]:not([hidden]) [data-left]")?.textContent`
	w.board.click(`[data-idle] [value="5"]`)
	w.all("five minutes", `/^[1-5]:\d\d$/.test(`+left+`)`)
	before := eval[int](w.learners[0].tab, `Number.parseInt(`+left+`)`)
	w.board.click(`[data-running] [value=extend]`)
	w.learners[0].until("two minutes more", fmt.Sprintf(`Number.parseInt(%s) > %d`, left, before))
	w.board.click(`[data-running] [value=stop]`)
	w.all("no timer", left+` === undefined`)
}

// writeCards opens the minute cards; one is handed in, and has no name.
func (w *workshop) writeCards() {
	w.t.Helper()
	l := w.learners[4]
	w.board.click("[data-cards]")
	l.click("[data-about=cards] a")
	l.until("the first of two boxes", `document.activeElement?.id === "good"`) // the fragment moves the focus when the page is whole
	l.connected()
	l.fill("#good", "the bytes <b>")
	l.fill("#bad", "the chairs")
	l.click(`form[action="/room/card"] .btn`)
	l.shows("main .notice", "Your card is handed in.")
	w.board.shows("[data-card-list]", "the chairs")
	if got, want := w.board.said("[data-card-list]"), "Good the bytes <b> Not good the chairs"; got != want {
		w.t.Errorf("the board shows the card as %q, want %q", got, want)
	}
}

// closeOneLesson closes a lesson and opens it again.
func (w *workshop) closeOneLesson() {
	w.t.Helper()
	l, lesson := w.learners[4], w.lan(w.site())+"/lessons/04-eventsource/"
	w.board.click(`details:has([data-lessons]) > summary`)
	w.board.click(`[data-lessons] form:has([value="04-eventsource"]) .btn`)
	w.board.shows(`[data-next]:not([hidden])`, "Open lesson 4")
	l.open(lesson)
	l.shows("main", "This lesson is closed for now")
	w.board.click("[data-next] .btn")
	w.board.until("no lesson is closed", `document.querySelector("[data-next]").hidden`)
	l.open(lesson)
	l.until("the lesson", `document.querySelector("main[data-lesson='04-eventsource']")`)
	l.connected()
}

// takeAlong reads the export, with names and without.
func (w *workshop) takeAlong() {
	w.t.Helper()
	export := func(file string) string {
		w.t.Helper()
		return eval[string](w.board, fmt.Sprintf(`fetch(document.querySelector('.wlinks a[href=%q]').href).then((r) => r.text())`, file))
	}
	lines, err := csv.NewReader(strings.NewReader(export("/room/export.csv"))).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	found := map[string]int{}
	for _, line := range lines[1:] {
		found[strings.Join([]string{line[0], line[1], line[2], line[3], line[4], line[6], line[7]}, "|")]++ // without the seconds
		found[line[0]+" "+line[10]]++
	}
	a, b := w.learners[0], w.learners[1]
	for line, want := range map[string]int{
		fmt.Sprintf("checkpoint|%d|%s|EX05a|true|1|0", a.seat, a.name):  1,
		fmt.Sprintf("checkpoint|%d|%s|EX05a|false|4|1", b.seat, b.name): 1,
		"prediction 1": learners,
		"prediction 2": learners,
	} {
		if found[line] != want {
			w.t.Errorf("the export has %d times %q, want %d, in %q", found[line], line, want, lines)
		}
	}
	for _, file := range []string{"/room/export.csv?names=0", "/room/export.json?names=0"} {
		text := export(file)
		if !strings.Contains(text, "EX05a") || !strings.Contains(text, "Seat ") {
			w.t.Errorf("%s holds no seats: %s", file, text)
		}
		for _, l := range w.learners {
			if strings.Contains(text, l.name) {
				w.t.Errorf("%s holds the name %s", file, l.name)
			}
		}
	}
}

// endAndWipe ends the room and deletes it: every learner is told of both, and the
// database knows nobody.
func (w *workshop) endAndWipe() {
	w.t.Helper()
	const more = `details:has([data-end]) > summary`
	w.board.click(more)
	eval[bool](w.board, `(globalThis.before = true)`)
	w.board.click("[data-end] .btn")
	w.all("the end", `document.querySelector("[data-about=ended]")`)
	w.board.until("the end, on a new board", `!globalThis.before && document.readyState === "complete" && document.querySelector("main[data-ended]")`)
	if n := w.count("seats"); n != learners {
		w.t.Errorf("at its end %d seats are stored, want %d", n, learners)
	}
	w.board.click(more)
	w.board.click(`form[action="/room/wipe"] label`)
	w.board.click(`form[action="/room/wipe"] .btn`)
	w.all("the wipe", `document.querySelector("[data-about=wiped]")`)
	w.board.until("the course", `location.pathname === "/"`)
	for _, table := range []string{"rooms", "seats", "happenings"} {
		if n := w.count(table); n != 0 {
			w.t.Errorf("after the wipe %s has %d rows", table, n)
		}
	}
	w.checkFile()
}

// database is the file behind the room.
func (w *workshop) database() string { return filepath.Join(w.data, "progress.db") }

// count reads the server's database, as another process may.
func (w *workshop) count(table string) (n int) {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+w.database()+"?mode=ro")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// checkFile looks for what was typed in the bytes of the database.
func (w *workshop) checkFile() {
	w.t.Helper()
	for _, file := range []string{w.database(), w.database() + "-wal"} {
		text, err := os.ReadFile(file)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, typed := range []string{"Grace H.", "the chairs"} {
			if strings.Contains(string(text), typed) {
				w.t.Errorf("after the wipe %s still holds %q", filepath.Base(file), typed)
			}
		}
	}
}
