package main

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// canary tells, in every page and frame, what ran that should not have, and what
// the policy refused.
const canary = `(() => {
	const note = (list, what) => { try { (top[list] ??= []).push(String(what)) } catch { (window[list] ??= []).push(String(what)) } }
	window.f = window.alert = window.prompt = window.confirm = window.print = (n) => note("__fired", n)
	window.__fired ??= []
	window.__refused ??= []
	addEventListener("securitypolicyviolation", (e) => note("__refused", e.effectiveDirective + " " + e.blockedURI + " " + e.sample))
})()`

// Row 8 of the threat model, cross-site scripting: what people write into a room is
// text wherever it is shown. Nothing of it runs, and nothing comes as far as the
// policy, which would stop it.
func TestTrust08(t *testing.T) {
	t.Parallel()
	if len(payloads) < 150 {
		t.Errorf("%d payloads, want 150", len(payloads))
	}
	x := openScripted(t)
	x.checkCanary()
	x.fillRoom()
	x.refusals() // of a browser that is nobody yet
	x.seatPages()
	x.benches()
	x.hostPages()
	x.exports()
}

// A scripted is a room in which everybody writes payloads.
type scripted struct {
	*tab
	p     *program
	host  *http.Client
	seats []*http.Client
	names []string // that the room has taken
	words string   // of the first seat
}

func openScripted(t *testing.T) *scripted {
	t.Helper()
	x := &scripted{p: start(t, t.TempDir(), "-room", "-addr", "127.0.0.1:0"), tab: openTab(t, 1280, 900), host: newVisitor(t)}
	x.everyPage(canary)
	x.must(x.host, "/room/host", "secret", lastPart(x.p.places["host"]))
	x.must(x.host, "/room/cards", "open", "1")
	return x
}

func lastPart(link string) string { return link[strings.LastIndex(link, "/")+1:] }

// site is the address of a page.
func (x *scripted) site(path string) string { return x.p.places["site"] + path }

// send sends a form; fields are name, value pairs. A status of 0 is no answer.
func (x *scripted) send(c *http.Client, path string, fields ...string) (status int, body string) {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(x.t.Context(), "POST", x.site(path), strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err.Error()
	}
	r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}}
	resp, err := c.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(text)
}

func (x *scripted) must(c *http.Client, path string, fields ...string) {
	x.t.Helper()
	if status, body := x.send(c, path, fields...); status != http.StatusOK {
		x.t.Errorf("POST %s %q = %d %s", path, fields, status, body)
	}
}

// checkCanary makes sure that the payloads are live and that the canary sings: in
// a page without a policy, which takes them for markup.
func (x *scripted) checkCanary() {
	x.t.Helper()
	naive := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" { // a payload's own x
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for _, p := range payloads {
			fmt.Fprintf(w, "<iframe srcdoc='%s'></iframe>\n", html.EscapeString(`<p><input value="`+p+`">`+p))
		}
	}))
	defer naive.Close()
	x.open(naive.URL)
	const least = 70 // the others need a click, a template or another place to stand
	x.until(fmt.Sprintf("%d payloads have run in a naive page", least), fmt.Sprintf(`new Set(__fired).size >= %d`, least))
}

// silent makes sure that nothing ran in the page, that the policy had nothing to
// refuse, and that no payload has become a part of the page.
func (x *scripted) silent(where string) {
	x.t.Helper()
	got := eval[struct{ Fired, Refused, Made []string }](x.tab, `({
		fired: window.__fired, refused: window.__refused,
		made: Array.from(document.querySelectorAll("*")).filter((e) => e.matches("iframe, object, embed, marquee, base, frameset, [srcdoc], [style*=expression]") ||
			Array.from(e.attributes).some((a) => a.name.startsWith("on") || /^\s*(javascript|vbscript|data:text)/i.test(a.value) && ["href", "src", "action", "formaction", "data"].includes(a.name)))
			.map((e) => e.outerHTML.slice(0, 200)),
	})`)
	if len(got.Fired)+len(got.Refused)+len(got.Made) > 0 {
		x.t.Errorf("%s: %q has run, the policy has refused %q, the page has %q", where, got.Fired, got.Refused, got.Made)
	}
}

// reads makes sure that a text stands in the page, in an element or a field.
func (x *scripted) reads(where, text string) {
	x.t.Helper()
	quoted, err := json.Marshal(strings.Join(strings.Fields(text), " "))
	if err != nil {
		x.t.Fatal(err)
	}
	x.until(where+" shows "+text, fmt.Sprintf(`((want) => document.body.textContent.replace(/\s+/g, " ").includes(want) ||
		Array.from(document.querySelectorAll("input, textarea")).some((e) => e.value.replace(/\s+/g, " ").includes(want)))(%s)`, quoted))
}

// fillRoom gives every payload that can be a name a seat, which asks for help, and
// a helper of that name who comes. Every payload is on a card.
func (x *scripted) fillRoom() {
	x.t.Helper()
	join, cards := "/j/"+lastPart(x.p.places["join"]), packed(payloads, 400)
	x.words = x.sit(join, payloads[0])
	x.atOnce(len(payloads)-1, func(i int) { x.sit(join, payloads[i+1]) })
	if len(x.names) < 100 {
		x.t.Errorf("the room has taken %d payloads as names, want 100 at least", len(x.names))
	}
	x.atOnce(len(cards), func(i int) { x.must(x.seats[i], "/room/card", "good", cards[i], "bad", cards[i]) })
}

// sit takes a seat under a name, unless the name is refused, and returns its words.
func (x *scripted) sit(join, name string) (words string) {
	c := newVisitor(x.t)
	status, body := x.send(c, join, "name", name)
	var seat struct {
		Seat  int
		Words string
	}
	if status == http.StatusUnprocessableEntity {
		return ""
	}
	if err := json.Unmarshal([]byte(body), &seat); err != nil || status != http.StatusOK {
		x.t.Errorf("joining as %q = %d %s", name, status, body)
		return ""
	}
	x.must(c, "/room/state", "state", "come")
	x.comes(name, seat.Seat)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.seats, x.names = append(x.seats, c), append(x.names, name)
	return seat.Words
}

// atOnce does n things, some at a time: they are saved together.
func (x *scripted) atOnce(n int, do func(i int)) {
	var work sync.WaitGroup
	free := make(chan bool, 16)
	for i := range n {
		free <- true
		work.Go(func() {
			do(i)
			<-free
		})
	}
	work.Wait()
}

// comes lets a helper of that name go to a seat.
func (x *scripted) comes(name string, seat int) {
	x.t.Helper()
	helper := newVisitor(x.t)
	x.must(helper, "/room/help", "secret", lastPart(x.p.places["help"]), "name", name)
	x.must(helper, "/room/take", "seat", fmt.Sprint(seat), "on", "1")
}

// enter sends a form from the browser, which gets its cookie.
func (x *scripted) enter(path string, fields ...string) {
	x.t.Helper()
	form, err := json.Marshal(fields)
	if err != nil {
		x.t.Fatal(err)
	}
	x.open(x.site("/reach"))
	if got := eval[int](x.tab, fmt.Sprintf(`(async (list) => {
		const body = new URLSearchParams()
		for (let i = 0; i < list.length; i += 2) body.append(list[i], list[i + 1])
		return (await fetch(%q, {method: "POST", body, headers: {Accept: "application/json"}})).status
	})(%s)`, path, form)); got != http.StatusOK {
		x.t.Fatalf("POST %s = %d", path, got)
	}
}
