package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pushlab/cmd/pushlab/internal/server"
)

// pollLesson is a lesson with nothing but the poll bench.
const pollLesson = "# Polling\n\nFour ways.\n\n<!-- lab: minutes=5 part=1 -->\n\n## Run\n\n<!-- demo: pollbench capture=four -->\n\n```text\nGET /poll\n```\n\n<!-- /demo -->\n"

// serveLesson opens a pushlab of this process with one lesson, and returns the
// address of its page.
func serveLesson(t *testing.T, slug, text string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s, err := server.New(ctx, server.Config{
		Addr: "127.0.0.1:0", DataDir: t.TempDir(),
		Lessons: fstest.MapFS{slug + "/README.md": &fstest.MapFile{Data: []byte(text)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	return s.Places()[0].URL + "/lessons/" + slug + "/"
}

const pollBench = "#four"

// cell is a number of the bench's table.
func (b *tab) cell(name string) float64 {
	b.t.Helper()
	text := eval[string](b, fmt.Sprintf(`document.querySelector("[data-cell=%s]").textContent`, name))
	first, _, _ := strings.Cut(strings.ReplaceAll(text, "\u2009", ""), " ") // thin spaces stand between thousands
	n, err := strconv.ParseFloat(first, 64)
	if err != nil {
		b.t.Errorf("%s = %q, want a number", name, text)
	}
	return n
}

// untilOver waits for the end of a run of 30 s.
func (b *tab) untilOver() {
	b.t.Helper()
	for end := time.Now().Add(time.Minute + 30*time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if eval[string](b, `document.querySelector("#four .bench").dataset.state`) == "closed" {
			return
		}
	}
	b.t.Fatal("the run does not end")
}

// Four columns see the same news. Short polling sees them later, and asks more;
// the others as soon as they are made. With a cursor nobody loses any.
func TestPollbench(t *testing.T) {
	t.Parallel() // it mostly waits
	page := serveLesson(t, "02-polling", pollLesson)
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(page)
	b.toBench(pollBench)
	b.setKnob(pollBench, "rate", "2")
	b.setKnob(pollBench, "interval", "3")
	b.click(pollBench + " [data-start]")
	b.untilOver()
	for _, column := range []string{"poll", "longpoll", "sse", "ws"} {
		if seen, lost := b.cell(column+"-seen"), b.cell(column+"-lost"); seen < 20 || lost != 0 {
			t.Errorf("%s: %v items seen, %v lost, want most of 60 and none", column, seen, lost)
		}
		if head, bytes := b.cell(column+"-head"), b.cell(column+"-bytes"); head < 200 || bytes <= head {
			t.Errorf("%s: %v bytes of heads, %v in all", column, head, bytes)
		}
		if n := b.cell(column + "-connections"); n < 1 {
			t.Errorf("%s: %v connections", column, n)
		}
	}
	if short, long := b.cell("poll-mean"), b.cell("longpoll-mean"); short <= long {
		t.Errorf("short polling: mean delay %v ms, long polling %v ms, want more", short, long)
	}
	if short, long := b.cell("poll-requests"), b.cell("longpoll-requests"); short < 5 || short > 12 || long <= short {
		t.Errorf("%v and %v requests, want about 10, and more where each item is an answer of its own", short, long)
	}
	for _, column := range []string{"sse", "ws"} {
		if n := b.cell(column + "-requests"); n != 1 {
			t.Errorf("%s: %v requests, want 1", column, n)
		}
	}
	axe := axeCore(t)
	for _, theme := range []string{"light", "dark"} {
		b.prefer("prefers-color-scheme", theme)
		b.checkAxe(t, "the poll bench after a run, "+theme, axe)
	}
	b.checkViolations(t)
}

// Without a cursor short polling is told the newest item only. The page says
// which it never got.
func TestPollbenchWithoutCursor(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "02-polling", pollLesson)
	b := openTab(t, 390, 844)
	b.everyPage(collectViolations)
	b.open(page)
	b.toBench(pollBench)
	for name, value := range map[string]string{"rate": "5", "interval": "2", "cursor": "off"} {
		b.setKnob(pollBench, name, value)
	}
	b.click(pollBench + " [data-start]")
	b.until("names of lost items", `/lost: .*-\d+/.test(document.querySelector("[data-column=poll] .p-lost").textContent)`)
	if lost := b.cell("poll-lost"); lost < 1 {
		t.Errorf("short polling lost %v items, want some", lost)
	}
	if lost := b.cell("sse-lost"); lost != 0 {
		t.Errorf("EventSource lost %v items, want 0", lost)
	}
	if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %d px wide at 390", wide)
	}
	b.click(pollBench + " [data-stop]")
	b.waitForState(pollBench, "closed")
	said := eval[string](b, `document.querySelector("#four .ans .stt").textContent`)
	if want := "You stopped the run. The page closed its connections."; said != want {
		t.Errorf("the bench says %q, want %q", said, want)
	}
	b.checkViolations(t)
}
