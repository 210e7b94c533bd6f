package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// vote sends a choice from the panel under the learner's strip.
func (l *learner) vote(option int) {
	l.t.Helper()
	l.until(l.name+" is asked, with no choice before", `document.querySelector("[data-ask] form input[name=option]:not(:disabled)") && !document.querySelector("[data-ask]").textContent.includes("Your choice:")`)
	l.click(fmt.Sprintf(`[data-ask] label:has(input[value="%d"])`, option))
	l.click(`[data-ask] form .btn`)
	l.shows("[data-ask]", "Your choice:")
}

// voteInLesson sends it from the lesson's own block.
func (l *learner) voteInLesson(option int) {
	l.t.Helper()
	l.until("the block is the room's", `document.querySelector("push-predict[data-room=open] #which-id")`)
	l.click(fmt.Sprintf(`#which-id label:has(input[name=option][value="%d"])`, option))
	l.click(`#which-id .btn.pri`)
	l.shows("[data-ask]", "Your choice:")
}

// predictTwice collects a prediction hidden, lets the room talk and collects it
// again: what was chosen is seen by nobody before the host reveals it.
func (w *workshop) predictTwice() {
	w.t.Helper()
	w.board.click("[data-unasked] .btn.pri")
	w.learners[0].voteInLesson(1)
	for i, option := range []int{1, 2, 2, 3} {
		w.learners[1+i].vote(option)
	}
	w.all("the choice is their own prediction too", `["locked", "measured"].includes(document.querySelector("#which-id").closest("push-predict").dataset.state)`)
	w.board.shows("[data-question]", "Answered 5 of 5")
	w.checkHidden()
	w.board.click(`[data-asked] [value=again]`)
	for i, option := range []int{2, 2, 2, 2, 3} {
		w.learners[i].vote(option)
	}
	w.board.shows("[data-question]", "Answered 5 of 5, for the second time")
	w.checkHidden()
	w.board.click(`[data-asked] [value=reveal]`)
	const counts = `[...document.querySelectorAll("%s tbody tr")].map((row) => [...row.querySelectorAll("td")].map((td) => td.textContent).join("→")).join(", ") === "2→0, 2→4, 1→1"`
	w.all("before and after", fmt.Sprintf(counts, "[data-ask] .room-bars"))
	w.board.until("before and after, on the board", fmt.Sprintf(counts, ".pollt"))
	w.board.shows(".pollt .ok", "correct")
}

// checkHidden: no learner's page has or shows how the room has chosen, or what is
// right.
func (w *workshop) checkHidden() {
	w.t.Helper()
	for _, l := range w.learners {
		found := eval[[]string](l.tab, `[...document.querySelectorAll(".room-bars, .pollt, #which-id details")]
			.filter((e) => !e.matches("details") || e.checkVisibility()).map((e) => e.textContent)`)
		if len(found) > 0 {
			w.t.Errorf("before the answers are revealed %s sees %q", l.name, found)
		}
	}
}

// run makes a run of the learner's, for a program of theirs.
func (l *learner) run() (id, lab string) {
	l.t.Helper()
	run := eval[struct{ Run, Lab string }](l.tab, `fetch("/runs", {method: "POST"}).then((r) => r.json())`)
	return run.Run, run.Lab
}

// helpTheStuckOne lets a learner's curl fail again and again, and the host send a
// hint and go there.
func (w *workshop) helpTheStuckOne() {
	w.t.Helper()
	l := w.learners[1]
	_, lab := l.run()
	for range 5 { // the fourth has failed when the fifth begins
		read(w.t, lab+"/sse?check=EX05a")
	}
	at := need(l.seat)
	w.board.shows(at, "4 tries")
	w.board.shows(at, "“You ask again with the id of event 42.” fails.")
	w.board.shows("[data-sum]", "1 is stuck")
	w.board.click(at + " [data-hint]")
	l.shows("[data-about=hint]", "Hint 1 was sent to you, for EX05a: Where does the id go?")
	w.board.shows(at+" [data-hint]", "Send hint 2")
	w.board.click(at + " [data-take]")
	l.shows("[data-about=taken]", "The host is coming to you.")
	w.board.shows(at, "Taken by the host.")
}

