package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

const quick = "ttft=0&tps=1000"

func TestWholeAnswer(t *testing.T) {
	for _, tr := range allTransports {
		t.Run(tr.name, func(t *testing.T) {
			b := newBench(t, Config{})
			_, events, err := tr.read(b, quick+"&tokens=30", "")
			if err != nil {
				t.Fatal(err)
			}
			if got, want := text(events), (llm.Model{Seed: 7, Tokens: 30}).Text(); got != want {
				t.Errorf("text = %q, want %q", got, want)
			}
			epoch := strings.TrimSuffix(events[0].id, "-1")
			for i, e := range events {
				if want := fmt.Sprintf("%s-%d", epoch, i+1); e.id != want {
					t.Errorf("id of event %d = %q, want %q", i+1, e.id, want)
				}
			}
			if last := events[len(events)-1]; last.kind != "done" || len(events) != 31 {
				t.Errorf("last of %d events = %+v, want done as the 31st", len(events), last)
			}
		})
	}
}

// Every row of the table of Run.read, over every transport.
func TestResumeTable(t *testing.T) {
	const tokens = 10
	for _, tr := range allTransports {
		for _, row := range []struct {
			name, after string // after: EPOCH stands for the epoch of the first answer
			knobs       string
			want        string // what is told: ids of tokens, "done", "reset why"
			same        bool   // the first answer goes on
		}{
			{"no id", "", "", "1-10 done", false},
			{"no id, the name", "", "answer=K1", "1-10 done", true},
			{"no id, another name", "", "answer=K2", "1-10 done", false},
			{"a token", "EPOCH-4", "", "5-10 done", true},
			{"the knobs are ignored", "EPOCH-4", "tokens=500&seed=9&fault=rst%407", "5-10 done", true},
			{"0 of the epoch", "EPOCH-0", "", "1-10 done", true},
			{"the last token", "EPOCH-10", "", "done", true},
			{"done", "EPOCH-11", "", "over", true},
			{"one past done", "EPOCH-12", "", "reset future 1-10 done", false},
			{"far in the future", "EPOCH-999999999", "answer=K1", "reset future 1-10 done", false},
			{"another epoch", "zzzzzz-4", "", "reset restart 1-10 done", false},
			{"another epoch, the name", "zzzzzz-4", "answer=K1", "reset restart 1-10 done", true},
			{"longest epoch", "zzzzzzzzzzzzzzzz-4", "", "reset restart 1-10 done", false},
			{"too long an epoch", "zzzzzzzzzzzzzzzzz-4", "", "reset malformed 1-10 done", false},
			{"too long a number", "EPOCH-9999999999", "", "reset malformed 1-10 done", false},
			{"negative", "EPOCH--1", "", "reset malformed 1-10 done", false},
			{"no number", "EPOCH-", "", "reset malformed 1-10 done", false},
			{"only a number", "42", "", "reset malformed 1-10 done", false},
			{"capitals", "ABC-4", "", "reset malformed 1-10 done", false},
			{"leading zero", "EPOCH-04", "", "reset malformed 1-10 done", false},
			{"long text", strings.Repeat("x", 3000), "", "reset malformed 1-10 done", false},
		} {
			t.Run(tr.name+"/"+row.name, func(t *testing.T) {
				b := newBench(t, Config{})
				knobs := quick + fmt.Sprintf("&tokens=%d", tokens)
				_, first, err := tr.read(b, knobs+"&answer=K1", "")
				if err != nil {
					t.Fatal(err)
				}
				epoch := epochOf(first)
				if !strings.Contains(row.knobs, "tokens") {
					row.knobs = knobs + "&" + row.knobs
				}
				status, events, err := tr.read(b, row.knobs, strings.ReplaceAll(row.after, "EPOCH", epoch))
				if row.want == "over" { // 204 ends an EventSource; a WebSocket has no status after 101
					checkOver(t, tr.name, status, events)
					return
				}
				if got := summary(events); err != nil || got != row.want {
					t.Errorf("told %q, %v, want %q", got, err, row.want)
				}
				if got := epochOf(events) == epoch; got != row.same {
					t.Errorf("the first answer goes on: %v, want %v", got, row.same)
				}
			})
		}
	}
}

func checkOver(t *testing.T, transport string, status int, events []told) {
	t.Helper()
	if transport != "ws" && (status != http.StatusNoContent || len(events) > 0) {
		t.Errorf("status %d, events %v, want 204 and none", status, events)
	}
	if transport == "ws" && summary(events) != "done" {
		t.Errorf("told %q, want done", summary(events))
	}
}

func epochOf(events []told) string {
	epoch, _, _ := strings.Cut(events[len(events)-1].id, "-")
	return epoch
}

// summary says what was told in few words: "reset old 1-10 done".
func summary(events []told) string {
	var words []string
	first := 0
	for _, e := range events {
		var seq int
		_, number, _ := strings.Cut(e.id, "-")
		fmt.Sscan(number, &seq)
		switch {
		case e.kind == "reset":
			first = 0
			words = append(words, "reset "+strings.TrimSuffix(strings.TrimPrefix(e.data, `{"why":"`), `"}`))
		case e.kind != "message":
			first = 0
			words = append(words, e.kind)
		case first == 0:
			first = seq
			words = append(words, "")
			fallthrough
		default:
			words[len(words)-1] = fmt.Sprintf("%d-%d", first, seq)
		}
	}
	return strings.Join(words, " ")
}

