package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// submitBytes posts bytes and returns the answer.
func (b *bench) submitBytes(query, body string) submitted {
	b.t.Helper()
	resp, text := b.do("POST", "emit?"+query, body)
	var s submitted
	if err := json.Unmarshal([]byte(text), &s); err != nil || resp.StatusCode != 200 {
		b.t.Fatalf("POST emit?%s: %d %s", query, resp.StatusCode, text)
	}
	return s
}

// chunks are the payloads of the newest exchange's chunks, from the trace, once
// its last chunk is there.
func (b *bench) chunks() (list []string) {
	b.t.Helper()
	exchange := 0
	for _, e := range b.events("http.req") {
		exchange = max(exchange, e.Exchange)
	}
	var found []trace.Event
	waitUntil(func() bool {
		found = slices.DeleteFunc(b.events("http.chunk"), func(e trace.Event) bool { return e.Exchange != exchange || e.Dir != wire.ToClient })
		return len(found) > 0 && found[len(found)-1].Frame.Kind == wire.KindLastChunk
	})
	for _, e := range found[:len(found)-1] {
		raw := b.run.Log.Bytes(e)
		list = append(list, string(raw[e.Frame.Head:len(raw)-e.Frame.Tail]))
	}
	return list
}

// Every preset arrives byte by byte as it was submitted, in every slicing, and
// the reference parser makes of it what is recorded of Chromium.
func TestEmitIsVerbatim(t *testing.T) {
	b := newBench(t, Config{})
	for _, p := range BytesPresets {
		queries := []string{"", "n=1", "n=7", "slices=after-cr", "slices=inside-char", "slices=3,1,rest"}
		if p.Slices != "" {
			queries = append(queries, "slices="+p.Slices)
		}
		for _, query := range queries {
			b.run = b.runs.New()
			s := b.submitBytes(query, p.Body)
			_, got := b.do("GET", "emit?id="+s.ID, "")
			if got != p.Body {
				t.Errorf("%s, %q: the client got %.60q, want %.60q", p.Slug, query, got, p.Body)
			}
			chunks := b.chunks()
			if strings.Join(chunks, "") != p.Body {
				t.Errorf("%s, %q: the trace has %.60q, want %.60q", p.Slug, query, strings.Join(chunks, ""), p.Body)
			}
			if sizes := lengths(chunks); !slices.Equal(sizes, s.Slices) {
				t.Errorf("%s, %q: %d writes of %v, want %v", p.Slug, query, len(sizes), sizes, s.Slices)
			}
			if p.Retry > 0 && s.Parse.Reference.Retry != p.Retry {
				t.Errorf("%s: the reconnection time is %d ms, want %d", p.Slug, s.Parse.Reference.Retry, p.Retry)
			}
			if fired := firedBy(s.Parse.Reference); !slices.Equal(fired, p.Fires) {
				t.Errorf("%s: the reference parser fired %.80v, want %.80v", p.Slug, fired, p.Fires)
			}
		}
	}
}

func lengths(chunks []string) (list []int) {
	for _, c := range chunks {
		list = append(list, len(c))
	}
	return list
}

func firedBy(p parse) (list []Fired) {
	for _, d := range p.Dispatches {
		list = append(list, Fired(d))
	}
	return list
}

// A preset's slug and name stand once; each is short enough for its place.
func TestBytesPresets(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range BytesPresets {
		if seen[p.Slug] || seen[p.Name] || len(p.Wrong) > 160 || p.Seen == "" {
			t.Errorf("%s is there twice, too long, or seen nowhere", p.Slug)
		}
		seen[p.Slug], seen[p.Name] = true, true
	}
	if got := len(BytesPresets); got != 24 {
		t.Errorf("%d presets, want 24", got)
	}
}

