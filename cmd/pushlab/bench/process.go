package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A process is a running server and where it listens.
type process struct {
	cmd    *exec.Cmd
	places map[string]string
}

// startProcess runs a program and reads its "NAME URL" lines until all want are there.
func startProcess(want []string, name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...), places: map[string]string{}}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for slices.ContainsFunc(want, func(name string) bool { return p.places[name] == "" }) {
		if !lines.Scan() {
			p.stop()
			return nil, fmt.Errorf("%s ended before it listened", name)
		}
		place, url, _ := strings.Cut(lines.Text(), " ")
		p.places[place] = url
	}
	return p, nil
}

// stop kills it (SIGKILL): it can not save anything any more.
func (p *process) stop() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// cpu is the CPU time that the process's threads have used, user and system,
// to the nanosecond (the first number of schedstat).
func (p *process) cpu() time.Duration {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var sum time.Duration
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			continue // the thread has ended
		}
		used, _, _ := strings.Cut(string(text), " ")
		n, _ := strconv.Atoi(used)
		sum += time.Duration(n)
	}
	return sum
}

var rssLine = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// rss is the resident memory in kB.
func (p *process) rss() int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	m := rssLine.FindSubmatch(text)
	if m == nil {
		return 0
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return kb
}

// counters is what site/debug/counters says after a garbage collection.
type counters struct {
	Goroutines int
	OpenFiles  int
	Heap       int
	Stack      int
}

func (p *process) counters() (c counters, err error) {
	err = getJSON(p.places["site"]+"/debug/counters?gc=1", &c)
	return c, err
}

func getJSON(url string, v any) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(v)
}

// newRun asks the site for a run and returns its address at the lab.
func (p *process) newRun() (string, error) {
	resp, err := http.Post(p.places["site"]+"/runs", "", nil)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var run struct{ Lab string }
	if err := json.NewDecoder(resp.Body).Decode(&run); err != nil {
		return "", err
	}
	io.Copy(io.Discard, resp.Body)
	return run.Lab, nil
}

// buildPushlab builds the program that is measured.
func buildPushlab() (string, error) {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("pushlab-bench-%d", os.Getpid()))
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "./cmd/pushlab")
	cmd.Dir = filepath.Join("..", "..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return path, cmd.Run()
}

func median[T int | float64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
