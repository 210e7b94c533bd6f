package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// goodForms is a request that changes something, for each address of the site that
// takes one and is not in leads. {words} and {help} stand for the seat's words and
// the helpers' secret. What a seat or a learner has nothing behind comes last.
var goodForms = map[string]string{
	"POST /lessons/{slug}/predict": "block=which-id&option=1",
	"POST /lessons/{slug}/quiz":    "quiz=which-id-back&option=1",
	"POST /lessons/{slug}/review":  "of=01-why-stream&quiz=total-time&option=1",
	"POST /place":                  `{"lesson":"05-resume","section":""}`,
	"POST /progress/import":        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.json\"\r\n\r\n{\"format\":\"pushlab-progress-1\",\"places\":[],\"entries\":[]}\r\n--b--\r\n",
	"POST /progress/name":          "name=Mallory",
	"POST /runs":                   "",
	"POST /runs/{run}/roundtrips":  "rtt=0&start=cold&preflight=off",
	"POST /runs/{run}/keep":        "",
	"POST /v/{view}/delete":        "",
	"POST /j":                      "code={code}",
	"POST /j/{code}":               "name=Mallory",
	"POST /j/{code}/back":          "words={words}",
	"POST /room/host":              "secret={secret}",
	"POST /room/help":              "secret={help}&name=Mallory",
	"POST /room/name":              "name=Mallory+B",
	"POST /room/state":             "state=come",
	"POST /room/card":              "good=x&bad=y",
	"POST /room/vote":              "lesson=05-resume&block=which-id&option=2",
	"POST /progress/delete":        "confirm=yes",
	"POST /room/leave":             "",
}

// formTypes are those of the forms that are no such form.
var formTypes = map[string]string{"POST /place": "application/json", "POST /progress/import": "multipart/form-data; boundary=b"}

// crossSite is what a browser says of a request that another site's page makes. The
// last ones are to a plain LAN address, where it says nothing of sites.
func crossSite(own string) [][]string {
	host := strings.TrimPrefix(own, "http://")
	name, _, _ := strings.Cut(host, ":")
	return [][]string{
		{"Sec-Fetch-Site", "cross-site", "Origin", "http://evil.example"},
		{"Sec-Fetch-Site", "cross-site", "Origin", "null"},
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site", "Origin", "http://" + name + ":1"}, // a site is no matter of ports
		{"Origin", "http://evil.example"},
		{"Origin", "null"},
		{"Origin", "http://" + name + ":1"},
		{"Origin", "http://" + name},
		{"Origin", own + ".evil.example"},
		{"Origin", "http://evil." + host},
	}
}

// changing are the patterns of the mux that are no GET, what ends the seat or the
// room at the end.
func (w *web) changing(t *testing.T) (list []string) {
	t.Helper()
	last := append([]string{"POST /progress/delete", "POST /room/leave"}, lastLeads...)
	for _, pattern := range w.sitePatterns() {
		_, known := w.form(pattern)
		switch {
		case strings.HasPrefix(pattern, "GET "):
			continue
		case !known:
			t.Errorf("%s is not tried: add a request for it to goodForms or leads", pattern)
		case !slices.Contains(last, pattern):
			list = append(list, pattern)
		}
	}
	return append(list, last...)
}

// form is a good body for a pattern.
func (w *web) form(pattern string) (body string, known bool) {
	if body, known = goodForms[pattern]; !known {
		body, known = leads[pattern]
	}
	return w.fill.Replace(body), known
}

// send sends the good request of a pattern, with headers.
func (w *web) send(t *testing.T, c *http.Client, pattern string, headers ...string) (*http.Response, string) {
	t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	body, _ := w.form(pattern)
	media := formType
	if other := formTypes[pattern]; other != "" {
		media = other
	}
	resp, text := ask(t, c, method, w.places[0].URL+w.fill.Replace(path), body, append(headers, "Content-Type", media)...)
	checkCookies(t, pattern, resp)
	return resp, text
}

// checkCookies looks at those that a response sets.
func checkCookies(t *testing.T, what string, resp *http.Response) {
	t.Helper()
	for _, c := range resp.Cookies() {
		everywhere := c.Path == "/" || c.Name == reviewCookie // which is one lesson's
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || !everywhere || c.Domain != "" {
			t.Errorf("%s sets %v, want HttpOnly, SameSite=Lax, Path=/ and no domain", what, c)
		}
	}
}

// Row 3 of the threat model, cross-site request forgery: the page of another site
// sends a form, and the browser the cookies of the host, of a seat, or of both.
func TestTrust03(t *testing.T) {
	t.Parallel()
	w := openWeb(t, Config{})
	routes := w.changing(t)
	w.keepsState(t, func() {
		for _, pattern := range routes {
			for _, headers := range crossSite(w.places[0].URL) {
				for who, c := range w.clients(t) {
					resp, text := w.send(t, c, pattern, headers...)
					if resp.StatusCode != http.StatusForbidden || len(resp.Cookies()) > 0 || !strings.Contains(text, "Nothing was changed.") {
						t.Errorf("%s: %s with %q = %s %q with the cookies %v, want 403, a sentence and none", who, pattern, headers, resp.Status, text, resp.Cookies())
					}
				}
			}
		}
	})
	own := []string{"Origin", w.places[0].URL}
	for _, pattern := range routes { // the requests were good ones
		who := again(t, w.places[0].URL, w.both)
		if pattern == "POST /progress/import" || slices.Contains(lastLeads, pattern) {
			who = w.host // a seat takes no file, and a new room makes a new host
		}
		if pattern == "POST /room/leave" {
			who = takeSeat(t, w.Server, "Eve") // the host frees Bob's, which is tried too
		}
		resp, text := w.send(t, who, pattern, own...)
		if resp.StatusCode >= 400 {
			t.Errorf("%s of our own page = %s %s", pattern, resp.Status, text)
		}
	}
}

// Row 3 as well: the cookies are SameSite=Lax, so another site's link sends them.
// It leads to a GET, and none changes anything, gives a seat or a role, or takes
// one away, whoever asks. (A new visitor's cookie names nobody that is stored.)
func TestTrust03GETChangesNothing(t *testing.T) {
	t.Parallel()
	w := openWeb(t, Config{})
	site := w.places[0].URL
	clients, asked := w.clients(t), 0
	w.keepsState(t, func() {
		for _, pattern := range w.sitePatterns() {
			path, ok := strings.CutPrefix(pattern, "GET ")
			if !ok {
				continue
			}
			for who, c := range clients {
				for _, query := range []string{"", getQuery(w, path)} {
					resp, _ := ask(t, c, "GET", site+w.fill.Replace(path)+query, "", "Accept", "text/html")
					checkCookies(t, "GET "+path, resp)
					if slices.ContainsFunc(resp.Cookies(), isPower) || resp.StatusCode >= 500 {
						t.Errorf("%s: GET %s%s = %s with the cookies %v", who, path, query, resp.Status, resp.Cookies())
					}
					asked++
				}
			}
		}
	})
	if asked < 2*len(clients)*40 {
		t.Errorf("%d requests, want those of 40 addresses at least: is the list still read right?", asked)
	}
}

func isPower(c *http.Cookie) bool { return c.Name != learnerCookie }

// getQuery asks for another method, with what a form to the same path would send.
func getQuery(w *web, path string) string {
	body, _ := w.form("POST " + path)
	return "?_method=POST&confirm=yes&done=card&present=1&" + body
}
