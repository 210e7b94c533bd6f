package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// foreignOrigins are those of pages that are not ours, though some look like it.
// own is the site's, http://localhost:PORT.
func foreignOrigins(own string) []string {
	host := strings.TrimPrefix(own, "http://")
	name, _, _ := strings.Cut(host, ":")
	return []string{
		"null",
		"http://evil.example",
		own + ".evil.example",
		"http://evil-" + host,
		"http://evil." + host,
		"http://" + name + ":1",
		"http://" + name,
		"https://" + host,
		"http://" + host + "@evil.example",
		"http://evil.example@" + host,
		"HTTP://" + host,
		"http://" + strings.ToUpper(host),
		strings.Replace(own, name, name+".", 1),
		strings.Replace(own, name, "127.0.0.1", 1), // ours, and not the one of this request
		own + "/",
		own + "/lessons/01-why-stream/",
		own + " http://evil.example",
		"file://",
		"chrome-extension://abcdefghijklmnop",
	}
}

// A socketAddress is where a WebSocket can be opened.
type socketAddress struct {
	place, path string
	client      *http.Client
}

// sockets are all addresses of the muxes that answer a handshake with 101.
func (w *web) sockets(t *testing.T) (list []socketAddress) {
	t.Helper()
	try := func(place, path string, c *http.Client) {
		if a := (socketAddress{place, path, c}); w.shake(t, a, "", "", "") == http.StatusSwitchingProtocols {
			list = append(list, a)
		}
	}
	for _, pattern := range w.sitePatterns() {
		if path, ok := strings.CutPrefix(pattern, "GET "); ok {
			try("site", w.fill.Replace(path), http.DefaultClient)
		}
	}
	for place, c := range map[string]*http.Client{"lab": http.DefaultClient, "edge": http.DefaultClient, "tls": trusting(t, w.Server, false)} {
		for _, path := range w.labPaths() {
			try(place, path, c)
		}
	}
	return list
}

// shake sends the opening handshake of a WebSocket, with headers if they are not
// empty. A seat may have twelve streams, so it waits while those of before end.
func (w *web) shake(t *testing.T, a socketAddress, origin, cookies, fetchSite string) (status int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", w.place(a.place).URL+a.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		"Sec-WebSocket-Protocol": controlProtocol, "Origin": origin, "Cookie": cookies, "Sec-Fetch-Site": fetchSite,
	} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	for {
		resp, err := a.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusTooManyRequests {
			return resp.StatusCode
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Row 1 of the threat model, cross-site WebSocket hijacking: a page of another
// site opens none of our sockets, whoever's cookies the browser sends along. That
// rests on Origin alone: a browser sends no Sec-Fetch-* to a plain LAN address, and
// what else says them may lie.
func TestTrust01WebSocket(t *testing.T) {
	t.Parallel()
	w := openWeb(t, Config{})
	sockets := w.sockets(t)
	checkSockets(t, w, sockets)
	cookies := []string{"", w.cookies(t, w.seat), w.cookies(t, w.host)}
	lies := map[string]string{cookies[0]: "same-origin", cookies[1]: "", cookies[2]: "none"} // in Sec-Fetch-Site
	for _, a := range sockets {
		for _, as := range cookies {
			for _, own := range []string{"", w.places[0].URL} {
				if got := w.shake(t, a, own, as, ""); got != http.StatusSwitchingProtocols {
					t.Errorf("%s %s from %q with the cookies %q = %d, want 101", a.place, a.path, own, as, got)
				}
			}
			for _, origin := range foreignOrigins(w.places[0].URL) {
				if got := w.shake(t, a, origin, as, lies[as]); got != http.StatusForbidden {
					t.Errorf("%s %s from %q (Sec-Fetch-Site %q) with the cookies %q = %d, want 403", a.place, a.path, origin, lies[as], as, got)
				}
			}
		}
	}
}

// checkSockets makes sure that those were found which the lessons use.
func checkSockets(t *testing.T, w *web, sockets []socketAddress) {
	t.Helper()
	var found []string
	for _, a := range sockets {
		found = append(found, a.place+strings.TrimPrefix(a.path, "/r/"+w.run.Run))
	}
	for _, want := range []string{"site/control", "lab/ws", "lab/echo", "edge/ws", "edge/echo", "tls/ws", "tls/echo"} {
		if !slices.Contains(found, want) {
			t.Errorf("found the sockets %q, want %s with them", found, want)
		}
	}
}

// Row 1 as well: a page of another site may open an EventSource or fetch a stream,
// and gets no leave to read what comes.
func TestTrust01EventSource(t *testing.T) {
	t.Parallel()
	w := openWeb(t, Config{})
	site := w.places[0].URL
	for place, c := range map[string]*http.Client{"lab": http.DefaultClient, "edge": http.DefaultClient, "tls": trusting(t, w.Server, true)} {
		at := w.place(place).URL
		stream := at + "/r/" + w.run.Run + "/sse?ttft=0&tokens=1"
		for _, as := range []string{"", w.cookies(t, w.both)} {
			if resp, _ := ask(t, c, "GET", stream, "", "Origin", site, "Cookie", as); resp.Header.Get("Access-Control-Allow-Origin") != site {
				t.Errorf("%s from our own page has %v, want leave to read it", stream, resp.Header)
			}
			for _, origin := range foreignOrigins(site) {
				resp, _ := ask(t, c, "GET", stream, "", "Origin", origin, "Cookie", as)
				if resp.StatusCode != http.StatusOK { // no answer would allow nothing either
					t.Errorf("%s from %q = %s", stream, origin, resp.Status)
				}
				allowsNothing(t, resp, stream, origin)
			}
		}
		for _, path := range w.labPaths() {
			preflight := func(origin string) *http.Response {
				resp, _ := ask(t, c, "OPTIONS", at+path, "", "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
				return resp
			}
			if h := preflight(site).Header; strings.HasPrefix(path, "/r/") && (h.Get("Access-Control-Allow-Origin") != site || h.Get("Access-Control-Allow-Headers") != "content-type") {
				t.Errorf("OPTIONS %s from our own page has %v, want leave to send content-type", at+path, h)
			}
			for _, origin := range []string{"null", "http://evil.example", "https" + strings.TrimPrefix(site, "http")} {
				allowsNothing(t, preflight(origin), "OPTIONS "+at+path, origin)
			}
		}
	}
}

// allowsNothing makes sure that a response has no header of CORS.
func allowsNothing(t *testing.T, resp *http.Response, what, origin string) {
	t.Helper()
	for name, values := range resp.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s from %q has %s: %q", what, origin, name, values)
		}
	}
}
