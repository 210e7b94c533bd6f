package lessons

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// What GitHub's sanitiser lets through, from the allow-list that GitHub
// published (html-pipeline, sanitization_filter.rb). Everything else it
// strips, so a lesson must not need it.
var (
	githubElements = wordSet(`h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p
		picture ol ul table thead tbody tfoot blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th
		s strike summary details caption figure figcaption abbr bdo cite dfn mark small source span time wbr`)
	githubAttributes = wordSet(`abbr align alt aria-describedby aria-hidden aria-label aria-labelledby cite
		colspan datetime dir disabled headers height hreflang id lang loading longdesc media name open rel
		role rowspan rows scope span srcset start summary tabindex title type valign value width`)
	githubOnly = map[string][]string{ // attributes of one element
		"a":   {"href"},
		"img": {"src", "longdesc", "loading", "alt"},
	}
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// githubKeeps says whether GitHub lets an attribute of an element through.
func githubKeeps(element, attribute string) bool {
	return githubAttributes[attribute] || slices.Contains(githubOnly[element], attribute)
}

// lintHTML refuses HTML that GitHub strips, and details that do not close.
func (p *page) lintHTML() (errs []error) {
	var open []string
	p.walk(p.doc, func(n ast.Node) {
		if n.Kind() != ast.KindHTMLBlock && n.Kind() != ast.KindRawHTML {
			return
		}
		for t := range tags(p.raw(n)) {
			errs = append(errs, p.lintTag(n, t)...)
			switch {
			case t.name != "details":
			case !t.end:
				open = append(open, t.name)
			case len(open) == 0:
				errs = append(errs, p.errorf(n, "</details> closes nothing"))
			default:
				open = open[1:]
			}
		}
	})
	if len(open) > 0 {
		errs = append(errs, p.errorf(p.doc.LastChild(), "<details> is not closed"))
	}
	return errs
}

func (p *page) lintTag(n ast.Node, t tag) (errs []error) {
	if !githubElements[t.name] {
		errs = append(errs, p.errorf(n, "GitHub strips <%s>", t.name))
	}
	for _, a := range t.attrs {
		if !githubKeeps(t.name, a.name) {
			errs = append(errs, p.errorf(n, "GitHub strips the attribute %s of <%s>", a.name, t.name))
		}
	}
	return errs
}
