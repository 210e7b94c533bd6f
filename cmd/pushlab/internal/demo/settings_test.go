package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// opening is the first line of an event stream.
func (b *bench) opening(knobs string) string {
	b.t.Helper()
	_, body := b.do("GET", "sse?"+knobs, "")
	line, _, _ := strings.Cut(body, "\n")
	return line
}

// With jitter streams say when to come back each for itself; without all say the
// same, and without a room they say what they always did.
func TestRetryOfARoom(t *testing.T) {
	for name, test := range map[string]struct {
		set      Settings
		least    int
		most     int
		distinct bool
	}{
		"no room": {Settings{}, 500, 500, false},
		"plain":   {Settings{Retry: 700 * time.Millisecond}, 700, 700, false},
		"jitter":  {Settings{Retry: 700 * time.Millisecond, Spread: 4 * time.Second}, 700, 4700, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Config{Settings: func(*Run) Settings { return test.set }})
			seen := map[int]bool{}
			for range 20 {
				var ms int
				if _, err := fmt.Sscanf(b.opening(quick+"&tokens=1"), "retry: %d", &ms); err != nil || ms < test.least || ms > test.most {
					t.Errorf("a stream opens with retry %d, %v, want %d to %d", ms, err, test.least, test.most)
				}
				seen[ms] = true
			}
			if (len(seen) > 1) != test.distinct { // 20 of 4001 times are the same once in 10^68
				t.Errorf("20 streams said %d times, want several: %v", len(seen), test.distinct)
			}
			_, body := b.do("POST", "chat", `{"ttft":0,"tps":1000,"tokens":1}`)
			if !strings.HasPrefix(body, "retry: ") {
				t.Errorf("chat opens with %.20q, want retry", body)
			}
		})
	}
}

// An attempt is measured with the values of its exercise, and is not held back.
func TestSettingsLeaveAttemptsAlone(t *testing.T) {
	b := newBench(t, Config{Settings: func(*Run) Settings {
		return Settings{TPS: 1, Stagger: time.Second, Retry: 9 * time.Second, Spread: time.Second}
	}})
	b.run.Buffer(true)
	resp, err := getSSE(b, "check=EX05a", "")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body) // it is cut
	if !bytes.HasPrefix(body, []byte("retry: 500\n")) {
		t.Errorf("the attempt opens with %.20q, want retry: 500", body)
	}
	for _, e := range b.events("note") {
		if strings.Contains(e.Text, "room") {
			t.Errorf("the room has changed an attempt: %s", e.Text)
		}
	}
	if faults := b.events("fault"); len(faults) != 1 || faults[0].Text != "fin@42" {
		t.Errorf("the attempt has the faults %v, want that of its exercise alone", faults)
	}
}

// The room makes answers slower, never faster, and the trace says so.
func TestPaceOfARoom(t *testing.T) {
	for _, test := range []struct {
		knobs  string
		set    Settings
		tokens int // made after 2 s
		note   string
	}{
		{"ttft=0&tps=100", Settings{}, 100, ""},
		{"ttft=0&tps=100", Settings{TPS: 10}, 21, "the room's profile: 10 tokens a second instead of 100"},
		{"ttft=0&tps=5", Settings{TPS: 10}, 11, ""},
		{"every=100", Settings{TPS: 1}, -1, "the room's profile: news every 1000 ms at most"},
	} {
		t.Run(test.knobs+fmt.Sprint(test.set.TPS), func(t *testing.T) {
			c := newClock()
			config := c.config()
			config.Settings = func(*Run) Settings { return test.set }
			b := newBench(t, config)
			go readSSE(b, test.knobs+"&tokens=100", "")
			waitUntil(func() bool { return b.streaming() == 1 })
			c.move(b.run, 2*time.Second)
			if got := len(b.events("gen.tok")); test.tokens >= 0 && (got < test.tokens*8/10 || got > test.tokens*13/10) { // the model's gaps vary
				t.Errorf("%d tokens after 2 s, want about %d", got, test.tokens)
			}
			var notes []string
			for _, e := range b.events("note") {
				notes = append(notes, e.Text)
			}
			if test.note == "" && len(notes) > 0 || test.note != "" && !slices.Contains(notes, test.note) {
				t.Errorf("notes %q, want %q", notes, test.note)
			}
		})
	}
}

