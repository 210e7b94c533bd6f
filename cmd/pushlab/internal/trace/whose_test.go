package trace

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// Two benches of a page share a connection: each run has its own bytes, from
// offset 0, and no other.
func TestRunsOnOneConnection(t *testing.T) {
	l := newLab(t, tokens)
	c := l.dial(t)
	var wrote, read [2]bytes.Buffer
	for i := range 6 {
		c.wrote.Reset()
		c.read.Reset()
		c.say(t, "GET /r/run%d/sse?e=x%d HTTP/1.1\r\nHost: h\r\n\r\n", i%2, i)
		c.hear(t)
		wrote[i%2].Write(c.wrote.Bytes())
		read[i%2].Write(c.read.Bytes())
	}
	c.Close()
	for i := range 2 {
		run := fmt.Sprint("run", i)
		events := l.wait(t, run, "conn.close")
		checkKinds(t, events, "conn.open"+strings.Repeat(" http.req http.resp"+strings.Repeat(chunkedEvent, 3)+" http.chunk http.end", 3)+" conn.close")
		if got := l.log(run).Stream(1, wire.ToServer); !bytes.Equal(got, wrote[i].Bytes()) {
			t.Errorf("%s to the server: %q, want %q", run, got, &wrote[i])
		}
		if got := l.log(run).Stream(1, wire.ToClient); !bytes.Equal(got, read[i].Bytes()) {
			t.Errorf("%s to the client: %q, want %q", run, got, &read[i])
		}
		checkDecodedAgain(t, l.log(run))
	}
}

// All requests come at once, and some name no run.
func TestPipelining(t *testing.T) {
	l := newLab(t, tokens)
	c := l.dial(t)
	var all string
	want := [2]string{}
	for i, run := range []string{"run0", "none", "run1", "run0"} {
		request := fmt.Sprintf("GET /r/%s/sse?e=x%d HTTP/1.1\r\nHost: h\r\n\r\n", run, i)
		all += request
		if run != "none" {
			want[run[3]-'0'] += request
		}
	}
	c.say(t, "%s", all)
	for range 4 {
		c.hear(t)
	}
	c.Close()
	for i := range 2 {
		run := fmt.Sprint("run", i)
		l.wait(t, run, "conn.close")
		if got := string(l.log(run).Stream(1, wire.ToServer)); got != want[i] {
			t.Errorf("%s: %q, want %q", run, got, want[i])
		}
		if got := bytes.Count(l.log(run).Stream(1, wire.ToClient), []byte("HTTP/1.1 200")); got != 2-i {
			t.Errorf("%s has %d responses, want %d", run, got, 2-i)
		}
		checkDecodedAgain(t, l.log(run))
	}
	if len(l.logs) != 2 {
		t.Errorf("%d runs, want 2", len(l.logs))
	}
}

// A request comes byte by byte, so that nobody knows at first whose it is.
func TestRequestByteByByte(t *testing.T) {
	l := newLab(t, tokens)
	c := l.dial(t)
	request := "GET http://h/r/run1/sse?e=a HTTP/1.1\r\nHost: h\r\nCookie: secret\r\n\r\n"
	for i := range len(request) {
		c.say(t, "%s", request[i:i+1])
	}
	c.hear(t)
	c.Close()
	l.wait(t, "run1", "conn.close")
	want := strings.Replace(request, "secret", "******", 1)
	if got := string(l.log("run1").Stream(1, wire.ToServer)); got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
	checkDecodedAgain(t, l.log("run1"))
}

// What names no run leaves no byte, and no state once it is gone.
func TestNobodysBytes(t *testing.T) {
	l := newLab(t, http.NotFound)
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
		"GET /r/wrong/sse HTTP/1.1\r\nHost: h\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
		"no HTTP at all\r\n\r\n",
		strings.Repeat("x", 40000),
	} {
		c := l.dial(t)
		c.Conn.Write([]byte(request))
		c.Conn.(*net.TCPConn).CloseWrite()
		io.Copy(io.Discard, c)
	}
	if len(l.logs) != 0 {
		t.Errorf("%d runs, want none", len(l.logs))
	}
}

// Wherever reads and writes end, the same is kept: whole frames of the run, and
// no secret.
func TestEverySplitIsKeptAlike(t *testing.T) {
	const (
		request  = "POST /r/x/y HTTP/1.1\r\nHost: h\r\nCookie: secret\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nApi-Key: secret\r\n\r\n"
		response = "HTTP/1.1 200 OK\r\nSet-Cookie: secret\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nApi-Key: secret\r\n\r\n"
	)
	for i := range len(request) {
		s := newScript()
		s.in(request[:i])
		s.in(request[i:])
		i = min(i, len(response)-1)
		s.out(response[:i])
		s.out(response[i:])
		for dir, want := range []string{request, response} {
			want = strings.ReplaceAll(want, "secret", "******")
			if got := string(s.log.Stream(1, wire.Direction(dir))); got != want {
				t.Errorf("split at %d: kept %q, want %q", i, got, want)
			}
		}
		checkKinds(t, s.log.Events(0), "conn.open http.req http.chunk http.chunk http.resp http.chunk http.chunk http.end")
		checkDecodedAgain(t, s.finish())
	}
}
