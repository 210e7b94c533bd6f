package lessons

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Known is what lessons may name and this package can not know.
type Known struct {
	Demos     map[string][]string // the demos, each with its knobs
	Exercises []string
	Figures   []string // of recorded runs: what a number in a text may be
	Measured  []string // of the learner's own runs: what a prediction or a claim may be set beside
}

// Lint returns what is wrong with the lessons of fsys: everything that Load
// refuses, and what a reader on GitHub or on the site would stumble over.
// Names of demos and exercises are checked when known is given.
func Lint(fsys fs.FS, known ...Known) []error {
	pages, err := readPages(fsys)
	if err != nil {
		return []error{err}
	}
	var errs []error
	for i, p := range pages {
		errs = append(errs, p.errs...)
		errs = append(errs, p.lintHead(pages[:i], pages)...)
		errs = append(errs, p.lintBlocks(known)...)
		errs = append(errs, p.lintNumbers(known)...)
		errs = append(errs, p.lintHTML()...)
		errs = append(errs, p.lintMarkdown()...)
		errs = append(errs, p.lintLinks(pages)...)
		errs = append(errs, p.lintImages()...)
		errs = append(errs, p.lintFiles()...)
		if i > 0 && pages[i-1].lesson.Number == p.lesson.Number {
			errs = append(errs, fmt.Errorf("%s and %s have one number", pages[i-1].lesson.Dir, p.lesson.Dir))
		}
	}
	return append(errs, lintTerms(pages)...)
}

// lintHead checks <!-- lab: … -->.
func (p *page) lintHead(before, all []*page) (errs []error) {
	l, first := p.lesson, p.doc.FirstChild()
	fail := func(format string, args ...any) { errs = append(errs, p.errorf(first, format, args...)) }
	if l.Minutes < 1 || l.Minutes > 60 {
		fail("lab: minutes=%d is not 1 to 60", l.Minutes)
	}
	if l.Part < 1 || l.Part > 5 {
		fail("lab: part=%d is not 1 to 5", l.Part)
	}
	if l.Direction != "c" && l.Direction != "s" {
		fail("lab: dir=%q is not c or s", l.Direction)
	}
	if !slices.Contains([]string{"", "es", "fs", "ws", "lp", "nd", "cg"}, l.Wire) {
		fail("lab: wire=%q is no transport", l.Wire)
	}
	if l.Message == "" {
		fail("lab: message is missing: what the lesson is on the wire")
	}
	for _, need := range l.Needs {
		named := func(q *page) bool { return q.lesson.Slug == need }
		if !slices.ContainsFunc(all, named) {
			fail("lab: needs=%s is no lesson", need)
		} else if !slices.ContainsFunc(before, named) {
			fail("lab: needs=%s does not come before this lesson", need)
		}
	}
	return errs
}

// lintMarkdown checks what GitHub would show in another way than the site.
func (p *page) lintMarkdown() (errs []error) {
	level := 1
	p.walk(p.doc, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level == 1 && n != p.doc.FirstChild() {
				errs = append(errs, p.errorf(n, "a second title"))
			}
			if n.Level > level+1 {
				errs = append(errs, p.errorf(n, "a heading of level %d follows one of level %d", n.Level, level))
			}
			level = n.Level
		case *ast.FencedCodeBlock:
			if string(n.Language(p.source)) == "mermaid" {
				errs = append(errs, p.errorf(n, "the site draws no mermaid; record a picture"))
			}
		case *ast.Text:
			if text := string(n.Value(p.source)); strings.HasPrefix(text, "[^") || strings.HasPrefix(text, "^") {
				errs = append(errs, p.errorf(n, "the site has no footnotes"))
			}
		}
	})
	return errs
}

// lintFiles refuses files that nothing serves.
func (p *page) lintFiles() (errs []error) {
	entries, err := fs.ReadDir(p.fsys, p.lesson.Dir)
	if err != nil {
		return []error{err}
	}
	for _, e := range entries {
		if ext := path.Ext(e.Name()); e.Name() != "README.md" && ext != ".svg" && ext != ".jsonl" {
			errs = append(errs, fmt.Errorf("%s/%s is not README.md, *.svg or *.jsonl", p.lesson.Dir, e.Name()))
		}
	}
	return errs
}
