package server

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/trace"
)

// The figures of the recorded runs are those that a reader counts in the
// transcripts of the lessons.
func TestFiguresOfRecordedRuns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		file string
		want map[string]string
	}{
		{"05-resume/cut.jsonl", map[string]string{
			"requests": "2", "connections": "2", "sent": "440 B", "received": "3\u2009616 B", "head-sent": "440 B", "head-received": "358 B",
			"tokens": "100", "twice": "0", "made": "100", "answers": "1", "reconnects": "1", "wait": "500 ms", "faults": "1",
			"first-byte": "0 ms", "first": "800 ms", "total": "2\u2009776 ms", "silence": "800 ms", "per-token": "36.2 B",
			"es.requests": "2", "es.reconnects": "1", "1.reply": "800 ms", "2.reply": "0 ms", "1.tokens": "42", "1.reconnects": "0", "2.tokens": "58", "2.reconnects": "1", "2.first": "0 ms",
			"2.total": "637 ms", "1.events": "42",
		}},
		{"05-resume/cut-ws.jsonl", map[string]string{
			"requests": "2", "reconnects": "1", "wait": "500 ms", "tokens": "100", "ws.tokens": "100", "events": "0", "ws.first": "800 ms", "1.reply": "800 ms",
		}},
		{"01-why-stream/block-and-stream.jsonl", map[string]string{
			"requests": "2", "reconnects": "0", "faults": "0", "answers": "2", "one.requests": "1", "one.tokens": "0",
		}},
	} {
		t.Run(test.file, func(t *testing.T) {
			got := Figures(captureLog(t, test.file))
			for name, want := range test.want {
				if got[name].Text != want {
					t.Errorf("%s = %q, want %q", name, got[name].Text, want)
				}
			}
		})
	}
}

// What did not happen is no figure, and no zero.
func TestFiguresOfNothing(t *testing.T) {
	t.Parallel()
	got := Figures(trace.NewLog(trace.LogConfig{}))
	for _, name := range []string{"first", "first-byte", "reply", "total", "silence", "wait", "per-token", "es.requests"} {
		if f, ok := got[name]; ok {
			t.Errorf("an empty run has the figure %s = %q", name, f.Text)
		}
	}
	if got["requests"].Text != "0" {
		t.Errorf("requests = %q, want 0", got["requests"].Text)
	}
}

func TestFigureText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		value float64
		unit  string
		want  string
	}{
		{0, "", "0"}, {1234, "B", "1\u2009234 B"}, {812.4, "ms", "812 ms"}, {99.94, "ms", "99.9 ms"}, {3, "ms", "3 ms"}, {36.16, "B", "36.2 B"}, {36, "B", "36 B"}, {6800.6, "ms", "6\u2009801 ms"},
	} {
		if got := figureText(test.value, test.unit); got != test.want {
			t.Errorf("figureText(%v, %q) = %q, want %q", test.value, test.unit, got, test.want)
		}
	}
}

// A live run has its figures under its address; a reconnect without an id is one
// too, and its model works twice.
func TestFiguresOfARun(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	site := s.Places()[0].URL
	for range 2 {
		ask(t, c, "GET", run.Lab+"/sse?ttft=0&tps=1000&tokens=5", "")
	}
	for _, transport := range []string{"/ndjson", "/chat"} {
		ask(t, c, "POST", run.Lab+transport, `{"ttft":0,"tps":1000,"tokens":3}`, "Content-Type", "application/json")
	}
	ask(t, c, "POST", run.Lab+"/chat", `{"ttft":0,"tps":1000,"tokens":3,"stream":false}`, "Content-Type", "application/json")
	ask(t, c, "GET", run.Lab+"/poll?ttft=0&tps=1000&tokens=3&answer=k", "")
	resp, body := ask(t, c, "GET", site+run.Inspector+"/figures", "")
	var got struct{ Figures map[string]Figure }
	if err := json.Unmarshal([]byte(body), &got); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("figures = %s %q: %v", resp.Status, body, err)
	}
	for name, want := range map[string]float64{
		"requests": 6, "answers": 6, "places": 1, "es.requests": 2, "es.tokens": 10, "es.twice": 0, "es.reconnects": 1, "nd.tokens": 3, "fs.tokens": 3, "one.requests": 1, "sp.requests": 1, "nd.reconnects": 0,
	} {
		if f, ok := got.Figures[name]; !ok || f.Value != want {
			t.Errorf("%s = %v (there: %v), want %v", name, f.Value, ok, want)
		}
	}
	if f := got.Figures["one.first"]; f.Unit != "ms" || f.Label != "first token" || !strings.HasSuffix(f.Text, " ms") {
		t.Errorf("one.first = %+v, want a time", f)
	}
	if resp, _ := ask(t, c, "GET", site+"/runs/nonsense/figures", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("the figures of no run = %s, want 404", resp.Status)
	}
}

// The names that a lesson may use are told apart.
func TestFigureNames(t *testing.T) {
	t.Parallel()
	names := FigureNames()
	slices.Sort(names)
	if n := len(slices.Compact(slices.Clone(names))); n != len(figureTable) {
		t.Errorf("%d of %d names differ", n, len(figureTable))
	}
}
