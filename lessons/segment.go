package lessons

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// makeSegments renders the parts.
func (p *page) makeSegments() {
	seen := map[string]bool{}
	for _, part := range p.parts {
		s := Segment{Kind: KindHTML, HTML: p.html(part.nodes...)}
		if c := part.comment; c.name != "" {
			s.Kind, s.ID, s.Args = c.name, c.id, c.args
			if id := c.anchor(); seen[id] || p.ids[id] {
				p.failf(part.node, "%s %s: the id stands twice in this lesson", c.name, id)
			} else if id != "" {
				seen[id] = true
			}
			p.readBlock(part, &s)
		}
		if s.HTML != "" || s.Kind != KindHTML {
			p.lesson.Segments = append(p.lesson.Segments, s)
		}
	}
}

// anchor is the id of a block on the page. A demo has that of its recorded run,
// since a lesson may show a demo twice.
func (c comment) anchor() string {
	if c.name == KindDemo {
		return c.args["capture"]
	}
	return c.id
}

// readBlock fills in what the kind of block has of its own.
func (p *page) readBlock(b part, s *Segment) {
	switch s.Kind {
	case KindPredict:
		p.readPredict(b, s)
	case KindQuiz:
		p.readQuiz(b, s)
	case KindClaim:
		p.readClaim(b, s)
	case KindDemo:
		s.Capture = s.Args["capture"]
	case KindExercise:
		p.lesson.Exercises = append(p.lesson.Exercises, s.ID)
	}
}

// verdicts are the stamps of a claim.
var verdicts = []string{"holds", "half-true", "false", "open"}

// readClaim reads a claim:
//
//	*"The sentence."* (where it was read)
//
//	table, text …
//
//	Verdict: half-true. Why, and under which condition.
//
// With run and figures, the table gets a column for the learner's run (own.go).
func (p *page) readClaim(b part, s *Segment) {
	last := len(b.nodes) - 1
	if last < 1 || b.nodes[0].Kind() != ast.KindParagraph || b.nodes[last].Kind() != ast.KindParagraph {
		p.failf(b.node, "a claim is a sentence, what was measured, and a paragraph that begins with Verdict:")
		return
	}
	s.Question = p.inline(b.nodes[0])
	p.addOwn(b, s)
	s.Body = p.html(b.nodes[1:last]...)
	text := p.inline(b.nodes[last])
	reason, ok := strings.CutPrefix(text, "Verdict: ")
	for _, v := range verdicts {
		if ok && strings.HasPrefix(reason, v) {
			s.Verdict = v
			s.Answer = sentence(strings.TrimPrefix(reason, v+". "))
			return
		}
	}
	p.failf(b.nodes[last], "a claim ends with Verdict: and one of %s", strings.Join(verdicts, ", "))
}

// sentence begins s with a capital letter.
func sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