// What depends on how far the answer is: the future of an answer that is being
// made, a log that is too short, and the end of the grace.
func TestResumeInTime(t *testing.T) {
	for _, tr := range transports {
		for _, row := range []struct {
			name  string
			knobs string
			seq   int           // resumed after it
			wait  time.Duration // after the first reader left, at 1,000 ms = 6 tokens
			want  string
		}{
			{"in the log", "", 3, 0, "4-20 done"},
			{"not made yet", "", 7, 0, "reset future 1-20 done"},
			{"the newest", "", 6, 0, "7-20 done"},
			{"log of 4, the fourth last", "log=4", 2, 0, "3-20 done"},
			{"log of 4, the fifth last", "log=4", 1, 0, "reset old 1-20 done"},
			{"log of 4, nothing yet", "log=4", 0, 0, "reset old 1-20 done"},
			{"no log, the newest", "log=0", 6, 0, "7-20 done"},
			{"no log, the one before", "log=0", 5, 0, "reset old 1-20 done"},
			{"after 9.9 s", "tps=1", 2, 9900 * time.Millisecond, "3-20 done"},
			{"after 10 s", "tps=1", 2, 10 * time.Second, "reset cancelled 1-20 done"},
		} {
			t.Run(tr.name+"/"+row.name, func(t *testing.T) {
				c := newClock()
				b := newBench(t, c.config())
				knobs := "ttft=0&tokens=20&answer=K1&" + row.knobs
				if !strings.Contains(knobs, "tps") {
					knobs += "&tps=5"
				}
				epoch := b.leaveAfter(t, c, knobs, time.Second)
				c.move(b.run, row.wait)
				result := make(chan []told)
				go func() {
					_, events, _ := tr.read(b, knobs, fmt.Sprintf("%s-%d", epoch, row.seq))
					result <- events
				}()
				waitUntil(func() bool { return b.readers() == 1 })
				for len(result) == 0 && b.run.streams.Load() > 0 {
					c.move(b.run, time.Second)
				}
				if got := summary(<-result); got != row.want {
					t.Errorf("told %q, want %q", got, row.want)
				}
			})
		}
	}
}

// leaveAfter reads for a while and leaves. It returns the answer's epoch.
func (b *bench) leaveAfter(t *testing.T, c *clock, knobs string, d time.Duration) string {
	t.Helper()
	resp, err := getSSE(b, knobs, "")
	if err != nil {
		t.Fatal(err)
	}
	c.move(b.run, d)
	resp.Body.Close()
	waitUntil(func() bool { return b.run.streams.Load() == 0 })
	return b.events("gen.start")[0].Answer
}

// readers counts who reads an answer of the run.
func (b *bench) readers() (n int) {
	b.run.mu.Lock()
	defer b.run.mu.Unlock()
	for _, a := range b.run.answers {
		a.mu.Lock()
		n += len(a.readers)
		a.mu.Unlock()
	}
	return n
}

// A restart: another process with the same key, and none of the answers.
func TestResumeAfterRestart(t *testing.T) {
	for _, tr := range allTransports {
		t.Run(tr.name, func(t *testing.T) {
			before, after := newBench(t, Config{}), newBench(t, Config{})
			knobs := quick + "&tokens=12&answer=K1"
			_, events, err := tr.read(before, knobs, "")
			if err != nil {
				t.Fatal(err)
			}
			after.run, err = after.runs.Get(before.run.ID)
			if err != nil {
				t.Fatal(err)
			}
			_, again, err := tr.read(after, knobs, events[4].id)
			if got, want := summary(again), "reset restart 1-12 done"; err != nil || got != want {
				t.Fatalf("told %q, %v, want %q", got, err, want)
			}
			if again[0].id != epochOf(again)+"-0" || epochOf(again) == epochOf(events) {
				t.Errorf("id of reset = %q, want 0 of a new epoch", again[0].id)
			}
			if got, want := text(again), text(events); got != want {
				t.Errorf("text = %q, want %q", got, want)
			}
		})
	}
}

// ids=off is the demo of what ids are for: no event has one, nothing can be
// resumed, and a client that comes back gets the text again.
func TestNoIDs(t *testing.T) {
	for _, tr := range transports {
		t.Run(tr.name, func(t *testing.T) {
			b := newBench(t, Config{})
			_, events, err := tr.read(b, quick+"&tokens=5&ids=off", "")
			if err != nil || len(events) != 6 {
				t.Fatalf("events = %v, %v, want 6", events, err)
			}
			if slices.ContainsFunc(events, func(e told) bool { return e.id != "" }) {
				t.Errorf("events = %v, want none with an id", events)
			}
		})
	}
}

// Without a name each request makes an answer; with one the run makes it once.
func TestAnswerName(t *testing.T) {
	b := newBench(t, Config{})
	for _, step := range []struct {
		knobs string
		made  int
	}{{"", 1}, {"", 2}, {"&answer=A", 3}, {"&answer=A", 3}, {"&answer=B", 4}, {"&answer=A&seed=9", 4}} {
		if _, _, err := readSSE(b, quick+"&tokens=3"+step.knobs, ""); err != nil {
			t.Fatal(err)
		}
		if got := len(b.events("gen.start")); got != step.made {
			t.Errorf("%q: %d answers made, want %d", step.knobs, got, step.made)
		}
	}
}

// A run keeps its newest 32 answers.
func TestAnswersKept(t *testing.T) {
	b := newBench(t, Config{})
	var epochs []string
	for range maxAnswers + 1 {
		_, events, err := readSSE(b, quick+"&tokens=1", "")
		if err != nil {
			t.Fatal(err)
		}
		epochs = append(epochs, epochOf(events))
	}
	for i, want := range map[int]string{0: "reset restart 1-1 done", 2: "done"} {
		_, events, err := readSSE(b, quick+"&tokens=1", epochs[i]+"-1")
		if got := summary(events); err != nil || got != want {
			t.Errorf("answer %d: told %q, %v, want %q", i+1, got, err, want)
		}
	}
}
