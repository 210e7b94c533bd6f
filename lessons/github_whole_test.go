package lessons

import (
	stdhtml "html"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// checkWhole fails when GitHub would lose or change a part of a README.
func checkWhole(t *testing.T, source []byte) {
	t.Helper()
	for _, fault := range lostOnGitHub(t, source) {
		t.Error(fault)
	}
}

// frontMatter is what GitHub shows as a table above the page.
var frontMatter = regexp.MustCompile(`\A(---|\+\+\+)[ \t]*\r?\n`)

// lostOnGitHub compares what Markdown says with what the reader gets.
func lostOnGitHub(t *testing.T, source []byte) (faults []string) {
	t.Helper()
	page, _ := onGitHub(t, source)
	if frontMatter.Match(source) {
		faults = append(faults, "front matter, which GitHub shows as a table")
	}
	if n := depth(page); n != 0 {
		faults = append(faults, "elements that do not close")
	}
	got := map[string]int{}
	for tag := range tags(page) {
		if !tag.end {
			got[tag.name]++
		}
	}
	for name, n := range wrote(source) {
		if got[name] != n {
			faults = append(faults, name+": not as many as were written")
		}
	}
	return append(faults, lostCode(page, source)...)
}

// wrote counts the elements of the author: those of Markdown, and those of HTML in
// it.
func wrote(source []byte) map[string]int {
	n := map[string]int{}
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	p := &page{source: source}
	p.walk(doc, func(node ast.Node) {
		switch node.Kind() {
		case ast.KindHTMLBlock, ast.KindRawHTML:
			for tag := range tags(p.raw(node)) {
				if !tag.end {
					n[tag.name]++
				}
			}
		}
		n[elementOf[node.Kind()]]++
	})
	delete(n, "")
	return n
}

var elementOf = map[ast.NodeKind]string{
	ast.KindImage: "img", ast.KindFencedCodeBlock: "pre", ast.KindCodeBlock: "pre", ast.KindLink: "a", ast.KindAutoLink: "a",
	ast.KindListItem: "li", ast.KindBlockquote: "blockquote", extast.KindTable: "table",
}

// lostCode looks for every block of code, byte for byte.
func lostCode(page string, source []byte) (faults []string) {
	shown := stdhtml.UnescapeString(page)
	doc := goldmark.DefaultParser().Parse(text.NewReader(source))
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if code, ok := n.(*ast.FencedCodeBlock); ok && !strings.Contains(shown, string(code.Lines().Value(source))) {
			faults = append(faults, "a block of code is not as it was written: "+string(code.Lines().Value(source)))
		}
	}
	return faults
}

// checkTargets fails when a link or a picture of a README leads nowhere on GitHub:
// to a file that is not in the repository, or to no heading.
func checkTargets(t *testing.T, name string, source []byte) {
	t.Helper()
	page, _ := onGitHub(t, source)
	for tag := range tags(page) {
		for _, key := range []string{"href", "src", "srcset"} {
			if dest, ok := tag.attr(key); ok {
				if fault := badTarget(t, name, dest); fault != "" {
					t.Errorf("<%s %s=%q> %s", tag.name, key, dest, fault)
				}
			}
		}
	}
}

func badTarget(t *testing.T, name, dest string) string {
	t.Helper()
	if s := scheme.FindString(dest); s != "" {
		if s == "https:" || s == "http:" || s == "mailto:" {
			return ""
		}
		return "has a protocol that GitHub strips"
	}
	file, fragment, _ := strings.Cut(dest, "#")
	target := name
	if file != "" {
		target = path.Join(path.Dir(name), file)
	}
	if strings.HasPrefix(file, "/") || strings.HasPrefix(target, "../..") {
		return "leaves the repository"
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		return "is no file"
	case fragment == "":
		return ""
	case info.IsDir():
		target = path.Join(target, "README.md")
	}
	text, err := os.ReadFile(target)
	if err != nil || !headingIDs(t, text)[fragment] {
		return "is no heading"
	}
	return ""
}

var headingForm = regexp.MustCompile(`(?s)<h[1-6][^>]*>(.*?)</h[1-6]>`)

// headingIDs are the anchors that GitHub gives the headings of a README.
func headingIDs(t *testing.T, source []byte) map[string]bool {
	t.Helper()
	page, _ := onGitHub(t, source)
	ids, names := map[string]bool{}, slugger{}
	for _, m := range headingForm.FindAllStringSubmatch(page, -1) {
		heading := rewrite(m[1], func(*tag) {})
		for tag := range tags(m[1]) {
			heading = strings.Replace(heading, tag.String(), "", 1)
		}
		ids[names.unique(stdhtml.UnescapeString(heading))] = true
	}
	return ids
}

// The checks above must notice what they are for.
func TestLostOnGitHubNotices(t *testing.T) {
	for name, test := range map[string]struct{ source, want string }{
		"fine":          {"# A\n\n| a |\n| - |\n| 1 |\n\n![a](b.svg)\n\n```\nx <b> &amp; y\n```\n\n- one\n- [two](c)\n\n<details><summary>S</summary>\n\n**b**\n\n</details>\n", ""},
		"front matter":  {"---\ntitle: x\n---\n\n# A\n", "front matter"},
		"toml":          {"+++\ntitle = 1\n+++\n\n# A\n", "front matter"},
		"open details":  {"<details><summary>S</summary>\n\nx\n", "do not close"},
		"lost element":  {"<iframe src=\"x\"></iframe>\n", "iframe: not as many"},
		"a script":      {"<div><script>x</script></div>\n", "script: not as many"},
		"comment in it": {"```\na <!-- b --> c\n```\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(lostOnGitHub(t, []byte(test.source)), "\n")
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("lost: %q, want %q", got, test.want)
			}
		})
	}
}

func TestBadTargetNotices(t *testing.T) {
	for dest, want := range map[string]string{
		"https://example.org/":           "",
		"mailto:a@example.org":           "",
		"javascript:alert(1)":            "protocol",
		"data:image/png;base64,AAAA":     "protocol",
		"cut-light.svg":                  "",
		"no.svg":                         "no file",
		"../01-why-stream/README.md":     "",
		"../01-why-stream/":              "",
		"../01-why-stream/#sources":      "",
		"../01-why-stream/README.md#zzz": "no heading",
		"#sources":                       "",
		"#nowhere":                       "no heading",
		"../../README.md":                "",
		"../../../x":                     "leaves",
		"/lessons":                       "leaves",
	} {
		if got := badTarget(t, "05-resume/README.md", dest); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("badTarget(%q) = %q, want %q", dest, got, want)
		}
	}
}
