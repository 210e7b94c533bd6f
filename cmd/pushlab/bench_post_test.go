package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/trace"
)

// A postBench is a bench of the lesson about POST, wherever it stands.
type postBench struct {
	*tab
	p  *program
	id string // "#slicer"
}

// openBench opens the first lesson that has a bench of the demo.
func openBench(t *testing.T, demo string) postBench {
	t.Helper()
	p := start(t, t.TempDir())
	lesson, id := findBench(t, p, demo)
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(lesson)
	b.toBench("#" + id)
	return postBench{b, p, "#" + id}
}

// findBench looks through the lessons that the home page links to.
func findBench(t *testing.T, p *program, demo string) (lesson, id string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`href="(/lessons/[^"#]+/)"`).FindAllStringSubmatch(get(t, p.places["site"]+"/"), -1) {
		page := get(t, p.places["site"]+m[1])
		if found := regexp.MustCompile(`id="([^"]+)" data-rows="[^"]*" data-demo="` + demo + `"`).FindStringSubmatch(page); found != nil {
			return p.places["site"] + m[1], found[1]
		}
	}
	t.Fatalf("no lesson has a bench of %s", demo)
	return "", ""
}

// set chooses values of controls by name.
func (b postBench) set(values string) {
	b.t.Helper()
	for pair := range strings.FieldsSeq(values) {
		name, value, _ := strings.Cut(pair, "=")
		b.setKnob(b.id, name, value)
	}
}

// text is what an element of the bench says.
func (b postBench) text(selector string) string {
	b.t.Helper()
	return eval[string](b.tab, fmt.Sprintf(`document.querySelector(%q).textContent`, b.id+" "+selector))
}

// run starts the demo and waits until what must be true is. What an earlier run
// left is marked, so that it is not taken for this one's.
func (b postBench) run(what, condition string) {
	b.t.Helper()
	eval[bool](b.tab, fmt.Sprintf(`(() => {
		const bench = document.querySelector(%q)
		for (const old of bench.querySelectorAll("[data-n=starts]")) old.textContent = "?"
		for (const old of bench.querySelectorAll("[data-bytes]")) old.hidden = true
		return true
	})()`, b.id))
	b.press(b.id, "start")
	b.until(what, strings.ReplaceAll(condition, "$", "document.querySelector('"+b.id+"').querySelector"))
}

const (
	rightIsOver = `$("[data-pane=right] .state-w").textContent === "Complete" && !$("[data-bytes]").hidden`
	fetchIsOver = `["Complete", "Closed"].includes($("[data-pane=fetch] .state-w").textContent)`
)

// The slicer gives both parsers the same reads, shows what each made of them,
// and the run keeps the reads for its inspector.
func TestSlicerBench(t *testing.T) {
	t.Parallel()
	b := openBench(t, "slicer")
	for _, c := range []struct {
		controls string
		naive    string // a pattern of exceptions, U+FFFD (a busy browser joins the slices of a character), right, wrong, lost
		right    string
	}{
		{"text=ascii eol=lf slice=merge", `0 0 13 0 0`, "0 0 13 0 0"},
		{"text=cjk eol=lf slice=n n=1", `[1-9]\d* \d+ \d+ \d+ [1-9]\d*`, "0 0 13 0 0"},
		{"text=ascii eol=crlf slice=cr", `\d+ 0 0 \d+ 13`, "0 0 13 0 0"},
		{"text=done eol=lf slice=merge", `1 0 12 0 2`, "0 0 14 0 0"},
	} {
		b.set(c.controls)
		var scores []string
		for want := regexp.MustCompile("^" + c.naive + "$"); len(scores) < 3; { // a browser that stands still joins all slices
			b.run(c.controls+" is read", rightIsOver)
			if scores = append(scores, b.score("naive")); want.MatchString(scores[len(scores)-1]) {
				scores = nil
				break
			}
		}
		if scores != nil {
			t.Errorf("%s: the naive parser scores %q, want %s", c.controls, scores, c.naive)
		}
		if got := b.score("right"); got != c.right {
			t.Errorf("%s: the right parser scores %q, want %s", c.controls, got, c.right)
		}
		if got, want := b.text("[data-pane=right] .stt"), "their hash is the one that the lab sent."; !strings.HasSuffix(got, want) {
			t.Errorf("%s: the right parser says %q, want … %s", c.controls, got, want)
		}
		b.checkReads(c.controls)
	}
	b.checkViolations(t)
}

