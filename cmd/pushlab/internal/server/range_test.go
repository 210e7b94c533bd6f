package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"pushlab/views"
)

func TestByteRange(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want *views.Range
	}{
		{"3-9", &views.Range{From: 3, To: 9}}, {"3", &views.Range{From: 3, To: 3}}, {"0-0", &views.Range{}},
		{"", nil}, {"9-3", nil}, {"-3", nil}, {"3-", nil}, {"a-b", nil}, {"3-99999999999999999999", nil},
	} {
		if got := byteRange(test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("byteRange(%q) = %v, want %v", test.text, got, test.want)
		}
	}
}

func TestPointerOfAnAddress(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/v/x?row=18&bytes=3-9&conn=2&lane=5&dir=s&proto=sse&only=trouble&q=Id", nil)
	got := pointerOf(r)
	want := pointer{row: 18, bytes: &views.Range{From: 3, To: 9}, filter: views.Filter{Conn: 2, Lane: 5, Dir: "s", Proto: "sse", Trouble: true, Text: "Id"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("pointerOf = %+v, want %+v", got, want)
	}
	r = httptest.NewRequest(http.MethodGet, "/v/x?row=-1&conn=a&dir=up&only=all", nil)
	if got := pointerOf(r); !reflect.DeepEqual(got, pointer{}) {
		t.Errorf("an address that says nothing points at %+v", got)
	}
}

// The address of a row and of bytes in it works without scripts: the server
// selects the row, shows its bytes and lights those.
func TestPermalinkWithoutScripts(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	ask(t, c, "GET", run.Lab+"/sse?tokens=20&ttft=0&tps=200", "")
	n := rowNo(t, rowsOf(t, s, c, run), "sse")
	_, page := ask(t, c, "GET", fmt.Sprintf("%s/v/%s?row=%d&bytes=0-2", s.Places()[0].URL, run.View, n), "")
	for _, want := range []string{fmt.Sprintf(`aria-activedescendant="run-r%d"`, n), fmt.Sprintf(`<span class="in-no">row %d</span>`, n)} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if got := strings.Count(page, ` on">`); got < 6 { // three bytes, in hex and as text
		t.Errorf("%d parts are lit, want the three bytes and their fields", got)
	}
	_, page = ask(t, c, "GET", s.Places()[0].URL+"/v/"+run.View+"?proto=tcp", "")
	if strings.Contains(page, fmt.Sprintf(`<li role="option" id="run-r%d"`, n)) || !strings.Contains(page, " of ") {
		t.Error("a filter in the address does not hide rows without scripts")
	}
	_, page = ask(t, c, "GET", s.Places()[0].URL+"/v/"+run.View+"?row=4000&bytes=0-2", "")
	if strings.Contains(page, ` on">`) || !strings.Contains(page, "in-no") {
		t.Error("a row that is not there should leave the last one selected, with nothing lit")
	}
}
