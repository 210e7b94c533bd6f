package demo

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
)

// visit reads n lines of data of a program and leaves.
func (b *bench) visit(program string, n int) {
	b.t.Helper()
	resp, err := lonely.Get(b.url("d/articles/" + program + "?tokens=40&tps=50"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); n > 0 && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "data: ") {
			n--
		}
	}
}

// awaitEnd waits for the end of a program's handler and says why it ended.
func (b *bench) awaitEnd() string {
	for e := range b.run.Log.Follow(b.t.Context(), 0) {
		if e.Kind == "gen.end" {
			return e.Text
		}
	}
	return ""
}

// unread counts the tokens of the trace that were made for nobody.
func (b *bench) unread() (made, unread int) {
	for _, e := range b.run.Log.Events(0) {
		if e.Kind != "gen.tok" {
			continue
		}
		made++
		if e.Text == Unread {
			unread++
		}
	}
	return made, unread
}

// The reader leaves in the middle: one program makes the rest for nobody, and
// the other one stops.
func TestArticlesReaderLeaves(t *testing.T) {
	b := newBench(t, Config{})
	b.visit("published", 3)
	why := b.awaitEnd()
	if made, unread := b.unread(); why != whyDone || made != 40 || unread == 0 {
		t.Errorf("published ended with %q, %d tokens made, %d for nobody; want %q, 40, some", why, made, unread, whyDone)
	}

	b = newBench(t, Config{})
	b.visit("mended", 3)
	why = b.awaitEnd()
	if made, unread := b.unread(); why != whyCancel || made == 40 || unread > 1 {
		t.Errorf("mended ended with %q, %d tokens made, %d for nobody; want %q, fewer than 40, at most the one in the making", why, made, unread, whyCancel)
	}
}

// The lab cuts both behind token 5.
func TestArticlesCut(t *testing.T) {
	words := llm.Model{Seed: 7, Tokens: 12}.TokenTexts()
	b := newBench(t, Config{})
	read := func(program, lastID string) []told {
		t.Helper()
		req, _ := http.NewRequest("GET", b.url("d/articles/"+program+"?tokens=12&tps=50&cut=5"), nil)
		if lastID != "" {
			req.Header.Set("Last-Event-ID", lastID)
		}
		resp, err := lonely.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body) // the cut is an error
		return parseEvents(body, lastID)
	}
	if got := read("published", ""); len(got) != 5 || got[4].data != words[4] || got[4].id != "" {
		t.Errorf("published: %v, want 5 events without ids", got)
	}
	got := read("mended", "")
	if len(got) != 5 || got[4].id != "5" {
		t.Fatalf("mended: %v, want 5 events with ids", got)
	}
	rest := read("mended", got[4].id)
	if len(rest) != 8 || rest[0].id != "6" || rest[7].kind != "done" {
		t.Errorf("mended behind 5: %v, want 6 to 12 and done", rest)
	}
}

func TestArticlesBadKnobs(t *testing.T) {
	b := newBench(t, Config{})
	for _, query := range []string{"tokens=301", "tps=0", "cut=-1", "tokens=1&tokens=2"} {
		resp, err := lonely.Get(b.url("d/articles/published?" + query))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d, want 400", query, resp.StatusCode)
		}
	}
}
