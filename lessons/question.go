package lessons

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Predictions and quizzes are written as they are read on GitHub:
//
//	The question, one paragraph.
//
//	1. An option
//	2. Another
//
//	<details><summary>Answer</summary>
//
//	…
//
//	</details>
//
// In a prediction the details hold one paragraph that begins with the number
// of the right option in bold: **2.** Because … In a quiz they hold one reply
// for each option, in the same order; the reply to a right one begins with
// **Right.** A paragraph after the replies is a remark for everyone.

// readQuestion reads the question and the options, and returns what the
// details hold.
func (p *page) readQuestion(b part, s *Segment) (details []ast.Node, ok bool) {
	form := fmt.Sprintf("a %s is a paragraph, a numbered list, and the answer in <details>", s.Kind)
	if len(b.nodes) < 5 || b.nodes[0].Kind() != ast.KindParagraph {
		p.failf(b.node, "%s", form)
		return nil, false
	}
	options, isList := p.items(b.nodes[1])
	first, last := b.nodes[2], b.nodes[len(b.nodes)-1]
	if !isList || !isDetails(p.raw(first)) || strings.TrimSpace(p.raw(last)) != "</details>" {
		p.failf(b.nodes[1], "%s", form)
		return nil, false
	}
	s.Question = p.inline(b.nodes[0])
	for _, item := range options {
		s.Options = append(s.Options, Option{HTML: p.inline(item)})
	}
	return b.nodes[3 : len(b.nodes)-1], true
}

// isDetails says whether the HTML opens <details> with its summary, and
// nothing else.
func isDetails(html string) bool {
	var names []string
	for t := range tags(html) {
		names = append(names, t.name)
	}
	return slices.Equal(names, []string{"details", "summary", "summary"})
}

// items returns the text of each item of a list numbered from 1.
func (p *page) items(n ast.Node) (items []ast.Node, ok bool) {
	list, ok := n.(*ast.List)
	if !ok || !list.IsOrdered() || list.Start != 1 {
		return nil, false
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if item.ChildCount() != 1 || item.FirstChild().Type() != ast.TypeBlock || item.FirstChild().FirstChild() == nil {
			p.failf(item, "an option, and a reply to one, is a line of text")
			return nil, false
		}
		items = append(items, item.FirstChild())
	}
	return items, true
}

// readPredict reads the answer to a prediction.
func (p *page) readPredict(b part, s *Segment) {
	details, ok := p.readQuestion(b, s)
	if !ok {
		return
	}
	if len(details) != 1 || details[0].Kind() != ast.KindParagraph || !isStrong(details[0].FirstChild()) {
		p.failf(details[0], "the answer is one paragraph that begins with the right option's number in bold: **2.**")
		return
	}
	number := details[0].FirstChild()
	i, err := strconv.Atoi(strings.TrimSuffix(p.text(number), "."))
	if err != nil || i < 1 || i > len(s.Options) {
		p.failf(number, "the answer is option %q of %d", p.text(number), len(s.Options))
		return
	}
	s.Options[i-1].Right = true
	s.Answer = strings.TrimSpace(strings.TrimPrefix(p.inline(details[0]), p.html(number)))
}

// readQuiz reads the replies to the options of a quiz.
func (p *page) readQuiz(b part, s *Segment) {
	details, ok := p.readQuestion(b, s)
	if !ok {
		return
	}
	replies, ok := p.items(details[0])
	if !ok || len(replies) != len(s.Options) {
		p.failf(details[0], "the details of a quiz hold a numbered list with one reply for each option")
		return
	}
	for i, reply := range replies {
		s.Options[i].Reply = p.inline(reply)
		s.Options[i].Right = isStrong(reply.FirstChild()) && p.text(reply.FirstChild()) == "Right."
	}
	if !slices.ContainsFunc(s.Options, func(o Option) bool { return o.Right }) {
		p.failf(b.node, "no reply begins with **Right.**")
	}
	switch remark := details[1:]; {
	case len(remark) == 1 && remark[0].Kind() == ast.KindParagraph:
		s.Answer = p.inline(remark[0])
	case len(remark) > 0:
		p.failf(remark[0], "after the replies stands one paragraph at most")
	}
}