// lookAtTheBench opens the learner's run to read: the learner sees that, for as
// long as it is open.
func (w *workshop) lookAtTheBench() {
	w.t.Helper()
	l := w.learners[1]
	w.board.click(need(l.seat) + " a.btn")
	w.board.until("the learner's rows", `location.pathname.startsWith("/v/") && document.querySelectorAll(".wr[data-tok]").length > 5`)
	l.shows("[data-about=looked]", "The host or a helper has your bench open")
	if n := eval[int](w.board, `document.querySelectorAll("main .ctl, main [data-start]").length`); n > 0 {
		w.t.Error("the learner's run can be started by who looks at it")
	}
	w.board.open(w.site() + "/room")
	w.board.until("the board again", `document.querySelectorAll("[data-rows] button.nm").length === 5 && !document.querySelector("main[data-gone]")`)
	l.until("the host has gone", `!document.querySelector("[data-about=looked]")`)
}

// cutEveryone cuts the streams of the whole class, without jitter and with it.
// All come back behind the event that they have.
func (w *workshop) cutEveryone() {
	w.t.Helper()
	const stream = `document.querySelector("p.room-stream:not([hidden])")`
	w.board.click("[data-stream]")
	w.all("a stream of the class", `Number.parseInt(`+stream+`?.querySelector(".room-nums").textContent) >= 3`)
	for i, jitter := range []string{"no", "yes"} {
		cuts := []string{"1 reconnect", "2 reconnects"}[i]
		w.board.click(fmt.Sprintf(`[data-profile] label:has([name=jitter][value=%s])`, jitter))
		w.all("the profile", fmt.Sprintf(`import("#pushlab/control.js").then(({waits}) => (waits.demo(0) === 500) === %t)`, jitter == "no"))
		w.board.click(`.wfaults [value=cut]`)
		w.all("the stream again, whole", fmt.Sprintf(`%s?.innerText.includes("no token lost") && !%[1]s.innerText.includes("twice") && %[1]s.innerText.includes("%s,")`, stream, cuts))
		w.board.shows("[data-herd-words]", []string{"Without", "With"}[i]+" jitter: 5 streams came back within")
	}
	const bars = `[...document.querySelectorAll(".wh-w svg.hc")].map((chart) => chart.querySelectorAll("rect.bar").length > 0).join()`
	w.board.until("a chart for each", bars+` === "true,true"`)
	w.board.click("[data-stream]")
	w.all("the end of the class stream", `document.querySelector("p.room-stream").hidden`)
}

// passOne lets a learner's program pass EX05a.
func (w *workshop) passOne() {
	w.t.Helper()
	l := w.learners[0]
	_, lab := l.run()
	last := regexp.MustCompile(`id: (\S+-42)\n`).FindStringSubmatch(stream(w, lab+"/sse?check=EX05a", ""))
	if last == nil {
		w.t.Fatal("the first response of EX05a has no event 42")
	}
	stream(w, lab+"/sse?check=EX05a", last[1])
	columns := eval[[]string](w.board, `[...document.querySelectorAll("[data-head] th")].map((th) => th.firstChild.textContent.trim())`)
	column := slices.Index(columns, "5a") + 1
	if column == 0 {
		w.t.Fatalf("the board's columns are %q", columns)
	}
	w.board.shows(fmt.Sprintf("%s :nth-child(%d).c-d", row(l.seat), column), "passed")
	w.board.shows(fmt.Sprintf("[data-foot] :nth-child(%d)", column), "1")
	l.open(w.lan(w.site()) + "/room")
	l.shows(".cps li:has(.mk.done)", "EX05a")
	l.connected()
}

// stream reads a stream as curl does, to the end or to the cut.
func stream(w *workshop, url, lastEventID string) string {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), "GET", url, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if lastEventID != "" {
		r.Header.Set("Last-Event-ID", lastEventID)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var text strings.Builder
	for buffer := make([]byte, 4096); err == nil; { // however it ends
		var n int
		n, err = resp.Body.Read(buffer)
		text.Write(buffer[:n])
	}
	return text.String()
}
