package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/demo"
)

// handshakeLesson is a lesson with nothing but the handshake console.
const handshakeLesson = "# Handshake\n\nOne GET.\n\n<!-- lab: minutes=5 part=3 -->\n\n## Run\n\n<!-- demo: handshake capture=shake -->\n\n```text\nGET /ws\n```\n\n<!-- /demo -->\n"

const handshakeBench = "#shake"

// toHandshake goes to the console and waits until its form works.
func (b *tab) toHandshake() {
	b.t.Helper()
	b.toBench(handshakeBench)
	b.until("the form works", `document.querySelector("#shake [data-step=accept]").textContent`)
}

// shake chooses a preset, starts it, and waits until the page has asked why.
func (b *tab) shake(slug string) {
	b.t.Helper()
	b.setPreset(handshakeBench, slug)
	eval[string](b, fmt.Sprintf(`document.querySelector("%s [data-results]").replaceChildren(), ""`, handshakeBench))
	b.click(handshakeBench + " [data-start]")
	b.until(slug+" is over", fmt.Sprintf(`["closed", "failed"].includes(document.querySelector("%s .bench").dataset.state)
		&& document.querySelector("%s [data-why] p")`, handshakeBench, handshakeBench))
}

// setPreset chooses one as a hand does.
func (b *tab) setPreset(bench, slug string) {
	b.t.Helper()
	eval[string](b, fmt.Sprintf(`(() => {
		const list = document.querySelector("%s [data-preset]")
		list.value = %q
		list.dispatchEvent(new Event("input", {bubbles: true}))
		list.dispatchEvent(new Event("change", {bubbles: true}))
		return list.value
	})()`, bench, slug))
}

// A shaken is what the console shows of one handshake.
type shaken struct {
	JS, Crossed, Why []string
	Title            string
}

func (b *tab) shaken() shaken {
	b.t.Helper()
	return eval[shaken](b, fmt.Sprintf(`(() => {
		const box = document.querySelector("%s [data-results]")
		const texts = (s) => Array.from(box.querySelectorAll(s), (e) => e.textContent)
		return {JS: texts("[data-js] li"), Title: texts("[data-js] h4")[0], Crossed: texts("[data-wire-side] pre"), Why: texts("[data-why] p")}
	})()`, handshakeBench))
}

// Every handshake that fails tells JavaScript the same: an error without a word, and
// 1006. Beside it the wire and the rule are different each time.
func TestHandshakeConsole(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "07-handshake", handshakeLesson)
	b := openTab(t, 1440, 900)
	b.everyPage(collectViolations)
	b.open(page)
	b.toHandshake()
	const failed = "close code 1006, reason \"\", wasClean false"
	for _, c := range []struct{ slug, wire, why, closed string }{
		{"good", "HTTP/1.1 101", "Every rule is kept", "close code 1000, reason \"done\", wasClean true"},
		{"accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "The client gave up: the rule is “Sec-WebSocket-Accept is ", failed},
		{"unoffered", "chat.v2", "The client gave up: the rule is “The subprotocol is one that was offered” (RFC 6455 §4.1)", failed},
		{"not-echoed", "Sec-WebSocket-Protocol: chat.v1, token.abc", "one is chosen; this rule is the browsers’ own” (WebSockets Standard", failed},
		{"401", "your token expired", "The client gave up: the rule is “The status is 101, of HTTP/1.1” (RFC 6455 §4.1), and it saw HTTP/1.1 401", failed},
		{"http10", "HTTP/1.0", "The server refused: the rule is “The version is HTTP/1.1 or higher” (RFC 6455 §4.2.1)", failed},
		{"stripped", "426", "The server refused: the rule is “Upgrade has websocket” (RFC 6455 §4.2.1), and it saw no Upgrade", failed},
	} {
		b.shake(c.slug)
		got := b.shaken()
		if !strings.Contains(strings.Join(got.Crossed, "\n"), c.wire) {
			t.Errorf("%s: what crossed is %q, want %q in it", c.slug, got.Crossed, c.wire)
		}
		if !strings.Contains(strings.Join(got.Why, "\n"), c.why) {
			t.Errorf("%s: why is %q, want %q in it", c.slug, got.Why, c.why)
		}
		if !slices.Contains(got.JS, c.closed) {
			t.Errorf("%s: JavaScript saw %q, want %q", c.slug, got.JS, c.closed)
		}
		if c.closed == failed {
			want := []string{"new WebSocket readyState 0, CONNECTING", "error An Event without a code, a reason or a message.", failed, "readyState 3, CLOSED"}
			if !slices.Equal(got.JS, want) {
				t.Errorf("%s: JavaScript saw %q, want %q and nothing more", c.slug, got.JS, want)
			}
		}
	}
	b.checkViolations(t)
}

