package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/check"
)

// A standing is what the site says of an attempt: the JSON of GET
// /runs/{run}/verdict.
type standing struct {
	Attempt int    `json:"attempt"` // 0: none has begun
	Passed  bool   `json:"passed"`
	Over    bool   `json:"over"`
	Hint    string `json:"hint"`
	Rev     string `json:"rev"`
	Clauses []struct {
		Text  string      `json:"text"`
		State check.State `json:"state"`
		Seen  string      `json:"seen"`
	} `json:"clauses"`
}

func (s standing) clause(i int) check.Clause {
	c := s.Clauses[i]
	return check.Clause{Text: c.Text, State: c.State, Seen: c.Seen}
}

// verdict is the same as package check says it.
func (s standing) verdict(exercise string) check.Verdict {
	v := check.Verdict{Exercise: exercise, Attempt: s.Attempt, Passed: s.Passed, Over: s.Over, Hint: s.Hint}
	for i := range s.Clauses {
		v.Clauses = append(v.Clauses, s.clause(i))
	}
	return v
}

// follow prints how an attempt goes, until it is over or ctx ends: then all that
// was seen.
func (s checkSite) follow(ctx context.Context, out io.Writer, c check.Check) (passed bool, err error) {
	s.introduce(out, c)
	var last standing
	for {
		now, err := s.ask(ctx, c.ID, last.Rev)
		if err != nil && ctx.Err() == nil {
			return false, err
		}
		if ctx.Err() != nil || now.Over {
			if ctx.Err() == nil {
				last = now
			}
			fmt.Fprintf(out, "\n%v", last.verdict(c.ID))
			return last.Passed, nil
		}
		printChanges(out, last, now)
		last = now
	}
}

// introduce prints the addresses and how to begin.
func (s checkSite) introduce(out io.Writer, c check.Check) {
	fmt.Fprintf(out, "%s  %s\n%s\n\n", c.ID, c.Title, c.Task)
	fmt.Fprintf(out, "lab   %s\n", s.run.Lab)
	if s.run.Edge != "" {
		fmt.Fprintf(out, "edge  %s\n", s.run.Edge)
	}
	fmt.Fprintf(out, "see   %s%s\n", s.url, s.run.Inspector)
	if c.Start != "" {
		fmt.Fprintf(out, "\nBegin with\n  %s\n", strings.NewReplacer("{lab}", s.run.Lab, "{edge}", s.run.Edge).Replace(c.Start))
	}
	fmt.Fprintln(out)
}

// heldFor is how long the site may hold a request.
const heldFor = 20 * time.Second

func (s checkSite) ask(ctx context.Context, exercise, rev string) (now standing, err error) {
	ctx, cancel := context.WithTimeout(ctx, heldFor+10*time.Second)
	defer cancel()
	address := fmt.Sprintf("%s/runs/%s/verdict?exercise=%s&wait=%d&rev=%s", s.url, s.run.Run, exercise, heldFor.Milliseconds(), rev)
	return now, askSite(ctx, "GET", address, &now)
}

// printChanges prints the conditions whose state changed, all of them in a new
// attempt, and what to do next when that did.
func printChanges(out io.Writer, last, now standing) {
	fresh := len(last.Clauses) != len(now.Clauses) || last.Attempt > 0 && now.Attempt != last.Attempt
	if now.Attempt > last.Attempt {
		fmt.Fprintf(out, "\nattempt %d\n", now.Attempt)
	}
	changed := fresh
	for i, c := range now.Clauses {
		if fresh || c.State != last.Clauses[i].State || c.State == check.NotYet && c.Seen != last.Clauses[i].Seen {
			fmt.Fprint(out, now.clause(i))
			changed = true
		}
	}
	if changed && now.Hint != "" && now.Hint != last.Hint {
		fmt.Fprintf(out, "→ %s\n", now.Hint)
	}
}
