package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// readReads fetches and tells the reads, and how the body ended for the page.
const readReads = `(async (url, options = {}) => {
	const reads = []
	try {
		const response = await fetch(url, options)
		for (const reader = response.body.getReader(); ; ) {
			const {value, done} = await reader.read()
			if (done) return {Reads: reads, End: "done"}
			reads.push(value.length)
			options.after?.(reads)
		}
	} catch (error) {
		return {Reads: reads, End: error.name + ": " + error.message}
	}
})`

// A readBack is what a page got of a body.
type readBack struct {
	Reads []int
	End   string
}

// What the reads of fetch are made of: the pieces that were written, however the
// events lie in them.
func TestFetchReads(t *testing.T) {
	t.Parallel()
	b := barePage(t)
	for _, c := range []struct {
		name, query, body string
		reads             []int
	}{
		{"one event in two parts", "slices=16,7&gap=1000", "data: the first token\n\n", []int{16, 7}},
		{"three events in one write", "", "data: a\n\ndata: b\n\ndata: c\n\n", []int{27}},
		{"cut inside a character", "slices=8,rest&gap=1000", "data: 你\n\n", []int{8, 3}},
	} {
		got := eval[readBack](b.tab, fmt.Sprintf(`fetch(%q, {method: "POST", body: %q}).then((r) => r.json()).then(({url}) => %s(url))`,
			b.lab+"/emit?parse=off&"+c.query, c.body, readReads))
		if want := (readBack{c.reads, "done"}); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: the page got %+v, want %+v", c.name, got, want)
		}
	}
}

// How a body that was cut looks to a page. Only its framing tells a cut from an
// end: where the end of the connection is the end of the body there is no cut.
func TestFetchTruncation(t *testing.T) {
	t.Parallel()
	b := barePage(t)
	raw := rawServer(t)
	for _, c := range []struct{ name, url, options, end string }{
		{"whole", b.lab + "/chat?tokens=5&ttft=0", `{method: "POST"}`, "done"},
		{"chunked, no last chunk", b.lab + "/chat?tokens=5&ttft=0&fault=fin@3", `{method: "POST"}`, "TypeError: network error"},
		{"chunked, RST", b.lab + "/chat?tokens=5&ttft=0&fault=rst@3", `{method: "POST"}`, "TypeError: network error"},
		{"short Content-Length", b.lab + "/chat?tokens=200&ttft=0&tps=1000&stream=false&fault=fin@b700", `{method: "POST"}`, "TypeError: network error"},
		{"until the end of the connection", raw + "/eof", `{}`, "done"},
		{"Content-Length, raw", raw + "/length", `{}`, "TypeError: network error"},
	} {
		got := eval[readBack](b.tab, fmt.Sprintf(`%s(%q, %s)`, readReads, c.url, c.options))
		if got.End != c.end {
			t.Errorf("%s: the body ended with %q behind reads of %v, want %q", c.name, got.End, got.Reads, c.end)
		}
		if c.end == "done" && len(got.Reads) == 0 {
			t.Errorf("%s: the page got no bytes, want some before the end", c.name)
		}
	}
}

// rawServer answers with bodies that net/http would not write: both are cut in
// the middle of the same event.
func rawServer(t *testing.T) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // the test is over
			}
			go answerRaw(c)
		}
	}()
	return "http://" + l.Addr().String()
}

func answerRaw(c net.Conn) {
	defer c.Close()
	req, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return // a connection that the browser opened ahead
	}
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n"
	if req.URL.Path == "/length" {
		head += "Content-Length: 100\r\n"
	}
	io.WriteString(c, head+"\r\ndata: a\n\ndata: the wire was c")
}

// A page that aborts closes the connection, and the server learns of it: that is
// all there is of a Stop button. The reader gets an AbortError.
func TestFetchAbort(t *testing.T) {
	t.Parallel()
	b := barePage(t)
	got := eval[readBack](b.tab, fmt.Sprintf(`(() => {
		const abort = new AbortController()
		const after = (reads) => reads.length === 3 && abort.abort()
		return %s(%q, {method: "POST", signal: abort.signal, after})
	})()`, readReads, b.lab+"/chat?tokens=200&ttft=0&tps=20"))
	if !strings.HasPrefix(got.End, "AbortError: ") || len(got.Reads) != 3 {
		t.Errorf("the body ended with %q behind %d reads, want an AbortError behind 3", got.End, len(got.Reads))
	}
	closed := b.closedBy()
	for began := time.Now(); closed == ""; closed = b.closedBy() {
		if time.Since(began) > time.Minute {
			t.Fatal("the connection of the answer is open after a minute")
		}
		time.Sleep(20 * time.Millisecond)
	}
	// A token may lie in the browser's socket when it closes it: the system sends RST then.
	if closed != "client fin" && closed != "client rst" {
		t.Errorf("the connection of the answer was closed by %q, want client fin, or client rst", closed)
	}
}

// closedBy says how the connection of the run's POST ended, as the server saw it.
func (b bare) closedBy() string {
	b.t.Helper()
	conn := -1
	for _, e := range b.events() {
		switch {
		case e.Kind == "http.req": // the only one: the POST is simple, without a preflight
			conn = e.Conn
		case e.Kind == "conn.close" && e.Conn == conn:
			return e.Text
		}
	}
	return ""
}

// events are those of the run's trace so far.
func (b bare) events() []trace.Event {
	b.t.Helper()
	resp, err := http.Get(b.p.places["site"] + "/runs/" + b.run + "/trace.jsonl")
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	log, err := trace.ReadJSONL(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return log.Events(0)
}
