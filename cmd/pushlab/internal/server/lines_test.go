package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pushlab/views"
)

// Each line of an answer has a row, which says the line and whose token it has:
// over HTTP/1.1 that of its chunk, over HTTP/2 that of its DATA frame.
func TestRowsOfLines(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	for name, row := range map[string]struct {
		client *http.Client
		lab    func(runAddress) string
		title  string
	}{
		"http/1.1": {c, func(run runAddress) string { return run.Lab }, "JSON line in a chunk"},
		"h2":       {trusting(t, s, true), func(run runAddress) string { return run.TLS }, "JSON line in a DATA frame"},
	} {
		t.Run(name, func(t *testing.T) {
			run := makeRun(t, s, c)
			_, body := ask(t, row.client, "POST", row.lab(run)+"/ndjson", `{"tokens":5,"ttft":0,"tps":200}`)
			lines := strings.SplitAfter(strings.TrimSpace(body), "\n")
			if len(lines) != 6 {
				t.Fatalf("the answer = %q, want six lines", body)
			}
			rows := slices.DeleteFunc(rowsOf(t, s, c, run), func(r views.Row) bool { return r.Kind != "line" })
			if len(rows) != len(lines) {
				t.Fatalf("%d rows of lines, want %d", len(rows), len(lines))
			}
			for i, r := range rows[:5] {
				if want := strings.ReplaceAll(lines[i], "\n", "⏎"); r.Label != want || r.Wire != "nd" || r.Proto != name {
					t.Errorf("row %d = %q on %s over %s, want %q on nd over %s", r.N, r.Label, r.Wire, r.Proto, want, name)
				}
				if !strings.Contains(lines[i], `"id":"`+r.Token+`"`) {
					t.Errorf("row %d has the token %q, want that of %q", r.N, r.Token, lines[i])
				}
			}
			if rows[5].Token != "" {
				t.Errorf("done has the token %q, want none", rows[5].Token)
			}
			checkTitle(t, s, c, run, rows[0], row.title)
		})
	}
}

func checkTitle(t *testing.T, s *Server, c *http.Client, run runAddress, r views.Row, want string) {
	t.Helper()
	var d views.Detail
	_, body := ask(t, c, "GET", fmt.Sprintf("%s%s/rows/%d", s.Places()[0].URL, run.Inspector, r.N), "")
	if err := json.Unmarshal([]byte(body), &d); err != nil || d.Title != want {
		t.Errorf("title of row %d = %q, %v, want %q", r.N, d.Title, err, want)
	}
}

// A poll is one body, whose row has the tokens that came with it. Its request
// says where the client was, and which of the two it is.
func TestRowsOfPolls(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	var ids []string
	_, body := ask(t, c, "GET", run.Lab+"/sse?tokens=3&ttft=0&tps=200&answer=A", "")
	for line := range strings.Lines(body) {
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			ids = append(ids, strings.TrimSpace(id))
		}
	}
	if len(ids) != 4 {
		t.Fatalf("ids = %v, want four", ids)
	}
	ask(t, c, "GET", run.Lab+"/poll?answer=A", "")
	ask(t, c, "GET", run.Lab+"/longpoll?after="+ids[1], "")
	ask(t, c, "GET", run.Lab+"/longpoll?after="+ids[3], "")
	ask(t, c, "GET", run.Lab+"/poll?ttft=60000", "")
	var got []string
	for _, r := range rowsOf(t, s, c, run) {
		switch {
		case r.Wire != "lp":
		case r.Dir == "c":
			got = append(got, r.Label)
		case r.Token != "" || strings.HasPrefix(r.Label, "204") || r.Label == "body []⏎":
			got = append(got, strings.TrimSpace(r.Label[:4]+" "+r.Token))
		}
	}
	want := []string{
		"GET /poll  short", "body " + strings.Join(ids[:3], " "), "GET /longpoll  after=" + ids[1], "body " + ids[2],
		"GET /longpoll  after=" + ids[3], "204", "GET /poll  short", "body",
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTokenIDs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"id":"a-1","token":" b"}` + "\n":                                   "a-1",
		`{"id":"a-1","token":" b"}` + "\n" + `{"id":"a-2","tok`:              "a-1",
		`{"id":"a-1","tok`:                                                   "",
		`[{"id":"a-1","token":"[b]},"},` + "\n" + `{"id":"a-2","token":""}]`: "a-1 a-2",
		`{"type":"done","id":"a-2","tokens":1,"sha256":""}` + "\n":           "",
		"[]\n": "",
	} {
		if got := strings.Join(tokenIDs([]byte(text)), " "); got != want {
			t.Errorf("tokens of %q = %q, want %q", text, got, want)
		}
	}
}

// A line is what lies in its chunk, without the size in front and the CRLF
// behind it; its token is the text of "token".
func TestBoundariesOfLines(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	ask(t, c, "POST", run.Lab+"/ndjson", `{"tokens":3,"ttft":0,"tps":200}`)
	rows := rowsOf(t, s, c, run)
	n := slices.IndexFunc(rows, func(r views.Row) bool { return r.Token != "" }) + 1
	var b seenBoundaries
	_, text := ask(t, c, "GET", fmt.Sprintf("%s%s/rows/%d/boundaries", s.Places()[0].URL, run.Inspector, n), "")
	if err := json.Unmarshal([]byte(text), &b); err != nil || len(b.Events) == 0 || len(b.Tokens) == 0 {
		t.Fatalf("boundaries = %q: %v", text, err)
	}
	stream := string(unhex(t, b.Hex))
	part := func(list [][]any, i int) string {
		return stream[int64(list[i][0].(float64))-b.From : int64(list[i][1].(float64))-b.From]
	}
	line, token := part(b.Events, 0), part(b.Tokens, 0)
	if !strings.HasPrefix(line, `{"id":"`) || !strings.HasSuffix(line, `"token":`+token+"}\n") || !strings.HasPrefix(token, `"`) || !strings.HasSuffix(token, `"`) {
		t.Errorf("line 1 = %q with the token %q", line, token)
	}
	if said := strings.Join(b.Said, "\n"); !strings.Contains(said, "A line ends at its line feed") || strings.Contains(said, "blank line") {
		t.Errorf("said:\n%s\nwant how a line ends, and not how an event does", said)
	}
}
