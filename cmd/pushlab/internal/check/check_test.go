package check

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// A play is a learner's way through an exercise and what becomes of it.
type play struct {
	name   string
	do     func(l *lab)
	states string // of the conditions: m = met, n = not yet, w = waiting
	over   bool
	seen   string // a part of what is said of the first condition that is not met
	hint   string // a part of the hint
}

var plays = map[string][]play{
	"EX01": {
		{"nothing", func(l *lab) {}, "wwwww", false, "Nothing was asked for yet.", "check=EX01"},
		{"right", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
			l.ack(s.nonce())
			l.move(time.Minute)
			l.finish(s)
		}, "mmmmm", true, "", ""},
		{"right, by POST and with a line end", func(l *lab) {
			s := l.ask("POST", "chat?check=EX01", "")
			l.move(5 * time.Second)
			l.ack(s.nonce() + "\n")
			l.move(time.Minute)
			l.finish(s)
		}, "mmmmm", true, "", ""},
		{"right after a wrong one", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
			l.ack("nonce")
			l.ack(s.nonce())
			l.move(time.Minute)
			l.finish(s)
		}, "mmmmm", true, "", ""},
		{"before the challenge", func(l *lab) {
			l.get("sse?check=EX01", "")
			l.move(3 * time.Second)
		}, "mwwww", false, "13 events so far.", "behind token 20"},
		{"before the answer", func(l *lab) {
			l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
		}, "mmwww", false, "The challenge went out at 4.", "second terminal"},
		{"before the end", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
			l.ack(s.nonce())
		}, "mmmmw", false, "It is still running: 24 events so far.", "until event: done"},
		{"the body as a whole", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(time.Minute)
			nonce := s.nonce()
			l.finish(s)
			l.ack(nonce)
		}, "mmnnm", true, "after the challenge.", "too late"},
		{"the body as a whole, at its end", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(time.Minute)
			l.finish(s)
		}, "mmnnm", true, "30 s are over, and the nonce has not come.", "curl -N"},
		{"too late", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
			nonce := s.nonce()
			l.move(31 * time.Second)
			l.ack(nonce)
		}, "mmnmw", true, "It came 31.", "too late"},
		{"a wrong nonce", func(l *lab) {
			l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
			l.ack(`{"nonce":"ABCDEF"}`)
		}, "mmnww", false, `came "{\"nonce\":\"ABCDEF\"}", which is not the nonce.`, "without its quotes"},
		{"left early", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
			l.ack(s.nonce())
			l.leave(s)
		}, "mmmmn", false, "without done.", "left early"},
		{"left before the challenge", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(time.Second)
			l.leave(s)
		}, "mnwnn", false, "before the challenge.", "Begin again"},
		{"not streamed", func(l *lab) {
			done := make(chan *stream)
			go func() { done <- l.ask("POST", "chat?check=EX01", `{"stream":false}`) }()
			waitUntil(func() bool { return len(l.events("gen.start")) == 1 })
			l.move(time.Minute)
			s := <-done
			l.finish(s)
		}, "nnwnn", false, "all at once", `Leave out "stream": false.`},
		{"ended by another", func(l *lab) {
			l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
			l.get("sse?check=EX05a", "")
		}, "mmwww", true, "The challenge went out", "This attempt is over: another attempt began. Begin again."},
		{"the second attempt", func(l *lab) {
			s := l.get("sse?check=EX01", "")
			l.move(5 * time.Second)
			l.ack(s.nonce())
			l.get("sse?check=EX01", "")
			l.move(time.Second)
		}, "mwwww", false, "3 events so far.", "token 20"},
	},
	"EX05a": {
		{"right", func(l *lab) {
			l.resume("sse", l.cut())
		}, "mmmm", true, "", ""},
		{"right, with the same address", func(l *lab) {
			s := l.get("sse?check=EX05a", "")
			l.move(2 * time.Second)
			s = l.get("sse?check=EX05a", l.finish(s))
			l.move(time.Minute)
			l.finish(s)
		}, "mmmm", true, "", ""},
		{"right, with after in the address", func(l *lab) {
			l.resume("sse?after="+l.cut(), "")
		}, "mmmm", true, "", ""},
		{"from 41, with after in the address", func(l *lab) {
			l.resume("sse?after="+instead(l.cut(), "41"), "")
		}, "mnnm", false, "with after: ", "twice"},
		{"after in an address that does not know it", func(l *lab) {
			id := l.cut()
			s := l.ask("POST", "chat?tokens=100&after="+id, "")
			l.move(10 * time.Second)
			l.finish(s)
		}, "mnnm", false, "without Last-Event-ID.", "-42'"},
		{"right at the third try", func(l *lab) {
			id := l.cut()
			for _, after := range []string{"", instead(id, "41"), id} {
				l.resume("sse?tokens=100", after)
			}
		}, "mmmm", true, "", ""},
		{"right after a mistyped id", func(l *lab) {
			s := l.get("sse?check=EX05a", "abcd-42")
			l.move(10 * time.Second)
			l.resume("sse", l.finish(s))
		}, "mmmm", true, "", ""},
		{"refused by chat", func(l *lab) {
			l.finish(l.ask("POST", "chat", `{"tokens":0}`, "Last-Event-ID", l.cut()))
		}, "mmnn", false, "The response was 400, without an event.", `The server refused that request: tokens must be a whole number`},
		{"before the cut", func(l *lab) {
			l.get("sse?check=EX05a", "")
			l.move(time.Second)
		}, "wwww", false, "11 of 42 events so far.", "Let it run"},
		{"after the cut", func(l *lab) { l.cut() }, "mwww", false, "", "Last-Event-ID"},
		{"from 41", func(l *lab) { l.resume("sse", instead(l.cut(), "41")) }, "mnnm", false, "-41.", "twice"},
		{"from 43", func(l *lab) { l.resume("sse", instead(l.cut(), "43")) }, "mnnm", false, "-43.", "lost"},
		{"from the future", func(l *lab) { l.resume("sse", instead(l.cut(), "500")) }, "mnnm", false, "-500.", "lost"},
		{"only a number", func(l *lab) {
			l.cut()
			l.resume("sse", "42")
		}, "mnnm", false, "Last-Event-ID: 42.", "whole text"},
		{"from scratch", func(l *lab) {
			l.cut()
			l.resume("sse?tokens=100", "")
		}, "mnnm", false, "without Last-Event-ID.", "-42'"},
		{"from scratch, as a new attempt", func(l *lab) {
			l.cut()
			l.get("sse?check=EX05a", "")
			l.move(time.Second)
		}, "wwww", false, "11 of 42 events so far.", "Let it run"},
		{"after done", func(l *lab) { l.resume("sse", instead(l.cut(), "101")) }, "mnnn", false, "-101.", "lost"},
		{"refused", func(l *lab) {
			id := l.cut()
			l.resume("sse?tokens=0", id)
		}, "mmnn", false, "The response was 400, without an event.", `The server refused that request: tokens must be a whole number from 1 to 1024; "0" was sent.`},
		{"left before the cut", func(l *lab) {
			s := l.get("sse?check=EX05a", "")
			l.move(time.Second)
			l.leave(s)
		}, "nwww", false, "not by the lab's cut", "Begin again"},
		{"left before the end", func(l *lab) {
			s := l.get("sse?check=EX05a", "")
			l.move(2 * time.Second)
			s = l.get("sse", l.finish(s))
			l.move(100 * time.Millisecond)
			l.leave(s)
		}, "mmmn", false, "without done.", "left early"},
	},
}

