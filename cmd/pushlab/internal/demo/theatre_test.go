package demo

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A seen is what a client gets from one act: its status, its body, and how that
// ended ("" = as it should).
type seen struct {
	status int
	body   string
	broken bool
}

// ask makes one request of a page, as an EventSource does.
func (b *bench) playOn(query, lastID string) seen {
	b.t.Helper()
	r, err := http.NewRequest("GET", b.url("d/theatre?"+query), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := noRedirect.Do(r)
	if err != nil {
		return seen{broken: true}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return seen{resp.StatusCode, string(body), err != nil}
}

var noRedirect = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Each act, byte by byte.
func TestTheatreActs(t *testing.T) {
	const one, two = "id: 1\ndata: act 1, event 1\n\n", "id: 2\ndata: act 1, event 2\n\n"
	for act, want := range map[string]seen{
		"events:2":     {200, one + two, false},
		"events:0":     {200, "", false},
		"events":       {200, one, false},
		"cut:fin":      {200, one, true},
		"cut:rst:2":    {200, one + two, true},
		"cut:mid":      {200, one + "id: 2\ndata: act 1, event", true},
		"204":          {204, "", false},
		"502":          {502, "Act 1 of the script: 502 Bad Gateway.\n", false},
		"status:503:1": {503, "Act 1 of the script: 503 Service Unavailable.\n", false},
		"type":         {200, one, false},
		"redirect":     {307, "", false},
		"refuse":       {0, "", true},
		"hang:1":       {200, "", false},
		"retry:1e3":    {200, one + "retry: 1e3\n", false},
	} {
		b := newBench(t, Config{})
		if got := b.playOn("page=A1&acts="+act, ""); got != want {
			t.Errorf("%s: the client got %+v, want %+v", act, got, want)
		}
		if got := b.playOn("page=A1&acts="+act, ""); got.status != 204 && act != "refuse" {
			t.Errorf("%s: behind the last act came %d, want 204", act, got.status)
		}
	}
}

// A page's requests play one act each, whatever other pages do; ids go on behind
// what the client has; the retry line opens each stream.
func TestTheatrePlays(t *testing.T) {
	b := newBench(t, Config{})
	const script = "acts=events:1,events:1,type&retry=700&page="
	b.playOn(script+"A1", "")
	for page, want := range map[string]string{
		"A1": "retry: 700\n\nid: 42\ndata: act 2, event 1\n\n",
		"A2": "retry: 700\n\nid: 42\ndata: act 1, event 1\n\n",
	} {
		if got := b.playOn(script+page, "41"); got.body != want {
			t.Errorf("page %s got %q, want %q", page, got.body, want)
		}
	}
	for _, id := range []string{"-1", "x", "99999999999999999999", strings.Repeat("9", 5000)} {
		b.playOn(script+"B1", "")
		if got := b.playOn(script+"B1", id).body; !strings.Contains(got, "id: 1\n") {
			t.Errorf("behind the id %.20q came %q, want id 1", id, got)
		}
		b.run = b.runs.New()
	}
}

// A refused request that its client repeats at once is the same request.
func TestTheatreRefusesTheRepetition(t *testing.T) {
	acts, err := parseActs("refuse,events:1")
	if err != nil {
		t.Fatal(err)
	}
	var th theatre
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	var got []int
	for _, ms := range []int{0, 5, 10, 300} {
		n, _ := th.next("A1", acts, at.Add(time.Duration(ms)*time.Millisecond))
		got = append(got, n)
	}
	if want := []int{1, 1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("the acts played were %d, want %d", got, want)
	}
}

// A theatre forgets its oldest pages.
func TestTheatreIsBounded(t *testing.T) {
	var th theatre
	for i := range 3 * maxPlays {
		th.next(strconv.Itoa(i), nil, time.Time{})
	}
	if got := len(th.plays); got != maxPlays {
		t.Errorf("%d plays are kept, want %d", got, maxPlays)
	}
}

func TestTheatreRefusals(t *testing.T) {
	b := newBench(t, Config{})
	for query, want := range map[string]string{
		"page=A1":                           `acts: act 1, "", is none of events:K`,
		"page=A1&acts=events:1,evnts:2":     `acts: act 2, "evnts:2", is none of events:K`,
		"page=A1&acts=events:101":           `acts: act 1, "events:101", must have 0 to 100 events.`,
		"page=A1&acts=events:-1":            `must have 0 to 100 events.`,
		"page=A1&acts=204,cut:soon":         `acts: act 2, "cut:soon", must be cut:fin, cut:rst or cut:mid.`,
		"page=A1&acts=200":                  `must have a status of 204, or of 400 to 599.`,
		"page=A1&acts=status:503:x":         `must have 0 to 3600 seconds.`,
		"page=A1&acts=hang:30001":           `must have 0 to 30000 ms.`,
		"page=A1&acts=type:x":               `has nothing behind type.`,
		"page=A1&acts=retry:":               `must have 1 to 16 printable ASCII characters behind its colon.`,
		"page=A1&acts=retry:%0Adata":        `must have 1 to 16 printable ASCII characters behind its colon.`,
		"page=A1&acts=" + thirteen:          `acts may have 12 acts; 13 were sent.`,
		"acts=204":                          `page must be 1 to 32 letters and digits`,
		"page=A1&acts=204&retry=99":         `retry must be a whole number from 100 to 10000; "99" was sent.`,
		"page=A1&acts=204&check=EX99":       `check must be EX01`,
		"page=A1&acts=204&check=EX03":       `check is for another address: EX03 begins at emit; "EX03" was sent.`,
		"page=A1&acts=204&acts=204":         `acts must be sent once`,
		"page=A1&acts=204&page=A1&retry=no": `page must be sent once`,
	} {
		if got := b.playOn(query, ""); got.status != 400 || !strings.Contains(got.body, want) {
			t.Errorf("%s: %d %q, want 400 with %q", query, got.status, got.body, want)
		}
	}
	if resp, body := b.do("GET", "d/theatre?acts=204&page=A1", ""); resp.StatusCode != 406 || !strings.Contains(body, "Accept: text/event-stream") {
		t.Errorf("without Accept: %d %q, want 406", resp.StatusCode, body)
	}
	if resp, _ := b.do("POST", "d/theatre?acts=204&page=A1", ""); resp.StatusCode != 405 {
		t.Errorf("POST: %d, want 405", resp.StatusCode)
	}
}

var thirteen = strings.TrimSuffix(strings.Repeat("204,", maxActs+1), ",")
