package lessons

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// newMarkdown returns GitHub's flavour with the site's rendering of what the
// mocks draw in their own way. Tables are aligned by the align attribute: the
// page's CSP blocks style attributes.
func newMarkdown(p *page) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.Linkify,
			extension.Strikethrough,
			extension.TaskList,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
		),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(siteRenderer{p}, 100))),
	)
}

// siteRenderer writes the nodes that the site shows differently from plain
// goldmark.
type siteRenderer struct{ page *page }

func (r siteRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, r.heading)
	reg.Register(ast.KindBlockquote, r.quote)
	reg.Register(ast.KindFencedCodeBlock, r.code)
	reg.Register(ast.KindCodeBlock, r.code)
	reg.Register(ast.KindHTMLBlock, r.html)
	reg.Register(ast.KindRawHTML, r.html)
	reg.Register(extast.KindTable, r.table)
}

// heading writes a section's heading with its number and the arrow that says
// who speaks, and any other heading plain.
func (r siteRenderer) heading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	number, section := h.AttributeString(attrNumber)
	switch id, _ := h.AttributeString("id"); {
	case entering && section:
		direction, _ := h.AttributeString(attrDirection)
		fmt.Fprintf(w, `<div class="mh" data-dir="%s"><h2 id="%s"><span>%d</span>`, direction, id, number)
	case entering:
		fmt.Fprintf(w, `<h%d id="%s">`, h.Level, id)
	case section:
		fmt.Fprintln(w, `</h2><i aria-hidden="true"></i></div>`)
	default:
		fmt.Fprintf(w, "</h%d>\n", h.Level)
	}
	return ast.WalkContinue, nil
}

// quote writes an alert as a note beside the text. Its role is note: as an
// unnamed complementary landmark it would be one too many for who jumps from
// landmark to landmark.
func (r siteRenderer) quote(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	kind, alert := n.AttributeString(attrAlert)
	switch {
	case alert && entering:
		title, _ := n.AttributeString(attrTitle)
		fmt.Fprintf(w, "<aside class=\"note\" role=\"note\" data-kind=\"%s\"><b>%s</b>\n", kind, title)
	case alert:
		fmt.Fprintln(w, "</aside>")
	case entering:
		fmt.Fprintln(w, "<blockquote>")
	default:
		fmt.Fprintln(w, "</blockquote>")
	}
	return ast.WalkContinue, nil
}

// code writes a block of code. It takes the focus, so that it can be scrolled
// from the keyboard.
func (r siteRenderer) code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	language := ""
	if f, ok := n.(*ast.FencedCodeBlock); ok && len(f.Language(source)) > 0 {
		language = fmt.Sprintf(` data-lang="%s"`, util.EscapeHTML(f.Language(source)))
	}
	fmt.Fprintf(w, `<pre class="src" tabindex="0"%s><code>`, language)
	_, _ = w.Write(util.EscapeHTML(n.Lines().Value(source)))
	fmt.Fprintln(w, "</code></pre>")
	return ast.WalkSkipChildren, nil
}

// html writes the author's HTML without comments, its addresses resolved.
func (r siteRenderer) html(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(rewrite(r.page.raw(n), func(t *tag) { r.page.resolveTag(t) }))
	}
	return ast.WalkSkipChildren, nil
}

// table writes a table in a box that scrolls sideways, from the keyboard too.
func (r siteRenderer) table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		fmt.Fprintln(w, `<div class="scroll" tabindex="0"><table class="meas">`)
		return ast.WalkContinue, nil
	}
	fmt.Fprintln(w, "</table></div>")
	return ast.WalkContinue, nil
}

// html renders nodes as they stand.
func (p *page) html(nodes ...ast.Node) string {
	var b bytes.Buffer
	for _, n := range nodes {
		if err := p.markdown.Renderer().Render(&b, p.source, n); err != nil {
			p.failf(n, "%v", err)
		}
	}
	return strings.TrimSpace(cell.ReplaceAllStringFunc(b.String(), func(td string) string {
		return quantity.ReplaceAllString(td, "$1\u00a0$2")
	}))
}

// A narrow column would break a line between a number and its unit.
var (
	cell     = regexp.MustCompile(`(?m)^<td.*</td>$`)
	quantity = regexp.MustCompile(`(\d) ((?:ms|s|kB|B|bytes?)\b)`)
)

// inline renders what is inside n, without n's own element.
func (p *page) inline(n ast.Node) string {
	var nodes []ast.Node
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		nodes = append(nodes, c)
	}
	return p.html(nodes...)
}
