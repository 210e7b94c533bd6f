package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// startTap runs "pushlab tap" in front of an address and returns what it prints.
func startTap(t *testing.T, to string) *program {
	t.Helper()
	p := &program{t: t, cmd: exec.Command("pushlab", "tap", "-addr", "127.0.0.1:0", "-data", t.TempDir(), "-to", to), places: map[string]string{}}
	p.stderr, p.ended = new(bytes.Buffer), make(chan error, 1)
	p.cmd.Stderr = p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	lines := bufio.NewScanner(out)
	for len(p.places) < 3 && lines.Scan() {
		name, text, _ := strings.Cut(lines.Text(), " ")
		url, target, arrow := strings.Cut(text, " → ")
		if p.places[name] = url; arrow != (name == "tap") || arrow && target != to {
			t.Errorf("it prints %q, want the target %s behind an arrow, for the tap alone", lines.Text(), to)
		}
	}
	go func() { p.ended <- p.cmd.Wait() }()
	if len(p.places) < 3 {
		<-p.end()
		t.Fatalf("pushlab tap did not start: %s", p.stderr)
	}
	return p
}

// tapped returns the events that the tap has recorded, once there are all wanted kinds.
func tapped(t *testing.T, p *program, kinds ...string) []trace.Event {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		text := get(t, p.places["run"]+"/trace.jsonl")
		log, err := trace.ReadJSONL(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		events, missing := log.Events(0), ""
		for _, kind := range kinds {
			if len(ofKind(events, kind)) == 0 {
				missing = kind
			}
		}
		if missing == "" {
			return events
		}
		select {
		case <-deadline:
			t.Fatalf("the tap recorded no %s: %s", missing, text)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// What crosses the tap is what the program said, and the run has it.
func TestTapRecordsAProgram(t *testing.T) {
	const body = "id: 1\ndata: hello\n\n"
	mine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, body)
		w.(http.Flusher).Flush()
		io.WriteString(w, ": "+r.URL.Path+"\n")
	}))
	defer mine.Close()
	p := startTap(t, mine.Listener.Addr().String())

	if got, want := get(t, p.places["tap"]+"/my/path"), body+": /my/path\n"; got != want {
		t.Errorf("through the tap the program says %q, want %q", got, want)
	}
	events := tapped(t, p, "conn.open", "http.req", "http.resp", "sse.event")
	if n := len(ofKind(events, "sse.event")); n != 1 {
		t.Errorf("the tap recorded %d events, want 1", n)
	}
	if page := get(t, p.places["run"]); !strings.Contains(page, "/my/path") {
		t.Error("the run's page does not show the request")
	}

	began := time.Now()
	p.cmd.Process.Signal(syscall.SIGINT)
	if err := <-p.end(); err != nil {
		t.Errorf("the program ended with %v, want exit code 0; stderr: %s", err, p.stderr)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("the program took %v to end, want at most a minute", took)
	}
}

// A program that does not listen: the client sees the refusal, and the trace
// says why.
func TestTapToARefusedPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to := l.Addr().String()
	l.Close()
	p := startTap(t, to)
	if resp, err := http.Get(p.places["tap"]); err == nil {
		t.Errorf("the client got %s, want an error", resp.Status)
	}
	for _, note := range ofKind(tapped(t, p, "conn.open", "note", "conn.close"), "note") {
		if want := fmt.Sprintf("dial tcp %s: connect: connection refused", to); note.Text != want {
			t.Errorf("the trace notes %q, want %q", note.Text, want)
		}
	}
}
