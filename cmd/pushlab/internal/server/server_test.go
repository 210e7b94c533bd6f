package server

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
)

// open starts a server on free ports with a database of its own, and stops it
// when the test ends.
func open(t *testing.T, c Config) *Server {
	t.Helper()
	c.Addr, c.DataDir = "127.0.0.1:0", t.TempDir()
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s
}

// browser is a client with cookies.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// ask sends a request with headers given as name, value pairs.
func ask(t *testing.T, c *http.Client, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

type runAddress struct{ Run, View, Lab, TLS, Inspector string }

func makeRun(t *testing.T, s *Server, c *http.Client) runAddress {
	t.Helper()
	resp, body := ask(t, c, "POST", s.Places()[0].URL+"/runs", "")
	var run runAddress
	if err := json.Unmarshal([]byte(body), &run); err != nil || resp.StatusCode != http.StatusCreated {
		t.Fatalf("POST /runs = %s %q", resp.Status, body)
	}
	return run
}

func TestHosts(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Hosts: []string{"lab.example"}})
	port := strings.TrimPrefix(s.Places()[0].URL, "http://localhost")
	tests := []struct {
		host string
		want int
	}{
		{"localhost" + port, 200},
		{"LOCALHOST" + port, 200},
		{"127.0.0.1" + port, 200},
		{"127.9.9.9" + port, 200},
		{"lab.example", 200},
		{"evil.example", 421},
		{"localhost.evil.example" + port, 421},
		{"10.0.0.1" + port, 421},
		{"[::1]" + port, 307},
		{"[::ffff:127.0.0.1]" + port, 307},
		{"[2001:db8::1]" + port, 421},
	}
	for _, test := range tests {
		t.Run(test.host, func(t *testing.T) {
			for path, ours := range map[string]int{"/": 200, "/healthz": 200, "/static/x": 404, "/control": 426} {
				want := test.want
				if want == 200 {
					want = ours
				}
				resp, body := ask(t, browser(t), "GET", s.Places()[0].URL+path, "", "Host", test.host)
				if resp.StatusCode != want {
					t.Errorf("GET %s = %d, want %d: %s", path, resp.StatusCode, want, body)
				}
			}
		})
	}
}

// A recorded place refuses foreign names and takes IPv6 literals.
func TestLabHosts(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	run := makeRun(t, s, browser(t))
	for host, want := range map[string]int{"evil.example": 421, "localhost": 200, "[::1]": 200} {
		resp, body := ask(t, browser(t), "GET", run.Lab+"/sse?ttft=0&tokens=1", "", "Host", host)
		if resp.StatusCode != want {
			t.Errorf("Host %s = %d, want %d: %s", host, resp.StatusCode, want, body)
		}
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	s := open(t, Config{AllowOrigins: []string{"https://friend.example"}})
	site := s.Places()[0].URL
	run := makeRun(t, s, browser(t))
	tests := []struct{ origin, want string }{
		{site, site},
		{"https://friend.example", "https://friend.example"},
		{"null", ""},
		{"https://evil.example", ""},
		{strings.Replace(site, "http://", "https://", 1), ""},
		{site + ".evil.example", ""},
		{strings.Replace(site, "localhost", "127.0.0.1", 1), ""}, // not the H of this request
		{s.Places()[1].URL, ""},
	}
	for _, test := range tests {
		resp, _ := ask(t, browser(t), "GET", run.Lab+"/sse?ttft=0&tokens=1", "", "Origin", test.origin)
		if got := resp.Header.Get("Access-Control-Allow-Origin"); got != test.want {
			t.Errorf("Origin %s: Access-Control-Allow-Origin = %q, want %q", test.origin, got, test.want)
		}
		if !strings.Contains(strings.Join(resp.Header.Values("Vary"), ","), "Origin") {
			t.Errorf("Origin %s: Vary = %q, want Origin", test.origin, resp.Header.Values("Vary"))
		}
	}
}

// A WebSocket is taken from our pages and from programs, and from nobody else.
func TestWebSocketOrigins(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	site, lab := s.Places()[0].URL, s.Places()[1].URL
	run := makeRun(t, s, browser(t))
	upgrade := []string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}
	tests := []struct {
		url, origin string
		want        int
	}{
		{run.Lab + "/echo", site, 101},
		{run.Lab + "/echo", lab, 101},
		{run.Lab + "/echo", "", 101},
		{run.Lab + "/echo", "http://evil.example", 403},
		{run.Lab + "/echo", "null", 403},
		{site + "/control", site, 101},
		{site + "/control", "", 101},
		{site + "/control", lab, 403},
		{site + "/control", "null", 403},
		{site + "/control", strings.Replace(site, "http:", "https:", 1), 403},
	}
	for _, test := range tests {
		headers := append([]string{}, upgrade...)
		if test.origin != "" {
			headers = append(headers, "Origin", test.origin)
		}
		if strings.HasSuffix(test.url, "/control") {
			headers = append(headers, "Sec-WebSocket-Protocol", controlProtocol)
		}
		if got := handshake(t, test.url, headers); got != test.want {
			t.Errorf("%s from %q = %d, want %d", test.url, test.origin, got, test.want)
		}
	}
}