func TestStaggerOfARoom(t *testing.T) {
	rs := NewRuns(Config{Key: testKey, Settings: func(*Run) Settings { return Settings{Stagger: 2 * time.Second} }})
	run, seen := rs.New(), map[time.Duration]bool{}
	for range 20 {
		k := run.paced(Knobs{TTFT: time.Second, TPS: 50}, true)
		if late := k.TTFT - time.Second; late < 0 || late > 2*time.Second || k.TPS != 50 {
			t.Errorf("the first token comes %v later at %d tokens a second, want up to 2 s and 50", late, k.TPS)
		}
		seen[k.TTFT] = true
	}
	if len(seen) < 2 {
		t.Error("20 answers begin at the same time, want them spread")
	}
}

// A seat's places are counted over its runs, and free again when streams end.
func TestAdmit(t *testing.T) {
	places := make(chan struct{}, 3)
	b := newBench(t, Config{Admit: func(*Run) (func(), error) {
		select {
		case places <- struct{}{}:
			return func() { <-places }, nil
		default:
			return nil, errors.New("Seat 7 has 3 live streams. End one.")
		}
	}})
	other := b.another()
	var bodies []io.Closer
	for _, b := range []*bench{b, other, b} {
		resp, err := getSSE(b, "ttft=60000", "")
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("a stream with a place: %v, %v", resp, err)
		}
		bodies = append(bodies, resp.Body)
	}
	for _, way := range []struct{ method, path string }{{"GET", "sse"}, {"POST", "chat"}, {"POST", "ndjson"}, {"GET", "longpoll"}} {
		resp, body := other.do(way.method, way.path, "")
		if resp.StatusCode != 429 || resp.Header.Get("Retry-After") == "" || !strings.Contains(body, "Seat 7 has 3 live streams. End one.") {
			t.Errorf("%s: %d %q, want 429, Retry-After and the sentence", way.path, resp.StatusCode, body)
		}
	}
	conn, err := b.dial("ws?ttft=0")
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Read(context.Background())
	if closed := (websocket.CloseError{}); !errors.As(err, &closed) || closed.Code != 1013 || closed.Reason != "Seat 7 has 3 live streams. End one." {
		t.Errorf("a WebSocket without a place: %v, want 1013 and the sentence", err)
	}
	for _, body := range bodies {
		body.Close()
	}
	waitUntil(func() bool { return len(places) == 0 })
	if status, events, err := readSSE(b, quick+"&tokens=3", ""); summary(events) != "1-3 done" {
		t.Errorf("behind them: %d %q, %v, want the answer", status, summary(events), err)
	}
}

// A stream is counted once for each time that it began or went on, and a poll is
// none.
func TestOnStream(t *testing.T) {
	came := make(chan *Run, 10)
	b := newBench(t, Config{OnStream: func(run *Run) { came <- run }})
	for _, tr := range everyTransport {
		if _, events, err := tr.read(b, quick+"&tokens=3", ""); err != nil {
			t.Errorf("%s: %q, %v", tr.name, summary(events), err)
		}
	}
	if got, want := len(came), 5; got != want { // sse, chat, ndjson, ws, ws deflate
		t.Errorf("%d streams came, want %d", got, want)
	}
}

func TestCloseReason(t *testing.T) {
	long := closeReason(strings.Repeat("é", 100))
	if len(long) > 123 || !strings.HasPrefix(long, "éé") || strings.ContainsRune(long, '�') {
		t.Errorf("closeReason = %d bytes %q, want whole characters in at most 123", len(long), long)
	}
}