// cut begins an attempt, reads up to its cut and waits for the end of the
// answer. It returns the last id.
func (l *lab) cut() string {
	s := l.get("sse?check=EX05a", "")
	l.move(10 * time.Second)
	return l.finish(s)
}

// resume reads on, to the end.
func (l *lab) resume(path, lastID string) {
	s := l.get(path, lastID)
	l.move(10 * time.Second)
	l.finish(s)
}

// instead replaces the number of an id.
func instead(id, seq string) string { return strings.TrimSuffix(id, "42") + seq }

func TestChecks(t *testing.T) {
	for id, list := range plays {
		for _, p := range list {
			t.Run(id+"/"+p.name, func(t *testing.T) { p.check(t, id, newLab(t, false)) })
			if !strings.Contains(p.seen, "so far") { // HTTP/2 sends what was flushed a moment later
				t.Run(id+"/"+p.name+"/over HTTP2", func(t *testing.T) { p.check(t, id, newLab(t, true)) })
			}
		}
	}
}

// check plays it and looks at the verdict.
func (p play) check(t *testing.T, id string, l *lab) {
	p.do(l)
	v := Evaluate(id, l.run.Log)
	if got := states(v); got != p.states {
		t.Errorf("conditions = %s, want %s: %+v", got, p.states, v.Clauses)
	}
	if v.Passed != (strings.Trim(p.states, "m") == "") || v.Over != p.over {
		t.Errorf("passed = %v, over = %v, want over %v", v.Passed, v.Over, p.over)
	}
	checkWords(t, v, p)
	checkRows(t, v, l.run.Log)
}

func states(v Verdict) string {
	var b strings.Builder
	for _, c := range v.Clauses {
		b.WriteByte(c.State[0])
	}
	return b.String()
}

