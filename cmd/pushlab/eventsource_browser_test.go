package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
)

// A lifeCycle is what a server does to one EventSource of Chromium, and what is
// expected of the page and of the wire.
type lifeCycle struct {
	name, query string
	calls       string   // types with readyState, in order, of the messages their number in a row: "open1 message1 error0"
	ids         []string // the Last-Event-ID of each request
	statuses    []int    // 0 = no response
	paths       []string // their last parts; nil: all are theatre
	gaps        []int    // ms from the end of one to the next request
}

// What Chromium did on 2026-11-21; each row of it goes through the theatre. A
// script ends with what keeps the test short: after the last act comes a 204.
var lifeCycles = []lifeCycle{
	{
		name: "clean end after an event", query: "acts=events:1,events:1",
		calls: "open1 message1 error0 open1 message1 error0 error2",
		ids:   []string{"", "1", "2"}, statuses: []int{200, 200, 204}, gaps: []int{3000, 3000},
	},
	{
		name: "nobody answers", query: "acts=refuse,refuse",
		calls: "error0 error0 error2",
		ids:   []string{"", "", ""}, statuses: []int{0, 0, 204}, gaps: []int{3000, 3000},
	},
	{
		name: "200, then 502", query: "acts=events:1,502&retry=200",
		calls: "open1 message1 error0 error2",
		ids:   []string{"", "1"}, statuses: []int{200, 502}, gaps: []int{200},
	},
	{
		name: "503 with Retry-After: 1", query: "acts=status:503:1",
		calls: "error2", ids: []string{""}, statuses: []int{503},
	},
	{
		name: "204 when it comes back", query: "acts=events:1,204&retry=200",
		calls: "open1 message1 error0 error2",
		ids:   []string{"", "1"}, statuses: []int{200, 204}, gaps: []int{200},
	},
	{
		name: "200 text/plain", query: "acts=type",
		calls: "error2", ids: []string{""}, statuses: []int{200},
	},
	{
		name: "retry: 500", query: "acts=events:1,events:1&retry=500",
		calls: "open1 message1 error0 open1 message1 error0 error2",
		ids:   []string{"", "1", "2"}, statuses: []int{200, 200, 204}, gaps: []int{500, 500},
	},
	{
		name: "retry: 9e3 is ignored", query: "acts=events:1,retry:9e3&retry=500",
		calls: "open1 message1 error0 open1 message1 error0 error2",
		ids:   []string{"", "1", "2"}, statuses: []int{200, 200, 204}, gaps: []int{500, 500},
	},
	{
		name: "retry: 700 without a blank line", query: "acts=retry:700",
		calls: "open1 message1 error0 error2",
		ids:   []string{"", "1"}, statuses: []int{200, 204}, gaps: []int{700},
	},
	{
		name: "cut inside an event", query: "acts=cut:mid:2,events:1&retry=300",
		calls: "open1 message1 message1 error0 open1 message1 error0 error2",
		ids:   []string{"", "2", "3"}, statuses: []int{200, 200, 204}, gaps: []int{300, 300},
	},
	{
		name: "FIN and RST behind an event", query: "acts=cut:fin,cut:rst&retry=300",
		calls: "open1 message1 error0 open1 message1 error0 error2",
		ids:   []string{"", "1", "2"}, statuses: []int{200, 200, 204}, gaps: []int{300, 300},
	},
	{
		name: "307 to another path", query: "acts=redirect,events:1,events:1&retry=300",
		calls: "open1 message1 error0 open1 message1 error0 error2",
		ids:   []string{"", "", "1", "2"}, statuses: []int{307, 200, 200, 204},
		paths: []string{"theatre", "moved", "moved", "moved"}, gaps: []int{0, 300, 300},
	},
	{
		name: "no answer for a while", query: "acts=hang:600,events:1&retry=300",
		calls: "open1 error0 open1 message1 error0 error2",
		ids:   []string{"", "", "1"}, statuses: []int{200, 200, 204}, gaps: []int{300, 300},
	},
}

// plays opens an EventSource on an address and notes what its callbacks are told.
const plays = `
	const heard = {}
	function play(name, url) {
		const calls = heard[name] = []
		const source = new EventSource(url)
		const note = (type) => calls.push({ type, state: source.readyState, at: performance.now() })
		for (const type of ["open", "message", "error"]) source.addEventListener(type, () => note(type))
	}`

// A call is what a callback was told.
type call struct {
	Type  string
	State int
	At    float64 // ms
}

func heardOf(b *tab, name string) []call {
	b.t.Helper()
	return eval[[]call](b, fmt.Sprintf(`heard[%q]`, name))
}

// stillAfter is how long a source that has stopped is watched: longer than the
// wait that Chromium has by itself.
const stillAfter = 3600 // ms