// handshake returns the status of an upgrade and leaves.
func handshake(t *testing.T, url string, headers []string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// Every address that changes something refuses other sites.
func TestCrossOriginPosts(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	site := s.Places()[0].URL
	for _, path := range []string{"/runs", "/place", "/progress/import", "/progress/name", "/progress/delete", "/runs/x/keep", "/v/x/delete", "/lessons/05-resume/predict", "/lessons/05-resume/quiz"} {
		for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "http://evil.example"}, {"Origin", "null"}} {
			resp, _ := ask(t, browser(t), "POST", site+path, "", header...)
			if resp.StatusCode != http.StatusForbidden {
				t.Errorf("POST %s with %v = %d, want 403", path, header, resp.StatusCode)
			}
		}
	}
}

// Unknown things are 404 with what to do, and never a stack.
func TestNotFound(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	site := s.Places()[0].URL
	run := makeRun(t, s, browser(t))
	broken := run.Run[:len(run.Run)-1] + map[bool]string{true: "b", false: "a"}[strings.HasSuffix(run.Run, "a")]
	tests := []struct{ url, says string }{
		{site + "/nowhere", "no page"},
		{site + "/lessons/99-nothing/", "no lesson"},
		{site + "/lessons/05-resume/nothing.svg", "no file"},
		{site + "/lessons/05-resume/captures/nothing/rows/1", "no recorded run"},
		{site + "/runs/" + broken, "no such run"},
		{site + "/runs/" + run.Run + "/rows/99", "no row 99"},
		{site + "/v/" + run.Run, "neither in memory nor kept"},
		{s.Places()[1].URL + "/r/" + broken + "/sse", "no such run"},
	}
	for _, test := range tests {
		for _, accept := range []string{"text/html", "application/json", "*/*"} {
			resp, body := ask(t, browser(t), "GET", test.url, "", "Accept", accept)
			if resp.StatusCode != 404 || !strings.Contains(strings.ToLower(body), test.says) {
				t.Errorf("GET %s (%s) = %d %.300q, want 404 that says %q", test.url, accept, resp.StatusCode, body, test.says)
			}
			if strings.Contains(body, "goroutine ") {
				t.Errorf("GET %s prints a stack", test.url)
			}
		}
	}
}

// The headers that every page has.
func TestPolicy(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	site, lab := s.Places()[0].URL, s.Places()[1].URL
	for _, path := range []string{"/", "/lessons/05-resume/", "/progress", "/nowhere"} {
		resp, body := ask(t, browser(t), "GET", site+path, "", "Accept", "text/html")
		csp := resp.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "connect-src 'self'", lab, "ws" + strings.TrimPrefix(lab, "http"), "require-trusted-types-for 'script'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: CSP %q lacks %q", path, csp, part)
			}
		}
		for _, not := range []string{"unsafe-inline", "unsafe-eval", "*"} {
			if strings.Contains(csp, not) {
				t.Errorf("%s: CSP has %q", path, not)
			}
		}
		for _, not := range []string{" style=\"", "onclick=", "javascript:"} {
			if strings.Contains(body, not) {
				t.Errorf("%s: the page has %q", path, not)
			}
		}
	}
}

// A view shows a run and gives no power over it: its id stands nowhere, not in
// a label, not in the bytes, and not in another spelling.
func TestViewKeepsTheRunsID(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	run := makeRun(t, s, browser(t))
	spelled := strings.Replace(run.Lab, run.Run, "%"+strings.ToUpper(hex.EncodeToString([]byte(run.Run[:1])))+run.Run[1:], 1)
	for _, url := range []string{run.Lab + "/sse?ttft=0&tokens=2", spelled + "/sse?ttft=0&tokens=2", run.Lab} {
		ask(t, browser(t), "GET", url, "")
	}
	view := s.Places()[0].URL + "/v/" + run.View
	pages := []string{view, view + "/trace.jsonl"}
	for n := 1; n <= 12; n++ {
		pages = append(pages, fmt.Sprintf("%s/rows/%d", view, n))
	}
	for _, url := range pages {
		resp, body := ask(t, browser(t), "GET", url, "")
		if resp.StatusCode != http.StatusOK {
			t.Errorf("GET %s = %d", url, resp.StatusCode)
		}
		for _, secret := range []string{run.Run, run.Run[1:], hex.EncodeToString([]byte(run.Run[1:]))} {
			if strings.Contains(body, secret) {
				t.Errorf("GET %s tells the run's id", url)
			}
		}
	}
	if _, body := ask(t, browser(t), "GET", s.Places()[0].URL+"/runs/"+run.Run+"/trace.jsonl", ""); !strings.Contains(body, run.Run) {
		t.Error("the run's own trace does not have its id: is this test still looking at the right bytes?")
	}
}

// A message that is too big for /echo is shown with the rule that it broke.
func TestTooBigIsShown(t *testing.T) {
	t.Parallel()
	s := open(t, Config{EchoLimit: 100})
	run := makeRun(t, s, browser(t))
	ws, err := websocket.Dial(t.Context(), strings.Replace(run.Lab, "http:", "ws:", 1)+"/echo", websocket.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ws.Write(t.Context(), websocket.OpText, make([]byte, 101))
	if _, err := ws.Read(t.Context()); !strings.Contains(fmt.Sprint(err), "1009") {
		t.Errorf("Read = %v, want close code 1009", err)
	}
	_, body := ask(t, browser(t), "GET", s.Places()[0].URL+"/runs/"+run.Run+"/trace.jsonl", "")
	if !strings.Contains(body, `"err":"This message is bigger`) {
		t.Errorf("the trace does not say which rule was broken:\n%s", body)
	}
}
