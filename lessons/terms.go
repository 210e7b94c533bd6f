package lessons

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// maxTerms is how many new words a reader takes in at one sitting.
const maxTerms = 7

// A term is a word that a lesson introduces, in bold.
type term struct {
	node ast.Node
	text string
}

// label is bold text that introduces nothing: **2.**, **Right.**, **Note:**
var label = regexp.MustCompile(`[.:?!]$`)

// findTerms collects the terms that the lesson introduces, and the prose in
// which terms are used: paragraphs and lists. Blocks and sources quote other
// people's words.
func (p *page) findTerms() {
	sources := false
	for _, part := range p.parts {
		for _, n := range part.nodes {
			if isSection(n) {
				sources = p.text(n) == "Sources"
			}
			if part.comment.name != "" || sources {
				continue
			}
			p.findBold(n)
			if n.Kind() == ast.KindParagraph || n.Kind() == ast.KindList {
				p.prose += p.proseOf(n)
			}
		}
	}
}

func (p *page) findBold(n ast.Node) {
	p.walk(n, func(n ast.Node) {
		if isStrong(n) && !label.MatchString(p.text(n)) {
			p.terms = append(p.terms, term{n, p.text(n)})
		}
	})
}

// proseOf returns the text of n without code, a line for each block: a term
// does not reach across.
func (p *page) proseOf(n ast.Node) string {
	var b strings.Builder
	p.walk(n, func(n ast.Node) {
		t, ok := n.(*ast.Text)
		switch {
		case !ok && n.Type() == ast.TypeBlock || n.Kind() == ast.KindCodeSpan:
			b.WriteByte('\n')
		case ok && t.Parent().Kind() != ast.KindCodeSpan:
			b.WriteString(plain(t, p.source))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
		}
	})
	return b.String()
}

// singular takes case and the s of a plural off a term, so that **chunks**
// introduces "chunk".
func singular(s string) string {
	return strings.TrimSuffix(strings.ToLower(s), "s")
}

// uses says whether the lesson's prose has the term.
func (p *page) uses(text string) bool {
	return regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(singular(text)) + `s?\b`).MatchString(p.prose)
}

// lintTerms checks that no lesson uses a term that only a later one
// introduces, and that none introduces too many.
func lintTerms(pages []*page) (errs []error) {
	introduced := map[string]bool{}
	for i, p := range pages {
		for _, t := range p.terms {
			introduced[singular(t.text)] = true
		}
		if n := len(p.terms); n > maxTerms {
			errs = append(errs, p.errorf(p.terms[maxTerms].node, "%d terms in bold; a lesson introduces at most %d", n, maxTerms))
		}
		for _, later := range pages[i+1:] {
			for _, t := range later.terms {
				if !introduced[singular(t.text)] && p.uses(t.text) {
					errs = append(errs, fmt.Errorf("%s/README.md: %q is used before %s introduces it", p.lesson.Dir, t.text, later.lesson.Dir))
				}
			}
		}
	}
	return errs
}
