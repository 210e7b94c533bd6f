//go:build peers

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

// EX05a from curl alone: no page is open, and the pass is saved for the learner
// whose cookie made the run.
func TestPeerCurlPassesEX05a(t *testing.T) {
	p := start(t, t.TempDir())
	client := learnerClient(t, p)
	_, lab := newRun(t, p, client)

	out, err := exec.CommandContext(t.Context(), "curl", "-sN", lab+"/sse?check=EX05a").Output()
	if code := exitCode(err); code != 18 {
		t.Errorf("the cut stream: curl ended with %d, want 18 (transfer closed with outstanding data); it read %q", code, tail(string(out)))
	}
	ids := regexp.MustCompile(`(?m)^id: (.+)$`).FindAllStringSubmatch(string(out), -1)
	if len(ids) != 42 {
		t.Fatalf("the cut stream had %d ids, want 42", len(ids))
	}
	last := ids[41][1]
	out, err = exec.CommandContext(t.Context(), "curl", "-sN", "-H", "Last-Event-ID: "+last, lab+"/sse").Output()
	if err != nil {
		t.Fatalf("the resumed stream: %v", err)
	}
	if want := strings.TrimSuffix(last, "42") + "43"; !strings.Contains(string(out), "id: "+want+"\n") || !strings.Contains(string(out), "event: done") {
		t.Errorf("the resumed stream = %q…, want it to begin with %s and to end with done", out[:min(len(out), 200)], want)
	}
	waitForPass(t, p, client, "EX05a")
}

// learnerClient is a client that has a learner's cookie, as a browser has after
// its first page.
func learnerClient(t *testing.T, p *program) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	resp, err := client.Get(p.places["site"] + "/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return client
}

// waitForPass asks for the learner's export until the exercise is in it.
func waitForPass(t *testing.T, p *program, client *http.Client, exercise string) {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		resp, err := client.Get(p.places["site"] + "/progress/export")
		if err != nil {
			t.Fatal(err)
		}
		body := readBody(t, resp)
		if regexp.MustCompile(`"pass"`).MatchString(body) && strings.Contains(body, exercise) {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%s was not passed; the export says %s", exercise, body)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// npm's clients resume through a reset and read the model's own text.
func TestPeerNodeClientsResume(t *testing.T) {
	p := start(t, t.TempDir())
	want := llm.Model{Seed: 7, Tokens: 60}.Text()
	for _, name := range []string{"eventsource", "ws"} {
		t.Run(name, func(t *testing.T) {
			_, lab := newRun(t, p, nil)
			script, err := filepath.Abs(filepath.Join("testdata", "peers", name+".mjs"))
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "node", script, lab, "ttft=0&tps=1000&tokens=60&answer=A1&fault=rst@20%2B9")
			out, err := cmd.CombinedOutput()
			if err != nil || string(out) != want {
				t.Errorf("npm %s read %q (%v), want %q", name, out, err, want)
			}
		})
	}
}

func exitCode(err error) int {
	if e, ok := err.(*exec.ExitError); ok {
		return e.ExitCode()
	}
	if err != nil {
		panic(fmt.Sprint("curl did not run: ", err))
	}
	return 0
}

// curl alone reads lines, is cut, and goes on behind the last whole one; then it
// polls the rest of what another stream began.
func TestPeerCurlReadsLinesAndPolls(t *testing.T) {
	p := start(t, t.TempDir())
	_, lab := newRun(t, p, nil)
	want := llm.Model{Seed: 7, Tokens: 60}.Text()

	out, err := exec.CommandContext(t.Context(), "curl", "-sN", "-d", `{"ttft":0,"tps":1000,"tokens":60,"fault":"fin@20+9"}`, lab+"/ndjson").Output()
	if code := exitCode(err); code != 18 {
		t.Errorf("the cut stream: curl ended with %d, want 18; it read %q", code, tail(string(out)))
	}
	whole := out[:bytes.LastIndexByte(out, '\n')+1]
	if rest := len(out) - len(whole); rest != 9 {
		t.Errorf("%d bytes of a line that was cut, want 9", rest)
	}
	text, last := textOf(t, whole)
	out, err = exec.CommandContext(t.Context(), "curl", "-sN", "-d", `{"after":"`+last+`"}`, lab+"/ndjson").Output()
	more, _ := textOf(t, out)
	if err != nil || text+more != want {
		t.Errorf("curl read %q and %q (%v), want %q", text, more, err, want)
	}

	// Polls in one curl share a connection, as those of a page do.
	out, err = exec.CommandContext(t.Context(), "curl", "-s", "-w", "%{num_connects}\n", lab+"/longpoll?answer=A&ttft=300&tps=100&tokens=9", lab+"/poll?answer=A", lab+"/poll?after="+last).Output()
	if err != nil || !bytes.HasPrefix(out, []byte("[{")) || strings.Count(string(out), "\n0\n") != 2 {
		t.Errorf("curl polled %q (%v), want arrays over one connection", out, err)
	}
}

// textOf joins the tokens of lines, and returns the last id.
func textOf(t *testing.T, lines []byte) (text, last string) {
	t.Helper()
	for line := range bytes.Lines(lines) {
		var object struct{ ID, Token string }
		if err := json.Unmarshal(line, &object); err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		text, last = text+object.Token, object.ID
	}
	return text, last
}
