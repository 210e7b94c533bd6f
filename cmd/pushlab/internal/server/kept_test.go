package server

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/cmd/pushlab/internal/websocket"
)

// openIn starts a server over a data directory. It stops with the test, or when
// stop is called.
func openIn(t *testing.T, dir string) (s *Server, stop func()) {
	t.Helper()
	return serveIn(t, Config{DataDir: dir, EchoLimit: 4 << 20})
}

// serveIn is openIn with what else a server can be told.
func serveIn(t *testing.T, c Config) (s *Server, stop func()) {
	t.Helper()
	c.Addr = "127.0.0.1:0"
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	ended := false
	stop = func() {
		if ended {
			return
		}
		ended = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	}
	t.Cleanup(stop)
	return s, stop
}

// keep posts the form of the button.
func keep(t *testing.T, s *Server, c *http.Client, run, title string, headers ...string) (*http.Response, string) {
	t.Helper()
	headers = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)
	return ask(t, c, "POST", s.Places()[0].URL+"/runs/"+run+"/keep", url.Values{"title": {title}}.Encode(), headers...)
}

const asJSON = "application/json"

// What is kept opens for anyone, after a restart too, and for as long as its
// learner wants.
func TestKeptRunOutlivesTheServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, stop := openIn(t, dir)
	ada := browser(t)
	run := makeRun(t, s, ada)
	ask(t, ada, "GET", run.Lab+"/sse?ttft=0&tps=1000&tokens=5", "")
	before := ""
	for !strings.Contains(before, `"http.end"`) { // it is recorded behind the client's last byte
		_, before = ask(t, ada, "GET", s.Places()[0].URL+"/v/"+run.View+"/trace.jsonl", "")
	}
	resp, body := keep(t, s, ada, run.Run, "five tokens", "Accept", asJSON)
	if want := fmt.Sprintf(`{"kept":true,"url":"/v/%[1]s","view":"%[1]s"}`, run.View); resp.StatusCode != 200 || strings.TrimSpace(body) != want {
		t.Fatalf("keep = %s %s, want %s", resp.Status, body, want)
	}
	cookies := ada.Jar.Cookies(resp.Request.URL)
	stop()

	s, _ = openIn(t, dir)
	site := s.Places()[0].URL
	grace, view := browser(t), site+"/v/"+run.View
	if _, after := ask(t, grace, "GET", view+"/trace.jsonl", ""); after != before {
		t.Errorf("the trace of the kept run:\n%s\nwant what the view had:\n%s", after, before)
	}
	resp, body = ask(t, grace, "GET", view, "", "Accept", "text/html")
	if resp.StatusCode != 200 || !strings.Contains(body, "five tokens") || !strings.Contains(body, "200 OK  text/event-stream") {
		t.Errorf("the page of the kept run = %s, want its title and its rows", resp.Status)
	}
	if len(resp.Cookies()) > 0 || strings.Contains(before, run.Run) {
		t.Error("who looks on gets a cookie, or the run's id")
	}
	checkWatched(t, s, run.View)

	// The run comes back empty under its own address; its link goes on to open
	// what was kept.
	ask(t, grace, "GET", site+"/runs/"+run.Run, "")
	if _, after := ask(t, grace, "GET", view+"/trace.jsonl", ""); after != before {
		t.Error("the empty run stands before the kept one")
	}

	if resp, body := ask(t, grace, "POST", view+"/delete", ""); resp.StatusCode != http.StatusForbidden {
		t.Errorf("delete by another = %s %s, want 403", resp.Status, body)
	}
	u, _ := url.Parse(site)
	ada.Jar.SetCookies(u, cookies)
	if resp, body := keep(t, s, ada, run.Run, "nothing"); resp.StatusCode != http.StatusConflict || !strings.Contains(body, "nothing in it to keep") {
		t.Errorf("keeping the empty run = %s %s, want 409", resp.Status, body)
	}
	_, page := ask(t, ada, "GET", site+"/progress", "")
	for _, want := range []string{"five tokens", `href="/v/` + run.View + `"`, `action="/v/` + run.View + `/delete"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the progress page lacks %s", want)
		}
	}
	if resp, _ := ask(t, ada, "POST", view+"/delete", ""); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("delete = %s, want 303", resp.Status)
	}
	if resp, _ := ask(t, ada, "POST", view+"/delete", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("delete again = %s, want 404", resp.Status)
	}
}

// checkWatched watches a view and wants its history.
func checkWatched(t *testing.T, s *Server, view string) {
	t.Helper()
	ws, err := websocket.Dial(t.Context(), strings.Replace(s.Places()[0].URL, "http:", "ws:", 1)+"/control",
		websocket.DialOptions{Subprotocols: []string{controlProtocol}})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close(1000, "")
	if err := ws.Write(t.Context(), websocket.OpText, fmt.Appendf(nil, `{"op":"watch","view":%q}`, view)); err != nil {
		t.Fatal(err)
	}
	m, err := ws.Read(t.Context())
	if err != nil || !strings.Contains(string(m.Data), `"type":"rows"`) || !strings.Contains(string(m.Data), `"run":"`+view) {
		t.Errorf("watching says %s (%v), want rows", m.Data, err)
	}
}

