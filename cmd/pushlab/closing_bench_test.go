package main

import (
	"fmt"
	"testing"
)

// closingLesson is a lesson with nothing but the close theatre.
const closingLesson = "# Endings\n\nTwelve.\n\n<!-- lab: minutes=5 part=3 -->\n\n## Run\n\n<!-- demo: closetheatre capture=closing -->\n\n```text\n88 06 0f a1 61 75 74 68\n```\n\n<!-- /demo -->\n"

const closingBench = "#closing"

// play chooses an ending and starts it.
func (b *tab) play(ending, delay string) {
	b.t.Helper()
	b.setKnob(closingBench, "delay", delay)
	eval[bool](b, fmt.Sprintf(`(() => {
		const list = document.querySelector("#closing [name=ending]")
		list.value = %q
		return list.dispatchEvent(new Event("change", {bubbles: true}))
	})()`, ending))
	b.press(closingBench, "start")
}

// foretell chooses a prediction in the card.
func (b *tab) foretell(ending, prediction string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(document.querySelector("#closing [data-ending='%s'] [data-guess]").value = %q, true)`, ending, prediction))
}

// inCard waits until a cell of the card has this text.
func (b *tab) inCard(ending, cell, text string) {
	b.t.Helper()
	b.until(ending+", "+cell+": "+text, fmt.Sprintf(`document.querySelector("#closing [data-ending='%s'] [data-%s]").textContent === %q`, ending, cell, text))
}

// The card has what the page was told beside what was predicted before, and what
// crossed. A press of Stop is no ending of the theatre.
func TestCloseTheatreBench(t *testing.T) {
	t.Parallel()
	b := openTab(t, 390, 844)
	b.everyPage(collectViolations)
	b.open(serveLesson(t, "09-closing", closingLesson))
	b.toBench(closingBench)
	b.until("the controls work", `document.querySelector("#closing [data-by-why]").textContent`)
	b.foretell("4001", "4001 clean")
	b.play("4001", "5000")
	b.until("it waits for its ending, and is stopped", `document.querySelector("#closing .bench").dataset.state === "streaming" && (document.querySelector("#closing [data-stop]").click(), true)`)
	b.waitForState(closingBench, "closed")
	b.inCard("4001", "told", "–")

	b.play("4001", "50")
	b.inCard("4001", "told", "4001 clean ✓, as predicted")
	b.inCard("4001", "first", "server's; client's own: 4001 auth")
	b.inCard("4001", "tcp", "server, FIN")

	b.play("utf8", "50")
	b.inCard("utf8", "told", "1006 not clean")
	b.inCard("utf8", "tcp", "client, FIN")
	b.until("the answer is selected, and the focus stays", `document.querySelector("#closing .wr[aria-selected=true] .wr-l")?.textContent.startsWith("101 ") && !document.activeElement.closest(".insp")`)
	b.foretell("utf8", "1006 not clean") // too late: it was seen
	b.click(closingBench + " [data-ending=utf8] [data-open]")
	b.inCard("utf8", "told", "1006 not clean")
	b.checkWidth(t, "the close theatre after a run", 390)
	b.checkAxe(t, "the close theatre after a run", axeCore(t))
	b.checkViolations(t)
}
