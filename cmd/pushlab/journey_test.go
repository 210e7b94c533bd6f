package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
)

// resumeBench is the live bench of lesson 05.
const resumeBench = `#cut`

// toBench scrolls to a bench, which loads its modules, and waits for them.
func (b *tab) toBench(bench string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(document.querySelector(%q).scrollIntoView(), true)`, bench))
	b.until("the bench "+bench, fmt.Sprintf(`customElements.get("push-bench") && !document.querySelector("%s .ctl").disabled`, bench))
}

// setKnob sets a control of the bench as a hand does.
func (b *tab) setKnob(bench, name, value string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		const form = document.querySelector(%q).querySelector("form.panel")
		const all = [...form.elements].filter((e) => e.name === %q)
		const radio = all.find((e) => e.type === "radio" && e.value === %q)
		if (radio) radio.click()
		else { all[0].value = %[3]q; all[0].dispatchEvent(new Event("input", {bubbles: true})) }
		return true
	})()`, bench, name, value))
}

func (b *tab) waitForState(bench, state string) {
	b.t.Helper()
	b.until(bench+" is "+state, fmt.Sprintf(`document.querySelector("%s .bench").dataset.state === %q`, bench, state))
}

// answer is the text of the bench's answer as the page shows it.
func (b *tab) answer(bench string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf(`[...document.querySelectorAll("%s [data-pane=stream] .tk:not([data-gone])")].map((e) => e.textContent).join("")`, bench))
}

// The whole way of a newcomer.
func TestJourney(t *testing.T) {
	t.Parallel()
	data, addr := t.TempDir(), lastingAddr(t)
	p := start(t, data, "-addr", addr)
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)

	// Home, and on to the lesson.
	b.open(p.places["site"] + "/")
	b.until("the course map", `document.querySelector('.cmap a[href="/lessons/05-resume/"]')`)
	b.click(`.cmap a[href="/lessons/05-resume/"]`)
	b.until("the lesson", `location.pathname === "/lessons/05-resume/" && document.readyState === "complete" && document.querySelector("h1")`)
	b.toBench(resumeBench)

	// Predict.
	eval[bool](b, `(document.querySelector("push-predict input[name=option][value='2']").click(), true)`)
	b.click(`push-predict .btn.pri`)
	b.until("the prediction is locked", `document.querySelector("push-predict").dataset.state !== "open"`)

	// Stream over each transport, cut by a reset in the middle of event 43.
	want := llm.Model{Seed: 7, Tokens: 100}.Text()
	for _, wire := range []string{"es", "nd", "lp", "sp", "ws"} {
		b.setKnob(resumeBench, "transport", wire)
		b.setKnob(resumeBench, "tps", "200")
		b.setKnob(resumeBench, "log", "200")
		b.begin(resumeBench)
		b.waitForState(resumeBench, "complete")
		if got := b.answer(resumeBench); got != want {
			t.Errorf("over %s the page shows %q, want %q", wire, got, want)
		}
		for name, most := range map[string]string{"lost": "0", "doubled": "0"} {
			if got := eval[string](b, fmt.Sprintf(`document.querySelector("#cut [data-n=%s]").textContent`, name)); got != most {
				t.Errorf("over %s: %s = %s, want %s", wire, name, got, most)
			}
		}
		b.until("the ladder shows the fault", `[...document.querySelectorAll("#cut .wr")].some((e) => e.textContent.includes("RST"))`)
		b.until("the ladder shows the whole answer", `new Set([...document.querySelectorAll("#cut .wr[data-tok]")].flatMap((e) => e.dataset.tok.split(" "))).size >= 100`)
		b.selectToken(t, wire)
	}
	if got := b.answer(resumeBench); got != want {
		t.Errorf("after looking at rows the page shows %q, want %q", got, want)
	}

	// Questions.
	b.rightAnswers(t)

	// kill -9, and everything is there again.
	p.kill()
	again := start(t, data, "-addr", addr)
	b.open(again.places["site"] + "/lessons/05-resume/")
	b.until("the prediction is still there", `document.querySelector("push-predict").dataset.state !== "open" && document.querySelector("push-predict input[value='2']").checked`)
	if open := eval[int](b, `[...document.querySelectorAll("push-quiz")].filter((q) => !q.querySelector("[data-reply][data-right]:not([hidden])")).length`); open != 0 {
		t.Errorf("%d questions lost their right answer", open)
	}
	b.until("the place is saved", `performance.getEntriesByType("resource").some((e) => e.name.endsWith("/place") && e.responseEnd > 0)`)
	b.open(again.places["site"] + "/")
	b.until("home offers to go on", `document.querySelector(".resume")?.textContent.includes("Reconnecting")`)

	b.checkHosts(t, again)
	b.checkViolations(t)
}

