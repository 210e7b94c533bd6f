package lessons

import (
	"bytes"
	"fmt"
	stdhtml "html"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// onGitHub renders Markdown by GitHub's rules: GFM, the author's HTML through
// the sanitiser, comments gone, alerts made of quotes. It returns what a reader
// sees, and what the sanitiser took away.
func onGitHub(t *testing.T, source []byte) (seen string, stripped []string) {
	t.Helper()
	gfm := goldmark.New(
		goldmark.WithExtensions(extension.GFM),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
	var b bytes.Buffer
	if err := gfm.Convert(source, &b); err != nil {
		t.Fatal(err)
	}
	text, stripped := sanitise(b.String())
	return makeAlerts(text), stripped
}

// alertStart is how an alert begins in plain GFM.
var alertStart = regexp.MustCompile(`<blockquote>\n<p>(\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])\n`)

// makeAlerts takes the label off quotes that stand in no other element:
// GitHub makes alerts of these only.
func makeAlerts(text string) string {
	var b strings.Builder
	at := 0
	for _, m := range alertStart.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(text[at:m[2]])
		at = m[3]
		if depth(text[:m[0]]) > 0 {
			at = m[2]
		}
	}
	b.WriteString(text[at:])
	return b.String()
}

var void = wordSet("img source br hr input wbr")

// depth returns how many elements are open at the end of text.
func depth(text string) (n int) {
	for t := range tags(text) {
		switch {
		case void[t.name]:
		case t.end:
			n--
		default:
			n++
		}
	}
	return n
}

// sanitise drops comments, and tags and attributes that are not allowed. GFM
// itself writes two attributes and one element that GitHub lets through for it.
func sanitise(text string) (clean string, stripped []string) {
	var b strings.Builder
	text = commentForm.ReplaceAllString(text, "")
	at := 0
	for t := range tags(text) {
		b.WriteString(text[at:t.start])
		at = t.stop
		if !githubElements[t.name] {
			stripped = append(stripped, "<"+t.name+">")
			continue
		}
		kept := t
		kept.attrs = nil
		for _, a := range t.attrs {
			switch {
			case githubKeeps(t.name, a.name):
				kept.attrs = append(kept.attrs, a)
			case t.name == "code" && a.name == "class", a.name == "style" && strings.HasPrefix(a.value, "text-align:"):
			default:
				stripped = append(stripped, fmt.Sprintf("%s of <%s>", a.name, t.name))
			}
		}
		b.WriteString(kept.String())
	}
	b.WriteString(text[at:])
	return b.String(), stripped
}

var (
	codeForm = regexp.MustCompile(`(?s)<(code|strong)[^>]*>.*?</(code|strong)>`)
	// leftover is Markdown or HTML that shows as its source.
	leftover = regexp.MustCompile("(?m)<!--|-->|</?[A-Za-z][^>]*>|\\*\\*|```|^#{1,6} |\\|\\s*-{3}|\\[!|\\]\\(|^\\s*\\d+\\. \\S")
)

// visible returns the text without code and bold: what shows as plain prose.
func visible(html string) string {
	html = codeForm.ReplaceAllString(html, "")
	var b strings.Builder
	at := 0
	for t := range tags(html) {
		b.WriteString(html[at:t.start])
		at = t.stop
	}
	b.WriteString(html[at:])
	return stdhtml.UnescapeString(b.String())
}

// checkGitHub fails when GitHub would show anything of a lesson's machinery.
func checkGitHub(t *testing.T, source []byte) {
	t.Helper()
	page, stripped := onGitHub(t, source)
	if len(stripped) > 0 {
		t.Errorf("GitHub strips %q", stripped)
	}
	text := visible(page)
	if m := leftover.FindAllString(text, -1); len(m) > 0 {
		t.Errorf("GitHub shows %q", m)
	}
	for _, comment := range comments(string(source)) {
		inner := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(comment, "<!--"), "-->"))
		if standsIn(page, inner) {
			t.Errorf("GitHub shows the comment %q", inner)
		}
	}
}

// readmes are the files that GitHub shows, from this folder: those of the lessons,
// their list, and the project's.
// standsIn finds a text that is not a part of a longer word, as /demo is in a path.
func standsIn(page, text string) bool {
	return regexp.MustCompile(`(?:^|\W)` + regexp.QuoteMeta(text) + `(?:\W|$)`).MatchString(page)
}

func readmes(t *testing.T) []string {
	t.Helper()
	list, err := fs.Glob(os.DirFS("."), "[0-9][0-9]-*/README.md")
	if err != nil || len(list) == 0 {
		t.Fatalf("%d lessons, %v", len(list), err)
	}
	return append(list, "README.md", "../README.md")
}

func TestReadmesOnGitHub(t *testing.T) {
	for _, name := range readmes(t) {
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			checkGitHub(t, source)
			checkWhole(t, source)
			checkTargets(t, name, source)
		})
	}
	t.Run("whole", func(t *testing.T) { checkGitHub(t, []byte(whole)) })
}

// The check above must notice what it is for.
func TestGitHubCheckNotices(t *testing.T) {
	tests := map[string]struct {
		source        string
		stripped      bool
		shownLeftover bool
	}{
		"fine":              {"# A\n\n<!-- demo: a -->\n\n> [!NOTE]\n> b\n\n| a |\n| --: |\n| 1 |\n\n```http\nx\n```\n\n<!-- /demo -->", false, false},
		"element":           {"<script>x</script>", true, false},
		"attribute":         {"a <kbd class=\"x\">b</kbd>", true, false},
		"comment in code":   {"`<!-- x -->`", false, false},
		"escaped comment":   {"a \\<!-- demo: b -->", false, true},
		"indented comment":  {"a\n\n&lt;!-- demo: b --&gt;", false, true},
		"nested alert":      {"- > [!NOTE]\n  > b", false, true},
		"no blank line":     {"<details><summary>x</summary>\n**b**\n\n</details>", false, true},
		"list in details":   {"<details><summary>x</summary>\n1. b\n\n</details>", false, true},
		"table not a table": {"a | b\n\n| --- | --- |", false, true},
		"link not a link":   {"[a] (b) [c](d e)", false, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page, stripped := onGitHub(t, []byte(test.source))
			if got := len(stripped) > 0; got != test.stripped {
				t.Errorf("stripped = %q, want any: %v", stripped, test.stripped)
			}
			if got := leftover.MatchString(visible(page)); got != test.shownLeftover {
				t.Errorf("leftover in %q = %v, want %v", visible(page), got, test.shownLeftover)
			}
		})
	}
}
