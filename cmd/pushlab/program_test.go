package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary builds pushlab once for all tests that run it as a program.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "pushlab")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "pushlab")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", &buildError{string(out)}
	}
	return path, nil
})

type buildError struct{ out string }

func (e *buildError) Error() string { return e.out }

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil && code == 0 {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// A program is a running pushlab.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	places map[string]string // name → URL
	stderr *bytes.Buffer
	ended  chan error
}

// start runs pushlab on free ports, or on those of args, and waits for its
// start lines.
func start(t *testing.T, data string, args ...string) *program {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatalf("building pushlab: %v", err)
	}
	if len(args) == 0 {
		args = []string{"-addr", "127.0.0.1:0"}
	}
	p := &program{t: t, cmd: exec.Command(path, append([]string{"serve", "-data", data}, args...)...), places: map[string]string{}}
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
	for len(p.places) < 2 && lines.Scan() {
		name, url, _ := strings.Cut(lines.Text(), " ")
		p.places[name] = url
	}
	if len(p.places) < 2 {
		t.Fatalf("pushlab did not start: %s", p.stderr)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	return p
}

// kill is kill -9: no goodbye, nothing flushed.
func (p *program) kill() {
	p.cmd.Process.Signal(syscall.SIGKILL)
	select {
	case err := <-p.ended:
		p.ended <- err
	case <-time.After(5 * time.Second):
		p.t.Error("the killed program did not end")
	}
}

// addr is the -addr that brings the program back to the same ports.
func (p *program) addr() string {
	return strings.Replace(strings.TrimPrefix(p.places["site"], "http://"), "localhost", "127.0.0.1", 1)
}
