package demo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// readChat posts, and readPacked is readWS with compressed messages.
func readChat(b *bench, knobs, lastID string) (int, []told, error) {
	req, err := http.NewRequest("POST", b.url("chat?"+knobs), nil)
	if err != nil {
		return 0, nil, err
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := lonely.Do(req)
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

func readPacked(b *bench, knobs, lastID string) (int, []told, error) {
	conn, err := b.offering("ws?deflate=on")
	if err != nil {
		return 0, nil, err
	}
	if err := conn.Write(context.Background(), websocket.OpText, opMessage(knobs, lastID)); err != nil {
		return 0, nil, err
	}
	return readMessages(conn)
}

// readWhole polls an answer that is made already: all of it is in one body.
func readWhole(path string) func(b *bench, knobs, lastID string) (int, []told, error) {
	return func(b *bench, knobs, lastID string) (int, []told, error) {
		if len(b.events("gen.start")) == 0 {
			k, err := knobsOf(strings.Replace(knobs, "&answer=A", "", 1) + "&answer=A")
			if err != nil {
				return 0, nil, err
			}
			a := b.run.newAnswer(k, nil)
			b.run.speak(a, k)
			waitUntil(a.done)
		}
		return b.poll(path, "answer=A", lastID)
	}
}

// everyTransport is each way over HTTP/1.1 on which a fault can be done.
var everyTransport = []transport{
	{"sse", readSSE}, {"chat", readChat}, {"ndjson", readNDJSON}, {"ws", readWS}, {"ws deflate", readPacked},
	{"poll", readWhole("poll")}, {"longpoll", readWhole("longpoll")},
}

// short are measures that a test can wait for.
const short = quick + "&tokens=10&hole=1000&stall=100&rate=20000&down=100&fault="

// Every kind of fault on every transport, at the border of an event, within one
// and at a byte: what crosses before, how the connection ends and by whom, and
// what the trace has of it. A client that comes back then has the whole answer.
func TestFaultKinds(t *testing.T) {
	for _, tr := range everyTransport {
		for _, row := range []struct {
			kind  string
			whole bool   // the client gets all of it, in the end
			by    string // conn.close
			note  bool   // the trace says when it is over
		}{
			{"fin", false, "lab fin", false},
			{"rst", false, "lab rst", false},
			{"restart", false, "lab fin", false},
			{"blackhole", false, "lab rst", true},
			{"half", false, "lab rst", true},
			{"stall", true, "", true},
			{"throttle", true, "", false},
		} {
			for _, place := range []string{"@3", "@3+5", "@b300"} {
				t.Run(tr.name+" "+row.kind+place, func(t *testing.T) {
					t.Parallel()
					b := newBench(t, Config{})
					_, events, err := tr.read(b, short+row.kind+strings.ReplaceAll(place, "+", "%2B"), "")
					if whole := err == nil && summary(events) == "1-10 done"; whole != row.whole {
						t.Errorf("told %q, %v, want all of it: %v", summary(events), err, row.whole)
					}
					b.checkFault(t, row.kind+place, true)
					b.checkEnd(t, row.kind+place, row.by, row.note)
					if row.kind == "restart" {
						b.checkDown(t, tr)
					}
					if _, events, err := tr.read(b, quick+"&tokens=10&answer=new", ""); err != nil || summary(events) != "1-10 done" {
						t.Errorf("the next one was told %q, %v, want 1-10 done", summary(events), err)
					}
				})
			}
		}
	}
}

// checkEnd looks for what stands behind a fault: no byte to the client where the
// lab has broken the connection, one end of it, and a note where there is one.
func (b *bench) checkEnd(t *testing.T, fault, by string, note bool) {
	t.Helper()
	if by != "" {
		waitUntil(func() bool { return len(b.events("conn.close")) > 0 })
		if ends := b.events("conn.close"); len(ends) != 1 || ends[0].Text != by {
			t.Errorf("ends of the connection = %v, want one: %s", ends, by)
		}
	}
	struck, noted := false, false
	for _, e := range b.run.Log.Events(0) {
		switch {
		case e.Kind == "fault":
			struck = true
		case e.Kind == "bytes" && e.Dir == wire.ToClient && struck && by != "":
			t.Errorf("%d bytes crossed behind the fault", e.Frame.Len())
		case e.Kind == "note" && strings.HasPrefix(e.Text, fault+" is over"):
			noted = struck
		}
	}
	if noted != note && note {
		t.Errorf("the trace does not say when %s was over: %v", fault, b.events("note"))
	}
}

// checkDown asks until the server is back.
func (b *bench) checkDown(t *testing.T, tr transport) {
	t.Helper()
	waitUntil(func() bool { _, _, err := tr.read(b, quick+"&tokens=1", ""); return err == nil })
}

// While a restart lasts, every address of a stream answers as a proxy does. An
// exchange of another run does not notice.
func TestRestartAnswers502(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	b.run.goDown(defaultMeasures.Down)
	for _, row := range []struct{ method, path string }{
		{"GET", "sse"}, {"POST", "chat"}, {"POST", "ndjson"}, {"GET", "ws"}, {"GET", "poll"}, {"GET", "longpoll"},
	} {
		resp, body := b.do(row.method, row.path, "")
		if resp.StatusCode != 502 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/plain") || !strings.Contains(body, "restarted") {
			t.Errorf("%s: %d %q %q, want 502 in plain text", row.path, resp.StatusCode, resp.Header.Get("Content-Type"), body)
		}
	}
	if err := b.runs.New().isDown(); err != nil {
		t.Errorf("another run is down too: %v", err)
	}
	c.move(b.run, defaultMeasures.Down)
	if err := b.run.isDown(); err != nil {
		t.Errorf("when its time is over: %v", err)
	}
}

// A refusal is a reset before the first byte, once.
func TestRefuse(t *testing.T) {
	for _, tr := range everyTransport {
		t.Run(tr.name, func(t *testing.T) {
			b := newBench(t, Config{})
			if _, events, err := tr.read(b, quick+"&tokens=10&answer=A&fault=refuse", ""); err == nil || len(events) > 0 {
				t.Errorf("told %q, %v, want a reset", summary(events), err)
			}
			b.checkFault(t, "refuse@b0", true)
			b.checkEnd(t, "refuse@b0", "lab rst", false)
			if _, events, err := tr.read(b, quick+"&tokens=10&answer=A&fault=refuse", ""); err != nil || summary(events) != "1-10 done" {
				t.Errorf("then told %q, %v, want 1-10 done", summary(events), err)
			}
		})
	}
}

// A hole at each of many bytes lets exactly so many cross, on each transport.
func TestHoleAtByte(t *testing.T) {
	for _, tr := range everyTransport {
		for _, place := range []int64{1, 128, 333} {
			t.Run(tr.name, func(t *testing.T) {
				t.Parallel()
				b := newBench(t, Config{})
				fault := Fault{Kind: faultBlackhole, Byte: place}.String()
				tr.read(b, short+fault, "")
				waitUntil(func() bool { return len(b.events("conn.close")) > 0 })
				crossed := int64(0)
				for _, e := range b.events("bytes") {
					if e.Dir == wire.ToClient {
						crossed = e.Frame.End
					}
				}
				if strings.HasPrefix(tr.name, "ws") {
					place = max(place, 129) // the 101 had crossed before the knobs came
				}
				if d := crossed - place; d < 0 || d > 0 && !strings.HasPrefix(tr.name, "ws") || d > 120 {
					t.Errorf("%s: %d bytes crossed, want %d", fault, crossed, place)
				}
			})
		}
	}
}

// A fault that slows a response down ends with it: the next exchange on the same
// connection is whole, and goes at its own speed.
func TestSlowFaultEndsWithItsExchange(t *testing.T) {
	for _, fault := range []string{"stall@11", "throttle@2", "blackhole@b9999", "stall@b9999"} {
		t.Run(fault, func(t *testing.T) {
			b := newBench(t, Config{})
			client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
			defer client.CloseIdleConnections()
			for _, knobs := range []string{short + fault, quick + "&tokens=300"} {
				resp, err := client.Get(b.url("sse?" + knobs))
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if got := summary(parseEvents(body, "")); err != nil || !strings.HasSuffix(got, "done") {
					t.Errorf("%s: told %q, %v, want all of it", knobs, got, err)
				}
			}
			if got := len(b.events("conn.open")); got != 1 {
				t.Errorf("%d connections, want 1", got)
			}
			waitUntil(func() bool { return len(b.events("http.end")) == 2 })
			for _, e := range b.events("fault") {
				if e.Exchange != b.events("http.req")[0].Exchange {
					t.Errorf("the fault stands in exchange %d", e.Exchange)
				}
			}
		})
	}
}

// A client that leaves a hole ends it, long before its time, and nothing of it
// stays behind.
func TestHoleIsLeft(t *testing.T) {
	for _, path := range []string{"sse?", "ws?"} {
		for _, kind := range []string{"blackhole", "half"} {
			b := newBench(t, Config{})
			before := runtime.NumGoroutine()
			ctx, leave := context.WithCancel(t.Context())
			knobs := quick + "&tokens=1000&fault=" + kind + "@3"
			go b.hear(ctx, path+knobs)
			waitUntil(func() bool { return len(b.events("fault")) == 1 })
			leave()
			waitUntil(func() bool { return len(b.events("conn.close")) == 1 && b.runs.Stats().Streams == 0 })
			if got := b.events("conn.close")[0].Text; !strings.HasPrefix(got, "client ") {
				t.Errorf("%s %s: ended by %q, want the client", path, kind, got)
			}
			lonely.CloseIdleConnections()
			waitUntil(func() bool { return runtime.NumGoroutine() <= before })
		}
	}
}

// hear reads a stream until ctx ends, and then closes its connection.
func (b *bench) hear(ctx context.Context, path string) {
	if strings.HasPrefix(path, "ws") {
		conn, err := b.dial(path)
		if err != nil {
			return
		}
		defer conn.NetConn().Close()
		for err == nil {
			_, err = conn.Read(ctx)
		}
		return
	}
	req, err := http.NewRequestWithContext(ctx, "GET", b.url(path), nil)
	if err != nil {
		return
	}
	if resp, err := lonely.Do(req); err == nil {
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}