// Each wrong parser differs from the right one where its mistake says so.
func TestEmitShowsWrongParsers(t *testing.T) {
	b := newBench(t, Config{})
	s := b.submitBytes("", "id: 7\n\ndata: x\n\n")
	if a, r := len(s.Parse.BuggyA.Dispatches), len(s.Parse.Reference.Dispatches); a != 2 || r != 1 {
		t.Errorf("buggyA fired %d events and the reference %d, want 2 and 1", a, r)
	}
	s = b.submitBytes("", ": hi\n\ndata: x\n\n")
	if got, r := len(s.Parse.BuggyB.Dispatches), len(s.Parse.Reference.Dispatches); got != 2 || r != 1 {
		t.Errorf("buggyB fired %d events and the reference %d, want 2 and 1", got, r)
	}
	lines := s.Parse.Reference.Lines
	if len(lines) != 4 || lines[2].State.Data != "x\n" || lines[3].State.Data != "" {
		t.Errorf("lines = %+v, want four: the data buffer is full behind the third and empty behind the last", lines)
	}
	if !strings.Contains(s.Parse.BuggyA.Parser, "deliberately wrong") {
		t.Errorf("parser = %q, want it to say that it is deliberately wrong", s.Parse.BuggyA.Parser)
	}
}

// What an order can not be, in the words that the client reads.
func TestEmitRefusals(t *testing.T) {
	b := newBench(t, Config{})
	for _, row := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "emit", "", 404, "Nothing was submitted in this run. POST the bytes to this address first.\n"},
		{"PUT", "emit", "", 405, "This address takes GET, POST; \"PUT\" was sent.\n"},
		{"POST", "emit?n=0", "x", 400, "n must be a whole number from 1 to 262144; \"0\" was sent.\n"},
		{"POST", "emit?gap=1001", "x", 400, "gap must be a whole number from 0 to 1000; \"1001\" was sent.\n"},
		{"POST", "emit?hold=30001", "x", 400, "hold must be a whole number from 0 to 30000; \"30001\" was sent.\n"},
		{"POST", "emit?hold=1&hold=2", "x", 400, "hold must be sent once; it was sent again as \"2\".\n"},
		{"POST", "emit?status=199", "x", 400, "status must be a whole number from 200 to 599; \"199\" was sent.\n"},
		{"POST", "emit?status=204", "x", 400, "status 204 has no body to write; it may be 200 to 599 without 204 and 304.\n"},
		{"POST", "emit?type=a%0Ab", "x", 400, "type must be at most 200 printable ASCII characters; \"a\\nb\" was sent.\n"},
		{"POST", "emit?parse=no", "x", 400, "parse must be on or off; \"no\" was sent.\n"},
		{"POST", "emit?n=1&slices=whole", "x", 400, "slices and n both say where to cut: send one of them; slices=\"whole\" and n=1 were sent.\n"},
		{"POST", "emit?slices=0,1", "x", 400, "slices must be whole, after-cr, inside-char, or sizes in bytes such as 3,1,rest; \"0\" was sent in it.\n"},
		{"POST", "emit?slices=2,rest", "x", 400, "slices add up to 2 bytes and more; the body has 1.\n"},
		{"POST", "emit?n=1&gap=1000", strings.Repeat("x", 62), 400, "62 slices with a gap of 1000 ms take 61 s, and 60 s are allowed: make the gap or the number of slices smaller.\n"},
		{"POST", "emit", strings.Repeat("x", maxEmission+1), 413, "The body may have 262144 bytes; more were sent.\n"},
		{"POST", "d/bytes/reads", "1", 404, "Nothing was submitted in this run. POST the bytes to this address first.\n"},
		{"GET", "d/bytes/reads", "", 405, "This address takes POST; \"GET\" was sent.\n"},
	} {
		resp, got := b.do(row.method, row.path, row.body)
		if resp.StatusCode != row.status || got != row.want {
			t.Errorf("%s %s %.40s:\n got %d %s\nwant %d %s", row.method, row.path, row.body, resp.StatusCode, got, row.status, row.want)
		}
	}
	b.submitBytes("", "data: x\n\n")
	for path, want := range map[string]string{
		"emit?id=e9":          "This run has the submissions e1 to e1; \"e9\" was asked for.\n",
		"d/bytes/reads?id=e9": "This run has the submissions e1 to e1; \"e9\" was asked for.\n",
	} {
		method := map[bool]string{true: "GET", false: "POST"}[strings.HasPrefix(path, "emit")]
		if resp, got := b.do(method, path, "9"); resp.StatusCode != 404 || got != want {
			t.Errorf("%s: got %d %s, want 404 %s", path, resp.StatusCode, got, want)
		}
	}
	for body, want := range map[string]string{
		"1 x":                        "A report is the size of each read in bytes, such as 7 12 3; \"x\" was sent in it.\n",
		"5 5":                        "The reads add up to 10 bytes and more; the submission has 9.\n",
		strings.Repeat("0 ", 1001):   "A report has at most 1000 reads; 1001 were sent.\n",
		strings.Repeat("9", 17_000):  "The body may have 16384 bytes; more were sent.\n",
		strings.Repeat("1", 17) + "": "A report is the size of each read in bytes, such as 7 12 3; \"11111111111111111\" was sent in it.\n",
	} {
		if _, got := b.do("POST", "d/bytes/reads?id=e1", body); got != want {
			t.Errorf("reads %.20q: got %s, want %s", body, got, want)
		}
	}
}

