package views

import (
	"fmt"
	"strings"
	"testing"
)

// someRows are n rows: every tenth is a fault, every other the client's.
func someRows(n int) []Row {
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = Row{N: i + 1, T: float64(i), Dir: "s", Kind: "sse", Proto: "sse", Label: fmt.Sprintf("row %d", i+1), Conn: 1 + i%2}
		if i%2 == 1 {
			rows[i].Dir = "c"
		}
		rows[i].Fault = i%10 == 9
	}
	return rows
}

func TestFilterShows(t *testing.T) {
	r := Row{N: 1, Dir: "s", Proto: "h2", Lane: 5, Conn: 2, Label: "SETTINGS ACK"}
	for _, test := range []struct {
		filter Filter
		want   bool
	}{
		{Filter{}, true}, {Filter{Conn: 2}, true}, {Filter{Conn: 1}, false}, {Filter{Lane: 5}, true}, {Filter{Lane: 3}, false},
		{Filter{Dir: "c"}, false}, {Filter{Proto: "h2"}, true}, {Filter{Proto: "sse"}, false},
		{Filter{Text: "settings"}, true}, {Filter{Text: "ping"}, false}, {Filter{Trouble: true}, false},
	} {
		if got := test.filter.shows(r); got != test.want {
			t.Errorf("%+v shows it: %t, want %t", test.filter, got, test.want)
		}
	}
	for _, r := range []Row{{Fault: true}, {Failed: true}, {Err: "a rule"}} {
		if !(Filter{Trouble: true}).shows(r) {
			t.Errorf("a filter for faults and errors hides %+v", r)
		}
	}
}

// A document holds the rows around the selected one, and leads to the others.
func TestLongRunIsShownInParts(t *testing.T) {
	d := Detail{Row: Row{N: 5000}}
	p := RunProps{View: "v1", ReadOnly: true, Rows: someRows(10000), Detail: &d}
	r := p.recorded()
	if len(r.Rows) != mostRows || r.Rows[0].N != 4992 || r.Before != 4991 || !r.partial() || !r.holdsSelected() {
		t.Errorf("%d rows from %d behind %d others, want 400 with row 5000 among the first", len(r.Rows), r.Rows[0].N, r.Before)
	}
	page := html(t, RunPage(p))
	for _, want := range []string{
		`aria-posinset="4992"`, `Bytes on the wire, 10` + "\u2009" + `000 rows`, `data-part`, `?row=4600`, `?row=5400`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if got := strings.Count(page, `role="option"`); got != mostRows {
		t.Errorf("the document holds %d rows, want %d", got, mostRows)
	}
}

// A filter hides rows and renumbers none.
func TestFilteredRunPage(t *testing.T) {
	page := html(t, RunPage(RunProps{View: "v1", ReadOnly: true, Rows: someRows(100), Filter: Filter{Trouble: true, Conn: 2}}))
	for _, want := range []string{`>10 of 100 rows<`, `id="run-r10"`, `id="run-r100"`, `<option value="2" selected>`, `value="trouble" checked`, `aria-label="Bytes on the wire, 10 of 100 rows"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(page, `id="run-r9"`) {
		t.Error("a row that the filter hides is there")
	}
}

func TestKeptRunPage(t *testing.T) {
	page := html(t, RunPage(RunProps{View: "v1", ReadOnly: true, Rows: someRows(3), Kept: &Kept{Title: "Cut after twelve", At: "21 November 2026"}}))
	for _, want := range []string{"<h1>Cut after twelve</h1>", "Kept run, 21 November 2026", "data-kept", `href="/v/v1/trace.pcapng"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a kept run has no %s", want)
		}
	}
	if strings.Contains(page, `/keep"`) {
		t.Error("who may only look can keep the run")
	}
	live := html(t, RunPage(RunProps{View: "v1", ReadOnly: true, Rows: someRows(3), Kept: &Kept{Title: "Cut", At: "now", Live: true}}))
	if strings.Contains(live, "data-kept") || !strings.Contains(live, "still goes on") {
		t.Error("a kept run that is still in memory is not followed")
	}
}

func TestTerminalOverTLS(t *testing.T) {
	p := RunProps{Run: "r1", View: "v1", Lab: "http://localhost:8081/r/r1"}
	if page := html(t, RunPage(p)); strings.Contains(page, "--http2") {
		t.Error("lines for TLS where that place is not open")
	}
	p.TLS = "https://localhost:8085/r/r1"
	page := html(t, RunPage(p))
	for _, want := range []string{
		"curl -N -k --http2 'https://localhost:8085/r/r1/sse?tokens=20'", "| nc localhost 8081", "wscat -c 'ws://localhost:8081/r/r1/echo'",
		"GET /r/r1/sse?tokens=20 HTTP/1.1", "Host: localhost:8081", `href="/tls"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

// An address lights bytes of a dump and the fields that they belong to; of a
// long dump it shows as much as that needs.
func TestLitBytes(t *testing.T) {
	d := hello()
	d.Lit = &Range{From: 4, To: 6}
	page := html(t, Inspector(d))
	if got := strings.Count(page, ` on"`); got < 3*2+2 {
		t.Errorf("%d parts are lit, want three bytes twice and two fields:\n%s", got, page)
	}
	if keys := d.litKeys(); len(keys) != 2 || !keys["key"] || !keys["pay"] {
		t.Errorf("lit fields = %v, want key and pay", keys)
	}
	long := Detail{Hex: strings.Repeat("20", 5000), Lit: &Range{From: 3000, To: 3010}}
	if got := long.hidden(); got != 5000-3024 {
		t.Errorf("hidden = %d, want all behind the line of the last lit byte", got)
	}
}

func TestHeldStates(t *testing.T) {
	d := Detail{Parse: []ParseLine{
		{Raw: "id: 7", State: &ParserState{ID: "7", Retry: -1}},
		{Raw: "data: a", State: &ParserState{ID: "7", Data: "a\n", Retry: 500}},
	}}
	held := d.held()
	if held[0].retry != "not set" || held[1].retry != "500 ms" {
		t.Errorf("retry = %q, then %q", held[0].retry, held[1].retry)
	}
	if c := held[1].cells; !c[0].changed || c[0].text != `"a\n"` || c[2].changed {
		t.Errorf("cells = %+v, want only the data to have changed", c)
	}
}

func TestPackedMessage(t *testing.T) {
	d := hello()
	d.Yours, d.Inflated = 15, strings.Repeat("20", 60)
	if got, want := d.ratio(), "15 bytes on the wire, 60 of data: 75 % less"; got != want {
		t.Errorf("ratio = %q, want %q", got, want)
	}
	if page := html(t, Inspector(d)); !strings.Contains(page, "Inflated") {
		t.Error("a compressed message is not shown inflated")
	}
}

// Bits are numbered from the first byte of their frame, which need not be the
// first of the dump.
func TestBitsOfALaterByte(t *testing.T) {
	d := Detail{Hex: "00000000000001", Fields: []Field{{Key: "f", Name: "END_STREAM", Offset: 6, Length: 1, From: 39, To: 40}}}
	if got := d.entries()[0].value; got != "1" {
		t.Errorf("the flag is %q, want 1", got)
	}
}
