package lessons

import (
	"reflect"
	"strings"
	"testing"
)

// The expectations are those of github-slugger, which took them from GitHub.
func TestSlugIsGitHubs(t *testing.T) {
	tests := map[string]string{
		"Four bytes of key":           "four-bytes-of-key",
		"2. What it costs, measured!": "2-what-it-costs-measured",
		"`data:` & `id:`":             "data--id",
		"Dash-dash":                   "dash-dash",
		"en–dash":                     "endash",
		"I ♥ unicode":                 "i--unicode",
		"😄 unicode emoji":             "-unicode-emoji",
		"😄_unicode_emoji":             "_unicode_emoji",
		"Привет non-latin 你好":         "привет-non-latin-你好",
		"Ein Größenvergleich":         "ein-größenvergleich",
		"x² + y":                      "x--y",
		"Who\tspeaks?":                "whospeaks",
	}
	for heading, want := range tests {
		l := mustLoad(t, head+"## "+heading)
		if strings.Contains(heading, "\t") {
			continue // Markdown keeps a tab, so slug alone is tested
		}
		if got := l.Headings[0].ID; got != want {
			t.Errorf("id of %q = %q, want %q", heading, got, want)
		}
	}
	for heading, want := range tests {
		if got := slug(strings.ReplaceAll(heading, "`", "")); got != want {
			t.Errorf("slug(%q) = %q, want %q", heading, got, want)
		}
	}
}

func TestSlugsThatOccurAgain(t *testing.T) {
	s := slugger{}
	var got []string
	for _, h := range []string{"foo", "foo", "foo 1", "foo-1", "foo"} {
		got = append(got, s.unique(h))
	}
	want := []string{"foo", "foo-1", "foo-1-1", "foo-1-2", "foo-2"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("ids = %q, want %q", got, want)
	}
}

func TestHeadingText(t *testing.T) {
	l := mustLoad(t, head+"## *Four* `bytes` &amp; a \\* [link](https://example.org)")
	want := Heading{ID: "four-bytes--a--link", Text: "Four bytes & a * link"}
	if l.Headings[0] != want {
		t.Errorf("heading = %+v, want %+v", l.Headings[0], want)
	}
}

func TestSectionsTakeTurns(t *testing.T) {
	got := prose(t, "## One\n\n## Two\n\n<!-- dir: s -->\n\n## Three\n\n## Four\n\n### Below four\n")
	for _, want := range []string{
		`<div class="mh" data-dir="c"><h2 id="one"><span>1</span>One</h2><i aria-hidden="true"></i></div>`,
		`<div class="mh" data-dir="s"><h2 id="two"><span>2</span>Two</h2><i aria-hidden="true"></i></div>`,
		`<div class="mh" data-dir="s"><h2 id="three"><span>3</span>Three</h2><i aria-hidden="true"></i></div>`,
		`<div class="mh" data-dir="c"><h2 id="four"><span>4</span>Four</h2><i aria-hidden="true"></i></div>`,
		`<h3 id="below-four">Below four</h3>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("HTML lacks %s:\n%s", want, got)
		}
	}
	if strings.Contains(got, "<!--") {
		t.Errorf("a comment is left:\n%s", got)
	}
}
