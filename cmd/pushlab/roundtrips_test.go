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
		case strings.HasPrefix(row[1], "first token "):
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

// The shape of what is measured: a cold WebSocket takes one round trip more than a
// cold POST to its first token, warm they are equal, and a preflight costs one as the
// handshake of TLS does. Bounds are lower ones: a busy machine adds to all of them.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "07-handshake", roundtripsLesson)
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(page)
	b.toBench(roundtripsBench)

	for _, test := range []struct {
		what         string
		knobs        []string
		post, socket []string
	}{
		{
			"cold", []string{"rtt", strconv.Itoa(farTrip)},
			[]string{"TCP, computed", "request to first token"},
			[]string{"TCP, computed", "handshake", "start to first token"},
		},
		{"warm", []string{"start", "warm"}, []string{"request to first token"}, []string{"start to first token"}},
		{"with preflight", []string{"preflight", "on"}, []string{"preflight", "request to first token"}, []string{"start to first token"}},
		{
			"cold over TLS", []string{"tls", "on", "start", "cold", "preflight", "off"},
			[]string{"TCP, computed", "TLS 1.3", "request to first token"},
			[]string{"TCP, computed", "TLS 1.3", "handshake", "start to first token"},
		},
		{
			"warm over TLS with preflight", []string{"start", "warm", "preflight", "on"},
			[]string{"preflight", "request to first token"}, []string{"start to first token"},
		},
	} {
		post, socket := b.trips(test.knobs...)
		b.checkWarmth(t, strings.HasPrefix(test.what, "warm") || test.what == "with preflight")
		checkLane(t, test.what+" POST", post, test.post)
		checkLane(t, test.what+" WebSocket", socket, test.socket)
	}
	b.checkSaid(t, roundtripsBench+" [data-note]", "measured by the lab's own client, since a page can not use the certificate until you trust it: TLS 1.3, then http/1.1")
	b.checkViolations(t)
}

// checkWarmth: what came over a connection that was open says so, and the head of the
// bench has no first token, which would be that of the answer that opened it.
func (b *tab) checkWarmth(t *testing.T, warm bool) {
	t.Helper()
	for _, said := range eval[[]string](b, `Array.from(document.querySelectorAll("#trips .stt"), (e) => e.textContent)`) {
		if got := strings.Contains(said, "ms after it asked, on a connection that was open."); got != warm {
			t.Errorf("warm is %v, and the pane says %q", warm, said)
		}
	}
	if head := eval[string](b, `document.querySelector("#trips .rd").textContent`); strings.Contains(head, "first token") || !strings.Contains(head, "received") {
		t.Errorf("the head has %q, want what was received and no first token", head)
	}
}

// checkLane compares the steps, and that none took less than its round trip: what is
// computed takes one exactly. The clocks of pages are coarse.
func checkLane(t *testing.T, what string, got trip, want []string) {
	t.Helper()
	checkSteps(t, what, got, want...)
	computed := 0
	if strings.HasSuffix(want[0], ", computed") {
		computed = 1
	}
	if got.Computed != float64(computed*farTrip) {
		t.Errorf("%s: %.0f ms are computed, want %d", what, got.Computed, computed*farTrip)
	}
	if least := float64(len(want)-computed) * farTrip * 0.9; got.measured() < least {
		t.Errorf("%s: the first token came after %.0f ms, want %.0f or more", what, got.measured(), least)
	}
}

// checkSaid looks for words in an element.
func (b *tab) checkSaid(t *testing.T, selector, want string) {
	t.Helper()
	if got := eval[string](b, fmt.Sprintf(`document.querySelector(%q).textContent`, selector)); !strings.Contains(got, want) {
		t.Errorf("%s says %q, want %q in it", selector, got, want)
	}
}

// A server without the tls place: the control says why there is nothing to measure.
func TestRoundTripsWithoutTLS(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "07-handshake", roundtripsLesson)
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.everyPage(`const ask = fetch
		window.fetch = async (url, ...more) => {
			const response = await ask(url, ...more)
			return url === "/runs" ? Response.json({ ...(await response.json()), tls: undefined }) : response
		}`)
	b.open(page)
	b.toBench(roundtripsBench)
	b.setKnob(roundtripsBench, "tls", "on")
	b.click(roundtripsBench + " [data-start]")
	b.until("the reason", `document.querySelector("#trips [data-tls-said]").textContent.includes("not open on this server")`)
	b.waitForState(roundtripsBench, "failed")
	b.checkViolations(t)
}

func checkSteps(t *testing.T, what string, got trip, want ...string) {
	t.Helper()
	if fmt.Sprint(got.Steps) != fmt.Sprint(want) {
		t.Errorf("%s has the steps %q, want %q", what, got.Steps, want)
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
	if n := eval[int](b, `document.querySelectorAll("#trips [data-fall] .rt-bar").length`); n != 5 {
		t.Errorf("%d bars are measured, want 5", n)
	}
	if n := eval[int](b, `document.querySelectorAll("#trips [data-fall] .rt-none").length`); n != 2 {
		t.Errorf("%d bars are computed, want TCP of each lane", n)
	}
	text := eval[string](b, `Promise.all(["#pushlab/demo/roundtrips-table.js"].map((m) => import(m))).then(([{asText}]) =>
		asText([{wire: "ws", steps: [{name: "TCP", from: 0, took: 60, computed: true, trips: 1}], seen: 121, computed: 60, trips: 3, where: "in the page"}], 60))`)
	if want := "first token in the page              181.0  3 round trips"; !strings.Contains(text, want) {
		t.Errorf("as text: %q, want %q in it", text, want)
	}
	small, _ := b.trips("nodelay", "off", "start", "warm", "tls", "off")
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
