package server

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/demo"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A solution is a learner's program for an exercise, right or wrong, and what
// becomes of it.
type solution struct {
	name   string          // of its golden file, in check/testdata/feedback/EXnn
	run    func(l *solver) // returns when the program has done what it does
	missed int             // the first condition that is not met, from 1; 0: it passes
}

// testSolutions runs each program against a lab of its own, over HTTP, and holds
// the verdict and its words against the golden file. Each runs in parallel: they
// wait for clocks more than they compute.
func testSolutions(t *testing.T, exercise string, solutions []solution) {
	for _, p := range solutions {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			v := p.verdict(t, exercise)
			if got := firstMissed(v); got != p.missed || v.Passed != (p.missed == 0) {
				t.Errorf("passed = %v, the first condition missed is %d, want %d:\n%v", v.Passed, got, p.missed, v)
			}
			checkFeedback(t, filepath.Join("..", "check", "testdata", "feedback", exercise, p.name+".txt"), v)
		})
	}
}

// tooLate says that the program came too late for EX04's 600 ms or EX06's 2 s.
var tooLate = regexp.MustCompile(`The EventSource was late|s too late\.|in 2 s no hash came`)

// verdict runs the program, and again with another run where it was too late and
// should not have been: a busy machine stands still for a moment.
func (p solution) verdict(t *testing.T, exercise string) (v check.Verdict) {
	t.Helper()
	for range 10 {
		l := newSolver(t)
		p.run(l)
		v = l.settled(exercise)
		if firstMissed(v) == p.missed || !tooLate.MatchString(v.String()) {
			break
		}
	}
	return v
}

func firstMissed(v check.Verdict) int {
	for i, c := range v.Clauses {
		if c.State != check.Met {
			return i + 1
		}
	}
	return 0
}

// checkFeedback compares the words with a golden file. What is another each time
// is masked: epochs, times, ports, run ids, hashes.
func checkFeedback(t *testing.T, file string, v check.Verdict) {
	t.Helper()
	got := mask(v.String())
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if got != string(want) {
		t.Errorf("feedback:\n%s\nwant %s:\n%s", got, file, want)
	}
}

var masks = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`\b[a-z0-9]{4}-(\d+)\b`), "EPOCH-$1"},
	{regexp.MustCompile(`\b\d+\.\d+ s\b`), "#.# s"},
	{regexp.MustCompile(`\b\d+ ms\b`), "# ms"},
	{regexp.MustCompile(`\b\d+ frames?(, and none)`), "# frames$1"}, // a token more may cross before an end
	{regexp.MustCompile(`\b[0-9a-f]{64}\b`), "SHA256"},
	{regexp.MustCompile(`localhost:\d+`), "localhost:PORT"},
	{regexp.MustCompile(`/r/[^/ ]+`), "/r/RUN"},
	{regexp.MustCompile(`\b([ab]) is [0-9A-Z]{6}\b`), "$1 is NONCE"},
	{regexp.MustCompile(`Lost by (FIN|RST|a blackhole)`), "Lost by LOSS"},
	{regexp.MustCompile(`(nonce is |says 4000 and "|says 1000 and "|\\"nonce\\":\\"|connection, )[0-9A-Z]{6}\b`), "${1}NONCE"},
	{regexp.MustCompile(`comes ".*", which is not`), `comes "…", which is not`},
}

func mask(text string) string {
	for _, m := range masks {
		text = m.what.ReplaceAllString(text, m.with)
	}
	return text
}

// A solver is a learner's program with a run of its own. Its client keeps connections
// alive, as browsers do, and follows no redirect into another place.
type solver struct {
	*testing.T
	server *Server
	run    *demo.Run
	lab    string // http://localhost:PORT/r/RUN
	edge   string // the same behind the edge; "" where there is none
	client *http.Client
}

func newSolver(t *testing.T) *solver { return openSolver(t, Config{}) }

func openSolver(t *testing.T, c Config) *solver {
	s := open(t, c)
	_, body := ask(t, http.DefaultClient, "POST", s.Places()[0].URL+"/runs", "")
	var made map[string]string
	if err := json.Unmarshal([]byte(body), &made); err != nil {
		t.Fatalf("POST /runs = %q: %v", body, err)
	}
	run, err := s.runs.Get(made["run"])
	if err != nil {
		t.Fatal(err)
	}
	l := &solver{T: t, server: s, run: run, lab: made["lab"], edge: made["edge"], client: &http.Client{Transport: &http.Transport{}}}
	t.Cleanup(l.client.CloseIdleConnections)
	return l
}

// ask sends a request, with headers as name, value pairs. The response may be
// read while it comes; its body must be closed.
func (l *solver) ask(method, url, body string, headers ...string) *http.Response {
	l.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	l.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		l.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := l.client.Do(r)
	if err != nil {
		l.Fatal(err)
	}
	return resp
}

// text sends a request and reads the body as far as it comes: a lab that cuts
// it is no failure of the test.
func (l *solver) text(method, url, body string, headers ...string) (status int, text string) {
	l.Helper()
	resp := l.ask(method, url, body, headers...)
	defer resp.Body.Close()
	all, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(all)
}

// settled returns the verdict when nothing more comes: the attempt has ended, or
// the program has, and the trace has the end of each of its connections.
func (l *solver) settled(exercise string) check.Verdict {
	l.Helper()
	l.client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for e := range l.run.Log.Follow(ctx, 0) {
		if (e.Kind == "attempt.end" || e.Kind == "conn.close" || e.Kind == "http.end") && l.still() {
			break
		}
	}
	if ctx.Err() != nil {
		l.Fatal("after a minute the run still moves")
	}
	v := check.Evaluate(exercise, l.run.Log)
	for v.Next > 0 && !v.Over { // what would be seen if nothing happened until then
		v = check.EvaluateAt(exercise, l.run.Log, v.Next)
	}
	return v
}

// still says that no attempt is open, or no connection.
func (l *solver) still() bool {
	seen := map[string]int{}
	for _, e := range l.run.Log.Events(0) {
		seen[e.Kind]++
	}
	return seen["attempt.end"] > 0 && seen["attempt.end"] == seen["attempt.start"] ||
		seen["conn.open"] == seen["conn.close"] && seen["http.req"] == seen["http.end"]
}
