package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"pushlab/cmd/pushlab/internal/websocket"
)

const (
	http2Streams = 250 // net/http's SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113 §6.5.2)
	asked        = 260
	leaving      = 40
	sockets      = 40
)

// hall is a server that counts who is in it, over which protocol and connection.
type hall struct {
	mu      sync.Mutex
	now     map[string]int             // requests in work, by path
	most    map[string]int             // the most at one time
	sockets map[string]map[string]bool // connections, by path and protocol: "/es HTTP/2.0"
}

func (h *hall) enter(r *http.Request) (leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	name := r.URL.Path
	h.now[name]++
	h.most[name] = max(h.most[name], h.now[name])
	way := name + " " + r.Proto
	if h.sockets[way] == nil {
		h.sockets[way] = map[string]bool{}
	}
	h.sockets[way][r.RemoteAddr] = true
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.now[name]--
	}
}

func (h *hall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	leave := h.enter(r)
	switch r.URL.Path {
	case "/es":
		defer leave()
		w.Header().Set("Content-Type", "text/event-stream")
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
	case "/ws":
		time.Sleep(20 * time.Millisecond) // time in which a second handshake could begin
		leave()                           // with the 101 the next one may begin
		c, err := websocket.Accept(w, r, websocket.AcceptOptions{})
		if err == nil {
			c.Read(r.Context()) // until the page goes
		}
	default:
		defer leave()
		fmt.Fprint(w, "<!doctype html><script>"+crowd+"</script>")
	}
}

// counts returns the most requests at one time for a path, and the connections
// that were used for it over a protocol.
func (h *hall) counts(path, proto string) (most, connections int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.most[path], len(h.sockets[path+" "+proto])
}

// crowd opens many of each, and asks for something besides.
const crowd = `
	const state = { open: 0, sockets: 0, fetched: 0 }
	const sources = []
	function streams(n) {
		for (let i = 0; i < n; i++) {
			const source = new EventSource("/es")
			source.onopen = () => state.open++
			sources.push(source)
		}
	}
	function sockets(n) {
		for (let i = 0; i < n; i++) {
			const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws")
			socket.onopen = () => state.sockets++
		}
	}
	function probe() {
		fetch("/probe").then(() => state.fetched = performance.now())
	}
	function leave(n) {
		sources.filter((s) => s.readyState === 1).slice(0, n).forEach((s) => s.close())
		return performance.now()
	}`

func newHall() *hall {
	return &hall{now: map[string]int{}, most: map[string]int{}, sockets: map[string]map[string]bool{}}
}

// Appendix A5: over HTTP/2 the server's limit of streams takes the place of six
// connections. All streams are in one TCP connection, what is asked for besides
// waits until one ends, and a WebSocket has a connection of its own.
func TestStreamsOfHTTP2(t *testing.T) {
	t.Parallel()
	h := newHall()
	site := httptest.NewUnstartedServer(h)
	site.EnableHTTP2 = true
	site.StartTLS()
	t.Cleanup(site.Close)
	b := openTab(t, 800, 600, chromedp.Flag("ignore-certificate-errors", true))
	b.open(site.URL)
	eval[bool](b, fmt.Sprintf(`(streams(%d), true)`, asked))
	b.until("as many are open as the server allows", fmt.Sprintf(`state.open >= %d`, http2Streams))
	eval[bool](b, `(probe(), sockets(1), true)`)
	b.until("the WebSocket is open", `state.sockets === 1`)
	if got := eval[[]float64](b, `[state.open, state.fetched]`); got[0] != http2Streams || got[1] != 0 {
		t.Errorf("%v streams are open and the fetch was answered at %v, want %d and 0: not yet", got[0], got[1], http2Streams)
	}
	left := eval[float64](b, fmt.Sprintf(`leave(%d)`, leaving))
	b.until("all that waited are open", fmt.Sprintf(`state.open === %d`, asked))
	b.until("the fetch is answered", `state.fetched`)
	if at := eval[float64](b, `state.fetched`); at < left {
		t.Errorf("the fetch was answered at %.0f ms, before streams were closed at %.0f ms", at, left)
	}
	if most, connections := h.counts("/es", "HTTP/2.0"); most != http2Streams || connections != 1 {
		t.Errorf("the server had %d streams at most in %d connections, want %d in one", most, connections, http2Streams)
	}
	if _, connections := h.counts("/ws", "HTTP/1.1"); connections != 1 {
		t.Errorf("%d connections of HTTP/1.1 carried the WebSocket, want one of its own", connections)
	}
}

// Appendix A5: six is no limit for WebSockets. Forty open to one host, one
// handshake after the other (appendix A3; RFC 6455 §4.1).
func TestFortySockets(t *testing.T) {
	t.Parallel()
	h := newHall()
	site := httptest.NewServer(h)
	t.Cleanup(site.Close)
	b := openTab(t, 800, 600)
	b.open(site.URL)
	eval[bool](b, fmt.Sprintf(`(sockets(%d), true)`, sockets))
	b.until("all are open", fmt.Sprintf(`state.sockets === %d`, sockets))
	if most, connections := h.counts("/ws", "HTTP/1.1"); most != 1 || connections != sockets {
		t.Errorf("%d handshakes at one time at most, %d connections, want 1 and %d", most, connections, sockets)
	}
}
