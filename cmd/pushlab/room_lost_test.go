package main

// followAnew lets the host stop leading and begin again: nobody follows then, in
// the learners' pages as on the board, until they say so.
func (w *workshop) followAnew() {
	w.t.Helper()
	w.lesson.click("[data-lead]")
	w.board.shows("[data-following]", "Off")
	w.all("nobody to follow", `document.querySelector("[data-at]").hidden`)
	w.lesson.click("[data-lead]")
	w.all("an invitation", `document.querySelector("[data-at]:not([hidden]) [data-follow]").textContent === "Go there"`)
	w.board.shows("[data-following]", "0 of 5 see your page")
}

// downForAMoment lets the lab answer 502 for a while. That it does goes from the
// learners' pages by itself: nothing else happens in the room then.
func (w *workshop) downForAMoment() {
	w.t.Helper()
	for _, l := range w.learners {
		l.note("down", `document.querySelector("[data-about=down]")`)
	}
	w.board.lead("fault kind=status&seconds=4")
	w.all("the 502, and its end", `noted.down && !document.querySelector("[data-about=down]")`)
}

// loseTheServer kills the server while a learner asks the host to come, and starts
// it again: what could not be said is said then.
func (w *workshop) loseTheServer() {
	w.t.Helper()
	l := w.learners[2]
	w.p.kill()
	l.shows("section.room [data-link]", "Reconnecting; what was saved is kept")
	l.click(`.room-state label:has([value=come])`)
	l.shows(".room-fail", "“Please come” is not sent yet")
	w.start()
	w.all("the room again", `document.querySelector("[data-link]").textContent === "Connected"`)
	w.board.shows(row(l.seat), "please come")
	l.until("that it is sent", `!document.querySelector(".room-fail") && document.querySelector("[name=state]:checked").value === "come"`)
}
