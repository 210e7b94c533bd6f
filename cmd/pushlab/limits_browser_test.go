package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// sixConnections: what a page holds open to one host over HTTP/1.1.
const sixConnections = 6

// seven opens seven EventSources, then asks with fetch, and opens a WebSocket.
const seven = `
	const state = { open: 0, fetched: 0, socket: 0 }
	const sources = []
	function begin(lab) {
		for (let i = 0; i < 7; i++) {
			const source = new EventSource(lab + "/sse?tokens=800&tps=5&ttft=0&answer=A" + i)
			source.onopen = () => state.open++
			sources.push(source)
		}
	}
	function probe(lab) {
		fetch(lab + "/poll?answer=P&tokens=1&ttft=0").then(() => state.fetched = performance.now())
		const socket = new WebSocket(lab.replace("http", "ws") + "/echo")
		socket.onopen = () => state.socket = performance.now()
	}
	function readyStates() { return sources.map((s) => s.readyState).join("") }`

// Appendix A5: over HTTP/1.1 six streams fill a host, what is asked for besides
// waits until one ends, and a WebSocket does not.
func TestSixConnectionsToAHost(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><script>"+seven+"</script>")
	}))
	t.Cleanup(site.Close)
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-allow-origin", site.URL)
	b := openTab(t, 800, 600)
	b.open(site.URL)
	_, lab := newRun(t, p, nil)
	eval[bool](b, fmt.Sprintf(`(begin(%q), true)`, lab))
	b.until("six are open", fmt.Sprintf(`state.open >= %d`, sixConnections))
	eval[bool](b, fmt.Sprintf(`(probe(%q), true)`, lab))
	b.until("the WebSocket is open", `state.socket`)
	if got := eval[string](b, `readyStates()`); strings.Count(got, "1") != sixConnections || strings.Count(got, "0") != 1 {
		t.Errorf("the sources are %s, want six open (1) and one that waits (0)", got)
	}
	if eval[bool](b, `state.fetched > 0`) { // it was asked for before the WebSocket
		t.Error("the fetch was answered while six streams were open")
	}
	eval[bool](b, `(sources.find((s) => s.readyState === 1).close(), true)`)
	b.until("the seventh has its place", `state.open === 7`) // it asked first
	left := eval[float64](b, `(sources.find((s) => s.readyState === 1).close(), performance.now())`)
	b.until("the fetch is answered", `state.fetched`)
	if at := eval[float64](b, `state.fetched`); at < left {
		t.Errorf("the fetch was answered at %.0f ms, before a second source was closed at %.0f ms", at, left)
	}
}

// blocking keeps the main thread busy, and counts what it hears meanwhile.
const blocking = `
	const heard = []
	let began = 0, over = 0
	function listen(url) {
		const socket = new WebSocket(url)
		socket.onmessage = () => heard.push(performance.now())
		return socket
	}
	function block(ms) {
		began = performance.now()
		while (performance.now() - began < ms);
		over = performance.now()
	}`

const (
	pingEvery   = time.Second // the lab drops who leaves two unanswered
	blockedTime = 5 * time.Second
	behindTime  = 2 * time.Second // for what has waited
	tokenRate   = 10              // a second
)

// Appendix A5: a page whose main thread is busy runs no handler, and its browser
// answers pings all the same. A pong proves a browser, and no page.
func TestPongsOfABlockedPage(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><script>"+blocking+"</script>")
	}))
	t.Cleanup(site.Close)
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-allow-origin", site.URL)
	b := openTab(t, 800, 600)
	b.open(site.URL)
	run, lab := newRun(t, p, nil)
	eval[bool](b, fmt.Sprintf(`(globalThis.socket = listen(%q), true)`,
		fmt.Sprintf("ws%s/ws?tokens=800&tps=%d&ttft=0&ping=%d", strings.TrimPrefix(lab, "http"), tokenRate, pingEvery.Milliseconds())))
	b.until("messages come", `heard.length > 2`)
	eval[bool](b, fmt.Sprintf(`(block(%d), true)`, blockedTime.Milliseconds()))
	b.until("messages come again", fmt.Sprintf(`heard.at(-1) > over + %d`, behindTime.Milliseconds()))
	if n := eval[int](b, `heard.filter((at) => at > began && at < over).length`); n != 0 {
		t.Errorf("%d handlers ran while the main thread was blocked, want none", n)
	}
	late := eval[int](b, fmt.Sprintf(`heard.filter((at) => at >= over && at < over + %d).length`, behindTime.Milliseconds()))
	if live := int(behindTime.Seconds() * tokenRate); late < 2*live {
		t.Errorf("%d messages came in %v behind the block, want those of the block beside %d new ones", late, behindTime, live)
	}
	eval[bool](b, `(socket.close(), true)`)
	log := closedTrace(t, p, run)
	checkPongs(t, log)
}

// checkPongs wants each ping answered at a time at which the page was silent too:
// there is no pause among the pongs as long as the block.
func checkPongs(t *testing.T, log *trace.Log) {
	t.Helper()
	var pings, pongs []time.Duration
	for _, f := range framesIn(log) {
		switch {
		case f.opcode == wire.OpPing && f.dir == wire.ToClient:
			pings = append(pings, f.at)
		case f.opcode == wire.OpPong && f.dir == wire.ToServer:
			pongs = append(pongs, f.at)
		}
	}
	if least := int(blockedTime / pingEvery); len(pings) < least || len(pongs) < len(pings)-1 {
		t.Fatalf("%d pings, %d pongs, want %d pings or more, and a pong for each", len(pings), len(pongs), least)
	}
	for i := range pongs[1:] {
		if gap := pongs[i+1] - pongs[i]; gap >= blockedTime {
			t.Errorf("no pong for %v behind %v, while pings came every %v", gap, pongs[i], pingEvery)
		}
	}
}
