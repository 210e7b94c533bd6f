package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// A bench is a real server: loopback, tap, recorder and the lab's addresses.
type bench struct {
	t        *testing.T
	runs     *Runs
	recorder *trace.Recorder
	server   *httptest.Server
	run      *Run
}

const siteOrigin = "http://site.test"

func newBench(t *testing.T, c Config) *bench {
	t.Helper()
	return newBenchWith(t, c, Options{})
}

func newBenchWith(t *testing.T, c Config, o Options) *bench {
	t.Helper()
	if c.Key == nil {
		c.Key = testKey
	}
	b := &bench{t: t, runs: NewRuns(c)}
	b.recorder = trace.NewRecorder(b.runs.Lookup)
	mux := http.NewServeMux()
	o.Origins = func(r *http.Request) string {
		if r.Header.Get("Origin") == siteOrigin {
			return siteOrigin
		}
		return ""
	}
	Mount(mux, b.runs, o)
	b.server = httptest.NewUnstartedServer(mux)
	b.server.Listener = tap.Listen(b.server.Listener, b.tapped(c))
	b.server.Config.ConnContext, b.server.Config.ConnState = tap.ConnContext, tap.ConnState
	b.server.Start()
	b.run = b.runs.New()
	t.Cleanup(b.close)
	return b
}

// tapped is a tap that waits until a write is recorded, however late its goroutine
// gets a core: the tests here are about the order of the rows.
func (b *bench) tapped(c Config) tap.Config {
	return tap.Config{Sink: b.recorder, Now: c.Now, ReplyWait: time.Minute}
}

func (b *bench) close() {
	b.runs.Goodbye()
	b.server.CloseClientConnections()
	b.server.Close()
	b.runs.Wait(context.Background())
}

// url returns the address of the run's path.
func (b *bench) url(path string) string { return b.server.URL + "/r/" + b.run.ID + "/" + path }

// A told is what a client was told: an SSE event or a WebSocket message.
type told struct{ kind, id, data string }

// A transport reads an answer until the connection ends, as an EventSource or a
// WebSocket of a page would. status is that of the response, and 204 stands for
// a WebSocket that is closed after done alone.
type transport struct {
	name string
	read func(b *bench, knobs, lastID string) (status int, events []told, err error)
}

var transports = []transport{{"sse", readSSE}, {"ws", readWS}, {"ndjson", readNDJSON}}

// polled reads an answer in as many responses as it takes.
var polled = []transport{{"poll", pollWith("poll")}, {"longpoll", pollWith("longpoll")}}

var allTransports = slices.Concat(transports, polled)

// lonely opens a connection for each request.
var lonely = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func readSSE(b *bench, knobs, lastID string) (int, []told, error) {
	return b.readEvents("GET", "sse?"+knobs, lastID)
}

func (b *bench) readEvents(method, path, lastID string) (int, []told, error) {
	resp, err := b.follow(method, path, lastID)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode, nil, errors.New(string(body))
	}
	return resp.StatusCode, parseEvents(body, lastID), err
}

func getSSE(b *bench, knobs, lastID string) (*http.Response, error) {
	return b.follow("GET", "sse?"+knobs, lastID)
}

// follow asks for events behind the last one, if there was one.
func (b *bench) follow(method, path, lastID string) (*http.Response, error) {
	req, err := http.NewRequest(method, b.url(path), nil)
	if err != nil {
		return nil, err
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	return lonely.Do(req)
}

func parseEvents(body []byte, lastID string) (events []told) {
	stream := wire.NewEventStream()
	stream.LastEventID = lastID
	for _, d := range stream.Feed(body) {
		events = append(events, told{d.Type, d.LastEventID, d.Data})
	}
	return events
}

// readWS starts or resumes with a message.
func readWS(b *bench, knobs, lastID string) (int, []told, error) {
	conn, err := b.dial("ws")
	if err != nil {
		return 0, nil, err
	}
	if err := conn.Write(context.Background(), websocket.OpText, opMessage(knobs, lastID)); err != nil {
		return 0, nil, err
	}
	return readMessages(conn)
}

func (b *bench) dial(path string) (*websocket.Conn, error) {
	return websocket.Dial(context.Background(), "ws"+strings.TrimPrefix(b.url(path), "http"), websocket.DialOptions{})
}

// opMessage writes the knobs of a query as the message that starts or resumes.
func opMessage(knobs, lastID string) []byte {
	m := map[string]string{"op": "start"}
	if lastID != "" {
		m = map[string]string{"op": "resume", "after": lastID}
	}
	values, _ := url.ParseQuery(knobs)
	for name := range values {
		m[name] = values.Get(name)
	}
	text, _ := json.Marshal(m)
	return text
}

func readMessages(conn *websocket.Conn) (int, []told, error) {
	var events []told
	for {
		m, err := conn.Read(context.Background())
		if err != nil {
			return 101, events, ended(err)
		}
		e, err := parseMessage(m.Data)
		if err != nil {
			return 101, events, err
		}
		events = append(events, e)
	}
}

// ended returns nil for a proper end.
func ended(err error) error {
	var closed websocket.CloseError
	if errors.As(err, &closed) && closed.Code == 1000 {
		return nil
	}
	return err
}

// parseMessage makes of a message what the event of the same kind is over SSE.
func parseMessage(data []byte) (told, error) {
	var m struct {
		Type, ID, Why, SHA256, Error string
		Token                        *string
		Tokens                       int
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return told{}, err
	}
	switch {
	case m.Token != nil:
		return told{"message", m.ID, *m.Token}, nil
	case m.Type == "done":
		return told{"done", m.ID, fmt.Sprintf(`{"tokens":%d,"sha256":"%s"}`, m.Tokens, m.SHA256)}, nil
	case m.Type == "reset":
		return told{"reset", m.ID, `{"why":"` + m.Why + `"}`}, nil
	}
	return told{m.Type, m.ID, m.Error}, nil
}

// A clock stands still until it is moved.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	timers []*timer
}

type timer struct {
	at   time.Time
	fire func()
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)} }

func (c *clock) config() Config {
	return Config{Key: testKey, Now: c.Now, AfterFunc: c.AfterFunc}
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

// due takes the next timer that is due at the latest at end, and moves the time
// to it.
func (c *clock) due(end time.Time) *timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.timers) == 0 {
		c.now = end
		return nil
	}
	next := slices.MinFunc(c.timers, func(a, b *timer) int { return a.at.Compare(b.at) })
	if next.at.After(end) {
		c.now = end
		return nil
	}
	if next.at.After(c.now) {
		c.now = next.at
	}
	c.timers = slices.DeleteFunc(c.timers, func(t *timer) bool { return t == next })
	return next
}

// move lets d pass. At each moment at which something is to happen, it waits
// until all of that has happened.
func (c *clock) move(run *Run, d time.Duration) {
	settle(run)
	end := c.Now().Add(d)
	for t := c.due(end); t != nil; t = c.due(end) {
		t.fire()
		settle(run)
	}
}

func settle(run *Run) { waitUntil(run.Settled) }

// waitUntil waits for what happens in other goroutines without a clock.
func waitUntil(ready func() bool) {
	for !ready() {
		time.Sleep(50 * time.Microsecond) // the core is for what it waits for
	}
}

// text joins the tokens.
func text(events []told) string {
	var b strings.Builder
	for _, e := range events {
		if e.kind == "message" {
			b.WriteString(e.data)
		}
	}
	return b.String()
}

// events returns the events of a trace of one kind.
func (b *bench) events(kind string) (list []trace.Event) {
	for _, e := range b.run.Log.Events(0) {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list
}
