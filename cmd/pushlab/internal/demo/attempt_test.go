package demo

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// attemptsOf lists what the trace says of attempts.
func (b *bench) attempts() (list []string) {
	for _, e := range b.run.Log.Events(0) {
		if strings.HasPrefix(e.Kind, "attempt.") {
			list = append(list, strings.TrimPrefix(e.Kind, "attempt.")+" "+e.Text)
		}
	}
	return list
}

// An attempt begins with a request that asks for it, goes on with the ids of its
// answer, and ends when another begins.
func TestAttempts(t *testing.T) {
	var began []string
	c := newClock()
	config := c.config()
	config.OnAttempt = func(_ *Run, exercise string) { began = append(began, exercise) }
	b := newBench(t, config)
	epoch := b.leaveAfter(t, c, "check=EX05a", 4*time.Second) // cut after event 42
	for _, step := range []struct {
		query, after string
		status       int
		want         []string
	}{
		{"check=EX05a", epoch + "-42", 200, []string{"start EX05a"}},
		{"", epoch + "-101", 204, []string{"start EX05a"}},
		{"check=EX05a", epoch + "-500", 200, []string{"start EX05a"}}, // reset, and still this attempt
		{"check=EX05a", "42", 200, []string{"start EX05a", "end EX05a, another attempt began", "start EX05a"}},
		{"check=EX01", "", 200, []string{"start EX05a", "end EX05a, another attempt began", "start EX05a", "end EX05a, another attempt began", "start EX01"}},
	} {
		resp, err := getSSE(b, step.query, step.after)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		waitUntil(func() bool { return b.run.streams.Load() == 0 })
		if got := b.attempts(); resp.StatusCode != step.status || !slices.Equal(got, step.want) {
			t.Errorf("%s after %s: %d, attempts %q, want %d, %q", step.query, step.after, resp.StatusCode, got, step.status, step.want)
		}
	}
	if want := []string{"EX05a", "EX05a", "EX01"}; !slices.Equal(began, want) {
		t.Errorf("OnAttempt heard %q, want %q", began, want)
	}
}

// An attempt is ended once, by its own number.
func TestEndAttempt(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	b.leaveAfter(t, c, "check=EX01", 0)
	for _, step := range []struct {
		exercise string
		number   int
		want     bool
	}{{"EX01", 2, false}, {"EX05a", 1, false}, {"EX01", 1, true}, {"EX01", 1, false}} {
		if got := b.run.EndAttempt(step.exercise, step.number, "EX01 passed"); got != step.want {
			t.Errorf("EndAttempt(%s, %d) = %v, want %v", step.exercise, step.number, got, step.want)
		}
	}
	if got, want := b.attempts(), []string{"start EX01", "end EX01 passed"}; !slices.Equal(got, want) {
		t.Errorf("attempts = %q, want %q", got, want)
	}
}

// The challenge comes behind token 20, without an id and outside the text, and
// its nonce is taken for 30 s.
func TestChallenge(t *testing.T) {
	for _, row := range []struct {
		name   string
		wait   time.Duration
		change func(nonce string) string
		status int
		want   string
	}{
		{"right", time.Second, strings.TrimSpace, 200, "Right, 1.0 s after the challenge. Now let the stream run to its end.\n"},
		{"with a line end", 0, func(n string) string { return n + "\r\n" }, 200, "Right, 0.0 s after the challenge. Now let the stream run to its end.\n"},
		{"at the last moment", 29900 * time.Millisecond, strings.TrimSpace, 200, "Right, 29.9 s after the challenge. Now let the stream run to its end.\n"},
		{"too late", 31 * time.Second, strings.TrimSpace, 400, "The nonce is right, but it came 31.0 s after the challenge, and 30 s are allowed. Begin again.\n"},
		{"wrong", 0, func(string) string { return "K7Q2" }, 400, "The body must be the nonce of the challenge in this run's stream, nothing else; \"K7Q2\" was sent.\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newClock()
			b := newBench(t, c.config())
			resp, err := getSSE(b, "check=EX01", "")
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			c.move(b.run, 4*time.Second)
			if resp, _ := b.do("POST", "ack", "early"); resp.StatusCode != http.StatusConflict {
				t.Errorf("ack before the challenge: %d, want 409", resp.StatusCode)
			}
			moveTo(c, b, "challenge")
			words := strings.Fields(b.events("challenge")[0].Text)
			if len(words) != 2 || len(words[0]) != nonceLength || words[1] != "30000" {
				t.Fatalf("challenge = %q, want a nonce and 30000", words)
			}
			c.move(b.run, row.wait)
			answer, got := b.do("POST", "ack", row.change(words[0]))
			if answer.StatusCode != row.status || got != row.want {
				t.Errorf("ack = %d %s, want %d %s", answer.StatusCode, got, row.status, row.want)
			}
			c.move(b.run, time.Minute)
			body, _ := io.ReadAll(resp.Body)
			checkChallenge(t, parseEvents(body, ""), words[0])
		})
	}
}

// moveTo lets the time pass until the trace has an event of a kind.
func moveTo(c *clock, b *bench, kind string) {
	for len(b.events(kind)) == 0 {
		c.move(b.run, 10*time.Millisecond)
	}
}

func checkChallenge(t *testing.T, events []told, nonce string) {
	t.Helper()
	i := slices.IndexFunc(events, func(e told) bool { return e.kind == "challenge" })
	want := fmt.Sprintf(`{"nonce":"%s","deadline":30000}`, nonce)
	if i != 20 || events[i].data != want || events[i].id != events[19].id {
		t.Errorf("event %d = %+v, want %s without an id as the 21st", i, events[max(i, 0)], want)
	}
	if got, want := summary(events), "1-20 challenge 21-250 done"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

// gen.end carries the hash of what was made.
func TestGenEnd(t *testing.T) {
	b := newBench(t, Config{})
	_, events, err := readSSE(b, quick+"&tokens=5", "")
	if err != nil {
		t.Fatal(err)
	}
	end := b.events("gen.end")[0]
	why, sum, _ := strings.Cut(end.Text, " ")
	want := fmt.Sprintf(`{"tokens":5,"sha256":"%s"}`, sum)
	if why != "done" || end.Seq != 5 || events[5].data != want {
		t.Errorf("gen.end = %q after %d tokens, done = %s, want the same hash", end.Text, end.Seq, events[5].data)
	}
	if made := len(b.events("gen.tok")); made != 5 {
		t.Errorf("%d tokens made, want 5", made)
	}
}
