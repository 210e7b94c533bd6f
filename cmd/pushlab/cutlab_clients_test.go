package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/websocket"
)

// clientsOnPage makes a client of a lesson in the page, and what it told: names
// with numbers of times, the text, and the ids of its tokens.
const clientsOnPage = `
window.follow = async (make) => {
	const told = { text: "", ids: [], open: 0, again: 0, heartbeat: 0, reset: 0, lost: [], done: 0, failed: "" }
	const hears = {
		open: (again) => (told.open++, (told.again += again)),
		token: (text, id) => ((told.text += text), told.ids.push(id)),
		heartbeat: () => told.heartbeat++,
		reset: () => (told.reset++, (told.text = ""), (told.ids = [])),
		lost: (why) => told.lost.push(why),
		done: (tokens) => (told.done = tokens),
		failed: (why) => (told.failed = why),
	}
	window.told = told
	const modules = ["clients/stream.js", "clients/socket.js", "demo/cutlab-source.js"]
	const [{ Stream }, { Socket }, { Source }] = await Promise.all(modules.map((m) => import("#pushlab/" + m)))
	window.client = make({ Stream, Socket, Source }, hears)
	return true
}
`

// A clientTold is what a client told its page.
type clientTold struct {
	Text              string
	IDs               []string
	Open, Again, Done int
	Heartbeat, Reset  int
	Lost              []string
	Failed            string
}

// followed runs a client to its end. make is a function of JavaScript.
func (b *tab) followed(what, make string) clientTold {
	b.t.Helper()
	eval[bool](b, "follow("+make+")")
	b.until(what+" is over", `told.done || told.failed`)
	return eval[clientTold](b, `(client.stop(), told)`)
}

// lessonClients are the clients with what they ask: LAB and QUERY are replaced, and
// the same knobs are given in the way of each.
var lessonClients = []struct{ name, make string }{
	{"Source", `({ Source }, hears) => new Source((after) => "LAB/sse?QUERY" + (after && "&after=" + after), { interval: 400, ...hears })`},
	{"Stream", `({ Stream }, hears) => new Stream("LAB/chat", Object.fromEntries(new URLSearchParams("QUERY")), { interval: 400, ...hears })`},
	{"Socket", `({ Socket }, hears) => new Socket("LAB/ws".replace("http", "ws"), Object.fromEntries(new URLSearchParams("QUERY")), { interval: 400, ...hears })`},
}

// Each client of lesson 10 brings the answer home through each fault: every token
// once, in order, and nothing made again.
func TestLessonClients(t *testing.T) {
	t.Parallel()
	b := openTab(t, 1024, 768)
	b.everyPage(collectViolations)
	b.everyPage(clientsOnPage)
	b.open(serveLesson(t, "10-disconnects-compared", cutLesson))
	want := (llm.Model{Seed: 7, Tokens: 40}).Text()
	for _, fault := range []struct {
		knobs string
		loses bool // the client has to come back
	}{
		{"", false},
		{"fault=end@20", true},
		{"fault=fin@20", true},
		{"fault=fin@20%2B9", true},
		{"fault=rst@20", true},
		{"fault=rst@20%2B9", true},
		{"fault=blackhole@20", true},
		{"fault=half@20", true},
		{"fault=stall@20&stall=300", false},
		{"fault=stall@20&stall=20000", true},
		{"fault=throttle@20&rate=2000", false},
		{"fault=restart@20&down=1000", true},
		{"fault=refuse", false}, // over a connection that was used before, the browser asks again by itself
		{"fault=fin@10,rst@20,blackhole@30", true},
	} {
		lab := eval[string](b, `fetch("/runs", { method: "POST" }).then((r) => r.json()).then((run) => run.lab)`)
		for i, c := range lessonClients {
			what := c.name + " " + fault.knobs
			query := fmt.Sprintf("tokens=40&tps=40&ttft=100&heartbeat=400&answer=K%d&%s", i, fault.knobs)
			got := b.followed(what, strings.NewReplacer("LAB", lab, "QUERY", strings.TrimSuffix(query, "&")).Replace(c.make))
			if got.Failed != "" || got.Done != 40 || got.Text != want {
				t.Errorf("%s: failed %q, done %d, text %q, want 40 tokens of %q", what, got.Failed, got.Done, got.Text, want)
			}
			if got.Reset != 0 || got.Again != 0 {
				t.Errorf("%s: %d resets, %d beginnings, want none", what, got.Reset, got.Again)
			}
			if fault.loses && len(got.Lost) == 0 {
				t.Errorf("%s: the client noticed nothing", what)
			}
			for n, id := range got.IDs {
				if !strings.HasSuffix(id, "-"+strconv.Itoa(n+1)) {
					t.Errorf("%s: token %d has the id %s", what, n+1, id)
					break
				}
			}
		}
	}
	b.checkViolations(t)
}

