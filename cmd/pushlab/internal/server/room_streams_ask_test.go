package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// hostPosts posts a form as the host and returns the status with the answer's JSON.
func hostPosts(t *testing.T, s *Server, host *http.Client, path string, fields ...string) (int, map[string]any) {
	t.Helper()
	resp, text := ask(t, host, "POST", s.Places()[0].URL+path, form(fields...), "Content-Type", formType, "Accept", "application/json")
	answer := map[string]any{}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatalf("POST %s = %s %q", path, resp.Status, text)
	}
	return resp.StatusCode, answer
}

// unpaced switches the profile off: the tests shall not wait for slow tokens.
func unpaced(t *testing.T, s *Server, host *http.Client) {
	t.Helper()
	if status, answer := hostPosts(t, s, host, "/room/profile", "on", "no"); status != 200 {
		t.Fatalf("POST /room/profile = %d %v", status, answer)
	}
}

// awaitStreams waits until so many streams are live in the lab, and have begun to
// follow their answers: a fault finds them from then on.
func awaitStreams(t *testing.T, s *Server, want int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		entered, following := int(s.runs.Stats().Streams), 0
		for _, run := range s.runs.Live() {
			following += run.Streaming()
		}
		if entered == want && following == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d streams are live and %d follow answers, want %d", entered, following, want)
		}
	}
}

// heard is the body of a stream as it came, with the error that ended it.
type heard struct {
	body string
	err  error
}

// listen reads a stream to its end.
func listen(t *testing.T, url string) <-chan heard {
	t.Helper()
	done := make(chan heard, 1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
		if err != nil {
			done <- heard{"", err}
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		done <- heard{string(body), err}
	}()
	return done
}

// hearing is a stream that is read for as long as a test wants.
type hearing struct {
	lines *bufio.Scanner
	err   error
}

// hear opens a stream that outlasts the test: it streams whenever the test comes to
// look, and whether it goes on can be seen at any time.
func hear(t *testing.T, lab string) <-chan hearing {
	t.Helper()
	begun := make(chan hearing, 1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", lab+"/sse?ttft=0&tps=10&tokens=1000", nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
		if err != nil {
			begun <- hearing{err: err}
			return
		}
		context.AfterFunc(ctx, func() { resp.Body.Close() })
		begun <- hearing{lines: bufio.NewScanner(resp.Body)}
	}()
	return begun
}

// checkGoesOn says whether a stream is told every token, up to one that was not made
// yet when it was called.
func (h hearing) checkGoesOn(t *testing.T, s *Server, id, who string) {
	t.Helper()
	if h.err != nil {
		t.Fatalf("%s: %v", who, h.err)
	}
	next, last := 1, tokensOf(t, s, id)+1
	for next <= last && h.lines.Scan() {
		if token, ok := strings.CutPrefix(h.lines.Text(), "id: "); !ok {
			continue
		} else if !strings.HasSuffix(token, fmt.Sprint("-", next)) {
			t.Errorf("%s was told %s, want token %d", who, token, next)
			return
		}
		next++
	}
	if next <= last {
		t.Errorf("%s was told %d tokens, then %v, want it to go on to %d", who, next-1, h.lines.Err(), last)
	}
}

// tokensOf counts the tokens that were made in a run.
func tokensOf(t *testing.T, s *Server, id string) (made int) {
	t.Helper()
	run, err := s.runs.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range run.Log.Events(0) {
		if e.Kind == "gen.tok" {
			made++
		}
	}
	return made
}

// checkWhole says whether a stream was told all of an answer of so many tokens.
func (h heard) checkWhole(t *testing.T, who string, tokens int) {
	t.Helper()
	events := wire.NewEventStream().Feed([]byte(h.body))
	if h.err != nil || len(events) != tokens+1 || events[tokens].Type != "done" {
		t.Errorf("%s was told %d events, %v, want %d tokens and done", who, len(events), h.err, tokens)
	}
}

// faultsOf are the faults in a run's trace.
func faultsOf(t *testing.T, s *Server, run runAddress) (list []string) {
	t.Helper()
	found, err := s.runs.Get(run.Run)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range found.Log.Events(0) {
		if e.Kind == "fault" {
			list = append(list, e.Text)
		}
	}
	return list
}
