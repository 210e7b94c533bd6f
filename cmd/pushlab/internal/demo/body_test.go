package demo

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// raw sends text and returns all that comes back until the server closes.
// finish ends the sending (TCP's FIN) behind it.
func (b *bench) raw(text string, finish bool) string {
	b.t.Helper()
	conn, err := net.Dial("tcp", b.server.Listener.Addr().String())
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, text)
	if finish {
		conn.(*net.TCPConn).CloseWrite()
	}
	all, _ := io.ReadAll(conn)
	return string(all)
}

// A body that does not come to its end is refused in a sentence, by whoever
// reads it, and its connection ends.
func TestSlowBody(t *testing.T) {
	b := newBenchWith(t, Config{}, Options{bodyTime: 50 * time.Millisecond})
	run := "/r/" + b.run.ID
	for line, want := range map[string]string{
		"POST " + run + "/chat": "The body could not be read: it did not come to its end in time.",
		"POST " + run + "/ack":  "The body could not be read: it did not come to its end in time.",
		"GET " + run + "/sse":   "The body could not be read: it did not come to its end in time.",
		"PUT " + run + "/chat":  "This address takes POST",
		"POST " + run + "/x":    "A run has the addresses",
		"POST /r/x/chat":        "There is no such run",
		"POST /":                "the lab of pushlab",
	} {
		if got := b.raw(line+" HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{", false); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// The deadline of a body is none of the stream that answers it.
func TestStreamOutlivesBodyTime(t *testing.T) {
	b := newBenchWith(t, Config{}, Options{bodyTime: 200 * time.Millisecond})
	for method, path := range map[string]string{"POST": "chat", "GET": "sse"} {
		_, got := b.do(method, path+"?ttft=400&tps=1000&tokens=3", "{}")
		if got := summary(parseEvents([]byte(got), "")); got != "1-3 done" {
			t.Errorf("%s %s told %q, want 1-3 done", method, path, got)
		}
	}
}

func TestBrokenBody(t *testing.T) {
	b := newBench(t, Config{})
	for _, path := range []string{"chat", "ack"} {
		for body, want := range map[string]string{
			"Content-Length: 9\r\n\r\n{":                 "The body could not be read: unexpected EOF.",
			"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{": "The body could not be read: invalid byte in chunk length.",
		} {
			got := b.raw(fmt.Sprintf("POST /r/%s/%s HTTP/1.1\r\nHost: x\r\n%s", b.run.ID, path, body), true)
			if !strings.HasPrefix(got, "HTTP/1.1 400 ") || !strings.Contains(got, want) {
				t.Errorf("%s %q: %q, want 400 and %q", path, body, got, want)
			}
		}
	}
}