// A server that has forgotten the answer says so: the client forgets it too.
func TestLessonClientsRestart(t *testing.T) {
	t.Parallel()
	b := openTab(t, 1024, 768)
	b.everyPage(clientsOnPage)
	b.open(serveLesson(t, "10-disconnects-compared", cutLesson))
	lab := eval[string](b, `fetch("/runs", { method: "POST" }).then((r) => r.json()).then((run) => run.lab)`)
	for i, c := range lessonClients {
		query := fmt.Sprintf("tokens=40&tps=100&ttft=100&epoch=bump&fault=fin@20&answer=R%d", i)
		got := b.followed(c.name, strings.NewReplacer("LAB", lab, "QUERY", query, "interval: 400, ", "").Replace(c.make))
		if want := (llm.Model{Seed: 7, Tokens: 40}).Text(); got.Text != want || got.Done != 40 || got.Reset != 1 {
			t.Errorf("%s: %d resets, done %d, text %q, want 1, 40, %q", c.name, got.Reset, got.Done, got.Text, want)
		}
	}
}

// The clients are short enough to be read in a lesson, and stand alone but for the
// parser of lesson 06.
func TestLessonClientsStandAlone(t *testing.T) {
	const most = 120 // lines
	files, err := fs.Glob(os.DirFS(jsFolder), "clients/*.js")
	if err != nil || len(files) < 4 {
		t.Fatalf("found %d clients (%v), want at least 4", len(files), err)
	}
	imports := regexp.MustCompile(`(?m)^import .* from "(.*)"$`)
	for _, file := range files {
		text, err := fs.ReadFile(os.DirFS(jsFolder), file)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(text, []byte("\n")); n >= most {
			t.Errorf("%s has %d lines, want less than %d", file, n, most)
		}
		for _, m := range imports.FindAllSubmatch(text, -1) {
			if name := string(m[1]); !strings.HasPrefix(name, "#pushlab/clients/") && name != "#pushlab/demo/parser-right.js" {
				t.Errorf("%s imports %s", file, name)
			}
		}
	}
}

// What a server says decides whether a client comes back.
func TestLessonClientsComeBack(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/", moduleServer(t))
	mux.HandleFunc("/close/{code}", func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(r.PathValue("code"))
		conn, err := websocket.Accept(w, r, websocket.AcceptOptions{Subprotocols: []string{"pushlab.v1"}, CheckOrigin: func(*http.Request) bool { return true }})
		if err == nil {
			conn.Close(code, "said so")
		}
	})
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(r.PathValue("code"))
		w.WriteHeader(code)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	b := openTab(t, 1024, 768)
	b.everyPage(clientsOnPage)
	b.open(server.URL + "/?test=test/equal.js")
	socket := `({ Socket }, hears) => new Socket("%s/close/%d", {}, hears)`
	stream := `({ Stream }, hears) => new Stream("%s/status/%d", {}, hears)`
	for _, row := range []struct {
		make  string
		code  int
		comes bool
	}{
		{socket, 1000, true}, {socket, 1001, true}, {socket, 1011, true}, {socket, 1012, true}, {socket, 1013, true},
		{socket, 1002, false}, {socket, 1003, false}, {socket, 1008, false}, {socket, 4401, false},
		{stream, 400, false}, {stream, 404, false}, {stream, 429, true}, {stream, 500, true}, {stream, 502, true},
	} {
		base := server.URL
		if row.make == socket {
			base = strings.Replace(base, "http", "ws", 1)
		}
		eval[bool](b, "follow("+fmt.Sprintf(row.make, base, row.code)+")")
		if row.comes {
			b.until(fmt.Sprint(row.code, ": it tries again"), `told.lost.length >= 2 && !told.failed`)
		} else {
			b.until(fmt.Sprint(row.code, ": it gives up"), `told.failed && told.lost.length === 0`)
			if why := eval[string](b, `told.failed`); !strings.Contains(why, strconv.Itoa(row.code)) {
				t.Errorf("%d: it gives up with %q", row.code, why)
			}
		}
		eval[bool](b, `(client.stop(), true)`)
	}
}
