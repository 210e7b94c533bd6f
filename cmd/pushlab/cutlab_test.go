package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
)

// cutLesson is a lesson with nothing but the cut lab.
const cutLesson = "# Cuts\n\nThree clients.\n\n<!-- lab: minutes=5 part=1 -->\n\n## Run\n\n<!-- demo: cutlab capture=faults -->\n\n```text\nFIN\n```\n\n<!-- /demo -->\n"

const cutBench = "#faults"

var cutColumns = []string{"eventsource", "fetch", "websocket"}

// toCutLab opens the bench with a short answer. settings are "name value".
func toCutLab(t *testing.T, width int, settings ...string) *tab {
	t.Helper()
	b := openTab(t, width, 900)
	t.Cleanup(b.sayColumns)
	b.everyPage(collectViolations)
	b.open(serveLesson(t, "10-disconnects-compared", cutLesson))
	b.toBench(cutBench)
	b.until("the faults can be chosen", `document.querySelector("#faults [data-when]").textContent !== ""`)
	b.cutKnobs("tokens 60", "tps 20", "ttft 200")
	b.cutKnobs(settings...)
	return b
}

func (b *tab) cutKnobs(settings ...string) {
	b.t.Helper()
	for _, s := range settings {
		name, value, _ := strings.Cut(s, " ")
		b.setKnob(cutBench, name, value)
	}
}

// press a fault, as soon as that can be done.
func (b *tab) strike(kind string) {
	b.t.Helper()
	button := fmt.Sprintf(`document.querySelector("#faults [data-cut=%s]")`, kind)
	b.until(kind+" can be pressed", "!"+button+".disabled")
	eval[bool](b, "("+button+".click(), true)")
}

// strikeNow starts the three streams, and strikes them when each has tokens.
func (b *tab) strikeNow(kind string) {
	b.t.Helper()
	b.begin(cutBench)
	b.until("all three read", `["eventsource", "fetch", "websocket"].every((n) => document.querySelectorAll("#faults [data-pane=" + n + "] .tk").length >= 5)`)
	b.strike(kind)
}

// strikePlanned starts the three streams with a fault that waits for its token: it
// strikes there however slow the machine is.
func (b *tab) strikePlanned(kind string) {
	b.t.Helper()
	b.beginBy(cutBench, func() { b.strike(kind) })
}

// meetThe502 restarts the server until the EventSource comes back in the two
// seconds of the 502: on a busy machine it may come too late for it.
func (b *tab) meetThe502() {
	b.t.Helper()
	const pane = `document.querySelector("#faults [data-pane=eventsource]")`
	for range 10 {
		b.until("the EventSource has ended", `["complete", "failed"].includes(`+pane+`.dataset.state)`)
		if eval[string](b, pane+`.dataset.state`) == "failed" {
			return
		}
		b.strikePlanned("restart")
	}
	b.t.Fatal("the EventSource came back too late for the 502 ten times")
}

// inColumn waits until a column's sentences have these words.
func (b *tab) inColumn(column string, words ...string) {
	b.t.Helper()
	for _, w := range words {
		b.until(column+" says "+w, fmt.Sprintf(`(document.querySelector("#faults [data-words=%[1]s]").textContent + document.querySelector("#faults [data-pane=%[1]s] .stt").textContent).includes(%[2]q)`, column, w))
	}
}

// silentFor waits until columns have noticed nothing for so many seconds or more.
func (b *tab) silentFor(seconds int, columns ...string) {
	b.t.Helper()
	for _, column := range columns {
		b.until(column+" has noticed nothing", fmt.Sprintf(`/Nothing has noticed yet: ([\d.]+) s/.exec(document.querySelector("#faults [data-words=%s]").textContent)?.[1] >= %d`, column, seconds))
	}
}

// sayColumns logs what a failed test leaves on the bench: a page is long.
func (b *tab) sayColumns() {
	if b.t.Failed() {
		b.t.Log(eval[string](b, `[...document.querySelectorAll("#faults [data-words], #faults [data-cell], #faults [data-bad]")].map((e) => e.textContent.trim()).join(" | ")`))
	}
}

// strikeAndRead strikes what runs, and waits until all three have read on since:
// until then the sentences are those of the fault before.
func (b *tab) strikeAndRead(kind string) {
	b.t.Helper()
	before := map[string]string{}
	for _, column := range cutColumns {
		before[column] = eval[string](b, fmt.Sprintf(`document.querySelector("#faults [data-words=%s]").textContent`, column))
	}
	b.strike(kind)
	for _, column := range cutColumns {
		b.until(column+" reads on after "+kind, fmt.Sprintf(`((words) => words !== %q && words.includes("read on after"))(document.querySelector("#faults [data-words=%s]").textContent)`, before[column], column))
	}
}

