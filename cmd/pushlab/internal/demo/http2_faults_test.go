package demo

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// What HTTP/2 can not do is refused with the name of the knob.
func TestFaultHTTP2Refused(t *testing.T) {
	b := newStreamBench(t)
	for _, row := range []struct{ method, path, says string }{
		{"GET", "sse?fault=end@b500", "fault must be KIND@N"},
		{"GET", "sse?fault=h2reset@b500", "fault must be KIND@N"},
		{"POST", "chat?stream=false&fault=fin@3", "fault must be KIND@N"},
		{"GET", "sse?fault=rst@3,end@b5", "fault must be KIND@N"},
		{"GET", "longpoll?fault=end@b500", "fault must be KIND@N"},
		{"GET", "sse?framing=eof", "framing=eof"},
	} {
		req, err := http.NewRequest(row.method, b.url(row.path), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := b.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != 400 || !strings.Contains(string(text), row.says) {
			t.Errorf("%s = %d %q, want 400 with %q", row.path, resp.StatusCode, text, row.says)
		}
	}
	if got := len(b.events("gen.start")); got != 0 {
		t.Errorf("%d answers were made, want 0", got)
	}
}

// A reset of a stream that was asked for over HTTP/2 stays undone while the
// answer is read over HTTP/1.1, and who asks for it there is refused.
func TestStreamResetOverHTTP1(t *testing.T) {
	b := newBench(t, Config{})
	b.makeA(10, "h2reset@3")
	if _, events, err := readSSE(b, "answer=A", ""); err != nil || summary(events) != "1-10 done" {
		t.Errorf("told %q, %v, want 1-10 done", summary(events), err)
	}
	b.checkFault(t, "", false)
	for _, path := range []string{"sse", "chat", "ndjson", "ws", "poll"} {
		method := "POST"
		if path == "sse" || path == "ws" || path == "poll" {
			method = "GET"
		}
		if resp, body := b.do(method, path+"?fault=h2reset@3", ""); resp.StatusCode != 400 || !strings.Contains(body, "RFC 9113") {
			t.Errorf("%s: %d %q, want 400 that says why", path, resp.StatusCode, body)
		}
	}
}

// Over HTTP/2 a fault within an event lets the event's first bytes cross, and one
// that only holds it back lets all of it cross in the end.
func TestFaultHTTP2Within(t *testing.T) {
	for _, row := range []struct {
		fault, told string
		events      string
		rest        int // bytes of the event that was cut
		clean       bool
	}{
		{"rst@3+5", "h2reset@3+5", "1-3", 5, false},
		{"fin@0+1", "h2reset@0+1", "", 1, false},
		{"end@3+5", "end@3+5", "1-3", 5, true},
		{"h2reset@3+5", "h2reset@3+5", "1-3", 5, false},
		{"restart@3", "restart@3", "1-3", 0, false},
		{"stall@3+5", "stall@3+5", "1-10 done", 0, true},
		{"throttle@3+5", "throttle@3+5", "1-10 done", 0, true},
		{"blackhole@3+5", "blackhole@3+5", "1-3", 5, false},
		{"half@3", "half@3", "1-3", 0, false},
	} {
		t.Run(row.fault, func(t *testing.T) {
			t.Parallel()
			b := newStreamBench(t)
			resp, err := b.client.Get(b.url("sse?" + quick + "&tokens=10&hole=1000&stall=100&rate=20000&fault=" + strings.ReplaceAll(row.fault, "+", "%2B")))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if got := summary(parseEvents(body, "")); got != row.events {
				t.Errorf("told %q, want %q", got, row.events)
			}
			if got := len(body) - strings.LastIndex(string(body), "\n\n") - 2; got != row.rest && row.events != "" {
				t.Errorf("%d bytes of an event that was cut, want %d", got, row.rest)
			}
			if clean := err == nil; clean != row.clean {
				t.Errorf("reading ended with %v, want END_STREAM: %v", err, row.clean)
			}
			b.checkFault(t, row.told, true)
			if faults := b.events("fault"); len(faults) > 0 && faults[0].Exchange == 0 {
				t.Error("the fault stands in no exchange")
			}
		})
	}
}

// At a byte, a fault over HTTP/2 is the TCP connection's, below all streams.
func TestFaultHTTP2AtByte(t *testing.T) {
	for _, kind := range []string{"fin", "rst", "blackhole", "half", "restart"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			b := newStreamBench(t)
			var work sync.WaitGroup
			other := make(chan error, 1)
			work.Go(func() {
				_, err := b.get("tokens=1000&answer=A", "")
				other <- err
			})
			waitUntil(func() bool { return len(b.events("gen.tok")) > 3 }) // each token takes a millisecond
			if _, err := b.get("tokens=1000&hole=1000&answer=B&fault="+kind+"@b3000", ""); err == nil {
				t.Error("the stream came to its end, want it broken")
			}
			if err := <-other; err == nil {
				t.Error("the other stream came to its end, want it broken too")
			}
			work.Wait()
			b.checkFault(t, kind+"@b3000", true)
			if got := b.conns.Load(); got != 1 {
				t.Errorf("%d connections, want 1", got)
			}
		})
	}
}

// A fault that slows the connection of HTTP/2 down loses nothing, and is over
// with the stream that asked for it.
func TestFaultHTTP2Slows(t *testing.T) {
	for _, fault := range []string{"stall@b900", "throttle@b900"} {
		b := newStreamBench(t)
		if events, err := b.get("tokens=30&stall=100&rate=20000&fault="+fault, ""); err != nil || summary(events) != "1-30 done" {
			t.Errorf("%s: told %q, %v, want 1-30 done", fault, summary(events), err)
		}
		b.checkFault(t, fault, true)
		if events, err := b.get("tokens=30", ""); err != nil || summary(events) != "1-30 done" || b.conns.Load() != 1 {
			t.Errorf("%s: the next stream was told %q, %v on %d connections, want 1-30 done on 1", fault, summary(events), err, b.conns.Load())
		}
	}
}
