package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A checking is a running "pushlab check" whose first lines were read.
type checking struct {
	cmd    *exec.Cmd
	lab    string
	lines  *bufio.Reader
	text   strings.Builder // what it has printed
	errors bytes.Buffer
}

// startCheck runs pushlab check until it has printed what to do next.
func startCheck(t *testing.T, args ...string) *checking {
	t.Helper()
	c := &checking{cmd: exec.Command("pushlab", append([]string{"check"}, args...)...)}
	c.cmd.Stderr = &c.errors
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.cmd.Process.Kill() }) // an error: it has ended
	c.lines = bufio.NewReader(out)
	c.until(t, "→ ")
	for line := range strings.Lines(c.text.String()) {
		if lab, ok := strings.CutPrefix(line, "lab   "); ok {
			c.lab = strings.TrimSpace(lab)
		}
	}
	return c
}

// until reads lines up to one that begins with a word.
func (c *checking) until(t *testing.T, begin string) {
	t.Helper()
	for {
		line, err := c.lines.ReadString('\n')
		c.text.WriteString(line)
		if strings.HasPrefix(line, begin) {
			return
		}
		if err != nil {
			t.Fatalf("%v before a line with %q:\n%s%s", err, begin, c.text.String(), c.errors.String())
		}
	}
}

// end waits for its end and returns the exit code.
func (c *checking) end(t *testing.T) int {
	t.Helper()
	rest, _ := io.ReadAll(c.lines)
	c.text.Write(rest)
	c.cmd.Wait() // its error is the exit code
	return c.cmd.ProcessState.ExitCode()
}

// getStream reads a stream of the run to whatever end it has, and returns the
// last id.
func (c *checking) getStream(t *testing.T, path, lastID string) (id string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", c.lab+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := (&http.Client{Timeout: time.Minute}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body) // the lab cuts it
	for line := range strings.Lines(string(text)) {
		if found, ok := strings.CutPrefix(line, "id: "); ok {
			id = strings.TrimSpace(found)
		}
	}
	return id
}

func solveEX05a(t *testing.T, c *checking) {
	c.getStream(t, "/sse", c.getStream(t, "/sse?check=EX05a", ""))
}

// The exit code says how it ended, and the last lines are those of the golden
// file of feedback: the sentences of the page.
func TestCheck(t *testing.T) {
	t.Parallel()
	site := start(t, t.TempDir())
	own := "a lab of its own"
	for _, row := range []struct {
		name, exercise, site string
		do                   func(*testing.T, *checking)
		code                 int
		want                 string // the golden file of feedback with which it ends
	}{
		{"passed", "EX05a", site.places["site"], solveEX05a, 0, "EX05a/solution.txt"},
		{"passed, in a lab of its own", "EX05a", own, solveEX05a, 0, "EX05a/solution.txt"},
		{"not passed", "EX05b", site.places["site"], func(t *testing.T, c *checking) {
			c.getStream(t, "/sse?check=EX05b", "")
			c.getStream(t, "/sse?check=EX05b", "")
		}, 1, "EX05b/no-id.txt"},
		{"interrupted", "EX05a", site.places["site"], func(t *testing.T, c *checking) {
			c.getStream(t, "/sse?check=EX05a", "")
			c.until(t, "met ")
			c.cmd.Process.Signal(os.Interrupt)
		}, 1, "EX05a/after-the-cut.txt"},
	} {
		t.Run(row.name, func(t *testing.T) {
			args := []string{row.exercise}
			if row.site != own {
				args = append(args, "-site", row.site)
			}
			c := startCheck(t, args...)
			row.do(t, c)
			if code := c.end(t); code != row.code {
				t.Errorf("exit code %d, want %d: %s", code, row.code, c.errors.String())
			}
			if want := readFeedback(t, row.want); !strings.HasSuffix(maskFeedback(c.text.String()), "\n\n"+want) {
				t.Errorf("it ends with\n%s\nwant\n%s", c.text.String(), want)
			}
		})
	}
}

func readFeedback(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("internal", "check", "testdata", "feedback", name))
	if err != nil {
		t.Fatal(err)
	}
	return maskFeedback(string(text))
}

var (
	anEpoch = regexp.MustCompile(`\b[a-z0-9]{4}-(\d+)\b`)
	aTime   = regexp.MustCompile(`\b\d+\.\d s\b`)
)

// maskFeedback takes out what is another each time.
func maskFeedback(text string) string {
	return aTime.ReplaceAllString(anEpoch.ReplaceAllString(text, "EPOCH-$1"), "#.# s")
}

// What it can not do is exit code 2, as the help says.
func TestCheckRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"check"}, {"check", "EX99"}, {"check", "EX01", "-site", "http://127.0.0.1:1"}, {"check", "EX01", "-site", "no address"},
	} {
		var out, errors bytes.Buffer
		if code := run(t.Context(), stdio{nil, &out, &errors}, args); code != 2 || out.Len() > 0 || errors.Len() == 0 {
			t.Errorf("%q: exit code %d, want 2; stdout %q, stderr %q", args, code, out.String(), errors.String())
		}
	}
}