// The raw client sees what a page does not: the status and the sentence.
func TestHandshakeRawClient(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "07-handshake", handshakeLesson)
	b := openTab(t, 390, 844)
	b.everyPage(collectViolations)
	b.open(page)
	b.toHandshake()
	for slug, want := range map[string][3]string{
		"version": {"answer HTTP/1.1 426 Upgrade Required", "body Sec-WebSocket-Version must be 13.", "“Sec-WebSocket-Version is 13”"},
		"key":     {"answer HTTP/1.1 400 Bad Request", "body Sec-WebSocket-Key must be 16 bytes in base64, once.", "“Sec-WebSocket-Key is 16 bytes in base64”"},
	} {
		b.shake(slug)
		got := b.shaken()
		if got.Title != "What the raw client saw" || !slices.Contains(got.JS, want[0]) || !slices.Contains(got.JS, want[1]) {
			t.Errorf("%s: %s is %q, want %q", slug, got.Title, got.JS, want)
		}
		if !strings.Contains(strings.Join(got.Why, "\n"), want[2]) {
			t.Errorf("%s: why is %q, want %q in it", slug, got.Why, want[2])
		}
	}
	b.checkWidth(t, "the handshake console after a run", 390)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, theme := range []string{"light", "dark"} {
		b.prefer("prefers-color-scheme", theme)
		b.checkAxe(t, "the handshake console after a run, "+theme, string(axe))
	}
	b.checkViolations(t)
}

// The accept value is computed in the page, step by step, as the server computes it;
// a key that is none is called so, and what can not be sent gets a sentence.
func TestHandshakeKey(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "07-handshake", handshakeLesson)
	b := openTab(t, 800, 900)
	b.open(page)
	b.toHandshake()
	for key, want := range map[string][2]string{
		"dGhlIHNhbXBsZSBub25jZQ==": {"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", ""}, // RFC 6455 §1.3
		"dGhlIHNhbXBsZQ==":         {"", "These are 10 bytes; a key has 16. A server answers 400."},
		"not base64!":              {"", "This is not base64. A server answers 400."},
		"":                         {"Kfh9QIsMVZcl6xEPYxPHzW8SZ8w=", "There is no key. A server answers 400."},
	} {
		got := eval[[2]string](b, fmt.Sprintf(`(() => {
			const bench = document.querySelector("%s"), input = bench.querySelector("[data-key]")
			input.value = %q
			input.dispatchEvent(new Event("input", {bubbles: true}))
			return [bench.querySelector("[data-step=accept]").textContent, bench.querySelector("[data-key-said]").textContent]
		})()`, handshakeBench, key))
		if want[0] != "" && got[0] != want[0] || got[1] != want[1] {
			t.Errorf("the key %q: %q, want %q", key, got, want)
		}
	}
	eval[bool](b, fmt.Sprintf(`(() => {
		const bench = document.querySelector("%s")
		bench.querySelector("[name=sender][value=raw]").click()
		bench.querySelector("[data-request]").value = " "
		bench.querySelector("[data-start]").click()
		return true
	})()`, handshakeBench))
	b.until("the form says that the request is empty", fmt.Sprintf(`document.querySelector("%s [data-bad]").textContent === "There is no line to send."`, handshakeBench))
}

// The presets of the console are the demo's own.
func TestHandshakePresetsInThePage(t *testing.T) {
	t.Parallel()
	page := serveLesson(t, "07-handshake", handshakeLesson)
	b := openTab(t, 800, 900)
	b.open(page)
	names := eval[[]string](b, `Array.from(document.querySelectorAll("#shake [data-preset] option"), (o) => o.value)`)
	if got, want := len(names), len(demo.HandshakePresets)+1; got != want {
		t.Errorf("%d presets, want %d with the learner's own: %q", got, want, names)
	}
}
