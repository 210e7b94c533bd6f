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

// endings opens WebSockets and notes what their pages are told.
const endings = `
	const told = {}
	function end(name, url, then) {
		const heard = told[name] = { began: performance.now(), messages: [] }
		const socket = heard.socket = new WebSocket(url)
		socket.onopen = () => { heard.opened = performance.now(); if (then) then(socket, heard) }
		socket.onmessage = ({ data }) => heard.messages.push(data)
		socket.onclose = ({ code, reason, wasClean }) => Object.assign(heard, { code, reason, wasClean, closed: performance.now() })
	}`

// A told is what a page knows of one WebSocket that has ended.
type told struct {
	Code     int
	Reason   string
	WasClean bool
	Opened   float64 // ms; 0: never
	Closed   float64
	Threw    string // by close(), its name
	Messages []string
}

// closeTheatre opens a page that may talk to the lab.
func (b *tab) closeTheatre(t *testing.T) *program {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><script>"+endings+"</script>")
	}))
	t.Cleanup(site.Close)
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-allow-origin", site.URL)
	b.open(site.URL)
	return p
}

// ending plays one ending in a run of its own and waits until both sides are over.
func (b *tab) ending(t *testing.T, p *program, name, query, then string) (told, *trace.Log) {
	t.Helper()
	run, lab := newRun(t, p, nil)
	if then == "" {
		then = "null"
	}
	eval[bool](b, fmt.Sprintf(`(end(%q, %q, %s), true)`, name, "ws"+strings.TrimPrefix(lab, "http")+"/d/closing?"+query, then))
	b.until(name+": the page was told", fmt.Sprintf(`told[%q].closed`, name))
	log := closedTrace(t, p, run)
	return eval[told](b, fmt.Sprintf(`(({socket, ...rest}) => rest)(told[%q])`, name)), log
}

// closedTrace reads a run's trace when its only connection is over.
func closedTrace(t *testing.T, p *program, run string) *trace.Log {
	t.Helper()
	return traceClosed(t, p, run, 1)
}

// traceClosed reads a run's trace when so many of its connections are over.
func traceClosed(t *testing.T, p *program, run string, n int) *trace.Log {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		log := traceOf(t, p, run)
		if len(eventsOf(log, "conn.close")) >= n {
			return log
		}
		if time.Now().After(end) {
			t.Fatalf("the trace has not %d ends of connections after a minute", n)
		}
	}
}

func eventsOf(log *trace.Log, kind string) (list []trace.Event) {
	for _, e := range log.Events(0) {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list
}

// A said is one frame of a trace.
type said struct {
	dir     wire.Direction
	opcode  byte
	masked  bool
	payload string
	at      time.Duration
}

func framesIn(log *trace.Log) (list []said) {
	for _, e := range eventsOf(log, "ws.frame") {
		b := log.Bytes(e)
		h, ok := wire.ParseFrameHeader(b)
		if !ok {
			continue
		}
		payload := append([]byte(nil), b[h.Size:]...)
		if h.Masked {
			wire.Mask(h.Key, 0, payload)
		}
		list = append(list, said{e.Dir, h.Opcode, h.Masked, string(payload), e.At})
	}
	return list
}
