package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// What crosses before a fault, and how the client sees the end.
func TestFaultSSE(t *testing.T) {
	for _, row := range []struct {
		fault  string
		events string // told before the end
		rest   int    // bytes of the event that was cut
		clean  bool   // the body ends with its last chunk
	}{
		{"end@3", "1-3", 0, true},
		{"fin@3", "1-3", 0, false},
		{"rst@3", "1-3", 0, false},
		{"end@3+5", "1-3", 5, true},
		{"fin@3+5", "1-3", 5, false},
		{"rst@0+1", "", 1, false},
		{"rst@3+9999", "1-4", 0, false}, // event 4 has no more bytes than it has
		{"end@10", "1-10", 0, true},
		{"fin@11", "1-10 done", 0, false},
		{"rst@12", "1-10 done", 0, true}, // there is no event 12
		{"end@b1", "1-1", 0, true},
		{"end@b9999", "1-10 done", 0, true},
	} {
		t.Run(row.fault, func(t *testing.T) {
			b := newBench(t, Config{})
			resp, err := getSSE(b, quick+"&tokens=10&fault="+strings.ReplaceAll(row.fault, "+", "%2B"), "")
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if got := summary(parseEvents(body, "")); got != row.events {
				t.Errorf("told %q, want %q", got, row.events)
			}
			if got := len(body) - strings.LastIndex(string(body), "\n\n") - 2; got != row.rest {
				t.Errorf("%d bytes of an event that was cut, want %d", got, row.rest)
			}
			if clean := err == nil; clean != row.clean {
				t.Errorf("reading ended with %v, want a last chunk: %v", err, row.clean)
			}
			b.checkFault(t, row.fault, row.fault != "rst@12" && row.fault != "end@b9999")
		})
	}
}

func (b *bench) checkFault(t *testing.T, want string, happens bool) {
	t.Helper()
	faults := b.events("fault")
	switch {
	case happens && (len(faults) != 1 || faults[0].Text != want):
		t.Errorf("faults in the trace = %v, want one %s", faults, want)
	case !happens && len(faults) > 0:
		t.Errorf("faults in the trace = %v, want none", faults)
	}
}

func TestFaultWS(t *testing.T) {
	for _, row := range []struct {
		fault  string
		events string
		code   int
		reason string
	}{
		{"end@3", "1-3", 1000, "end"},
		{"fin@3", "1-3", 1006, ""},
		{"rst@3", "1-3", 1006, ""},
		{"end@3+5", "1-4", 1000, "end"}, // a frame can not end early
		{"fin@3+5", "1-3", 1006, ""},
		{"rst@0+1", "", 1006, ""},
		{"fin@11", "1-10 done", 1006, ""},
		{"rst@12", "1-10 done", 1000, "done"},
		{"end@b1", "1-1", 1000, "end"},
		{"fin@b1", "", 1006, ""}, // the 101 had crossed before the knobs came
		{"end@b9999", "1-10 done", 1000, "done"},
	} {
		t.Run(row.fault, func(t *testing.T) {
			b := newBench(t, Config{})
			conn, err := b.dial("ws")
			if err != nil {
				t.Fatal(err)
			}
			conn.Write(context.Background(), websocket.OpText, opMessage("ttft=0&tps=1000&tokens=10&fault="+strings.ReplaceAll(row.fault, "+", "%2B"), ""))
			_, events, _ := readMessages(conn)
			if got := summary(events); got != row.events {
				t.Errorf("told %q, want %q", got, row.events)
			}
			_, err = conn.Read(context.Background())
			var closed websocket.CloseError
			if !errors.As(err, &closed) || closed.Code != row.code || closed.Reason != row.reason {
				t.Errorf("closed with %v, want %d %q", err, row.code, row.reason)
			}
			b.checkFault(t, row.fault, row.reason != "done")
		})
	}
}

// A fault at a byte lets exactly so many bytes of the response cross.
func TestFaultAtByte(t *testing.T) {
	for _, path := range []string{"sse", "ws", "chat", "ndjson", "longpoll"} {
		for _, kind := range []string{"fin", "rst"} {
			for _, k := range []int{1, 17, 128, 129, 333} {
				b := newBench(t, Config{})
				b.ask(path, fmt.Sprintf("ttft=0&tps=1000&tokens=40&fault=%s@b%d", kind, k))
				waitUntil(func() bool { return len(b.events("conn.close")) > 0 })
				out := int64(0)
				for _, e := range b.events("bytes") {
					if e.Dir == wire.ToClient {
						out = e.Frame.End
					}
				}
				if out != int64(k) {
					t.Errorf("%s %s: %d bytes crossed, want %d", path, kind, out, k)
				}
			}
		}
	}
}

// ask sends one request, whatever comes of it.
func (b *bench) ask(path, knobs string) {
	switch path {
	case "ws":
		if conn, err := b.dial("ws?" + knobs); err == nil {
			readMessages(conn)
		}
	case "chat":
		if resp, err := lonely.Post(b.url("chat?stream=false&"+knobs), "application/json", nil); err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
	case "ndjson":
		readNDJSON(b, knobs, "")
	case "longpoll": // of an answer that is long enough to be cut
		_, fault, _ := strings.Cut(knobs, "fault=")
		b.makeA(40, fault)
		b.poll(path, "answer=A", "")
	default:
		readSSE(b, knobs, "")
	}
}