func TestEmitHead(t *testing.T) {
	b := newBench(t, Config{})
	for query, want := range map[string]string{
		"":                             "200 text/event-stream",
		"type=text/plain&status=503":   "503 text/plain",
		"type=":                        "200 ",
		"type=text/html;+charset=x":    "200 text/html; charset=x",
		"status=404&type=text/plain%3": "",
	} {
		resp, text := b.do("POST", "emit?"+query, "<p>hi")
		if want == "" {
			if resp.StatusCode != 400 {
				t.Errorf("%q: %d %s, want 400", query, resp.StatusCode, text)
			}
			continue
		}
		got, body := b.do("GET", "emit", "")
		if head := fmt.Sprint(got.StatusCode, " ", got.Header.Get("Content-Type")); head != want || body != "<p>hi" || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%q: %s %q, want %s", query, head, body, want)
		}
	}
}

// A stream that asks for a storm gets one that is held back, and then its end.
func TestEmitHoldsBack(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	s := b.submitBytes("", "retry: 10\ndata: x\n\n")
	want := "retry: 10 asks to be asked again after 10 ms; the lab answers one submission at most every 100 ms"
	if !slices.Equal(s.Notes, []string{want}) {
		t.Errorf("notes = %q, want %q", s.Notes, want)
	}
	for i := range maxAnswered {
		began := c.Now()
		done := make(chan string, 1)
		go func() {
			_, got := b.do("GET", "emit?id=e1", "")
			done <- got
		}()
		if i > 0 {
			waitUntil(func() bool { return len(b.events("note")) == i+1 })
			c.move(b.run, answerPause)
		}
		if got := <-done; !strings.HasSuffix(got, "data: x\n\n") {
			t.Fatalf("answer %d = %q, want the submission", i+1, got)
		}
		if took := c.Now().Sub(began); i > 0 && took != answerPause {
			t.Errorf("answer %d came after %v, want %v", i+1, took, answerPause)
		}
	}
	if resp, got := b.do("GET", "emit?id=e1", ""); resp.StatusCode != 204 || got != "" {
		t.Errorf("answer 11 = %d %q, want 204", resp.StatusCode, got)
	}
	notes := b.events("note")
	if got, want := notes[1].Text, "e1: held back for 100 ms, since it is answered at most every 100 ms"; got != want {
		t.Errorf("note = %q, want %q", got, want)
	}
	if got, want := notes[len(notes)-1].Text, "e1: 204, since it was answered 10 times: that ends an EventSource"; got != want {
		t.Errorf("last note = %q, want %q", got, want)
	}
}

