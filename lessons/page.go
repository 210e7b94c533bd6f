package lessons

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// A page is one README.md on its way from Markdown to segments. Each step
// notes what it finds for Load (errs) and for Lint (the rest).
type page struct {
	fsys     fs.FS
	lesson   Lesson
	source   []byte
	doc      ast.Node
	markdown goldmark.Markdown
	parts    []part
	errs     []error // what Load can not live with

	comments map[ast.Node]comment // top-level nodes that are comments
	ids      map[string]bool      // headings, as GitHub names them
	links    []link
	images   []image
	terms    []term
	prose    string // paragraphs and lists, without code
}

// A part is a run of top-level nodes: prose, or what a comment pair encloses.
type part struct {
	comment comment // its name is "" for prose
	node    ast.Node
	nodes   []ast.Node
}

func readPage(fsys fs.FS, dir string) (*page, error) {
	source, err := fs.ReadFile(fsys, path.Join(dir, "README.md"))
	if err != nil {
		return nil, fmt.Errorf("lesson %s: %w", dir, err)
	}
	number, _ := strconv.Atoi(folder.FindStringSubmatch(dir)[1])
	p := &page{fsys: fsys, source: source, lesson: Lesson{Number: number, Slug: dir, Dir: dir, Direction: "s"}}
	p.markdown = newMarkdown(p)
	p.doc = p.markdown.Parser().Parse(text.NewReader(source))
	p.readComments()
	p.pair()
	p.checkPlacement()
	p.nameHeadings()
	p.numberSections()
	p.resolveLinks()
	p.markAlerts()
	p.findTerms()
	p.readHead()
	p.makeSegments()
	return p, nil
}

// failf notes an error at the line where n begins.
func (p *page) failf(n ast.Node, format string, args ...any) {
	p.errs = append(p.errs, p.errorf(n, format, args...))
}

func (p *page) errorf(n ast.Node, format string, args ...any) error {
	return fmt.Errorf("%s/README.md:%d: %s", p.lesson.Dir, p.line(n), fmt.Sprintf(format, args...))
}

// line returns the number, from 1, of the line where n or what encloses it
// begins.
func (p *page) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if at := n.Pos(); at >= 0 && n.Kind() != ast.KindDocument {
			return 1 + bytes.Count(p.source[:min(at, len(p.source))], []byte("\n"))
		}
	}
	return 1
}

// pair splits the document at its comments.
func (p *page) pair() {
	prose := part{}
	current := &prose
	flush := func() {
		if current.comment.name != "" || len(current.nodes) > 0 {
			p.parts = append(p.parts, *current)
		}
	}
	for n := p.doc.FirstChild(); n != nil; n = n.NextSibling() {
		c, ok := p.comments[n]
		switch {
		case !ok || single[c.name]:
			current.nodes = append(current.nodes, n)
		case !c.end && current.comment.name == "":
			flush()
			current = &part{comment: c, node: n}
		case c.end && current.comment.name == c.name:
			flush()
			current = &part{}
		case c.end:
			p.failf(n, "<!-- /%s --> closes nothing", c.name)
		default:
			p.failf(n, "%s begins inside %s", c.name, current.comment.name)
		}
	}
	flush()
	if name := current.comment.name; name != "" {
		p.failf(current.node, "%s is not closed: <!-- /%[1]s --> is missing", name)
	}
}

// readComments finds the top-level nodes that are comments.
func (p *page) readComments() {
	p.comments = map[ast.Node]comment{}
	for n := p.doc.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() != ast.KindHTMLBlock {
			continue
		}
		c, ok, err := parseComment(strings.TrimSpace(p.raw(n)))
		if err != nil {
			p.failf(n, "%v", err)
		} else if ok {
			p.comments[n] = c
		}
	}
}

// raw returns the HTML of an HTMLBlock or a RawHTML as it was written.
func (p *page) raw(n ast.Node) string {
	switch n := n.(type) {
	case *ast.RawHTML:
		return string(n.Segments.Value(p.source))
	case *ast.HTMLBlock:
		html := n.Lines().Value(p.source)
		if n.HasClosure() {
			html = append(html, n.ClosureLine.Value(p.source)...)
		}
		return string(html)
	}
	return ""
}

// checkPlacement refuses comments that mean something and stand where GitHub
// or the site would not see them for what they are: in a line of text, in a
// list, or glued to other HTML.
func (p *page) checkPlacement() {
	p.walk(p.doc, func(n ast.Node) {
		if n.Kind() != ast.KindHTMLBlock && n.Kind() != ast.KindRawHTML {
			return
		}
		html := p.raw(n)
		alone := n.Kind() == ast.KindHTMLBlock && n.Parent() == p.doc
		for _, text := range comments(html) {
			c, ok, err := parseComment(text)
			if ok && err == nil && c.name == numberName {
				p.checkNumber(n, c)
				continue
			}
			if (ok || err != nil) && !(alone && strings.TrimSpace(html) == text) {
				p.failf(n, "%s must stand alone on its line, between blank lines", text)
			}
		}
	})
}

// walk calls visit for n and everything in it, in the order of the text.
func (p *page) walk(n ast.Node, visit func(ast.Node)) {
	visit(n)
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling() // visit may replace c
		p.walk(c, visit)
		c = next
	}
}

// text returns the text of n on one line, as a reader sees it.
func (p *page) text(n ast.Node) string {
	var b strings.Builder
	p.walk(n, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Text:
			b.WriteString(plain(n, p.source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.AutoLink:
			b.Write(n.Label(p.source))
		}
	})
	return b.String()
}
