package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// workers counts the service workers that are registered.
func (b *tab) workers() int {
	b.t.Helper()
	return eval[int](b, `navigator.serviceWorker.getRegistrations().then((list) => list.length)`)
}

// changed are the sentences about what the service worker changed.
func (b *tab) changed() []string {
	b.t.Helper()
	return eval[[]string](b, fmt.Sprintf(`[...document.querySelectorAll("%s [data-results] .r-sec:nth-of-type(3) .r-note")].map((e) => e.textContent)`, theatreBench))
}

// What Chromium does otherwise when an EventSource goes through a service worker
// that answers with fetch(event.request): measured, and said beside the play.
func TestTheatreWorker(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(p.places["site"] + "/lessons/04-eventsource/")
	b.toTheatre()
	for _, play := range []struct {
		acts string
		want string   // the table, through the worker
		says []string // before the recorded sentence
	}{
		{
			"events:1,204",
			`page|new EventSource|0|
			 wire|request 1: GET /d/theatre||none sent
			 wire|answer 1: 200 OK text/event-stream||
			 page|open|1|
			 page|message "act 1, event 1"|1|1
			 page|error|0|
			 wire|request 2: GET /d/theatre||none sent
			 wire|answer 2: 204 No Content||
			 page|error|2|`,
			[]string{"Their Last-Event-ID: none, none. Without the worker: none, 1."},
		},
		{
			"cut:fin,204",
			`page|new EventSource|0|
			 wire|request 1: GET /d/theatre||none sent
			 wire|answer 1: 200 OK text/event-stream||
			 page|open|1|
			 page|message "act 1, event 1"|1|1
			 wire|FIN: the lab ends TCP without a word||
			 page|error|2|`,
			[]string{
				"Requests went to: /d/theatre. Without the worker: /d/theatre, /d/theatre.",
				"Their Last-Event-ID: none. Without the worker: none, 1.",
				"The readyState of each error: 2. Without the worker: 0, 2.",
			},
		},
		{
			"redirect,events:1,204",
			`page|new EventSource|0|
			 wire|request 1: GET /d/theatre||none sent
			 wire|answer 1: 307 Temporary Redirect||
			 wire|request 2: GET /d/theatre/moved||none sent
			 wire|answer 2: 200 OK text/event-stream||
			 page|open|1|
			 page|message "act 2, event 1"|1|1
			 page|error|0|
			 wire|request 3: GET /d/theatre||none sent
			 wire|answer 3: 204 No Content||
			 page|error|2|`,
			[]string{
				"Requests went to: /d/theatre, /d/theatre/moved, /d/theatre. Without the worker: /d/theatre, /d/theatre/moved, /d/theatre/moved.",
				"Their Last-Event-ID: none, none, none. Without the worker: none, none, 1.",
			},
		},
		{
			"503",
			`page|new EventSource|0|
			 wire|request 1: GET /d/theatre||none sent
			 wire|answer 1: 503 Service Unavailable text/plain; charset=utf-8||
			 page|error|2|`,
			[]string{"With this script, nothing."},
		},
	} {
		b.script(play.acts, "300", "none")
		b.playWith("off")
		b.until("its last answer is in the table", fmt.Sprintf(`[...document.querySelectorAll("%s [data-results] tbody tr")].filter((row) => row.cells[2].textContent.startsWith("answer ")).length === %d`, theatreBench, strings.Count(play.acts, ",")+1)) // with which the next play is compared
		b.playWith("on")
		b.checkPlay(t, play.acts+" through the worker", "failed", play.want)
		b.until("it is said what differs", fmt.Sprintf(`document.querySelectorAll("%s [data-results] .r-sec:nth-of-type(3) .r-note").length === %d`, theatreBench, len(play.says)+1))
		if got := b.changed(); !slices.Equal(got[:len(got)-1], play.says) || !strings.HasPrefix(got[len(got)-1], "Recorded in Chromium 156: ") {
			t.Errorf("%s: the page says %q, want %q and what was recorded", play.acts, got, play.says)
		}
		if got := b.workers(); got != 0 {
			t.Errorf("%s: %d service workers are left registered, want 0", play.acts, got)
		}
	}
	b.checkViolations(t)
}

// playWith plays the script to its end, with the switch off or on.
func (b *tab) playWith(sw string) {
	b.t.Helper()
	b.setKnob(theatreBench, "sw", sw)
	b.begin(theatreBench)
	b.waitForState(theatreBench, "failed")
	b.until("its last error is in the table", fmt.Sprintf(`[...document.querySelectorAll("%s [data-results] tbody tr")].at(-1)?.textContent && [...document.querySelectorAll("%[1]s [data-results] tbody tr")].some((row) => row.cells[2].textContent === "error" && row.cells[3].textContent === "2")`, theatreBench))
}

// The worker is there for the page that plays through it, and for no other.
func TestTheatreWorkerLeaves(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 390, 900)
	axe := axeCore(t)
	b.open(p.places["site"] + "/lessons/04-eventsource/")
	b.toTheatre()
	b.script("events:1,204", "300", "none")
	b.playWith("on")
	b.until("it is said what to do", fmt.Sprintf(`document.querySelector("%s [data-results] .r-sec:nth-of-type(3)").textContent.includes("Play this script without")`, theatreBench))
	b.checkState(t, theatreBench, "theatre-worker", axe, 390)
	b.playWith("off")
	b.until("with the switch off again there is a Last-Event-ID", fmt.Sprintf(`document.querySelector("%s [data-results] table").textContent.includes("Last-Event-ID: 1")`, theatreBench))
	b.playWith("on")
	b.open(p.places["site"] + "/lessons/04-eventsource/")
	if got := b.workers(); got != 0 || eval[bool](b, `!!navigator.serviceWorker.controller`) {
		t.Errorf("the next page has %d service workers registered, want none, and none that controls it", got)
	}
}

// Where the browser has no service workers the page says so, and plays on.
func TestTheatreWithoutWorkers(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(`delete Navigator.prototype.serviceWorker`) // as in a page that is no secure context
	b.open(p.places["site"] + "/lessons/04-eventsource/")
	b.toTheatre()
	b.until("it says so", fmt.Sprintf(`!document.querySelector("%s [data-sw-why]").hidden && document.querySelector("%[1]s [data-sw-why]").textContent.startsWith("This browser offers no service worker here")`, theatreBench))
	if !eval[bool](b, fmt.Sprintf(`document.querySelector("%s [name=sw][value=on]").disabled`, theatreBench)) {
		t.Error("the switch can be turned on")
	}
	b.script("events:1,204", "300", "none")
	b.playWith("off")
}
