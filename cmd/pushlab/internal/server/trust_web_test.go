package server

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/demo"
)

// A web is a server with an open room in which something goes on, as the pages of
// other sites find it: the browsers of a learner and of the host have their cookies.
type web struct {
	*Server
	seat, host, both *http.Client
	run              runAddress // of the seat
	fill             *strings.Replacer
}

func openWeb(t *testing.T, c Config) *web {
	t.Helper()
	c.Room = true
	s := open(t, c)
	w := &web{Server: s, host: host(t, s), seat: takeSeat(t, s, "Bob")}
	w.both = withCookies(t, s.places[0].URL, merged(cookiesOf(t, w.seat, s.places[0].URL), cookiesOf(t, w.host, s.places[0].URL)))
	unpaced(t, s, w.host)
	w.run = makeRun(t, s, w.seat)
	ask(t, w.seat, "GET", w.run.Lab+"/sse?ttft=0&tokens=1", "") // so that it has something to keep
	lead(t, s, w.host, "/room/cards", "open", "1")
	lead(t, s, w.host, "/room/predict", "do", "collect", "lesson", "05-resume", "block", "which-id")
	w.fill = strings.NewReplacer("{$}", "", "{slug}", "05-resume", "{file}", "cut-light.svg", "{name}", "cut", "{n}", "1",
		"{run}", w.run.Run, "{view}", w.run.View, "{code}", s.room().Code(), "{secret}", s.room().HostSecret(),
		"{help}", s.room().HelperSecret(), "{words}", strings.ReplaceAll(s.room().Seat(1).Words(), " ", "+"))
	return w
}

func merged(sets ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, set := range sets {
		for name, value := range set {
			all[name] = value
		}
	}
	return all
}

// cookies are those of a browser, as a header.
func (w *web) cookies(t *testing.T, c *http.Client) string {
	t.Helper()
	var list []string
	for name, value := range cookiesOf(t, c, w.places[0].URL) {
		list = append(list, name+"="+value)
	}
	return strings.Join(list, "; ")
}

// sitePatterns are the addresses of the site's mux.
func (w *web) sitePatterns() []string {
	patterns := []string{"GET /static/"} // which site adds itself
	w.siteRoutes(func(pattern string, _ func(http.ResponseWriter, *http.Request) error) {
		patterns = append(patterns, pattern)
	})
	return patterns
}

// patterns is a mux that only says what it was given.
type patterns []string

func (p *patterns) Handle(pattern string, _ http.Handler) { *p = append(*p, pattern) }

// labPaths are the addresses of the lab's mux, of the edge and of tls, in the
// seat's run.
func (w *web) labPaths() (paths []string) {
	var all patterns
	demo.Mount(&all, w.runs, demo.Options{})
	for _, pattern := range append(all, "/healthz") {
		paths = append(paths, w.fill.Replace(pattern))
	}
	return paths
}

// port is that of a place, with its colon.
func (w *web) port(place string) string { return ":" + strconv.Itoa(w.place(place).port) }

// state is all that could have been changed: what is stored, and what the host
// sees but for times and who is there.
func (w *web) state(t *testing.T) string {
	t.Helper()
	b := w.room().Board(false)
	b.Now, b.Counts.Connected = 0, 0
	for i := range b.Seats {
		b.Seats[i].On, b.Seats[i].Away, b.Seats[i].Minutes, b.Seats[i].Wait = false, 0, 0, 0
	}
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + " " + bytesOnDisk(t, w.Server)
}

// keepsState makes sure that nothing is changed by what is done.
func (w *web) keepsState(t *testing.T, do func()) {
	t.Helper()
	before := w.state(t)
	do()
	if after := w.state(t); after != before {
		t.Errorf("the room or what is stored has changed:\n%s\nwas:\n%s", after, before)
	}
}

// clients are the browsers by what they are.
func (w *web) clients(t *testing.T) map[string]*http.Client {
	t.Helper()
	return map[string]*http.Client{"nobody": browser(t), "the seat": w.seat, "the host": w.host, "both": w.both}
}

// again is a copy of a browser, whose cookies change nothing in the first.
func again(t *testing.T, site string, c *http.Client) *http.Client {
	t.Helper()
	other := browser(t)
	other.Jar.(*cookiejar.Jar).SetCookies(parsed(t, site), c.Jar.Cookies(parsed(t, site)))
	return other
}