// cutCell is a cell of the table.
func (b *tab) cutCell(column, name string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf(`document.querySelector("#faults [data-cell=%s-%s]").textContent`, column, name))
}

// costs are lost, doubled, regenerated.
func (b *tab) costs(column string) []string {
	b.t.Helper()
	return []string{b.cutCell(column, "lost"), b.cutCell(column, "doubled"), b.cutCell(column, "regenerated")}
}

// cutText is the answer as a column shows it.
func (b *tab) cutText(column string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf(`[...document.querySelectorAll("#faults [data-pane=%s] .tk")].map((e) => e.textContent).join("")`, column))
}

// isWhole waits for the end of a column, and checks that the fault cost nothing.
func (b *tab) isWhole(t *testing.T, what, column string) {
	t.Helper()
	b.until(what+": "+column+" is complete", fmt.Sprintf(`document.querySelector("#faults [data-pane=%s]").dataset.state === "complete"`, column))
	b.until(what+": the table says so", fmt.Sprintf(`/ s$/.test(document.querySelector("#faults [data-cell=%s-recover]").textContent) || / ms$/.test(document.querySelector("#faults [data-cell=%[1]s-recover]").textContent)`, column))
	if got := b.costs(column); !slices.Equal(got, []string{"0", "0", "0"}) {
		t.Errorf("%s, %s: lost, doubled, regenerated = %v, want 0 0 0", what, column, got)
	}
	if got, want := b.cutText(column), (llm.Model{Seed: 7, Tokens: 60}).Text(); got != want {
		t.Errorf("%s, %s: the page shows %q, want %q", what, column, got, want)
	}
	b.until(what+": "+column+" has noticed after a time", fmt.Sprintf(`((cell) => / m?s$/.test(cell) && !cell.includes("not yet"))(document.querySelector("#faults [data-cell=%s-detect]").textContent)`, column))
}

// What each transport does without the lesson's code.
func TestCutLabBare(t *testing.T) {
	t.Parallel()
	b := toCutLab(t, 1440, "when token")
	const silent = "it notices nothing"
	gone := "Nobody comes back."
	for _, row := range []struct {
		fault                  string
		eventSource            string // "" = it comes back by itself, and the answer is whole
		fetch, socket          []string
		framing                string
		lostByFetch, lostByAll bool
	}{
		{fault: "fin", fetch: []string{gone, "fetch rejected: network error."}, socket: []string{gone, "WebSocket fired close with 1006."}},
		{fault: "rst", fetch: []string{gone, "fetch rejected: network error."}, socket: []string{gone, "WebSocket fired close with 1006."}},
		{fault: "fin", framing: "eof", fetch: []string{"Nothing looks wrong to the page", "of 60 tokens"}, socket: []string{gone}},
		{fault: "restart", eventSource: "The server answered 502, so EventSource will not retry.", fetch: []string{gone, "fetch rejected"}, socket: []string{gone, "1006"}},
		{fault: "blackhole", eventSource: silent},
		{fault: "half", eventSource: silent},
	} {
		what := row.fault + " " + row.framing
		b.cutKnobs("framing chunked")
		if row.framing != "" {
			b.cutKnobs("framing " + row.framing)
		}
		b.strikePlanned(row.fault)
		if row.fault == "restart" {
			b.meetThe502()
		}
		if row.eventSource == silent {
			b.silentFor(5, cutColumns...)
			if got := b.cutCell("websocket", "detect"); !strings.HasPrefix(got, "not yet, ") {
				t.Errorf("%s: noticed after %q, want not yet", what, got)
			}
			b.press(cutBench, "stop")
			b.waitForState(cutBench, "closed")
			continue
		}
		if row.eventSource == "" {
			b.isWhole(t, what, "eventsource")
		} else {
			b.inColumn("eventsource", row.eventSource)
		}
		b.inColumn("fetch", row.fetch...)
		b.inColumn("websocket", row.socket...)
		for _, column := range []string{"fetch", "websocket"} {
			if got := b.costs(column); got[0] == "0" || got[1] != "0" || got[2] != "0" {
				t.Errorf("%s, %s: lost, doubled, regenerated = %v, want the rest of the answer, 0, 0", what, column, got)
			}
		}
	}
	b.checkViolations(t)
}

// With a heartbeat, the lesson's clients and ids, each fault costs nothing on any
// transport.
func TestCutLabMended(t *testing.T) {
	t.Parallel()
	b := toCutLab(t, 1440, "heartbeat on", "watchdog on", "ids on", "when token")
	for _, fault := range []string{"fin", "rst", "blackhole", "half", "restart"} {
		b.strikePlanned(fault)
		for _, column := range cutColumns {
			b.isWhole(t, fault, column)
		}
	}
	b.checkViolations(t)
}

