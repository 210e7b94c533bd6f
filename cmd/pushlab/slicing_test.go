package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// A bare tab has a page with nothing but the modules, and a run at a lab that
// lets its origin read.
type bare struct {
	*tab
	p              *program
	run, lab, edge string
}

func barePage(t *testing.T) bare {
	t.Helper()
	server := httptest.NewServer(moduleServer(t))
	t.Cleanup(server.Close)
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-allow-origin", server.URL)
	run, lab := newRun(t, p, nil)
	b := openTab(t, 800, 600)
	b.open(server.URL + "/?test=test/ws.test.js")
	b.until("the modules are there", `window.results`)
	return bare{b, p, run, lab, p.places["edge"] + "/r/" + run}
}

// A breakage is what the naive parser must do at least: throw (x), show U+FFFD
// (u), fire what was not sent (w), lose events (l). "" is all right, every
// event, and "?" depends on how the browser reads.
type breakage string

// The slicings of the edge, and what each of them does to each answer as the
// lesson says.
var (
	slicings  = []string{"slice:1", "slice:cr", "slice:utf8", "merge", "slice:random"}
	breakages = []struct {
		name, knobs string
		naive       [5]breakage // by slicing
	}{
		{"ASCII", `{"text":"ascii"}`, [5]breakage{"xl", "", "", "", "l"}},
		{"CJK", `{"text":"cjk"}`, [5]breakage{"xul", "", "xul", "", "l"}},
		{"emoji", `{"text":"emoji"}`, [5]breakage{"xul", "", "xul", "", "l"}},
		{"CRLF", `{"text":"ascii","eol":"crlf"}`, [5]breakage{"l", "wl", "wl", "wl", "l"}},
		{"comments", `{"text":"comments"}`, [5]breakage{"xl", "x", "x", "xl", "xl"}},
		{"a colon", `{"text":"colon"}`, [5]breakage{"xl", "xl", "xl", "xl", "xl"}},
		{"[DONE]", `{"text":"done"}`, [5]breakage{"xl", "xl", "xl", "xl", "xl"}},
		{"70 KiB line", `{"text":"long"}`, [5]breakage{"xl", "?", "?", "?", "l"}},
	}
)

// readBoth fetches a stream of the slicer and gives each read to both parsers.
const readBoth = `(async (url, body) => {
	const [{Contestant, score}, {NaiveParser}, {RightParser}] = await Promise.all(
		["contest", "parser-naive", "parser-right"].map((name) => import("#pushlab/demo/" + name + ".js")))
	const [naive, right] = [new Contestant(NaiveParser), new Contestant(RightParser)]
	const response = await fetch(url, {method: "POST", headers: {"Content-Type": "application/json"}, body})
	if (!response.ok) return {Refused: await response.text()}
	let reads = 0
	for (const reader = response.body.getReader(); ; reads++) {
		const {value, done} = await reader.read()
		if (done) break
		naive.read(value)
		right.read(value)
	}
	const {wrong, lost} = score(naive.events, right.events)
	return {
		Events: right.events.map(({type, data, id}) => [type, data, id]), Threw: right.exceptions.length, Replaced: right.replaced,
		Naive: {Exceptions: naive.exceptions.length, Replaced: naive.replaced, Wrong: wrong, Lost: lost}, Reads: reads,
	}
})`

// A contest is what two parsers made of the same reads.
type contest struct {
	Refused         string
	Events          [][3]string // of the right one
	Threw, Replaced int
	Naive           struct{ Exceptions, Replaced, Wrong, Lost int }
	Reads           int
}

// Real bytes from the lab, cut by the edge, read by Chromium: the right parser
// gets every event, and the naive one breaks as the lesson says. A browser that
// is busy joins slices, and then there is less to break: such a stream is asked
// for again, alone and slower.
func TestSlicings(t *testing.T) {
	t.Parallel()
	b := barePage(t)
	for _, answer := range breakages {
		all := b.contests(t, answer.knobs, slicings, 1)
		for i, slicing := range slicings {
			t.Run(answer.name+" "+slicing, func(t *testing.T) {
				all[i].checkRight(t)
				if !all[i].breaks(answer.naive[i]) {
					all[i] = b.contests(t, answer.knobs, slicings[i:i+1], 100)[0]
				}
				if !all[i].breaks(answer.naive[i]) {
					t.Errorf("the naive parser made %+v of %d reads, want %q", all[i].Naive, all[i].Reads, answer.naive[i])
				}
			})
		}
	}
}

