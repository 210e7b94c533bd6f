package lessons

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// readHead takes the title, the summary and <!-- lab: … --> out of the parts.
func (p *page) readHead() {
	if len(p.parts) == 0 || p.parts[0].comment.name != "" {
		p.failf(p.doc, "a lesson begins with its title")
		return
	}
	nodes := p.parts[0].nodes
	title, ok := nodes[0].(*ast.Heading)
	if !ok || title.Level != 1 {
		p.failf(nodes[0], "a lesson begins with its title: # Title (and no front matter)")
		return
	}
	p.lesson.Title = p.text(title)
	rest := nodes[1:]
	for i, n := range rest {
		if n.Kind() == ast.KindParagraph {
			p.lesson.Summary, p.lesson.SummaryHTML = p.text(n), p.inline(n)
			rest = append(rest[:i:i], rest[i+1:]...)
			break
		}
		if _, ok := p.comments[n]; !ok {
			p.failf(n, "the summary, one paragraph, follows the title")
			break
		}
	}
	p.parts[0].nodes = rest
	p.readLab()
}

// readLab reads <!-- lab: … -->, which stands once, before the first section.
func (p *page) readLab() {
	found := 0
	for _, part := range p.parts {
		for _, n := range part.nodes {
			if p.comments[n].name != "lab" {
				continue
			}
			if found++; found > 1 || len(p.lesson.Headings) > 0 && p.line(n) > p.line(p.firstSection()) {
				p.failf(n, "lab stands once, before the first section")
			}
			p.setLab(n, p.comments[n].args)
		}
	}
	if found == 0 {
		p.failf(p.doc.FirstChild(), "<!-- lab: minutes=… part=… --> is missing")
	}
}

func (p *page) firstSection() ast.Node {
	for n := p.doc.FirstChild(); n != nil; n = n.NextSibling() {
		if isSection(n) {
			return n
		}
	}
	return nil
}

func (p *page) setLab(n ast.Node, args map[string]string) {
	l := &p.lesson
	for key, value := range args {
		switch key {
		case "minutes":
			l.Minutes = p.number(n, key, value)
		case "part":
			l.Part = p.number(n, key, value)
		case "needs":
			l.Needs = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		case "message":
			l.Message = value
		case "dir":
			l.Direction = value
		case "wire":
			l.Wire = value
		default:
			p.failf(n, "lab: unknown key %q", key)
		}
	}
}

func (p *page) number(n ast.Node, key, value string) int {
	i, err := strconv.Atoi(value)
	if err != nil {
		p.failf(n, "lab: %s=%q is not a number", key, value)
	}
	return i
}
