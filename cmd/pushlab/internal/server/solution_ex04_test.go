package server

import (
	"bufio"
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A source is an EventSource, written as WHATWG HTML §9.2.2 says but for
// redirects, with what a page may do wrong about it.
type source struct {
	acts  string
	retry time.Duration // that the script sends, and that it waits

	hasty  bool // it does not wait, and stops at its second request
	leaves bool // the page closes it within the first stream
	closes bool // the page closes it at the first error
	remade bool // the page makes a new one when it is CLOSED, once
}

// play runs it until it stops.
func (s source) play(l *solver) {
	lastID := ""
	for {
		again := s.ask(l, &lastID)
		if !again && s.remade {
			lastID, s.remade, again = "", false, true
		}
		if !again || s.closes {
			break
		}
		if s.hasty {
			s.ask(l, &lastID)
			break
		}
		l.wait(s.retry)
	}
	if !s.leaves && !s.closes {
		l.untilDecided()
	}
}

// ask makes one request and reads its answer. again: it is to be made once more.
func (s source) ask(l *solver, lastID *string) (again bool) {
	r, err := http.NewRequest("GET", l.lab+"/d/theatre?check=EX04&page=A1&acts="+s.acts+"&retry="+s.retryText(), nil)
	if err != nil {
		l.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	if *lastID != "" {
		r.Header.Set("Last-Event-ID", *lastID)
	}
	client := *l.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the verdict does not wait for what comes behind it
	resp, err := client.Do(r)
	if err != nil {
		return true // a network error
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		return false
	}
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
			*lastID = id
		}
		if s.leaves && *lastID == "2" {
			return false
		}
	}
	return true
}

func (s source) retryText() string { return strconv.FormatInt(s.retry.Milliseconds(), 10) }

// wait lets time pass, as the client that it is.
func (l *solver) wait(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	<-timer.C
}

// untilDecided waits for the end of the attempt.
func (l *solver) untilDecided() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for e := range l.run.Log.Follow(ctx, 0) {
		if e.Kind == "attempt.end" {
			return
		}
	}
	l.Error("the attempt was not decided within a minute")
}

const shortRetry = 200 * time.Millisecond

func TestEX04(t *testing.T) {
	t.Parallel()
	testSolutions(t, "EX04", []solution{
		{"solution", source{acts: "events:1,events:1,204", retry: shortRetry}.play, 0},
		{"solution-cut-and-type", source{acts: "cut:fin,cut:rst,type", retry: shortRetry}.play, 0},
		{"stops-at-two", source{acts: "events:1,204", retry: shortRetry}.play, 1},
		{"no-event", source{acts: "events:0,events:1,204", retry: shortRetry}.play, 1},
		{"reset-first", source{acts: "refuse,events:1,204", retry: shortRetry}.play, 1},
		{"redirect-first", source{acts: "redirect,events:1,204", retry: shortRetry}.play, 1},
		{"page-leaves", source{acts: "events:90,events:1,204", retry: shortRetry, leaves: true}.play, 1},
		{"page-closes", source{acts: "events:1,events:1,204", retry: shortRetry, closes: true}.play, 1},
		{"hasty", source{acts: "events:1,events:1,204", retry: time.Second, hasty: true}.play, 2},
		{"never-stops", source{acts: "events:1,events:1,events:1,204", retry: shortRetry}.play, 3},
		{"reset-third", source{acts: "events:1,events:1,refuse,204", retry: shortRetry}.play, 3},
		{"redirect-third", source{acts: "events:1,events:1,redirect,204", retry: shortRetry}.play, 3},
		{"page-makes-a-new-one", source{acts: "events:1,events:1,502,events:1,204", retry: shortRetry, remade: true}.play, 5},
	})
}
