package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The browser refuses everything but the run: the site, the site's control
// socket, another origin, another run, and further code.
func TestEditorReachesOnlyItsRun(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	_, other := newRun(t, p, nil)
	asked := make(chan string, 9)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	defer elsewhere.Close()
	site := p.places["site"]
	b := openTab(t, 1440, 900)
	b.open(site + "/lessons/01-why-stream/")
	b.toEditor("EX01")
	for _, test := range []struct{ name, code string }{
		{"the site", "await fetch('/progress').catch(log)"},
		{"the site without reading", "await fetch('/progress/delete', {method: 'POST', mode: 'no-cors'}).catch(log)"},
		{"another origin", "await fetch('" + elsewhere.URL + "').catch(log)"},
		{"another origin without reading", "await fetch('" + elsewhere.URL + "', {mode: 'no-cors'}).catch(log)"},
		{"another run", "await fetch('" + other + "/sse').catch(log)"},
		{"the lab beside the run", "await fetch(new URL('/healthz', lab)).catch(log)"},
		{"the control socket", "const s = new WebSocket('" + strings.Replace(site, "http", "ws", 1) + "/control')\nawait new Promise((d) => (s.onerror = d))"},
		{"an EventSource elsewhere", "const s = new EventSource('" + site + "/x')\nawait new Promise((d) => (s.onerror = d))"},
		{"a script", "try { importScripts('/static/x.js') } catch (e) { log(e) }\nawait sleep(50)"},
		{"a module", "await import('/static/x.js').catch(log)\nawait sleep(50)"},
		{"a worker", "try { new Worker('data:,1') } catch (e) { log(e) }\nawait sleep(50)"},
	} {
		got := b.output("EX01", test.code+"\nawait sleep(50)")
		if all := strings.Join(got, "\n"); !strings.Contains(all, "was refused: the code may only reach its run, ") {
			t.Errorf("%s: printed %q, want that it was refused", test.name, got)
		}
	}
	if len(asked) > 0 {
		t.Errorf("the other origin was asked for %s", <-asked)
	}
	b.program("EX01", "await fetch('"+elsewhere.URL+"')")
	b.pressOwn("EX01", "run")
	if got := b.ends("EX01", "an uncaught refusal"); !strings.Contains(got, "in line 1") {
		t.Errorf("the page says %q", got)
	}
	if got := b.texts(ownEditor("EX01") + " [data-level=blocked] samp"); len(got) != 1 {
		t.Errorf("an uncaught refusal is told as %q, want one line", got)
	}
}

// What the code left open goes on, and ends with Stop: the lab sees its
// clients leave.
func TestEditorStopEndsTheStreams(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.toEditor("EX01")
	code := "new EventSource(`${lab}/sse?tokens=500&tps=5`).onmessage = (e) => log(e.data)\nnew WebSocket(`${lab.replace('http', 'ws')}/ws?tokens=500&tps=5`)"
	b.program("EX01", code)
	b.pressOwn("EX01", "run")
	if got := b.ends("EX01", code); !strings.Contains(got, "What it left open, a stream or a timer, goes on until you press Stop.") {
		t.Errorf("the page says %q", got)
	}
	b.until("events after the end", fmt.Sprintf(`document.querySelectorAll("%s .out li").length > 3`, ownEditor("EX01")))
	b.streams(2)
	b.pressOwn("EX01", "stop")
	b.streams(0)
}

// streams waits until the lab has so many, and fails with the test's time.
func (b *tab) streams(want int) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`new Promise((tell) => setInterval(async () => {
		const counters = await (await fetch("/debug/counters")).json()
		if (counters.runs.streams === %d) tell(true)
	}, 50))`, want))
}

// The worker has the site's origin, and none of what the site keeps there.
func TestEditorHasNoStorage(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/lessons/01-why-stream/")
	b.toEditor("EX01")
	got := b.output("EX01", `
const here = ["indexedDB", "caches", "BroadcastChannel", "cookieStore", "webkitRequestFileSystem", "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemURL", "webkitResolveLocalFileSystemSyncURL"].filter((name) => self[name] !== undefined)
const there = ["storage", "storageBuckets", "locks", "serviceWorker"].filter((name) => navigator[name] !== undefined)
log("left:", [...here, ...there].join())`)
	if all := strings.Join(got, "\n"); strings.TrimSpace(all) != "left:" {
		t.Errorf("printed %q, want that nothing is left", got)
	}
}