// Appendix A1: the life cycle of Chromium's own EventSource, all rows side by
// side in one page, from the page's callbacks and from the traces.
func TestEventSourceLifeCycle(t *testing.T) {
	t.Parallel() // it mostly waits
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><script>"+plays+"</script>")
	}))
	t.Cleanup(site.Close)
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-allow-origin", site.URL)
	b := openTab(t, 800, 600)
	b.open(site.URL)
	closed := closedPort(t)
	eval[bool](b, fmt.Sprintf(`(play("closed", %q), true)`, closed))
	runs := map[string]string{}
	for _, c := range lifeCycles {
		id, lab := newRun(t, p, nil)
		runs[c.name] = id
		eval[bool](b, fmt.Sprintf(`(play(%q, %q), true)`, c.name, lab+"/d/theatre?page=A1&"+c.query))
	}
	for _, c := range lifeCycles {
		b.until(c.name+": it has stopped, and asks no more", fmt.Sprintf(
			`heard[%q].at(-1)?.state === 2 && performance.now() - heard[%q].at(-1).at > %d`, c.name, c.name, stillAfter))
	}
	for _, c := range lifeCycles {
		c.check(t, heardOf(b, c.name), traceOf(t, p, runs[c.name]))
	}
	checkClosedPort(t, heardOf(b, "closed"))
}

// check holds what was heard and what crossed against the row.
func (c lifeCycle) check(t *testing.T, calls []call, log *trace.Log) {
	t.Helper()
	var words []string
	for _, h := range calls {
		words = append(words, fmt.Sprint(h.Type, h.State))
	}
	if got := strings.Join(words, " "); got != c.calls {
		t.Errorf("%s: the page heard %q, want %q", c.name, got, c.calls)
	}
	asked := askedIn(log)
	var ids, paths []string
	var statuses []int
	for _, a := range asked {
		ids, paths, statuses = append(ids, a.lastID), append(paths, a.path), append(statuses, a.status)
	}
	if !slices.Equal(ids, c.ids) || !slices.Equal(statuses, c.statuses) {
		t.Errorf("%s: requests with Last-Event-ID %q were answered by %d, want %q and %d", c.name, ids, statuses, c.ids, c.statuses)
		return
	}
	if c.paths != nil && !slices.Equal(paths, c.paths) {
		t.Errorf("%s: the requests went to %q, want %q", c.name, paths, c.paths)
	}
	for i, want := range c.gaps {
		checkGap(t, c.name, asked[i+1].at-asked[i].end, want)
	}
}

// checkGap allows a machine to be late, but not so late that another wait could
// be meant. What the browser waits from may be recorded late too, and the gap is
// shorter then: a write gets its time when it has returned, and its reader may run
// before.
func checkGap(t *testing.T, name string, got time.Duration, want int) {
	t.Helper()
	least, most := time.Duration(want/2-100)*time.Millisecond, time.Duration(want+2180)*time.Millisecond
	if got < least || got > most {
		t.Errorf("%s: the next request came after %v, want %d ms", name, got, want)
	}
}

// traceOf reads a run's trace as everybody can.
func traceOf(t *testing.T, p *program, run string) *trace.Log {
	t.Helper()
	log, err := trace.ReadJSONL(strings.NewReader(get(t, p.places["site"]+"/runs/"+run+"/trace.jsonl")))
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// An asking is one request in a trace.
type asking struct {
	method, lastID, path string
	status               int
	at, end              time.Duration
}

func askedIn(log *trace.Log) (list []asking) {
	at := map[int]int{}
	for _, e := range log.Events(0) {
		i, known := at[e.Exchange]
		switch {
		case e.Kind == "http.req":
			h := log.Head(e)
			path, _, _ := strings.Cut(h.Target, "?")
			at[e.Exchange] = len(list)
			list = append(list, asking{method: h.Method, lastID: h.Get("Last-Event-ID"), path: path[strings.LastIndex(path, "/")+1:], at: e.At})
		case known && e.Kind == "http.resp":
			list[i].status = log.Head(e).Status
		case known && e.Kind == "http.end":
			list[i].end = e.At
		}
	}
	return list
}

// closedPort is an address at which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	return s.URL
}

// checkClosedPort: an error with readyState 0 about every three seconds, without
// an end.
func checkClosedPort(t *testing.T, calls []call) {
	t.Helper()
	if len(calls) < 3 {
		t.Fatalf("a closed port: the page heard %v, want three errors", calls)
	}
	for i, h := range calls {
		if h.Type != "error" || h.State != 0 {
			t.Errorf("a closed port: call %d is %s with readyState %d, want error with 0", i+1, h.Type, h.State)
		}
		if i > 0 {
			checkGap(t, "a closed port", time.Duration(h.At-calls[i-1].At)*time.Millisecond, 3000)
		}
	}
}

// A parsed is what Chromium's EventSource makes of a body.
type parsed struct {
	body  string
	every int          // bytes of each slice; 0: whole
	fires []demo.Fired // in order
	again string       // what the next request carries: a Last-Event-ID, "none", or "" where nobody looks
}

