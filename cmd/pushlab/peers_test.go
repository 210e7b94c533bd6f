//go:build peers

package main

import (
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
	deadline := time.After(10 * time.Second)
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
