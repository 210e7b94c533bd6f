package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary stand in for pushlab: scripts and tests that
// need a program of their own, to kill it, run this very code.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pushlab": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}

// places is how many pushlab opens, with a start line each; links is how many
// lines a room has behind them.
const (
	places = 4
	links  = 3
)

// A program is a running pushlab.
type program struct {
	t      testing.TB
	cmd    *exec.Cmd
	places map[string]string // name → URL
	stderr *bytes.Buffer
	ended  chan error
}

// start runs pushlab on free ports, or with args, and waits for its start lines.
func start(t testing.TB, data string, args ...string) *program {
	t.Helper()
	if len(args) == 0 {
		args = []string{"-addr", "127.0.0.1:0"}
	}
	p := &program{t: t, cmd: exec.Command("pushlab", append([]string{"serve", "-data", data}, args...)...), places: map[string]string{}}
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
	lines, want := bufio.NewScanner(out), places
	if slices.Contains(args, "-room") {
		want += links
	}
	for len(p.places) < want && lines.Scan() {
		name, url, _ := strings.Cut(lines.Text(), " ")
		p.places[name] = url
	}
	go func() { p.ended <- p.cmd.Wait() }()
	if len(p.places) < want {
		<-p.end()
		t.Fatalf("pushlab did not start: %s", p.stderr)
	}
	return p
}

// end returns a channel that tells, to everyone who asks, that the program
// has ended.
func (p *program) end() <-chan error {
	again := make(chan error, 1)
	go func() {
		err := <-p.ended
		p.ended <- err
		again <- err
	}()
	return again
}

// kill is kill -9: no goodbye, nothing flushed.
func (p *program) kill() {
	p.cmd.Process.Signal(syscall.SIGKILL) // fails when it has ended already
	select {
	case <-p.end():
	case <-time.After(time.Minute):
		p.t.Error("the killed program did not end")
	}
}

// lasting has the ports that lastingAddr gave out: another test must not take them
// while their program is down.
var lasting sync.Map

// lastingAddr is an -addr for a program that will be started again on the same
// ports: free ones below those from which the system takes the ports of
// outgoing connections, so that nobody takes them in between.
func lastingAddr(t *testing.T) string {
	t.Helper()
	for range 100 {
		port := 20000 + 8*rand.IntN(1250)
		if _, given := lasting.LoadOrStore(port, true); !given && free(port) && free(port+1) && free(port+2) && free(port+5) {
			return fmt.Sprintf("127.0.0.1:%d", port)
		}
	}
	t.Fatal("found no free ports between 20000 and 30000")
	return ""
}

func free(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
