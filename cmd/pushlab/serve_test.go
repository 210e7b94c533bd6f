package main

import (
	"bufio"
	"context"
	"database/sql"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

func TestStartLines(t *testing.T) {
	p := start(t, t.TempDir())
	for name, scheme := range map[string]string{"site": "http", "lab": "http", "edge": "http", "tls": "https"} {
		if got, want := p.places[name], regexp.MustCompile(`^`+scheme+`://localhost:\d+$`); !want.MatchString(got) {
			t.Errorf("%s = %q, want %s", name, got, want)
		}
	}
	if got := get(t, p.places["site"]+"/healthz"); got != "ok\n" {
		t.Errorf("healthz = %q, want ok", got)
	}
}

// A taken port is one sentence that names it.
func TestTakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	stderr := refuse(t, "-addr", l.Addr().String(), "-data", t.TempDir())
	if !strings.Contains(stderr, l.Addr().String()+" is taken by another program") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("stderr = %q, want one sentence that names %s", stderr, l.Addr())
	}
}

// A database of a newer pushlab is left alone.
func TestNewerDatabase(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir)
	p.kill()
	db, err := sql.Open("sqlite", filepath.Join(dir, "progress.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 9999"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	stderr := refuse(t, "-addr", "127.0.0.1:0", "-data", dir)
	if !strings.Contains(stderr, "newer") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("stderr = %q, want one sentence that says newer", stderr)
	}
}

// refuse runs pushlab and expects exit code 1; it returns standard error.
func refuse(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pushlab", append([]string{"serve"}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != 1 {
		t.Errorf("exit code = %d, want 1; stderr: %s", got, &stderr)
	}
	return stderr.String()
}

// At SIGTERM each live stream gets its goodbye, and the process is gone within
// 2 s with exit code 0.
func TestGoodbye(t *testing.T) {
	p := start(t, t.TempDir())
	_, lab := newRun(t, p, nil)
	resp, err := http.Get(lab + "/sse?tokens=1000&tps=10&ttft=0")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() && lines.Text() != "" { // the first block has come
	}
	ws, err := websocket.Dial(t.Context(), strings.Replace(lab, "http://", "ws://", 1)+"/ws?tokens=1000&tps=10&ttft=0", websocket.DialOptions{Subprotocols: []string{"pushlab.v1"}})
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan error, 1)
	go func() { closed <- readAll(t.Context(), ws) }()

	began := time.Now()
	p.cmd.Process.Signal(syscall.SIGTERM)
	rest, _ := io.ReadAll(resp.Body)
	if !regexp.MustCompile(`(?s)event: goodbye\n.*retry: \d+\n`).Match(rest) {
		t.Errorf("the stream ended with %q, want event: goodbye with a retry", tail(string(rest)))
	}
	if err := <-closed; !isClose(err, 1001) {
		t.Errorf("the WebSocket ended with %v, want close code 1001", err)
	}
	if err := <-p.end(); err != nil {
		t.Errorf("the program ended with %v, want exit code 0; stderr: %s", err, p.stderr)
	}
	if took := time.Since(began); took > time.Minute { // the streams last longer
		t.Errorf("the program took %v to end, want at most a minute", took)
	}
}

func readAll(ctx context.Context, ws *websocket.Conn) error {
	for {
		if _, err := ws.Read(ctx); err != nil {
			return err
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-200):] }