// Without a row there is the sentence.
func TestViewOfNoRun(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	ada := browser(t)
	run := makeRun(t, s, ada)
	ask(t, ada, "GET", run.Lab+"/sse?ttft=0&tokens=1", "")
	keep(t, s, ada, run.Run, "")
	s.store.Forget(t.Context(), learnerOf(t, s, ada), run.View)
	for _, path := range []string{"", "/trace.jsonl", "/trace.pcapng", "/rows/1"} {
		if resp, _ := ask(t, browser(t), "GET", s.Places()[0].URL+"/v/"+run.View+path, ""); resp.StatusCode != 200 {
			t.Errorf("GET /v/{view}%s of a live run = %s, want 200", path, resp.Status)
		}
		resp, body := ask(t, browser(t), "GET", s.Places()[0].URL+"/v/aaaabbbbccccddddeeeeffff"+path, "")
		if resp.StatusCode != 404 || !strings.Contains(body, "neither in memory nor kept") {
			t.Errorf("GET /v/{view}%s of no run = %s %s, want 404 and why", path, resp.Status, body)
		}
	}
}

func learnerOf(t *testing.T, s *Server, c *http.Client) string {
	t.Helper()
	u, err := url.Parse(s.Places()[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(u) {
		if cookie.Name == learnerCookie {
			return cookie.Value
		}
	}
	t.Fatal("no learner's cookie")
	return ""
}

// A refusal says what happened, what is kept, and what to do.
func TestKeepRefusals(t *testing.T) {
	t.Parallel()
	s, _ := openIn(t, t.TempDir())
	ada, grace := browser(t), browser(t)
	run, noise := makeRun(t, s, ada), makeRun(t, s, ada)
	ask(t, ada, "GET", run.Lab+"/sse?ttft=0&tokens=1", "")
	makeNoise(t, noise.Lab)
	if resp, body := keep(t, s, ada, run.Run, ""); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/v/"+run.View {
		t.Fatalf("keep = %s %s, want 303 to the view", resp.Status, body)
	}
	refused := func(c *http.Client, id, title string, status int, want string) {
		t.Helper()
		resp, body := keep(t, s, c, id, title, "Accept", asJSON)
		if resp.StatusCode != status || !strings.Contains(body, want) {
			t.Errorf("keep = %s %s, want %d and %q", resp.Status, body, status, want)
		}
	}
	refused(ada, noise.Run, "", http.StatusRequestEntityTooLarge, "a kept run may be 2 MiB. Nothing was changed")
	refused(grace, run.Run, "mine", http.StatusConflict, "Another learner keeps this run already.")
	refused(ada, run.Run, strings.Repeat("x", 81), http.StatusBadRequest, "A title is at most 80 letters")
	refused(ada, "nonsense", "", http.StatusNotFound, "There is no such run.")
	for n := range progress.MaxKeptRuns - 1 {
		k := progress.Kept{View: fmt.Sprint("v", n)}
		if err := s.store.Keep(t.Context(), learnerOf(t, s, ada), k, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	more := makeRun(t, s, ada)
	refused(ada, more.Run, "", http.StatusConflict, "This run has nothing in it to keep.")
	ask(t, ada, "GET", more.Lab+"/sse?ttft=0&tokens=1", "")
	refused(ada, more.Run, "", http.StatusConflict, "You keep 32 runs already, which is the most. Nothing was changed")
}

// makeNoise fills a trace with bytes that do not pack.
func makeNoise(t *testing.T, lab string) {
	t.Helper()
	ws, err := websocket.Dial(t.Context(), strings.Replace(lab, "http:", "ws:", 1)+"/echo", websocket.DialOptions{Limit: 4 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close(1000, "")
	rng, noise := rand.NewChaCha8([32]byte{}), make([]byte, 950<<10)
	for i := 0; i+8 <= len(noise); i += 8 {
		binary.LittleEndian.PutUint64(noise[i:], rng.Uint64())
	}
	if err := ws.Write(t.Context(), websocket.OpBinary, noise); err != nil {
		t.Fatal(err)
	}
	if _, err := ws.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
}
