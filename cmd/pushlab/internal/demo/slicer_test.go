package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// Each text with each line end is the events of its list, as the reference
// parser reads them, and done says their number and hash.
func TestSlicerTexts(t *testing.T) {
	b := newStillBench(t)
	for _, text := range slicerTexts {
		for _, eol := range slicerEnds {
			t.Run(text+"-"+eol, func(t *testing.T) {
				resp, body := b.do("POST", "d/slicer", fmt.Sprintf(`{"text":%q,"eol":%q}`, text, eol))
				if got, want := resp.Header.Get("Content-Type"), "text/event-stream"; resp.StatusCode != 200 || got != want {
					t.Fatalf("status %d and type %q, want 200 and %q: %.200s", resp.StatusCode, got, want, body)
				}
				checkSliced(t, body, text)
				for _, other := range slicerEnds {
					if has, want := strings.Contains(body, slicerEnd[other]), strings.Contains(slicerEnd[eol], slicerEnd[other]); has != want {
						t.Errorf("the body has line ends of %s: %t, want %t", other, has, want)
					}
				}
			})
		}
	}
}

func checkSliced(t *testing.T, body, text string) {
	t.Helper()
	var got []firedEvent
	for _, d := range wire.NewEventStream().Feed([]byte(body)) {
		got = append(got, firedEvent{d.Type, d.Data, d.LastEventID})
	}
	want := slicerEvents(text)
	want = append(want, firedEvent{"done", eventsSummary(want), fmt.Sprintf("s-%d", len(want)+1)})
	if !slices.Equal(got, want) {
		t.Errorf("events = %.600q, want %.600q", got, want)
	}
}

// What makes each text a trap for a parser is really in it.
func TestSlicerTraps(t *testing.T) {
	for text, want := range map[string]string{
		"ascii": "data: {\"token\":\"An\"}\n\n", "cjk": "你好", "emoji": "👩‍💻", "colon": `": `,
		"comments": "\n\n: keep-alive\n\nid: s-4\n", "done": "data: [DONE]\n\nid: s-14\nevent: done\n",
		"long": strings.Repeat(" seventy kibibytes of it,", 2800),
	} {
		var all strings.Builder
		for _, part := range (sliced{text: text, eol: "lf"}).parts() {
			all.Write(part)
		}
		if !strings.Contains(all.String(), want) {
			t.Errorf("%s is %.300q and has no %.80q", text, all.String(), want)
		}
		if n := len(slicerEvents(text)); n < 12 || n > 13 {
			t.Errorf("%s has %d events, want 12, or 13 with [DONE]", text, n)
		}
	}
}

func TestSlicerRefuses(t *testing.T) {
	b := newStillBench(t)
	for _, c := range []struct{ method, path, body, want string }{
		{"POST", "d/slicer", `{"text":"latin"}`, "text must be ascii, cjk, emoji, colon, comments, done or long; \\\"latin\\\" was sent."},
		{"GET", "d/slicer?eol=nel", "", "eol must be lf, crlf or cr; \\\"nel\\\" was sent."},
		{"GET", "d/slicer?gap=1001", "", "gap must be a whole number from 0 to 1000; \\\"1001\\\" was sent."},
		{"POST", "d/slicer/reads?id=a%20b", "1", `id must be 1 to 32 letters and digits (A-Z, a-z, 0-9); "a b" was sent.`},
		{"POST", "d/slicer/reads?id=s1", "1 x", `A report is the size of each read in bytes, such as 7 12 3; "x" was sent in it.`},
		{"PUT", "d/slicer", "", "This address takes GET, POST; \\\"PUT\\\" was sent."},
	} {
		resp, body := b.do(c.method, c.path, c.body)
		if resp.StatusCode/100 != 4 || !strings.Contains(body, c.want) {
			t.Errorf("%s %s: %d %q, want 4xx with %q", c.method, c.path, resp.StatusCode, body, c.want)
		}
	}
}

// The page's report of its reads is in the trace under the name of the request.
func TestSlicerReads(t *testing.T) {
	b := newStillBench(t)
	b.do("GET", "d/slicer?id=s1", "")
	if resp, body := b.do("POST", "d/slicer/reads?id=s1", "7 12  3\n"); resp.StatusCode != http.StatusNoContent {
		t.Fatalf("status %d, want 204: %s", resp.StatusCode, body)
	}
	events := b.events("reads")
	if len(events) != 1 || events[0].Text != "s1 7 12 3" {
		t.Errorf("the trace has %v, want one report: s1 7 12 3", events)
	}
	if notes := b.events("note"); len(notes) != 0 {
		t.Errorf("the trace notes %q, want nothing", notes[0].Text)
	}
}
