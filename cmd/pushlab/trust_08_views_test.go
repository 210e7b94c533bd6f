package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"pushlab/cmd/pushlab/internal/websocket"
)

// refusals are pages that show again what was typed, and what stood in an address.
func (x *scripted) refusals() {
	x.t.Helper()
	all := strings.Join(payloads, " ")
	join := "/j/" + lastPart(x.p.places["join"])
	for path, field := range map[string]string{join: "#name", "/j": "#code", x.p.places["help"]: "#name"} {
		if !strings.HasPrefix(path, "http") {
			path = x.site(path)
		}
		x.open(path)
		eval[bool](x.tab, fmt.Sprintf(`((e) => { e.value = %s; e.form.noValidate = true; e.form.requestSubmit(); return true })(document.querySelector("main %s"))`, inJS(all), field))
		x.until("the page that refuses it", `document.querySelector("#wrong")`)
		x.reads(path, all)
		x.silent("what was refused at " + path)
	}
	for _, path := range []string{"/j/", "/room/help/", "/room/host/", "/lessons/05-resume/", "/runs/", "/v/", "/"} {
		x.open(x.site(path + url.PathEscape(payloads[len(payloads)/2])))
		x.silent("an address under " + path)
	}
}

// inJS is a text as an expression.
func inJS(text string) string {
	quoted, _ := json.Marshal(text) // of a string it does not fail
	return string(quoted)
}

// seatPages are what a learner sees: the page of the seat, and the strip of a lesson
// while hints, helpers and timers come.
func (x *scripted) seatPages() {
	x.t.Helper()
	x.enter("/j", "code", lastPart(x.p.places["join"]), "words", x.words)
	x.must(x.seats[0], "/progress/name", "name", payloads[0])
	x.open(x.site("/room"))
	x.reads("the seat's page", x.names[0])
	x.silent("the seat's page")
	x.open(x.site("/progress"))
	x.silent("the progress page")
	x.open(x.site("/lessons/05-resume/"))
	for i, hint := range packed(payloads, 280) {
		x.must(x.host, "/room/hint", "seat", "1", "exercise", "EX05a", "text", hint)
		x.comes(x.names[i], 1)
		x.reads("the strip", hint)
		x.reads("the strip", x.names[i]+" is coming to you.")
	}
	x.timers("the strip", 0)
	x.silent("the strip of a lesson")
}

// timers shows a third of the payloads as the label of a timer.
func (x *scripted) timers(where string, third int) {
	x.t.Helper()
	n := len(payloads) / 3
	for _, label := range packed(payloads[third*n:(third+1)*n], 60) {
		x.must(x.host, "/room/timer", "do", "start", "minutes", "5", "label", label)
		x.reads(where, label)
	}
}

// hostPages are what a host sees, and who looks at the projector.
func (x *scripted) hostPages() {
	x.t.Helper()
	x.enter("/room/host", "secret", lastPart(x.p.places["host"]))
	x.open(x.site("/room"))
	x.reads("the board", x.names[len(x.names)-1])
	x.until("the board shows every name", fmt.Sprintf(`((all) => all.every((n) => document.body.textContent.includes(n)))(%s)`, listInJS(x.names)))
	x.until("and every card", fmt.Sprintf(`((all) => all.every((n) => document.body.textContent.includes(n)))(%s)`, listInJS(packed(payloads, 400))))
	x.must(x.seats[0], "/room/name", "name", "<svg onload=f(1)>")
	x.reads("the board", "<svg onload=f(1)>")
	x.must(x.seats[0], "/room/card", "good", "<img src=x onerror=f(2)>", "bad", "")
	x.reads("the board", "<img src=x onerror=f(2)>")
	x.silent("the board")
	x.open(x.site("/lessons/05-resume/"))
	x.timers("the host's bar", 1)
	x.silent("the host's bar")
	x.must(x.host, "/room/timer", "do", "stop") // its label is a name here
	x.open(x.site("/room?present=1"))
	if shown := eval[[]string](x.tab, fmt.Sprintf(`%s.filter((n) => document.documentElement.outerHTML.includes(n))`, listInJS(x.names))); len(shown) > 0 {
		x.t.Errorf("the projector has the names %q", shown)
	}
	x.timers("the projector", 2)
	x.silent("the projector")
}