// checkWords holds what is said of the first condition that is not met against
// the play.
func checkWords(t *testing.T, v Verdict, p play) {
	t.Helper()
	seen := ""
	for _, c := range v.Clauses {
		if c.State != Met {
			seen = c.Seen
			break
		}
	}
	if !strings.Contains(seen, p.seen) || !strings.Contains(v.Hint, p.hint) || (p.hint == "") != (v.Hint == "") {
		t.Errorf("seen %q, hint %q, want %q and %q", seen, v.Hint, p.seen, p.hint)
	}
}

// checkRows: what was seen is shown by events of the trace.
func checkRows(t *testing.T, v Verdict, log *trace.Log) {
	t.Helper()
	for i, c := range v.Clauses {
		if c.Text != mustFind(t, v.Exercise).Clauses[i] {
			t.Errorf("condition %d = %q", i+1, c.Text)
		}
		if (c.State == Waiting) != (len(c.Rows) == 0) {
			t.Errorf("condition %d is %s and has the rows %v", i+1, c.State, c.Rows)
		}
		for _, n := range c.Rows {
			if n < 0 || n >= log.Len() {
				t.Errorf("condition %d has row %d of %d", i+1, n, log.Len())
			}
		}
	}
}

func mustFind(t *testing.T, id string) Check {
	t.Helper()
	c, ok := Find(id)
	if !ok {
		t.Fatalf("there is no exercise %s", id)
	}
	return c
}

// What is shown never has the nonce: that is in the bytes of the stream only.
func TestNonceIsNotTold(t *testing.T) {
	l := newLab(t, false)
	s := l.get("sse?check=EX01", "")
	l.move(5 * time.Second)
	nonce := s.nonce()
	l.ack("x" + nonce[1:])
	v := Evaluate("EX01", l.run.Log)
	for _, c := range v.Clauses {
		if strings.Contains(c.Seen+v.Hint, nonce) {
			t.Errorf("the verdict tells the nonce: %q, %q", c.Seen, v.Hint)
		}
	}
}

// An attempt that was decided stays decided, whatever comes behind its end.
func TestEndedAttempt(t *testing.T) {
	l := newLab(t, false)
	id := l.cut()
	if v := Evaluate("EX05a", l.run.Log); v.Attempt != 1 || v.Over {
		t.Errorf("attempt %d, over = %v, want 1 and not over", v.Attempt, v.Over)
	}
	l.run.EndAttempt("EX05a", 1, "EX05a, 5 minutes are over")
	l.resume("sse", id)
	v := Evaluate("EX05a", l.run.Log)
	if !v.Over || v.Passed || states(v) != "mwww" {
		t.Errorf("verdict = %+v, want over and not passed", v)
	}
	if want := "This attempt is over: 5 minutes are over. Begin again."; v.Hint != want {
		t.Errorf("hint = %q, want %q", v.Hint, want)
	}
}

// An attempt stands as it ended, whatever the next one shows, and is passed if it
// was, though nobody had looked before the next one began.
func TestEvaluateAttempt(t *testing.T) {
	l := newLab(t, false)
	l.resume("sse?check=EX05a", l.cut())
	l.cut()
	l.get("sse?check=EX05a", "")
	for number, want := range map[int]string{1: "mmmm true", 2: "mnww false", 3: "wwww false", 4: "wwww false"} {
		v := EvaluateAttempt("EX05a", l.run.Log, number)
		if got := fmt.Sprint(states(v), " ", v.Passed); got != want || v.Attempt != min(number, 3) {
			t.Errorf("attempt %d stands as %s (%d), want %s", number, got, v.Attempt, want)
		}
	}
}

// A trace that is full sees no request: that is no fault of the learner's.
func TestFullTrace(t *testing.T) {
	l := newLab(t, false)
	for !l.run.Log.Full() {
		l.run.Log.Append(trace.Event{Kind: "note", Text: strings.Repeat("a", 1000)})
	}
	l.cut()
	for _, c := range All {
		if v, want := Evaluate(c.ID, l.run.Log), "This run's trace is full. Begin again in a new run."; v.Hint != want {
			t.Errorf("%s: hint = %q, want %q", c.ID, v.Hint, want)
		}
	}
}

func TestUnknownExercise(t *testing.T) {
	l := newLab(t, false)
	if v := Evaluate("EX99", l.run.Log); v.Passed || v.Attempt != 0 || v.Clauses != nil {
		t.Errorf("verdict = %+v, want nothing", v)
	}
}

// Words of DESIGN: every text is there, and none of it praises.
func TestTexts(t *testing.T) {
	for _, c := range All {
		if c.Title == "" || c.Task == "" || len(c.Clauses) == 0 {
			t.Errorf("%s lacks a text: %+v", c.ID, c)
		}
		for _, text := range append(c.Clauses, c.Task) {
			if strings.ContainsAny(text, "!") || !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is no plain sentence", c.ID, text)
			}
		}
	}
}