func (b postBench) score(who string) string {
	b.t.Helper()
	return eval[string](b.tab, fmt.Sprintf(`Array.from(document.querySelectorAll("%s [data-score=%s] td"), (e) => e.textContent.replace(/\D/g, "")).join(" ")`, b.id, who))
}

// checkReads compares the reads that are drawn with those in the trace.
func (b postBench) checkReads(what string) {
	b.t.Helper()
	href := eval[string](b.tab, fmt.Sprintf(`document.querySelector("%s .b-term a").href`, b.id))
	b.until(what+": the trace has the reads", fmt.Sprintf(`fetch(%q + "/trace.jsonl").then((r) => r.text()).then((t) => t.includes('"reads"'))`, href))
	log, err := trace.ReadJSONL(strings.NewReader(get(b.t.(*testing.T), href+"/trace.jsonl")))
	if err != nil {
		b.t.Fatal(err)
	}
	told, shown := "", b.text("[data-told]")
	for _, e := range log.Events(0) {
		if e.Kind == "reads" {
			told = e.Text
		}
	}
	_, sizes, ok := strings.Cut(told, "s1 ")
	if first, _, _ := strings.Cut(sizes, " "); !ok || !strings.Contains(shown, " of "+first) {
		b.t.Errorf("%s: the trace has the reads %q and the page shows %q", what, told, shown)
	}
	drawn := eval[int](b.tab, fmt.Sprintf(`document.querySelectorAll("%s [data-lines] .bl-read .b0").length`, b.id))
	if drawn == 0 {
		b.t.Errorf("%s: no read is drawn", what)
	}
}

// The post chat counts what each client costs.
func TestPostChatBench(t *testing.T) {
	t.Parallel()
	b := openBench(t, "postchat")
	const quick = " ttft=100 tps=100 tokens=20 ids=off"
	for _, c := range []struct{ controls, starts, requests string }{
		{"client=both strict=off envelope=plain idempotency=off", "2", "1 1"},
		{"client=fetch strict=leaked envelope=plain idempotency=off", "2", "0 2"},
		{"client=fetch strict=leaked envelope=anthropic idempotency=on", "1", "0 2"},
		{"client=both strict=off envelope=openai-chat idempotency=off", "1", "1 1"},
	} {
		b.set(c.controls + quick)
		b.run(c.controls+" is over", fetchIsOver+` && $("[data-n=starts]").textContent === "`+c.starts+`"`)
		b.until(c.controls+": the requests are counted", fmt.Sprintf(`Array.from(document.querySelectorAll("%s [data-count=requests] td"), (e) => e.textContent).join(" ") === %q`, b.id, c.requests))
	}
	b.until("EventSource is refused by a vendor's address", fmt.Sprintf(`document.querySelector("%s [data-pane=eventsource] .stt").textContent.startsWith("The server answered 405")`, b.id))
	b.checkViolations(t)
}

// A hidden tab aborts, and asks again when it is seen: the model starts twice,
// or once with a key. The button does the same by hand.
func TestPostChatVisibility(t *testing.T) {
	t.Parallel()
	b := openBench(t, "postchat")
	const hide = `(() => {
		for (const hidden of [true, false]) {
			Object.defineProperty(document, "hidden", {value: hidden, configurable: true})
			document.dispatchEvent(new Event("visibilitychange"))
		}
		return true
	})()`
	for _, c := range []struct{ controls, act, starts string }{
		{"idempotency=off", hide, "2"},
		{"idempotency=on", hide, "1"},
		{"idempotency=off", fmt.Sprintf(`document.querySelector("%s [data-hide]").click() ?? true`, b.id), "2"},
	} {
		b.set(c.controls + " client=visibility strict=off envelope=openai-chat ids=off ttft=100 tps=25 tokens=200")
		b.run("some tokens are there, and the page is hidden at once", `$("[data-n=starts]").textContent !== "?" && $("[data-pane=fetch] .at").children.length > 5 && (`+c.act+`)`)
		b.until("the answer is whole", fmt.Sprintf(`document.querySelector("%s [data-pane=fetch] .state-w").textContent === "Complete"`, b.id))
		b.until("the model started "+c.starts+" times", fmt.Sprintf(`document.querySelector("%s [data-n=starts]").textContent === %q`, b.id, c.starts))
	}
}
