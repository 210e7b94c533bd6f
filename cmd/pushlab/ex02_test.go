package main

import (
	"strings"
	"testing"
)

const ex02Lesson = "# Polling\n\nFive news.\n\n<!-- lab: minutes=5 part=1 -->\n\n## Collect\n\n<!-- exercise: EX02 -->\n\nCollect five news by long polling.\n\n```sh\ncurl 'http://localhost:8081/r/RUN/longpoll?check=EX02'\n```\n\n<!-- /exercise -->\n"

// What the editor begins with does not pass, and says what is wrong first. Two
// lines of it have to be others.
func TestEX02InThePage(t *testing.T) {
	page := serveLesson(t, "02-polling", ex02Lesson)
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(page)
	b.toEditor("EX02")
	starter := eval[string](b, `document.querySelector("`+ownEditor("EX02")+` textarea").value`)
	mended := strings.Replace(starter, `path = "poll"`, "path = `longpoll?after=${news.at(-1)}`", 1)
	mended = strings.Replace(mended, "  await sleep(500)\n", "", 1)
	for _, test := range []struct{ name, code, first string }{
		{"starter", starter, "Not yet"},
		{"solution", mended, ""},
	} {
		b.program("EX02", test.code)
		b.pressOwn("EX02", "run")
		if got := b.ends("EX02", test.name); !strings.HasPrefix(got, "Complete. ") {
			t.Errorf("%s: the page says %q", test.name, got)
		}
		b.until("the verdict on the "+test.name, `(() => {
			const states = [...document.querySelectorAll("#EX02 .checks .st")].map((e) => e.textContent)
			return "`+test.first+`" ? states.includes("`+test.first+`") : states.every((s) => s === "Met")
		})()`)
	}
	b.until("the exercise is passed", `document.querySelector("#EX02 [data-note]").textContent.includes("Passed")`)
	b.checkViolations(t)
}
