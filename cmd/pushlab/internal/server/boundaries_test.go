package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pushlab/views"
)

// seenBoundaries is what a page reads: [from, to, label, inside a character].
type seenBoundaries struct {
	From                                  int64
	Hex                                   string
	Writes, Chunks, Events, Tokens, Reads [][]any
	Said                                  []string
	More                                  bool
}

// An event that lies in three chunks, and a read that ends inside a character.
func TestBoundariesDoNotCoincide(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	const body = "data: a€\n\ndata: b\n\n"
	ask(t, c, "POST", run.Lab+"/emit?slices=3,5,rest", body, "Origin", s.Places()[0].URL)
	if _, got := ask(t, c, "GET", run.Lab+"/emit?id=e1", ""); got != body {
		t.Fatalf("the lab sent %q, want %q", got, body)
	}
	ask(t, c, "POST", run.Lab+"/d/bytes/reads?id=e1", fmt.Sprintf("8 %d", len(body)-8), "Origin", s.Places()[0].URL)

	rows := rowsOf(t, s, c, run)
	n := slices.IndexFunc(rows, func(r views.Row) bool { return strings.HasPrefix(r.Label, "data: a") }) + 1
	var b seenBoundaries
	_, text := ask(t, c, "GET", fmt.Sprintf("%s%s/rows/%d/boundaries", s.Places()[0].URL, run.Inspector, n), "")
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		t.Fatalf("boundaries = %q: %v", text, err)
	}
	event := b.Events[0]
	in := slices.DeleteFunc(slices.Clone(b.Chunks), func(chunk []any) bool {
		return chunk[0].(float64) >= event[1].(float64) || chunk[1].(float64) <= event[0].(float64)
	})
	if len(in) != 3 {
		t.Errorf("the event lies in %d chunks, want 3: %v of %v", len(in), event, b.Chunks)
	}
	if len(b.Reads) != 2 || b.Reads[0][3] != true || b.Reads[1][3] != false {
		t.Errorf("reads = %v, want two, of which the first ends inside a character", b.Reads)
	}
	if b.Chunks[1][3] != true || b.Chunks[0][3] != false {
		t.Errorf("chunks = %v, want the second to end inside a character", b.Chunks)
	}
	if len(b.Writes) < 3 {
		t.Errorf("writes = %v, want one a slice at least", b.Writes)
	}
	said := strings.Join(b.Said, "\n")
	for _, want := range []string{"Event 1 lies in 3: chunk 1, chunk 2, chunk 3.", "Chunk 3 holds bytes of 2: event 1, event 2.", "Read 1 ends inside a character"} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing says %q:\n%s", want, said)
		}
	}
}

// Each token of a recorded run is the data of one event, and nothing else.
func TestBoundariesOfTokens(t *testing.T) {
	t.Parallel()
	log := captureLog(t, "05-resume/cut.jsonl")
	rows := allRows(log)
	n := slices.IndexFunc(rows, func(r views.Row) bool { return r.Token != "" }) + 1
	found, _ := findRow(log, n)
	b := boundariesAt(log, found, false)
	if len(b.Tokens) == 0 || len(b.Tokens) > len(b.Events) {
		t.Fatalf("%d tokens in %d events", len(b.Tokens), len(b.Events))
	}
	for _, token := range b.Tokens {
		inside := slices.ContainsFunc(b.Events, func(e bracket) bool { return e.from < token.from && token.to < e.to })
		if !inside {
			t.Errorf("%s at [%d, %d) lies in no event", token.label, token.from, token.to)
		}
	}
	if len(b.Reads) != 0 || !strings.Contains(strings.Join(b.Said, " "), "EventSource does not tell") {
		t.Errorf("reads = %v, said %q: nobody can know them", b.Reads, b.Said)
	}
}

// What is shown is bounded, and says that there is more.
func TestBoundariesAreBounded(t *testing.T) {
	t.Parallel()
	log := captureLog(t, "05-resume/cut.jsonl")
	rows := allRows(log)
	for _, r := range rows {
		found, _ := findRow(log, r.N)
		if !hasBoundaries(found.event) {
			continue
		}
		few, most := boundariesAt(log, found, false), boundariesAt(log, found, true)
		if len(most.Hex)/2 > boundsMost || len(few.Hex) > len(most.Hex) {
			t.Fatalf("row %d shows %d bytes, then %d, want at most %d", r.N, len(few.Hex)/2, len(most.Hex)/2, boundsMost)
		}
		if !few.More && len(few.Hex) < len(most.Hex) {
			t.Errorf("row %d does not say that there is more", r.N)
		}
	}
}

func TestBoundariesNeedABody(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	ask(t, c, "GET", run.Lab+"/sse?tokens=20&ttft=0&tps=200", "")
	rows := rowsOf(t, s, c, run)
	number := func(kind string) string { return fmt.Sprint(rowNo(t, rows, kind)) }
	for _, test := range []struct {
		n    string
		code int
	}{{number("tcp"), 404}, {number("http"), 404}, {number("sse"), 200}, {"4000", 404}, {"x", 400}} {
		resp, body := ask(t, c, "GET", s.Places()[0].URL+run.Inspector+"/rows/"+test.n+"/boundaries", "")
		if resp.StatusCode != test.code {
			t.Errorf("boundaries of row %s = %s %q, want %d", test.n, resp.Status, body, test.code)
		}
	}
}