// listInJS is a list of texts as an expression.
func listInJS(list []string) string {
	quoted, _ := json.Marshal(list)
	return string(quoted)
}

// benches are where bytes are shown: a run with every payload in messages, in the
// fields of events, in slices that cut each tag, and in addresses. Its learner sees
// it, and the host who looks on.
func (x *scripted) benches() {
	x.t.Helper()
	var run struct{ View, Lab, Inspector string }
	if _, body := x.send(x.seats[0], "/runs"); json.Unmarshal([]byte(body), &run) != nil {
		x.t.Fatalf("POST /runs: %s", body)
	}
	lab := run.Lab
	echo, err := websocket.Dial(x.t.Context(), strings.Replace(lab, "http", "ws", 1)+"/echo", websocket.DialOptions{})
	if err != nil {
		x.t.Fatal(err)
	}
	var stream strings.Builder
	for _, p := range packed(payloads, 600) {
		if err := echo.Write(x.t.Context(), websocket.OpText, []byte(p)); err != nil {
			x.t.Fatal(err)
		}
		if _, err := echo.Read(x.t.Context()); err != nil {
			x.t.Fatal(err)
		}
		fmt.Fprintf(&stream, "id: %s\nevent: %s\ndata: %s\n: %s\n\n", p, p, p, p)
	}
	echo.Close(1000, "<svg onload=f(3)>")
	x.lab("POST", lab+"/emit?n=7&gap=0&check=EX03", stream.String())
	x.lab("GET", lab+"/emit", "")
	x.lab("GET", lab+"/poll?check=EX02&x="+url.QueryEscape(payloads[26]), "")
	x.open(x.site(run.Inspector))
	x.rows("the inspector")
	x.enter("/room/host", "secret", lastPart(x.p.places["host"]))
	x.open(x.site("/v/" + run.View))
	x.rows("the bench as the host sees it")
}

// lab sends a request to the lab, whose answer is of no matter.
func (x *scripted) lab(method, address, body string) {
	x.t.Helper()
	r, err := http.NewRequestWithContext(x.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		x.t.Fatal(err)
	}
	r.Header.Set("User-Agent", "<script>f(4)</script>")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		x.t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		x.t.Fatalf("%s %s = %s %s, %v", method, address, resp.Status, text, err)
	}
}

// rows opens some of the rows of a trace, so that their bytes are shown.
func (x *scripted) rows(where string) {
	x.t.Helper()
	x.until(where+" has rows", `document.querySelectorAll(".wr[data-row]").length >= 20`)
	eval[bool](x.tab, `(async () => {
		for (const row of Array.from(document.querySelectorAll(".wr[data-row]")).slice(0, 30)) {
			row.click()
			await new Promise(requestAnimationFrame)
		}
		return true
	})()`)
	x.until(where+" shows bytes", `document.querySelector(".hx [data-i]")`)
	x.silent(where)
}

// exports are files: a browser saves them and shows nothing.
func (x *scripted) exports() {
	x.t.Helper()
	for suffix, media := range map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json"} {
		resp, err := x.host.Get(x.site("/room/export." + suffix))
		if err != nil {
			x.t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(text), "<svg") {
			x.t.Errorf("the export as %s = %s, %v, without a name", suffix, resp.Status, err)
		}
		for name, want := range map[string]string{"Content-Type": media, "X-Content-Type-Options": "nosniff"} {
			if got := resp.Header.Get(name); got != want {
				x.t.Errorf("the export as %s has %s: %q, want %q", suffix, name, got, want)
			}
		}
		if got := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment;") {
			x.t.Errorf("the export as %s is shown: Content-Disposition %q", suffix, got)
		}
	}
}
