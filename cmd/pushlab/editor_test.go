package main

import (
	"fmt"
	"strings"
	"testing"
)

// ownEditor is the editor of an exercise.
func ownEditor(exercise string) string { return fmt.Sprintf("push-editor[data-exercise=%s]", exercise) }

// toEditor opens the editor of an exercise, whose modules come when it is near.
func (b *tab) toEditor(exercise string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(document.getElementById(%q).scrollIntoView(), true)`, exercise))
	b.until("the editor of "+exercise, fmt.Sprintf(`document.querySelector("%s[data-loaded]")`, ownEditor(exercise)))
	eval[bool](b, fmt.Sprintf(`document.querySelector("%s").closest("details").open = true`, ownEditor(exercise)))
}

// program puts code into the editor as a hand does.
func (b *tab) program(exercise, code string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		const field = document.querySelector("%s textarea")
		field.value = %q
		field.dispatchEvent(new Event("input", {bubbles: true}))
		return true
	})()`, ownEditor(exercise), code))
}

func (b *tab) pressOwn(exercise, button string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(document.querySelector("%s [data-%s]").click(), true)`, ownEditor(exercise), button))
}

// ends waits until the code does not run any more, and returns what is said
// then: state and sentence.
func (b *tab) ends(exercise, code string) string {
	b.t.Helper()
	b.until("an end of "+code, fmt.Sprintf(`document.querySelector("%s").dataset.state !== "running"`, ownEditor(exercise)))
	return eval[string](b, fmt.Sprintf(`(() => {
		const editor = document.querySelector(%q)
		return editor.querySelector(".state-w").textContent + ". " + editor.querySelector(".stt").textContent
	})()`, ownEditor(exercise)))
}

// Whatever the code does, the page says what became of it, in which line of the
// learner's own, and goes on.
func TestEditorSaysWhatBecameOfTheCode(t *testing.T) {
	t.Parallel() // it mostly waits
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(p.places["site"] + "/lessons/05-resume/")
	b.toEditor("EX05a")
	for _, test := range []struct{ name, code, state, sentence, line string }{
		{"nothing", "", "Complete", "The code came to its end after", ""},
		{"throw", "\nthrow new Error('no')", "Failed", "Error: no, in line 2.", "2"},
		{"throw later", "await sleep(1)\n\nnull.x", "Failed", "(reading 'x'), in line 3.", "3"},
		{"throw in a callback", "setTimeout(() => {\n  oops()\n})\nawait sleep(1e6)", "Failed", "ReferenceError: oops is not defined, in line 2.", "2"},
		{"rejection", "Promise.reject(new RangeError('left'))\nawait sleep(1e6)", "Failed", "RangeError: left, in line 1.", "1"},
		{"throw no error", "throw 7", "Failed", "7 was thrown. The code was stopped", ""},
		{"undeclared", "a = 1", "Failed", "ReferenceError: a is not defined, in line 1.", "1"},
		{"syntax", "log(1)\nlet = 3\nlog(2)", "Failed", ", in line 2. Nothing has run.", "2"},
		{"syntax at the end", "log(1)\nlog(", "Failed", ", in line 2. Nothing has run.", "2"},
		{"closing too much", "}\nlog(1)", "Failed", ", in line 2. Nothing has run.", "2"},
		{"endless loop", "let n = 0\n\nwhile (true) n++", "Stopped", "No answer for 3 s, last at line 3, in a loop that does not pause.", "3"},
		{"endless for", "for (let i = 0; ; i++) {\n}", "Stopped", "No answer for 3 s, last at line 1, in a loop that does not pause.", "1"},
		{"endless awaits", "\nwhile (true) await 0", "Stopped", "No answer for 3 s, last at line 2, in a loop that does not pause.", "2"},
		{"endless without a loop", "log('a')\n;/^(a+)+$/.test('a'.repeat(60) + 'b')", "Stopped", "No answer for 3 s, the last that was heard of it is line 1.", "1"},
		{"endless and silent", "/^(a+)+$/.test('a'.repeat(60) + 'b')", "Stopped", "No answer for 3 s, it is not known in which line.", ""},
		{"flood of lines", "\nfor (;;) log(1)", "Stopped", "More than 200 lines in a second, in line 2.", "2"},
		{"flood of text", "for (;;) console.log('x'.repeat(9000))", "Stopped", "More than 64 kB in a second, in line 1.", "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b.program("EX05a", test.code)
			b.pressOwn("EX05a", "run")
			got := b.ends("EX05a", test.code)
			if !strings.HasPrefix(got, test.state+". ") || !strings.Contains(got, test.sentence) {
				t.Errorf("the page says %q, want %s and %q", got, test.state, test.sentence)
			}
			line := eval[string](b, fmt.Sprintf(`String([...document.querySelectorAll("%s [data-numbers] li")].findIndex((e) => e.matches(".bad")) + 1)`, ownEditor("EX05a")))
			if line == "0" {
				line = ""
			}
			if line != test.line {
				t.Errorf("line %q is marked, want %q", line, test.line)
			}
		})
	}
	b.checkViolations(t)
}

// While the code loops, the bench of the same page streams, and Stop works.
func TestEditorLeavesTheBenchUsable(t *testing.T) {
	t.Parallel() // it mostly waits
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/05-resume/")
	b.toBench(resumeBench)
	b.setKnob(resumeBench, "fault", "none")
	b.toEditor("EX05a")
	b.program("EX05a", "log('on')\nlet last = 0\nfor (;;) if (performance.now() - last > 250) (await sleep(0), (last = performance.now()))") // busy, but it answers
	b.pressOwn("EX05a", "run")
	b.until("the code runs", fmt.Sprintf(`document.querySelector("%s .out li")`, ownEditor("EX05a")))
	b.press(resumeBench, "start")
	b.waitForState(resumeBench, "complete")
	b.pressOwn("EX05a", "stop")
	if got := b.ends("EX05a", "the loop"); !strings.HasPrefix(got, "Stopped. You stopped the code after ") {
		t.Errorf("the page says %q", got)
	}
}

// output runs code to its end and returns the lines that it printed.
func (b *tab) output(exercise, code string) []string {
	b.t.Helper()
	b.program(exercise, code)
	b.pressOwn(exercise, "run")
	if got := b.ends(exercise, code); !strings.HasPrefix(got, "Complete. ") {
		b.t.Errorf("%s: the page says %q", code, got)
	}
	return b.texts(ownEditor(exercise) + " .out samp")
}

// The code has its run, over each transport, and what it was promised.
func TestEditorGivesTheRun(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.toEditor("EX01")
	for _, test := range []struct{ name, code, want string }{
		{"values", "log('a', 1, {b: [2]}, null)\nconsole.error('e')", `["a 1 {b: [2]} null" "error e"]`},
		{"return", "return lab.endsWith(`/r/${run}`)", `["returned true"]`},
		{"sha256", "log(sha256('abc').slice(0, 16))", `["ba7816bf8f01cfea"]`},
		{"fetch", "log(await (await fetch(`${lab}/sse?tokens=1&ttft=0`)).text().then((t) => t.includes('event: done')))", `["true"]`},
		{"EventSource", "const s = new EventSource(`${lab}/sse?tokens=1&ttft=0`)\nlog((await new Promise((d) => (s.onmessage = d))).type)\ns.close()", `["message"]`},
		{"WebSocket", "const s = new WebSocket(`${lab.replace('http', 'ws')}/ws?tokens=1&ttft=0`)\nlog(typeof (await new Promise((d) => (s.onmessage = d))).data)\ns.close()", `["string"]`},
		{"no page", "log(typeof document, typeof localStorage, typeof cookieStore)", `["undefined undefined undefined"]`},
	} {
		if got := fmt.Sprintf("%q", b.output("EX01", test.code)); got != test.want {
			t.Errorf("%s: printed %s, want %s", test.name, got, test.want)
		}
	}
	b.checkViolations(t)
}
