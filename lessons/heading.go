package lessons

import (
	"fmt"
	"html"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// plain returns a text node's text, its escapes and entities resolved.
func plain(n *ast.Text, source []byte) string {
	value := n.Value(source)
	if n.IsRaw() || n.Parent() != nil && n.Parent().Kind() == ast.KindCodeSpan {
		return string(value)
	}
	return html.UnescapeString(string(util.UnescapePunctuations(value)))
}

// slug makes a heading's id as GitHub does: lower case, letters, marks,
// digits, connectors such as _, and hyphens are kept, a space becomes a hyphen,
// everything else goes.
func slug(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic):
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(heading))
}

// A slugger numbers slugs that occur again: note, note-1, note-2.
type slugger map[string]int

func (s slugger) unique(heading string) string {
	id := slug(heading)
	first := id
	for {
		if _, taken := s[id]; !taken {
			s[id] = 0
			return id
		}
		s[first]++
		id = fmt.Sprintf("%s-%d", first, s[first])
	}
}

// nameHeadings gives every heading GitHub's id.
func (p *page) nameHeadings() {
	names := slugger{}
	p.ids = map[string]bool{}
	p.walk(p.doc, func(n ast.Node) {
		h, ok := n.(*ast.Heading)
		if !ok {
			return
		}
		id := names.unique(p.text(h))
		h.SetAttributeString("id", []byte(id))
		if h.Level > 1 { // the title's id is GitHub's alone: the site shows it apart
			p.ids[id] = true
		}
	})
}

// Attributes of a section's heading, for the renderer.
const (
	attrNumber    = "number"    // int
	attrDirection = "direction" // "c" or "s"
)

// numberSections numbers the second-level headings and says who speaks in
// each: client and server take turns unless <!-- dir: s --> stands before.
func (p *page) numberSections() {
	direction := "c"
	for _, part := range p.parts {
		for i, n := range part.nodes {
			if c, ok := p.comments[n]; ok && c.name == "dir" {
				direction = p.direction(n, c.id, i+1 < len(part.nodes) && isSection(part.nodes[i+1]))
			}
			if !isSection(n) {
				continue
			}
			if part.comment.name != "" {
				p.failf(n, "a section begins inside %s", part.comment.name)
			}
			p.addSection(n.(*ast.Heading), direction)
			direction = map[string]string{"c": "s", "s": "c"}[direction]
		}
	}
}

func isSection(n ast.Node) bool {
	h, ok := n.(*ast.Heading)
	return ok && h.Level == 2
}

func (p *page) addSection(h *ast.Heading, direction string) {
	id, _ := h.AttributeString("id")
	p.lesson.Headings = append(p.lesson.Headings, Heading{ID: string(id.([]byte)), Text: p.text(h)})
	h.SetAttributeString(attrNumber, len(p.lesson.Headings))
	h.SetAttributeString(attrDirection, direction)
}

// direction checks what <!-- dir: … --> says.
func (p *page) direction(n ast.Node, id string, beforeSection bool) string {
	if !beforeSection {
		p.failf(n, "dir stands before no section")
	}
	if id != "c" && id != "s" {
		p.failf(n, "dir is %q and not c or s", id)
		return "c"
	}
	return id
}