// It happens once per answer, and a new answer gets its own.
func TestFaultOnce(t *testing.T) {
	for _, tr := range transports {
		b := newBench(t, Config{})
		for _, step := range []struct{ knobs, want string }{
			{"answer=A&fault=fin@3", "1-3"},
			{"answer=A&fault=fin@3", "1-10 done"},
			{"answer=A&fault=fin@5", "1-10 done"}, // the answer was asked for with another
			{"answer=B&fault=fin@3", "1-3"},
			{"fault=fin@3", "1-3"},
			{"fault=fin@3", "1-3"},
		} {
			_, events, _ := tr.read(b, quick+"&tokens=10&"+step.knobs, "")
			if got := summary(events); got != step.want {
				t.Errorf("%s %s: told %q, want %q", tr.name, step.knobs, got, step.want)
			}
		}
	}
}

// A fault that was not done stays with its answer, not with the connection: the
// next exchange on a connection that is kept alive is whole.
func TestFaultEndsWithItsExchange(t *testing.T) {
	b := newBench(t, Config{})
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for _, step := range []struct{ knobs, want string }{
		{"tokens=2&answer=A&fault=rst@b2000", "1-2 done"},
		{"tokens=100", "1-100 done"},
	} {
		resp, err := client.Get(b.url("sse?" + quick + "&" + step.knobs))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if got := summary(parseEvents(body, "")); err != nil || got != step.want {
			t.Errorf("%s: told %q, %v, want %q", step.knobs, got, err, step.want)
		}
	}
	if got := len(b.events("conn.open")); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
}

// rst at each of the bytes 1 to 600 of the response, head included. The client
// keeps its URL and comes back; in the end it has every token, none twice.
func TestResetAtEachByte(t *testing.T) {
	const tokens, last = 40, 600 // one run for each byte, since a run keeps 32 answers
	want := llm.Model{Seed: 7, Tokens: tokens}.Text()
	for name, whole := range map[string]func(*bench, string) (string, int, error){
		"sse": wholeSSE, "ws": wholeWS, "ndjson": wholeNDJSON, "longpoll": wholeLongPoll,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, Config{})
			var work sync.WaitGroup
			places := make(chan struct{}, 48)
			for k := 1; k <= last; k++ {
				places <- struct{}{}
				work.Go(func() {
					defer func() { <-places }()
					mine := &bench{t: t, runs: b.runs, server: b.server, run: b.runs.New()}
					got, visits, err := whole(mine, fmt.Sprintf("ttft=0&tps=1000&tokens=%d&answer=K%d&fault=rst@b%d", tokens, k, k))
					if err != nil || got != want {
						t.Errorf("rst@b%d: %v, text = %q, want %q", k, err, got, want)
					}
					if made := len(mine.events("gen.start")); visits < 2 || made != 1 {
						t.Errorf("rst@b%d: %d visits and %d answers made, want at least 2 and 1", k, visits, made)
					}
				})
			}
			work.Wait()
		})
	}
}

const maxVisits = 10

// wholeSSE is an EventSource that does not wait: it comes back with the id of
// the last event it was told until it is told done.
func wholeSSE(b *bench, knobs string) (text string, visits int, err error) {
	lastID := ""
	for visits = 1; visits <= maxVisits; visits++ {
		resp, err := getSSE(b, knobs, lastID)
		if err != nil {
			continue
		}
		body, _ := io.ReadAll(resp.Body) // what came before the reset counts
		resp.Body.Close()
		for _, e := range parseEvents(body, lastID) {
			if e.kind == "done" {
				return text, visits, nil
			}
			if e.kind != "message" {
				return text, visits, fmt.Errorf("told %v", e)
			}
			if err := follows(lastID, e.id); err != nil {
				return text, visits, err
			}
			lastID = e.id
			text += e.data
		}
	}
	return text, visits, errors.New("never done")
}

// follows says that id is the next one after last: none is lost, none doubled.
func follows(last, id string) error {
	before := tokenID{}
	if last != "" {
		before, _ = parseTokenID(last)
	}
	next, err := parseTokenID(id)
	if err != nil || next.seq != before.seq+1 || last != "" && next.epoch != before.epoch {
		return fmt.Errorf("%q came after %q", id, last)
	}
	return nil
}

// wholeWS opens the same URL again, so the answer starts with the 101 from
// token 1; what it has already, it skips by its id.
func wholeWS(b *bench, knobs string) (text string, visits int, err error) {
	lastID := ""
	for visits = 1; visits <= maxVisits; visits++ {
		conn, err := b.dial("ws?" + knobs)
		if err != nil {
			continue
		}
		if lastID != "" {
			conn.Write(context.Background(), websocket.OpText, opMessage("", lastID)) // the answer may be over by now
		}
		_, events, _ := readMessages(conn)
		for _, e := range events {
			if e.kind == "done" {
				return text, visits, nil
			}
			if had(e.id, lastID) {
				continue
			}
			if err := follows(lastID, e.id); err != nil {
				return text, visits, err
			}
			lastID = e.id
			text += e.data
		}
	}
	return text, visits, errors.New("never done")
}

func had(id, lastID string) bool {
	last, err := parseTokenID(lastID)
	this, _ := parseTokenID(id)
	return err == nil && this.epoch == last.epoch && this.seq <= last.seq
}
