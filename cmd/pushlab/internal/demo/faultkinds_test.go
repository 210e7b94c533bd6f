package demo

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// readChat posts, and readPacked is readWS with compressed messages.
func readChat(b *bench, knobs, lastID string) (int, []told, error) {
	return b.readEvents("POST", "chat?"+knobs, lastID)
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

// A faultKind is what becomes of an answer by a fault.
type faultKind struct {
	kind  string
	whole bool   // the client gets all of it, in the end
	by    string // conn.close
	note  bool   // the trace says when it is over
}

// Every kind of fault on every transport, at the border of an event, within one
// and at a byte: what crosses before, how the connection ends and by whom, and
// what the trace has of it. A client that comes back then has the whole answer.
func TestFaultKinds(t *testing.T) {
	for _, tr := range everyTransport {
		for _, f := range []faultKind{
			{"fin", false, "lab fin", false},
			{"rst", false, "lab rst", false},
			{"restart", false, "lab fin", false},
			{"blackhole", false, "lab rst", true},
			{"half", false, "lab rst", true},
			{"stall", true, "", true},
			{"throttle", true, "", false},
		} {
			t.Run(tr.name+" "+f.kind, func(t *testing.T) {
				t.Parallel()
				var places sync.WaitGroup // a hole takes a second, in which there is nothing to do
				for _, place := range []string{"@3", "@3+5", "@b300"} {
					places.Go(func() { f.try(t, tr, place) })
				}
				places.Wait()
			})
		}
	}
}

func (f faultKind) try(t *testing.T, tr transport, place string) {
	b, fault := newBench(t, Config{}), f.kind+place
	_, events, err := tr.read(b, short+strings.ReplaceAll(fault, "+", "%2B"), "")
	if whole := err == nil && summary(events) == "1-10 done"; whole != f.whole {
		t.Errorf("%s: told %q, %v, want all of it: %v", fault, summary(events), err, f.whole)
	}
	b.checkFault(t, fault, true)
	b.checkEnd(t, fault, f.by, f.note)
	if f.kind == "restart" {
		b.checkDown(t, tr)
	}
	if _, events, err := tr.read(b, quick+"&tokens=10&answer=new", ""); err != nil || summary(events) != "1-10 done" {
		t.Errorf("%s: the next one was told %q, %v, want 1-10 done", fault, summary(events), err)
	}
}

// checkEnd looks for what stands behind a fault: no byte to the client where the
// lab has broken the connection, one end of it, and a note where there is one.
func (b *bench) checkEnd(t *testing.T, fault, by string, note bool) {
	t.Helper()
	if by != "" {
		waitUntil(func() bool { return len(b.events("conn.close")) > 0 })
		if ends := b.events("conn.close"); len(ends) != 1 || ends[0].Text != by {
			t.Errorf("%s: ends of the connection = %v, want one: %s", fault, ends, by)
		}
	}
	struck, noted := false, false
	for _, e := range b.run.Log.Events(0) {
		switch {
		case e.Kind == "fault":
			struck = true
		case e.Kind == "bytes" && e.Dir == wire.ToClient && struck && by != "":
			t.Errorf("%s: %d bytes crossed behind the fault", fault, e.Frame.Len())
		case e.Kind == "note" && strings.HasPrefix(e.Text, fault+" is over"):
			noted = struck
		}
	}
	if note && !noted {
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
	b.run.GoDown(defaultMeasures.Down)
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

// A fault that slows a response down ends with it: the next exchange on the same
// connection is whole, and goes at its own speed.
func TestSlowFaultEndsWithItsExchange(t *testing.T) {
	for fault, struck := range map[string]int{"stall@11": 1, "throttle@2": 1, "blackhole@b9999": 0, "stall@b9999": 0} {
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
			faults := b.events("fault")
			if len(faults) != struck {
				t.Errorf("%d faults, want %d", len(faults), struck)
			}
			for _, e := range faults {
				if e.Exchange != b.events("http.req")[0].Exchange {
					t.Errorf("the fault stands in exchange %d", e.Exchange)
				}
			}
		})
	}
}