// The gap lies between two slices, the hold behind the last one.
func TestEmitKeepsTime(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	b.submitBytes("n=4&gap=250&hold=1000", "data: x\n\n")
	resp, err := lonely.Get(b.url("emit"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	p := make([]byte, 16)
	for _, want := range []string{"data", ": x\n", "\n"} {
		n, err := resp.Body.Read(p)
		if got := string(p[:n]); got != want || err != nil {
			t.Fatalf("read %q, %v, want %q", got, err, want)
		}
		if want != "\n" {
			c.move(b.run, 250*time.Millisecond)
		}
	}
	began := c.Now()
	c.move(b.run, time.Second)
	if rest, err := io.ReadAll(resp.Body); len(rest) > 0 || err != nil || c.Now().Sub(began) != time.Second {
		t.Errorf("the end: %q, %v, want nothing more", rest, err)
	}
}

// Too many slices become one more.
func TestEmitCapsSlices(t *testing.T) {
	b := newBench(t, Config{})
	s := b.submitBytes("n=1", strings.Repeat("x", 5000))
	if len(s.Slices) != maxSlices || s.Slices[maxSlices-1] != 5000-maxSlices+1 || len(s.Notes) != 1 {
		t.Errorf("%d slices, the last of %d bytes, notes %q", len(s.Slices), s.Slices[len(s.Slices)-1], s.Notes)
	}
}

// A run keeps the newest submissions: 32, and no more than a megabyte.
func TestEmitForgets(t *testing.T) {
	b := newBench(t, Config{})
	for range maxSubmissions + 1 {
		b.submitBytes("", "x")
	}
	if resp, _ := b.do("GET", "emit?id=e1", ""); resp.StatusCode != 404 {
		t.Errorf("the first of 33 = %d, want 404", resp.StatusCode)
	}
	for range 4 {
		b.submitBytes("", strings.Repeat("x", maxEmission))
	}
	if got := len(b.run.emissions.kept); got != 4 {
		t.Errorf("%d are kept, want 4 of 256 KiB", got)
	}
	if resp, got := b.do("GET", "emit", ""); resp.StatusCode != 200 || len(got) != maxEmission {
		t.Errorf("the newest = %d with %d bytes, want all of it", resp.StatusCode, len(got))
	}
}

// What the page's reader got stands in the trace.
func TestReads(t *testing.T) {
	b := newBench(t, Config{})
	s := b.submitBytes("", "data: x\n\n")
	if resp, got := b.do("POST", "d/bytes/reads?id="+s.ID, " 4 3\n2 "); resp.StatusCode != 204 {
		t.Fatalf("reads = %d %s, want 204", resp.StatusCode, got)
	}
	told := b.events("reads")
	if len(told) != 1 || told[0].Text != "e1 4 3 2" {
		t.Errorf("reads = %v, want e1 4 3 2", told)
	}
}

// A page of the site may submit without asking first; another may not read.
func TestEmitOrigins(t *testing.T) {
	b := newBench(t, Config{})
	resp, _ := b.do("POST", "emit", "data: x\n\n", "Origin", siteOrigin)
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != siteOrigin {
		t.Errorf("POST: Access-Control-Allow-Origin = %q, want %s", got, siteOrigin)
	}
	resp, _ = b.do("GET", "emit", "", "Origin", siteOrigin)
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != siteOrigin {
		t.Errorf("GET: Access-Control-Allow-Origin = %q, want %s", got, siteOrigin)
	}
	if resp, _ := b.do("OPTIONS", "emit", "", "Origin", siteOrigin); resp.StatusCode != http.StatusNoContent {
		t.Errorf("OPTIONS = %d, want 204", resp.StatusCode)
	}
}