// contests reads a stream once for each slicing, all at the same time.
func (b bare) contests(t *testing.T, knobs string, slicings []string, gap int) []contest {
	t.Helper()
	var urls []string
	for i, slicing := range slicings {
		urls = append(urls, fmt.Sprintf("%s/d/slicer?edge=%s&edgegap=%d&id=s%d", b.edge, slicing, gap, i))
	}
	list, err := json.Marshal(urls)
	if err != nil {
		t.Fatal(err)
	}
	return eval[[]contest](b.tab, fmt.Sprintf(`Promise.all(%s.map((url) => %s(url, %q)))`, list, readBoth, knobs))
}

// checkRight compares the events with what the lab says it sent.
func (c contest) checkRight(t *testing.T) {
	t.Helper()
	if c.Refused != "" || len(c.Events) < 13 {
		t.Fatalf("the right parser has %d events, want 13 or more: %s", len(c.Events), c.Refused)
	}
	if c.Threw != 0 || c.Replaced != 0 {
		t.Errorf("the right parser threw %d times and made %d U+FFFD, want none", c.Threw, c.Replaced)
	}
	last, before := c.Events[len(c.Events)-1], c.Events[:len(c.Events)-1]
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(before); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(strings.TrimSuffix(text.String(), "\n")))
	if want := fmt.Sprintf(`{"events":%d,"sha256":"%x"}`, len(before), sum); last[0] != "done" || last[1] != want {
		t.Errorf("the last event is %q, want done with %s", last, want)
	}
}

// breaks says whether the naive parser did all that it must do.
func (c contest) breaks(want breakage) bool {
	n := c.Naive
	if want == "" {
		return n.Exceptions+n.Replaced+n.Wrong+n.Lost == 0
	}
	for flag, count := range map[string]int{"x": n.Exceptions, "u": n.Replaced, "w": n.Wrong, "l": n.Lost} {
		if strings.Contains(string(want), flag) && count == 0 {
			return false
		}
	}
	return true
}

// The right parser against every vector of event streams: in the vector's own
// pieces, and byte by byte.
func TestRightParserPassesTheVectors(t *testing.T) {
	text, err := os.ReadFile("internal/wire/testdata/sse.json")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(moduleServer(t))
	defer server.Close()
	b := openTab(t, 800, 600)
	b.open(server.URL + "/?test=test/ws.test.js")
	b.until("the modules are there", `window.results`)
	result := eval[struct {
		Checked int
		Wrong   []string
	}](b, fmt.Sprintf("(%s)(%s)", parseVectors, text))
	if result.Checked < 80 {
		t.Errorf("checked %d vectors, want 80 or more", result.Checked)
	}
	for _, wrong := range result.Wrong {
		t.Error(wrong)
	}
}

// parseVectors compares what the parser fires, and the time to a reconnect.
const parseVectors = `async ({vectors}) => {
	const {RightParser} = await import("#pushlab/demo/parser-right.js")
	const wrong = []
	let checked = 0
	for (const {name, input_hex, chunks, expect} of vectors) {
		if (!expect.opens) continue
		checked++
		const want = JSON.stringify([expect.events.map((e) => [e.type, e.data, e.lastEventId]), expect.retry_ms ?? -1])
		const bytes = Uint8Array.from(input_hex.match(/../g) ?? [], (two) => parseInt(two, 16))
		for (const sizes of [chunks, Array(bytes.length).fill(1)]) {
			const events = []
			const parser = new RightParser(({type, data, id}) => events.push([type, data, id]))
			let at = 0
			for (const size of sizes) parser.read(bytes.subarray(at, (at += size)))
			const got = JSON.stringify([events, parser.retry])
			if (got !== want) wrong.push(name + " in reads of " + sizes.slice(0, 9) + ": " + got.slice(0, 300) + ", want " + want.slice(0, 300))
		}
	}
	return {Checked: checked, Wrong: wrong}
}`
