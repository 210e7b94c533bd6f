package demo

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/tap"
)

// A streamBench is a bench whose server takes HTTP/2, as it does behind TLS, and
// a client that keeps to one connection.
type streamBench struct {
	*bench
	client *http.Client
	conns  atomic.Int32 // that the server has accepted
	logged lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newStreamBench(t *testing.T) *streamBench {
	t.Helper()
	return newStreamBenchWith(t, Config{})
}

func newStreamBenchWith(t *testing.T, c Config) *streamBench {
	t.Helper()
	b := &streamBench{bench: newBench(t, c)}
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	server := httptest.NewUnstartedServer(b.server.Config.Handler)
	server.Listener = tap.Listen(server.Listener, b.tapped(c))
	server.Config.ConnContext = tap.ConnContext
	server.Config.Protocols = protocols
	server.Config.ErrorLog = log.New(&b.logged, "", 0)
	server.Config.ConnState = func(c net.Conn, s http.ConnState) {
		if s == http.StateNew {
			b.conns.Add(1)
		}
		tap.ConnState(c, s)
	}
	server.Start()
	t.Cleanup(server.Close)
	b.server = server
	transport := &http.Transport{Protocols: protocols, MaxConnsPerHost: 1} // or requests at once might each dial
	b.client = &http.Client{Transport: transport}
	t.Cleanup(transport.CloseIdleConnections)
	return b
}

// get reads a stream to its end, which may be an error.
func (b *streamBench) get(knobs, lastID string) (events []told, err error) {
	req, err := http.NewRequest("GET", b.url("sse?ttft=0&tps=1000&"+knobs), nil)
	if err != nil {
		return nil, err
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.ProtoMajor != 2 {
		return nil, fmt.Errorf("the answer came over %s", resp.Proto)
	}
	body, err := io.ReadAll(resp.Body)
	return parseEvents(body, lastID), err
}

// Over HTTP/2 a fault ends the stream behind a whole event, and no log line
// tells of it.
func TestFaultHTTP2(t *testing.T) {
	for _, row := range []struct {
		fault, told string
		events      string
		clean       bool // END_STREAM
	}{
		{"end@3", "end@3", "1-3", true},
		{"fin@3", "h2reset@3", "1-3", false},
		{"rst@3", "h2reset@3", "1-3", false},
		{"rst@10", "h2reset@10", "1-10", false},
		{"fin@11", "h2reset@11", "1-10 done", false},
		{"rst@12", "", "1-10 done", true}, // there is no event 12
	} {
		t.Run(row.fault, func(t *testing.T) {
			b := newStreamBench(t)
			events, err := b.get("tokens=10&fault="+row.fault, "")
			if got := summary(events); got != row.events {
				t.Errorf("told %q, want %q", got, row.events)
			}
			if reset := err != nil && strings.Contains(err.Error(), "INTERNAL_ERROR"); reset == row.clean || row.clean && err != nil {
				t.Errorf("reading ended with %v, want END_STREAM: %v", err, row.clean)
			}
			b.checkFault(t, row.told, row.told != "")
			b.checkOrder(t)
			if again, err := b.get("tokens=10", ""); err != nil || summary(again) != "1-10 done" || b.conns.Load() != 1 {
				t.Errorf("the next stream: %q, %v, on %d connections, want all of it on the same one", summary(again), err, b.conns.Load())
			}
			if got := b.logged.String(); got != "" {
				t.Errorf("the server logged %q, want nothing", got)
			}
		})
	}
}

// A fault among lines or in a batch ends the stream behind a whole object too,
// and the trace has that object first.
func TestFaultHTTP2Objects(t *testing.T) {
	for _, row := range []struct{ method, path, told, body string }{
		{"POST", "ndjson?tokens=10&tps=1000&ttft=0&fault=rst@3", "h2reset@3", "3"},
		{"POST", "ndjson?tokens=10&tps=1000&ttft=0&fault=end@3", "end@3", "3"},
		{"GET", "poll?answer=A&fault=fin@3", "h2reset@3", "3"},
		{"GET", "longpoll?answer=A&fault=end@3", "end@3", "3"},
		{"GET", "longpoll?answer=A&fault=end@12", "", "11"},
	} {
		t.Run(row.path, func(t *testing.T) {
			b := newStreamBench(t)
			if fault := strings.TrimPrefix(row.path[strings.Index(row.path, "fault="):], "fault="); row.method == "GET" {
				b.makeA(10, fault)
			}
			req, err := http.NewRequest(row.method, b.url(row.path), nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := b.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if reset := err != nil; reset != strings.HasPrefix(row.told, "h2reset") {
				t.Errorf("reading ended with %v, want a reset for %q", err, row.told)
			}
			if got := fmt.Sprint(bytes.Count(body, []byte(`"id":`))); got != row.body {
				t.Errorf("%s objects crossed, want %s", got, row.body)
			}
			b.checkFault(t, row.told, row.told != "")
			for _, e := range b.events("fault") {
				if e.Exchange == 0 {
					t.Error("the fault stands in no exchange, want that of its object")
				}
			}
		})
	}
}

// checkOrder looks for the fault in its exchange: behind the last event that
// crossed.
func (b *streamBench) checkOrder(t *testing.T) {
	t.Helper()
	last := 0 // exchange of the last event
	for _, e := range b.run.Log.Events(0) {
		switch e.Kind {
		case "sse.event":
			last = e.Exchange
		case "fault":
			if last == 0 || e.Exchange != last {
				t.Errorf("the fault stands in exchange %d behind an event of exchange %d, want both in one", e.Exchange, last)
			}
			last = -1
		}
	}
}

// A stream that is cut leaves the other one on its connection alone.
func TestFaultHTTP2LeavesOthers(t *testing.T) {
	b := newStreamBench(t)
	var work sync.WaitGroup
	for _, row := range []struct{ knobs, want string }{
		{"tokens=400&answer=A", "1-400 done"},
		{"tokens=400&answer=B&fault=rst@50", "1-50"},
		{"tokens=400&answer=C&fault=end@90", "1-90"},
	} {
		work.Go(func() {
			events, _ := b.get(row.knobs, "")
			if got := summary(events); got != row.want {
				t.Errorf("%s: told %q, want %q", row.knobs, got, row.want)
			}
		})
	}
	work.Wait()
	if got := b.conns.Load(); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
	waitUntil(func() bool { return b.runs.Stats().Streams == 0 }) // each has given its place back
}

// Cut behind event k, a client that comes back has the whole text in the end.
func TestResumeHTTP2(t *testing.T) {
	const tokens = 40
	want := llm.Model{Seed: 7, Tokens: tokens}.Text()
	b := newStreamBench(t)
	for _, k := range []int{1, 2, 7, 20, 39, 40, 41} {
		for _, kind := range []string{"end", "fin", "rst"} {
			b.run = b.runs.New()
			got, visits, err := b.whole(fmt.Sprintf("tokens=%d&answer=K&fault=%s@%d", tokens, kind, k))
			if err != nil || got != want {
				t.Errorf("%s@%d: %v, text = %q, want %q", kind, k, err, got, want)
			}
			wantVisits := 2
			if k == tokens+1 {
				wantVisits = 1 // done had come
			}
			if made := len(b.events("gen.start")); visits != wantVisits || made != 1 {
				t.Errorf("%s@%d: %d visits and %d answers made, want %d and 1", kind, k, visits, made, wantVisits)
			}
		}
	}
}

// whole is wholeSSE over HTTP/2.
func (b *streamBench) whole(knobs string) (text string, visits int, err error) {
	lastID := ""
	for visits = 1; visits <= maxVisits; visits++ {
		events, _ := b.get(knobs, lastID) // what came before the reset counts
		for _, e := range events {
			if e.kind == "done" {
				return text, visits, nil
			}
			if err := follows(lastID, e.id); err != nil {
				return text, visits, err
			}
			lastID, text = e.id, text+e.data
		}
	}
	return text, visits, fmt.Errorf("never done")
}