// selectToken selects a row of a token and looks at its bytes.
func (b *tab) selectToken(t *testing.T, wire string) {
	t.Helper()
	eval[bool](b, `(document.querySelector("#cut .wr[data-tok]").click(), true)`)
	part := map[string]string{"es": "#cut .parse", "ws": "#cut .bits"}[wire]
	if part == "" {
		part = "#cut .hx"
	}
	b.until("the bytes of a token over "+wire, fmt.Sprintf(`document.querySelector(%q)`, part))
	if wire == "ws" {
		bits := eval[string](b, `[...document.querySelectorAll("#cut .bits .bv td")].map((e) => e.textContent).join("").slice(0, 9)`)
		if want := "100000010"; bits != want { // FIN, RSV1–3, opcode 1, no mask
			t.Errorf("the first nine bits of a token's frame = %s, want %s", bits, want)
		}
	}
	eval[bool](b, `(document.querySelector("#cut .hx [data-i='0']").click(), true)`)
	if lit := eval[int](b, `document.querySelectorAll("#cut .on").length`); lit < 3 {
		t.Errorf("a pinned byte lights %d parts over %s, want at least 3", lit, wire)
	}
	eval[bool](b, `(document.querySelectorAll("#cut .wr[data-tok]:not([aria-selected=true])")[1].click(), true)`)
	b.until("the token of the row is marked over "+wire, `document.querySelector("#cut .tk.on")`)
}

// rightAnswers answers every question, wrong first, then right.
func (b *tab) rightAnswers(t *testing.T) {
	t.Helper()
	n := eval[int](b, `document.querySelectorAll("push-quiz").length`)
	if n < 3 {
		t.Fatalf("the lesson has %d questions, want at least 3", n)
	}
	for i := range n {
		for _, right := range []bool{false, true} {
			eval[bool](b, fmt.Sprintf(`(() => {
				const quiz = document.querySelectorAll("push-quiz")[%d]
				const reply = [...quiz.querySelectorAll("[data-reply]")].find((e) => e.hasAttribute("data-right") === %t)
				quiz.querySelector("input[name=option][value='" + reply.dataset.reply + "']").click()
				quiz.querySelector("button").click()
				return true
			})()`, i, right))
			b.until(fmt.Sprintf("the reply to question %d", i+1), fmt.Sprintf(
				`[...document.querySelectorAll("push-quiz")[%d].querySelectorAll("[data-reply]:not([hidden])")].some((e) => e.hasAttribute("data-right") === %t)`, i, right))
		}
	}
	b.until("the answers are saved", `[...document.querySelectorAll("push-quiz")].every((q) => !q.hasAttribute("data-sending"))`)
}

// collectViolations notes what the Content-Security-Policy refused and every
// error of a script.
const collectViolations = `
window.troubles = []
addEventListener("securitypolicyviolation", (e) => troubles.push(e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile + ":" + e.lineNumber))
addEventListener("error", (e) => troubles.push(String(e.message)))
addEventListener("unhandledrejection", (e) => troubles.push(String(e.reason)))
`

func (b *tab) checkViolations(t *testing.T) {
	t.Helper()
	if got := eval[[]string](b, `window.troubles`); len(got) > 0 {
		t.Errorf("the page reports %q", got)
	}
}

// checkHosts: no request went to another host than ours.
func (b *tab) checkHosts(t *testing.T, p *program) {
	t.Helper()
	seen := b.seen()
	if len(seen) < 10 {
		t.Errorf("saw %d requests, want at least 10: are they still counted?", len(seen))
	}
	for _, url := range seen {
		local := strings.HasPrefix(url, "http://localhost:") || strings.HasPrefix(url, "ws://localhost:") || strings.HasPrefix(url, "data:")
		if !local {
			t.Errorf("a request left the host: %s", url)
		}
	}
}

// The answer comes from the page's own callbacks and the ladder from the trace:
// each goes on while the other is blocked.
func TestAnswerAndLadderAreIndependent(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	for _, test := range []struct{ name, block, works string }{
		{"control socket blocked", `
			const Real = WebSocket
			window.WebSocket = class extends Real { constructor(url, p) { super(String(url).includes("/control") ? "ws://localhost:1/" : url, p) } }`,
			`document.querySelectorAll("#cut [data-pane=stream] .tk").length >= 100`},
		{"EventSource callbacks blocked", `
			EventSource.prototype.addEventListener = function () {}`,
			`document.querySelectorAll("#cut .wr[data-tok]").length >= 100`},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := openTab(t, 1440, 900)
			b.everyPage(test.block)
			b.open(p.places["site"] + "/lessons/05-resume/")
			b.toBench(resumeBench)
			b.setKnob(resumeBench, "fault", "none")
			b.setKnob(resumeBench, "tps", "200")
			b.click(resumeBench + ` [data-start]`)
			b.until("the other half goes on", test.works)
		})
	}
}

// curl's bytes show in the inspector while they come.
func TestRunPageFollows(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	run, lab := newRun(t, p, nil)
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/runs/" + run)
	b.until("an empty run", `document.body.textContent.includes("Nothing on the wire yet.")`)
	resp, err := http.Get(lab + "/sse?ttft=0&tps=100&tokens=200")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b.until("the first tokens, live", `(() => { const n = document.querySelectorAll(".wr[data-tok]").length; return n > 0 && n < 200 })()`)
	b.until("all tokens", `document.querySelectorAll(".wr").length > 200 || [...document.querySelectorAll(".wr")].at(-1)?.getAttribute("aria-posinset") > 200`)
}