// What Chromium did on 2026-11-21, in the order of the measurement. It is sent
// again at once where the next request matters.
var parseds = []parsed{
	{body: "\uFEFFdata: bom\n\n", fires: []demo.Fired{{Type: "message", Data: "bom"}}},
	{body: "data:\n\n", fires: []demo.Fired{{Type: "message"}}},
	{body: "data\n\n", fires: []demo.Fired{{Type: "message"}}},
	{body: "data\ndata\n\n", fires: []demo.Fired{{Type: "message", Data: "\n"}}},
	{body: "event: token\n\n"},
	{body: "id: 7\n\ndata: next\n\n", fires: []demo.Fired{{Type: "message", Data: "next", LastEventID: "7"}}, again: "7"},
	{body: "data: a\ndata: b\n\n", fires: []demo.Fired{{Type: "message", Data: "a\nb"}}},
	{body: "data:  two\n\n", fires: []demo.Fired{{Type: "message", Data: " two"}}},
	{body: "data:nospace\n\n", fires: []demo.Fired{{Type: "message", Data: "nospace"}}},
	{body: "data: cr\rdata: cr2\r\r", fires: []demo.Fired{{Type: "message", Data: "cr\ncr2"}}},
	{body: "data: crlf\r\n\r\n", fires: []demo.Fired{{Type: "message", Data: "crlf"}}},
	{body: ": hi\n\n"},
	{body: "id: 7\ndata: a\n\nid: 8\x00\ndata: b\n\n", again: "7",
		fires: []demo.Fired{{Type: "message", Data: "a", LastEventID: "7"}, {Type: "message", Data: "b", LastEventID: "7"}}},
	{body: "id: 7\ndata: a\n\nid\ndata: b\n\n", again: "none",
		fires: []demo.Fired{{Type: "message", Data: "a", LastEventID: "7"}, {Type: "message", Data: "b"}}},
	{body: "Data: x\n\n"},
	{body: "data : x\n\n"},
	{body: "event: ping\nevent: token\ndata: x\n\n", fires: []demo.Fired{{Type: "token", Data: "x"}}},
	{body: " data: x\n\n"},
	{body: "foo: bar\ndata: x\n\n", fires: []demo.Fired{{Type: "message", Data: "x"}}},
	{body: "data: 你🌍\r\n\r\n", every: 1, fires: []demo.Fired{{Type: "message", Data: "你🌍"}}},
	{body: "id: 8\ndata: a\n\nid: 9\ndata: b", fires: []demo.Fired{{Type: "message", Data: "a", LastEventID: "8"}}, again: "8"},
}

// parses opens an EventSource on a submission and notes what it fires, until its
// second request is answered.
const parses = `
	const fired = {}
	function parse(name, url) {
		const list = fired[name] = { events: [], opens: 0, ends: 0 }
		const source = new EventSource(url)
		const note = (e) => { if (list.opens === 1) list.events.push({ Type: e.type, Data: e.data, LastEventID: e.lastEventId }) }
		for (const type of ["message", "token", "ping"]) source.addEventListener(type, note)
		source.addEventListener("open", () => { if (++list.opens === 2) source.close() })
		source.addEventListener("error", () => list.ends++)
	}`

// Appendix A2: what Chromium's parser makes of each body, what the reference
// parser makes of it, and with which id the browser comes back.
func TestEventSourceParser(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><script>"+parses+"</script>")
	}))
	t.Cleanup(site.Close)
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-allow-origin", site.URL)
	b := openTab(t, 800, 600)
	b.open(site.URL)
	runs := make([]string, len(parseds))
	for i, c := range parseds {
		id, lab := newRun(t, p, nil)
		runs[i] = id
		eval[bool](b, fmt.Sprintf(`(parse(%d, %q), true)`, i, c.submit(t, lab)))
		b.until(fmt.Sprintf("%q came to its end", c.body), fmt.Sprintf(`fired[%d].ends > 0`, i))
		if got := eval[[]demo.Fired](b, fmt.Sprintf(`fired[%d].events`, i)); !slices.Equal(got, c.fires) {
			t.Errorf("%q: Chromium fired %q, want %q", c.body, got, c.fires)
		}
	}
	for i, c := range parseds {
		b.until(fmt.Sprintf("%q is asked for again", c.body), fmt.Sprintf(`fired[%d].opens === 2`, i))
		asked := askedIn(traceOf(t, p, runs[i]))
		asked = slices.DeleteFunc(asked, func(a asking) bool { return a.method != "GET" })
		if got := asked[1].lastID; c.again != "" && got != strings.Replace(c.again, "none", "", 1) {
			t.Errorf("%q: the next request has the id %q, want %q", c.body, got, c.again)
		}
	}
}

// submit gives the lab a body, and returns the address at which it is read. The
// reference parser must fire the same.
func (c parsed) submit(t *testing.T, lab string) string {
	t.Helper()
	query := ""
	if c.every > 0 {
		query = fmt.Sprintf("?n=%d", c.every)
	}
	resp, err := http.Post(lab+"/emit"+query, "text/plain", strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	var made struct {
		URL   string
		Parse struct {
			Reference struct{ Dispatches []demo.Fired }
		}
	}
	if err := json.Unmarshal([]byte(readBody(t, resp)), &made); err != nil {
		t.Fatal(err)
	}
	if got := made.Parse.Reference.Dispatches; !slices.Equal(got, c.fires) {
		t.Errorf("%q: the reference parser fired %q, want %q", c.body, got, c.fires)
	}
	return made.URL
}
