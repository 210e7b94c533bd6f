package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
)

// tallied are the numbers of the resume lab: lost, doubled, regenerated, made.
func (b *tab) tallied() []int {
	b.t.Helper()
	return eval[[]int](b, `["lost", "doubled", "regenerated", "made"].map((n) => Number(document.querySelector("#cut [data-n=" + n + "]").textContent))`)
}

// setKnobs sets controls of the resume lab, as "name value".
func (b *tab) setKnobs(settings ...string) {
	b.t.Helper()
	for _, s := range settings {
		name, value, _ := strings.Cut(s, " ")
		b.setKnob(resumeBench, name, value)
	}
}

// resumed runs the resume lab to its end, which is when so many tokens are counted
// as made: the counts come beside the answer, with the rows.
func (b *tab) resumed(made int) {
	b.t.Helper()
	b.begin(resumeBench)
	b.waitForState(resumeBench, "complete")
	b.until("all that was made is counted", fmt.Sprintf(`Number(document.querySelector("#cut [data-n=made]").textContent) >= %d`, made))
}

// tokenTexts are the tokens that the page shows, in order.
func (b *tab) tokenTexts() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll("#cut [data-pane=stream] .tk")].map((e) => e.textContent)`)
}

// toResumeLab opens it with an answer of 100 tokens that is cut behind the 20th,
// by a FIN: a reset may take with it what the page has not read yet.
func (b *tab) toResumeLab(site string) {
	b.t.Helper()
	b.open(site + "/lessons/05-resume/")
	b.toBench(resumeBench)
	b.setKnobs("tps 200", "fault fin", "after 20", "into 0")
}

// Several cuts cost a client that resumes nothing, over each transport.
func TestResumeLabCuts(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.toResumeLab(p.places["site"])
	b.setKnobs("then 42+7, rst@60")
	for _, transport := range []string{"es", "ws", "nd"} {
		b.setKnobs("transport " + transport)
		b.resumed(100)
		if got, want := b.answer(resumeBench), (llm.Model{Seed: 7, Tokens: 100}).Text(); got != want {
			t.Errorf("%s: the page shows %q, want %q", transport, got, want)
		}
		if got := b.tallied(); !slices.Equal(got, []int{0, 0, 0, 100}) {
			t.Errorf("%s: lost, doubled, regenerated, made = %v, want 0 0 0 100", transport, got)
		}
		if got := eval[int](b, `document.querySelectorAll("#cut .wr.fault").length`); got != 3 {
			t.Errorf("%s: %d faults on the wire, want 3", transport, got)
		}
	}
	b.checkViolations(t)
}

// A client that asks anew loses nothing and pays for each cut: the wire breaks
// for it as often as for the others.
func TestResumeLabNaive(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.toResumeLab(p.places["site"])
	b.setKnobs("then 30", "client naive", "seed random")
	b.resumed(150)
	got := b.tallied()
	if doubled := got[1]; got[0] != 0 || doubled != got[2] || doubled < 20 || doubled > 50 {
		t.Errorf("lost, doubled, regenerated, made = %v, want 0, up to 50 (what the page has read before the cuts), the same", got)
	}
	trace := get(t, eval[string](b, `document.querySelector("#cut .b-term a").href + "/trace.jsonl"`))
	var answers []string
	for _, m := range regexp.MustCompile(`has the seed (\d+)`).FindAllStringSubmatch(trace, -1) {
		seed, _ := strconv.ParseInt(m[1], 10, 64)
		answers = append(answers, llm.Model{Seed: seed, Tokens: 100}.Text())
	}
	if len(answers) != 3 || answers[0][:60] == answers[1][:60] || answers[1][:60] == answers[2][:60] {
		t.Fatalf("%d answers were made, %.60q, want 3, in other words each time", len(answers), answers)
	}
	shown := strings.Join(b.tokenTexts(), "")
	if !strings.HasPrefix(shown, answers[0][:40]) || !strings.HasSuffix(shown, answers[2]) {
		t.Errorf("the page shows %q, want the beginning of %.60q and all of %q", shown, answers[0], answers[2])
	}
}

// A restart between two requests: one reset, and a model that works twice. The
// seed says whether the words are the same.
func TestResumeLabRestart(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.toResumeLab(p.places["site"])
	b.setKnobs("epoch bump", "then 60")
	fixed := (llm.Model{Seed: 7, Tokens: 100}).Text()
	for _, seed := range []string{"fixed", "random"} {
		b.setKnobs("seed " + seed)
		b.resumed(110)
		got := b.tallied()
		if got[0] != 0 || got[1] != 0 || got[2] < 10 || got[2] > 20 {
			t.Errorf("seed %s: lost, doubled, regenerated, made = %v, want 0, 0, up to 20 (what the page has read before the cut)", seed, got)
		}
		if texts := b.tokenTexts(); len(texts) != 100 || (strings.Join(texts, "") == fixed) != (seed == "fixed") {
			t.Errorf("seed %s: the page shows %d tokens, %q", seed, len(texts), texts)
		}
		resets := eval[[]string](b, `[...document.querySelectorAll("#cut .wr-l")].map((e) => e.textContent).filter((text) => text.includes("reset") && text.includes("why"))`)
		if len(resets) != 1 || !strings.Contains(resets[0], "restart") {
			t.Errorf("seed %s: resets on the wire %q, want one, of a restart", seed, resets)
		}
	}
}

// What is no cut is said in place, and nothing is asked for.
func TestResumeLabRefuses(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	p := start(t, t.TempDir())
	for _, width := range []int{1440, 390} {
		b := openTab(t, width, 900)
		b.toResumeLab(p.places["site"])
		b.setKnobs("then boom@3")
		b.press(resumeBench, "start")
		b.until("the words", `document.querySelector("#cut [data-bad]").textContent.startsWith("boom@3 is no cut")`)
		if eval[bool](b, `document.querySelector("#cut [data-bad]").hidden`) {
			t.Error("what is wrong is hidden")
		}
		b.checkState(t, resumeBench, fmt.Sprint("resume-refused-", width), axe, width)
		b.setKnobs("then 60")
		b.resumed(100)
		if !eval[bool](b, `document.querySelector("#cut [data-bad]").hidden`) {
			t.Error("what was wrong is still shown")
		}
	}
}
