package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// roundtripsLesson is a lesson with nothing but the bench of round trips.
const roundtripsLesson = "# Round trips\n\nCount them.\n\n<!-- lab: minutes=5 part=3 -->\n\n## Run\n\n<!-- demo: roundtrips capture=trips -->\n\n```text\nPOST /chat\n```\n\n<!-- /demo -->\n"

const roundtripsBench = "#trips"

// farTrip is the round trip of the tests, in ms: much longer than anything that a
// busy machine adds.
const farTrip = 300

// A trip is what the bench shows of one lane.
type trip struct {
	Total, Computed float64 // ms
	Steps           []string
}

// measured is what the page has waited for.
func (t trip) measured() float64 { return t.Total - t.Computed }

// trips sets the knobs, runs the bench, and returns its lanes.
func (b *tab) trips(knobs ...string) (post, socket trip) {
	b.t.Helper()
	for i := 0; i < len(knobs); i += 2 {
		b.setKnob(roundtripsBench, knobs[i], knobs[i+1])
	}
	eval[string](b, `document.querySelector("#trips [data-steps]").replaceChildren(), ""`)
	b.click(roundtripsBench + " [data-start]")
	b.until("both lanes are there", `document.querySelector("#trips .bench").dataset.state === "closed" && document.querySelector("#trips [data-steps] tr")`)
	for _, row := range eval[[][]string](b, `Array.from(document.querySelectorAll("#trips [data-steps] tr"), (tr) => Array.from(tr.cells, (c) => c.textContent))`) {
		lane := &post
		if row[0] == "WebSocket" {
			lane = &socket
		}
		took, err := strconv.ParseFloat(strings.ReplaceAll(row[3], "\u2009", ""), 64)
		if err != nil {
			b.t.Fatalf("the row %q has no time", row)
		}
		switch {
		case row[1] == "first token in the page":
			lane.Total = took
		case strings.HasSuffix(row[1], ", computed"):
			lane.Computed += took
			fallthrough
		default:
			lane.Steps = append(lane.Steps, row[1])
		}
	}
	return post, socket
}

// The shape of what was measured at a round trip of 100 ms: a cold WebSocket takes
// one more than a cold POST to its first token, warm they are equal, and a preflight
// costs one.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "07-handshake", roundtripsLesson)
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(page)
	b.toBench(roundtripsBench)
	const half = farTrip / 2

	cold, coldSocket := b.trips("rtt", strconv.Itoa(farTrip))
	checkSteps(t, "cold POST", cold, "TCP, computed", "request to first token")
	checkSteps(t, "cold WebSocket", coldSocket, "TCP, computed", "handshake", "start to first token")
	checkApart(t, "a cold WebSocket and a cold POST", coldSocket.measured()-cold.measured(), farTrip)

	warm, warmSocket := b.trips("start", "warm")
	checkSteps(t, "warm POST", warm, "request to first token")
	checkSteps(t, "warm WebSocket", warmSocket, "start to first token")
	checkApart(t, "a warm WebSocket and a warm POST", warmSocket.measured()-warm.measured(), 0)

	asked, _ := b.trips("preflight", "on")
	checkSteps(t, "POST with preflight", asked, "preflight", "request to first token")
	checkApart(t, "a POST with a preflight and one without", asked.measured()-warm.measured(), farTrip)

	secure, secureSocket := b.trips("tls", "on", "start", "cold", "preflight", "off")
	checkApart(t, "what is computed with TLS", secure.Computed, 2*farTrip)
	checkApart(t, "what is computed with TLS for a WebSocket", secureSocket.Computed, 2*farTrip)
	for what, lane := range map[string]trip{"cold POST": cold, "cold WebSocket": coldSocket, "warm POST": warm} {
		if least := float64(farTrip) * 0.9; lane.measured() < least {
			t.Errorf("%s: the first token came after %.0f ms, want %.0f or more: the way is that long", what, lane.measured(), least)
		}
	}
	b.checkViolations(t)
}

func checkSteps(t *testing.T, what string, got trip, want ...string) {
	t.Helper()
	if fmt.Sprint(got.Steps) != fmt.Sprint(want) {
		t.Errorf("%s has the steps %q, want %q", what, got.Steps, want)
	}
}

// checkApart compares a difference with what it must be, to half a round trip.
func checkApart(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got < want-farTrip/2 || got > want+farTrip/2 {
		t.Errorf("%s: %.0f ms, want %.0f to half a round trip", what, got, want)
	}
}

// What is drawn is there as text too, and nothing is wider than a phone.
func TestRoundTripsOnAPhone(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "07-handshake", roundtripsLesson)
	b := openTab(t, 390, 844)
	b.everyPage(collectViolations)
	b.open(page)
	b.toBench(roundtripsBench)
	b.trips("rtt", "60", "tls", "on")
	b.checkWidth(t, "the bench of round trips after a run", 390)
	if n := eval[int](b, `document.querySelectorAll("#trips [data-fall] .rt-bar").length`); n != 3 {
		t.Errorf("%d bars are measured, want 3", n)
	}
	if n := eval[int](b, `document.querySelectorAll("#trips [data-fall] .rt-none").length`); n != 4 {
		t.Errorf("%d bars are computed, want TCP and TLS of each lane", n)
	}
	text := eval[string](b, `Promise.all(["#pushlab/demo/roundtrips-steps.js"].map((m) => import(m))).then(([{asText}]) =>
		asText([{wire: "ws", steps: [{name: "TCP", from: 0, took: 60, computed: true, trips: 1}], seen: 121, computed: 60, trips: 3}], 60))`)
	if want := "first token in the page            181.0  3 round trips"; !strings.Contains(text, want) {
		t.Errorf("as text: %q, want %q in it", text, want)
	}
	small, _ := b.trips("nodelay", "off", "start", "warm")
	checkSteps(t, "POST with Nagle’s algorithm at the edge", small, "request to first token")
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, theme := range []string{"light", "dark"} {
		b.prefer("prefers-color-scheme", theme)
		b.checkAxe(t, "the bench of round trips after a run, "+theme, string(axe))
	}
	b.checkViolations(t)
}
