package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Two transports race over a cut wire. What the page shows of each is what its
// run's trace has at the client's end.
func TestRacePage(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	p := start(t, t.TempDir())
	for _, look := range []struct {
		width int
		theme string
		lanes string
		code  string
	}{
		{1440, "light", "a=es&b=ws", "ES"},
		{390, "dark", "a=fs&b=nd", "FS"},
		{1440, "dark", "a=lp&b=ws", "LP"},
	} {
		b := openTab(t, look.width, 900)
		b.prefer("prefers-color-scheme", look.theme)
		b.open(p.places["site"] + "/race?tokens=8&tps=50&rtt=20&fault=rst&runs=1&" + look.lanes)
		name := fmt.Sprint("race before, ", look.width)
		b.checkAxe(t, name, axe)
		b.until("the race can begin", `!document.querySelector("[data-run]").disabled`)
		b.click("[data-run]")
		b.until("the end", `document.querySelector("[data-say]").textContent === "One run, complete."`)
		name = fmt.Sprint("race, ", look.width, look.theme)
		b.checkAxe(t, name, axe)
		b.checkWidth(t, name, look.width)
		b.checkRace(t, look.code)
	}
}

// checkRace reads the table and moves the probe by keyboard.
func (b *tab) checkRace(t *testing.T, code string) {
	t.Helper()
	table := eval[[][]string](b, `Array.from(document.querySelectorAll(".meas tbody tr"), (tr) => Array.from(tr.cells, (c) => c.firstChild?.textContent ?? ""))`)
	for _, row := range table {
		if row[0] == "Tokens lost" || row[0] == "Tokens shown twice" {
			if row[1] != "0" || row[2] != "0" {
				t.Errorf("%s: %v, want none", row[0], row[1:])
			}
		} else if row[1] == "–" || row[2] == "–" {
			t.Errorf("%s: %v, want numbers", row[0], row[1:])
		}
	}
	if len(table) != 10 {
		t.Errorf("the table has %d rows, want 10", len(table))
	}
	if got := eval[string](b, `document.querySelector("[data-lane=a] .code").textContent`); got != code {
		t.Errorf("lane A is marked %s, want %s", got, code)
	}
	words := eval[string](b, `document.querySelector("#race-words").textContent`)
	if strings.Count(words, "Of 8 tokens it lost 0") != 2 {
		t.Errorf("the chart says %q, want a sentence for each lane", words)
	}
	eval[bool](b, `(document.querySelector("[data-probe]").focus(), true)`)
	b.keys(kb.End)
	for _, lane := range []string{"0", "1"} {
		if got := eval[string](b, `document.querySelector("[data-answer='`+lane+`'] [data-count]").textContent`); got != "8 of 8 tokens" {
			t.Errorf("lane %s at the end of the clock: %q, want all tokens", lane, got)
		}
	}
	b.keys(kb.Home)
	if got := eval[string](b, `document.querySelector("[data-answer='0'] [data-now]").textContent`); got != "waiting for the first token" {
		t.Errorf("at the beginning the lane is %q", got)
	}
}
