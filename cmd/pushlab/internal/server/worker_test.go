package server

import (
	"net/http"
	"strings"
	"testing"
)

// The worker's policy names its run's addresses, with the host of the request,
// and nothing of the site or of another run.
func TestWorkerPolicy(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run, other := makeRun(t, s, c), makeRun(t, s, c)
	site := s.Places()[0].URL
	for _, host := range []string{"localhost", "127.0.0.1"} {
		resp, body := ask(t, c, "GET", site+"/runs/"+run.Run+"/worker.js", "", "Host", strings.Replace(strings.TrimPrefix(site, "http://"), "localhost", host, 1))
		if resp.StatusCode != http.StatusOK || !strings.Contains(body, "AsyncFunction") {
			t.Fatalf("%s: %s, %.60q, want the script", host, resp.Status, body)
		}
		want := "default-src 'none'; script-src 'unsafe-eval'; connect-src"
		for _, p := range s.runPlaces() {
			base := strings.Replace(p.URL, "localhost", host, 1) + "/r/" + run.Run + "/"
			want += " " + base + " " + strings.Replace(base, "http", "ws", 1)
		}
		if got := resp.Header.Values("Content-Security-Policy"); len(got) != 1 || got[0] != want {
			t.Errorf("%s: policy %q, want %q", host, got, want)
		}
		if policy := resp.Header.Get("Content-Security-Policy"); strings.Contains(policy, other.Run) || strings.Contains(policy, "'self'") {
			t.Errorf("%s: %s lets the code reach more than its run", host, policy)
		}
	}
}

func TestWorkerHeaders(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	resp, _ := ask(t, c, "GET", s.Places()[0].URL+"/runs/"+makeRun(t, s, c).Run+"/worker.js", "")
	for name, want := range map[string]string{
		"Content-Type":           "text/javascript; charset=utf-8",
		"Cache-Control":          "no-store",
		"Referrer-Policy":        "same-origin",
		"X-Content-Type-Options": "nosniff",
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

// A run that the key did not make has no worker, and no policy of one.
func TestWorkerOfAWrongRun(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c).Run
	for _, wrong := range []string{"x", run[1:], run + "A", strings.ToUpper(run) + strings.ToLower(run)} {
		resp, body := ask(t, c, "GET", s.Places()[0].URL+"/runs/"+wrong+"/worker.js", "")
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s = %s, want 404", wrong, resp.Status)
		}
		if strings.Contains(resp.Header.Get("Content-Security-Policy"), "unsafe-eval") || strings.Contains(body, "AsyncFunction") {
			t.Errorf("%s: the answer is a worker", wrong)
		}
	}
}

// The theatre's service worker reaches the open places, with the host of the
// request, and nothing of the site.
func TestTheatreWorker(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	site := s.Places()[0].URL
	for _, host := range []string{"localhost", "127.0.0.1"} {
		resp, body := ask(t, browser(t), "GET", site+"/theatre-worker.js", "", "Host", strings.Replace(strings.TrimPrefix(site, "http://"), "localhost", host, 1))
		if resp.StatusCode != http.StatusOK || !strings.Contains(body, "respondWith(fetch(event.request))") {
			t.Fatalf("%s: %s, %.60q, want the script", host, resp.Status, body)
		}
		want := "default-src 'none'; connect-src"
		for _, p := range s.runPlaces() {
			want += " " + strings.Replace(p.URL, "localhost", host, 1)
		}
		if got := resp.Header.Values("Content-Security-Policy"); len(got) != 1 || got[0] != want {
			t.Errorf("%s: policy %q, want %q", host, got, want)
		}
		for name, want := range map[string]string{
			"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-store", "Service-Worker-Allowed": "",
		} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", host, name, got, want)
			}
		}
	}
}
