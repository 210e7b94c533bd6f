package demo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

// readNDJSON posts the knobs in the query and the id in the body, and takes a
// line that was cut off for nothing.
func readNDJSON(b *bench, knobs, lastID string) (int, []told, error) {
	resp, err := b.postLines(knobs, lastID)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode, nil, errors.New(string(body))
	}
	return resp.StatusCode, parseLines(b.t, body), err
}

func (b *bench) postLines(knobs, lastID string) (*http.Response, error) {
	body := ""
	if lastID != "" {
		body = fmt.Sprintf(`{"after":%q}`, lastID)
	}
	return lonely.Post(b.url("ndjson?"+knobs), "application/json", strings.NewReader(body))
}

func parseLines(t *testing.T, body []byte) (events []told) {
	for line := range bytes.Lines(body) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		e, err := parseMessage(line)
		if err != nil {
			t.Errorf("line %q: %v", line, err)
		}
		events = append(events, e)
	}
	return events
}

// wholeNDJSON comes back with the id of the last whole line.
func wholeNDJSON(b *bench, knobs string) (text string, visits int, err error) {
	return wholeBy(readNDJSON, b, knobs)
}

// wholeBy asks again with the last id that it was told until it is told done.
func wholeBy(read func(*bench, string, string) (int, []told, error), b *bench, knobs string) (text string, visits int, err error) {
	lastID := ""
	for visits = 1; visits <= maxVisits; visits++ {
		_, events, _ := read(b, knobs, lastID) // what came before the reset counts
		for _, e := range events {
			if e.kind == "done" {
				return text, visits, nil
			}
			if err := follows(lastID, e.id); err != nil {
				return text, visits, err
			}
			lastID = e.id
			text += e.data
		}
	}
	return text, visits, errors.New("never done")
}

// The bytes of a stream: a head at once, then one object a line.
func TestNDJSON(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	resp, err := b.postLines("tokens=3&ttft=500", "") // the head is there before the first token is made
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	h := resp.Header
	if got := fmt.Sprint(resp.StatusCode, h.Get("Content-Type"), h.Get("Cache-Control"), resp.TransferEncoding); got != "200application/x-ndjsonno-store[chunked]" {
		t.Errorf("head = %s, want 200, application/x-ndjson, no-store and chunked", got)
	}
	c.move(b.run, 2*time.Second)
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	epoch := b.events("gen.start")[0].Answer
	_, sum, _ := strings.Cut(b.events("gen.end")[0].Text, " ")
	var want strings.Builder
	for i, token := range (llm.Model{Seed: 7, Tokens: 3}).TokenTexts() {
		fmt.Fprintf(&want, `{"id":"%s-%d","token":%s}`+"\n", epoch, i+1, appendString(nil, token))
	}
	fmt.Fprintf(&want, `{"type":"done","id":"%s-4","tokens":3,"sha256":"%s"}`+"\n", epoch, sum)
	if got := string(body); got != want.String() {
		t.Errorf("body:\n%swant:\n%s", got, want.String())
	}
	waitUntil(func() bool { return len(b.events("http.end")) == 1 }) // the last chunk is recorded behind its write
	if got := len(b.events("http.chunk")); got != 5 {
		t.Errorf("%d chunks, want one a line and the last one", got)
	}
}

// A page may also come back as an EventSource does.
func TestNDJSONTakesLastEventID(t *testing.T) {
	b := newBench(t, Config{})
	_, events, err := readNDJSON(b, quick+"&tokens=5", "")
	if err != nil {
		t.Fatal(err)
	}
	_, body := b.do("POST", "ndjson", "", "Last-Event-ID", events[2].id)
	if got := summary(parseLines(t, []byte(body))); got != "4-5 done" {
		t.Errorf("told %q, want 4-5 done", got)
	}
}

func TestFaultNDJSON(t *testing.T) {
	for _, row := range []struct {
		fault  string
		events string
		rest   int // bytes of the line that was cut
		clean  bool
	}{
		{"end@3", "1-3", 0, true},
		{"fin@3", "1-3", 0, false},
		{"rst@3", "1-3", 0, false},
		{"end@3+5", "1-3", 5, true},
		{"fin@3+5", "1-3", 5, false},
		{"rst@0+1", "", 1, false},
		{"rst@3+9999", "1-4", 0, false},
		{"fin@11", "1-10 done", 0, false},
		{"rst@12", "1-10 done", 0, true}, // there is no line 12
		{"end@b1", "1-1", 0, true},
		{"end@b9999", "1-10 done", 0, true},
	} {
		t.Run(row.fault, func(t *testing.T) {
			b := newBench(t, Config{})
			resp, err := b.postLines(quick+"&tokens=10&fault="+strings.ReplaceAll(row.fault, "+", "%2B"), "")
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if got := summary(parseLines(t, body)); got != row.events {
				t.Errorf("told %q, want %q", got, row.events)
			}
			if got := len(body) - bytes.LastIndexByte(body, '\n') - 1; got != row.rest {
				t.Errorf("%d bytes of a line that was cut, want %d", got, row.rest)
			}
			if clean := err == nil; clean != row.clean {
				t.Errorf("reading ended with %v, want a last chunk: %v", err, row.clean)
			}
			b.checkFault(t, row.fault, row.fault != "rst@12" && row.fault != "end@b9999")
		})
	}
}

// The last line of a server that stops says when to come back.
func TestGoodbyeNDJSON(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	resp, err := b.postLines("ttft=0&tps=1", "")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	settle(b.run)
	b.runs.Goodbye()
	body, err := io.ReadAll(resp.Body)
	checkGoodbyeObject(t, string(body), err)
}

// checkGoodbyeObject wants a goodbye without an id, as the last object.
func checkGoodbyeObject(t *testing.T, body string, err error) {
	t.Helper()
	lines := strings.Split(strings.Trim(body, "[]\n"), "\n")
	last, retry := lines[len(lines)-1], 0
	if n, _ := fmt.Sscanf(last, `{"type":"goodbye","retry":%d,"why":"the server is stopping"}`, &retry); n != 1 || err != nil {
		t.Errorf("last object = %q, %v, want goodbye without an id", last, err)
	}
	if retry < 500 || retry >= 3000 {
		t.Errorf("retry = %d, want 500 to 2,999", retry)
	}
}
