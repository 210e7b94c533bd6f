package check

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
)

// A lab is a real one, loopback, tap and recorder, on a clock that stands still
// until it is moved.
type lab struct {
	t        testing.TB
	clock    clock
	runs     *demo.Runs
	run      *demo.Run
	recorder *trace.Recorder
	server   *httptest.Server
	client   *http.Client
	open     int // streams that are being read
}

// newLab opens a lab for a client that speaks HTTP/1.1 or, without TLS, HTTP/2.
func newLab(t testing.TB, http2 bool) *lab {
	l := &lab{t: t, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, clock: clock{now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}}
	l.runs = demo.NewRuns(demo.Config{Key: make([]byte, 32), Now: l.clock.Now, AfterFunc: l.clock.AfterFunc})
	l.run = l.runs.New()
	l.recorder = trace.NewRecorder(l.runs.Lookup)
	mux := http.NewServeMux()
	demo.Mount(mux, l.runs, demo.Options{})
	l.server = httptest.NewUnstartedServer(mux)
	l.server.Listener = tap.Listen(l.server.Listener, tap.Config{Sink: l.recorder, Now: l.clock.Now, ReplyWait: time.Minute})
	l.server.Config.ConnContext, l.server.Config.ConnState = tap.ConnContext, tap.ConnState
	if http2 {
		protocols := new(http.Protocols)
		protocols.SetUnencryptedHTTP2(true)
		l.server.Config.Protocols = protocols
		l.client.Transport = &http.Transport{DisableKeepAlives: true, Protocols: protocols}
	}
	l.server.Start()
	t.Cleanup(func() {
		l.runs.Goodbye()
		l.server.CloseClientConnections()
		l.server.Close()
		l.runs.Wait(context.Background())
	})
	return l
}

// A stream is a response that is being read.
type stream struct {
	*bufio.Reader
	body io.Closer
}

func (l *lab) ask(method, path, body string, headers ...string) *stream {
	l.t.Helper()
	req, err := http.NewRequest(method, l.server.URL+"/r/"+l.run.ID+"/"+path, strings.NewReader(body))
	if err != nil {
		l.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := l.client.Do(req)
	if err != nil {
		l.t.Fatal(err)
	}
	l.open++
	return &stream{bufio.NewReader(resp.Body), resp.Body}
}

// get asks for an event stream, behind an event if lastID is not "".
func (l *lab) get(path, lastID string) *stream {
	l.t.Helper()
	if lastID == "" {
		return l.ask("GET", path, "")
	}
	return l.ask("GET", path, "", "Last-Event-ID", lastID)
}

// ack sends a nonce and waits for the answer to be recorded.
func (l *lab) ack(nonce string) {
	l.t.Helper()
	l.finish(l.ask("POST", "ack", nonce, "Content-Type", "text/plain"))
}

// nonce reads up to the challenge.
func (s *stream) nonce() string {
	for {
		line, err := s.ReadString('\n')
		if err != nil {
			return "none: " + err.Error()
		}
		if _, rest, ok := strings.Cut(line, `{"nonce":"`); ok {
			nonce, _, _ := strings.Cut(rest, `"`)
			return nonce
		}
	}
}

// finish reads to the end, whatever it is, and returns the last id.
func (l *lab) finish(s *stream) (lastID string) {
	all, _ := io.ReadAll(s)
	for line := range strings.Lines(string(all)) {
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			lastID = strings.TrimSpace(id)
		}
	}
	l.leave(s)
	return lastID
}

// leave closes the connection and waits until the trace has its end.
func (l *lab) leave(s *stream) {
	s.body.Close()
	l.open--
	waitUntil(func() bool {
		return len(l.events("http.req"))-len(l.events("http.end")) == l.open && len(l.events("conn.open"))-len(l.events("conn.close")) == l.open
	})
}

func (l *lab) events(kind string) (list []trace.Event) {
	for _, e := range l.run.Log.Events(0) {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list
}

// move lets time pass, one timer after the other.
func (l *lab) move(d time.Duration) {
	waitUntil(l.settled)
	end := l.clock.Now().Add(d)
	for f := l.clock.due(end); f != nil; f = l.clock.due(end) {
		f()
		waitUntil(l.settled)
	}
}

// settled: nothing moves, and the trace has the end of each response that is
// over. net/http writes the last chunk when its handler has returned.
func (l *lab) settled() bool {
	return l.run.Settled() && l.recorder.OpenExchanges() <= int(l.runs.Stats().Streams)
}

func waitUntil(ready func() bool) {
	for !ready() {
		time.Sleep(50 * time.Microsecond) // the core is for what it waits for
	}
}

type clock struct {
	mu     sync.Mutex
	now    time.Time
	timers []*timer
}

type timer struct {
	at time.Time
	f  func()
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &timer{c.now.Add(d), f}
	c.timers = append(c.timers, t)
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		n := len(c.timers)
		c.timers = slices.DeleteFunc(c.timers, func(other *timer) bool { return other == t })
		return len(c.timers) < n
	}
}

// due takes the next timer up to end and moves the time to it.
func (c *clock) due(end time.Time) (f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.SortStableFunc(c.timers, func(a, b *timer) int { return a.at.Compare(b.at) })
	if len(c.timers) == 0 || c.timers[0].at.After(end) {
		c.now = end
		return nil
	}
	next := c.timers[0]
	c.timers = c.timers[1:]
	if next.at.After(c.now) {
		c.now = next.at
	}
	return next.f
}
