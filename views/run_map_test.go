package views

import (
	"strings"
	"testing"
)

// The document holds the place of the map, its words and the numbers, so that
// nothing moves when the page's module draws them.
func TestMapAndNumbersAreInTheDocument(t *testing.T) {
	rows := []Row{
		{N: 1, T: 1, Kind: "http", Dir: "c", Conn: 1, Size: 1000},
		{N: 2, T: 2.5, Kind: "sse", Dir: "s", Conn: 1, Lane: 3, Size: 28, Token: "a-1"},
		{N: 3, T: 2.5, Kind: "gap"},
		{N: 4, T: 1202.5, Kind: "fault", Fault: true, Conn: 1},
		{N: 5, T: 1203, Kind: "ws", Dir: "c", Conn: 2, Err: "a rule"},
	}
	page := html(t, RunPage(RunProps{View: "v1", ReadOnly: true, Rows: rows}))
	for _, want := range []string{
		`height="72"`, // three lanes and the scale
		"5 rows in 1\u2009203.0 ms on 2 connections; 1 silence; 1 fault, the first at 1\u2009202.5 ms; 1 row that breaks a rule.",
		`data-rd="ran">1` + "\u2009" + `202.0 ms<`, `data-rd="first">1.5 ms<`, `data-rd="sent">1` + "\u2009" + `000 B<`, `data-rd="received">28 B<`,
		`data-view="wire"`, `<option value="3">3</option>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if page := html(t, RunPage(RunProps{View: "v1", ReadOnly: true, Rows: rows, Pointed: true})); !strings.Contains(page, `data-view="bytes"`) {
		t.Error("a phone does not show the bytes of the row that the address names")
	}
}
