package lessons

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A number in a text that comes from a recorded run stands between two comments
// that say which number it is, and "pushlab record" writes it there:
//
//	The stream takes <!-- n: cut.received -->3616<!-- /n --> bytes.
//
// GitHub shows neither comment, and neither does the site. The name is that of
// the recorded run, maybe the number of an exchange in it, and a figure.
var numberForm = regexp.MustCompile(`(<!-- n: ([a-z0-9.-]+) -->)([^<]*)(<!-- /n -->)`)

// numberName is the comment that stands around a number.
const numberName = "n"

// FillNumbers returns a README with the numbers that value knows. An error of
// value is returned with the number's name.
func FillNumbers(readme string, value func(name string) (text string, ok bool, err error)) (string, error) {
	var failed error
	filled := numberForm.ReplaceAllStringFunc(readme, func(number string) string {
		m := numberForm.FindStringSubmatch(number)
		text, ok, err := value(m[2])
		if err != nil && failed == nil {
			failed = fmt.Errorf("the number %s: %w", m[2], err)
		}
		if !ok || err != nil {
			return number
		}
		return m[1] + text + m[4]
	})
	return filled, failed
}

// SplitNumber splits a number's name: "cut.2.received" is the figure received of
// exchange 2 of the run cut, "cut.received" that of the whole run.
func SplitNumber(name string) (capture, exchange, figure string) {
	capture, rest, _ := strings.Cut(name, ".")
	if before, after, ok := strings.Cut(rest, "."); ok {
		return capture, before, after
	}
	return capture, "", rest
}

// checkNumber refuses a number's comment that is not one of a pair around a
// number, or that begins a line: Markdown takes that for a block of HTML, which
// ends the paragraph.
func (p *page) checkNumber(n ast.Node, c comment) {
	switch {
	case n.Kind() != ast.KindRawHTML:
		p.failf(n, "<!-- n: … --> must stand inside a line of text, not at its beginning")
	case !c.end && (!isText(n.NextSibling()) || !p.isNumberEnd(n.NextSibling().NextSibling())):
		p.failf(n, "<!-- n: %s --> must be followed by a number and <!-- /n -->", c.id)
	case c.end && (!isText(n.PreviousSibling()) || !p.isNumber(n.PreviousSibling().PreviousSibling(), false)):
		p.failf(n, "<!-- /n --> closes nothing")
	}
}

func isText(n ast.Node) bool { return n != nil && n.Kind() == ast.KindText }

func (p *page) isNumberEnd(n ast.Node) bool { return p.isNumber(n, true) }

// isNumber says whether n is the comment before a number, or the one behind it.
func (p *page) isNumber(n ast.Node, end bool) bool {
	if n == nil || n.Kind() != ast.KindRawHTML {
		return false
	}
	c, ok, err := parseComment(p.raw(n))
	return ok && err == nil && c.name == numberName && c.end == end
}

// lintNumbers wants each number to be of a recorded run of the lesson, and one
// that "pushlab record" will find.
func (p *page) lintNumbers(known []Known) (errs []error) {
	found := 0
	p.walk(p.doc, func(n ast.Node) {
		if !p.isNumber(n, false) {
			return
		}
		found++
		c, _, _ := parseComment(p.raw(n))
		capture, _, figure := SplitNumber(c.id)
		if !p.exists(path.Join(p.lesson.Dir, capture+".jsonl")) {
			errs = append(errs, p.errorf(n, "number %s: the recorded run %s.jsonl is missing", c.id, capture))
		}
		for _, k := range known {
			if !slices.Contains(k.Figures, figure) {
				errs = append(errs, p.errorf(n, "number %s: unknown figure %q", c.id, figure))
			}
		}
	})
	if n := len(numberForm.FindAllIndex(p.source, -1)); n != found {
		errs = append(errs, p.errorf(p.doc.FirstChild(), "%d numbers are written so that record finds them, and %d so that the site does", n, found))
	}
	return errs
}