// A fault that waits for its token, and one that waits for the middle of an event.
func TestCutLabPlanned(t *testing.T) {
	t.Parallel()
	b := toCutLab(t, 390, "watchdog on", "after 30")
	if got, want := eval[string](b, `document.querySelector("#faults [data-when]").textContent`), "Press Start, then a fault."; got != want {
		t.Errorf("the bench says %q, want %q", got, want)
	}
	for _, when := range []string{"token", "mid"} {
		b.cutKnobs("when " + when)
		for _, fault := range []string{"fin", "rst"} {
			b.strikePlanned(fault)
			for _, column := range cutColumns {
				b.isWhole(t, when+" "+fault, column)
			}
			b.until(when+" "+fault+": three faults on the wire", `document.querySelectorAll("#faults .wr.fault").length === 3`)
		}
	}
	b.checkViolations(t)
}

// A fault that strikes what runs, again and again.
func TestCutLabNow(t *testing.T) {
	t.Parallel()
	b := toCutLab(t, 1440, "tokens 800", "tps 5", "watchdog on", "heartbeat on")
	b.note("struck", `document.querySelector("#faults .wr.fault")`) // later rows take its place in the list
	b.strikeNow("rst")
	b.until("the fault is on the wire", `noted.struck`)
	for _, column := range cutColumns {
		b.inColumn(column, "read on after")
	}
	b.strikeAndRead("restart")
	b.strikeAndRead("blackhole")
	for _, column := range cutColumns {
		if got := b.costs(column); !slices.Equal(got, []string{"0", "0", "0"}) {
			t.Errorf("%s: lost, doubled, regenerated = %v, want 0 0 0", column, got)
		}
	}
	b.checkViolations(t)
}

// Without ids a client that comes back begins with token 1: the reader has the
// tokens twice, and the model makes them twice unless the answer has a name.
func TestCutLabWithoutIDs(t *testing.T) {
	t.Parallel()
	b := toCutLab(t, 1440, "watchdog on", "ids off", "after 30", "tps 5")
	for _, row := range []struct{ when, starts string }{{"now", "6"}, {"token", "3"}} {
		b.cutKnobs("when " + row.when)
		if row.when == "now" {
			b.strikeNow("fin")
		} else {
			b.strikePlanned("fin")
		}
		for _, column := range cutColumns {
			b.until(column+" is complete", fmt.Sprintf(`document.querySelector("#faults [data-pane=%s]").dataset.state === "complete"`, column))
			got := b.costs(column)
			again := got[1]
			if row.when == "token" {
				again = "0"
			}
			if got[0] != "0" || got[1] == "0" || got[2] != again {
				t.Errorf("%s, %s: lost, doubled, regenerated = %v, want 0, some, %s", row.when, column, got, again)
			}
		}
		b.until(row.starts+" answers were made", fmt.Sprintf(`document.querySelector("#faults [data-n=starts]").textContent === %q`, row.starts))
	}
	b.checkViolations(t)
}

// A watchdog without heartbeats takes a model that thinks for a dead server. With
// them the answer comes all the same.
func TestCutLabFalseAlarm(t *testing.T) {
	t.Parallel()
	b := toCutLab(t, 1440, "watchdog on", "heartbeat off", "ttft 9000")
	b.press(cutBench, "start")
	for _, column := range cutColumns {
		b.until(column+" gives up a stream that is well", fmt.Sprintf(`document.querySelector("#faults [data-cell=%s-detect]").textContent === "no fault of the lab"`, column))
	}
	b.press(cutBench, "stop")
	b.waitForState(cutBench, "closed")
	b.cutKnobs("heartbeat on")
	b.begin(cutBench)
	for _, column := range cutColumns {
		b.until(column+" is complete", fmt.Sprintf(`document.querySelector("#faults [data-pane=%s]").dataset.state === "complete"`, column))
	}
	b.checkViolations(t)
}

// The bench in its states, without a finding of axe-core, and by keyboard.
func TestCutLabStates(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{1440, 390} {
		b := toCutLab(t, width, "tokens 800", "tps 5")
		b.checkState(t, cutBench, fmt.Sprint("cutlab-idle-", width), string(axe), width)
		b.strikeNow("blackhole")
		b.silentFor(2, "websocket")
		b.checkState(t, cutBench, fmt.Sprint("cutlab-silent-", width), string(axe), width)
		b.press(cutBench, "stop")
		b.strikeNow("fin")
		b.inColumn("fetch", "Nobody comes back.")
		b.inColumn("eventsource", "read on after")
		b.checkState(t, cutBench, fmt.Sprint("cutlab-cut-", width), string(axe), width)
		b.press(cutBench, "stop")
		b.waitForState(cutBench, "failed")
		b.checkViolations(t)
	}
}
