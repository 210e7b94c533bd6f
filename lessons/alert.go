package lessons

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Attributes of a quote that is an alert, for the renderer.
const (
	attrAlert = "alert" // "note"
	attrTitle = "title" // HTML
)

// alerts are GitHub's five, and what stands above one that has no title.
var alerts = map[string]string{
	"[!NOTE]":      "Note",
	"[!TIP]":       "Tip",
	"[!IMPORTANT]": "Important",
	"[!WARNING]":   "Warning",
	"[!CAUTION]":   "Caution",
}

// markAlerts turns quotes that begin with a line such as [!NOTE] into alerts.
// GitHub does so only for quotes that stand at the top level and outside of
// <details>.
func (p *page) markAlerts() {
	open := 0 // <details> around the node
	for n := p.doc.FirstChild(); n != nil; n = n.NextSibling() {
		for t := range tags(p.raw(n)) {
			if t.name == "details" {
				open += map[bool]int{false: 1, true: -1}[t.end]
			}
		}
		p.walk(n, func(q ast.Node) {
			label := p.alertLabel(q)
			switch {
			case label == "":
			case q != n || open > 0:
				p.failf(q, "alert %s is nested: GitHub shows it as a quote", label)
			case alerts[label] == "":
				p.failf(q, "alert %s is none of GitHub's five", label)
			default:
				p.makeAlert(q, label)
			}
		})
	}
}

// alertLabel returns the first line of a quote if it looks like [!NOTE].
func (p *page) alertLabel(q ast.Node) string {
	if q.Kind() != ast.KindBlockquote || q.FirstChild() == nil || q.FirstChild().Kind() != ast.KindParagraph {
		return ""
	}
	first := q.FirstChild().Lines().At(0)
	line := strings.TrimSpace(string(first.Value(p.source)))
	if strings.HasPrefix(line, "[!") && strings.HasSuffix(line, "]") {
		return line
	}
	return ""
}

// makeAlert takes the label out of the quote's text. A bold text that follows
// it is the alert's title.
func (p *page) makeAlert(q ast.Node, label string) {
	paragraph := q.FirstChild()
	for c := paragraph.FirstChild(); c != nil; c = paragraph.FirstChild() {
		paragraph.RemoveChild(paragraph, c)
		if t, ok := c.(*ast.Text); ok && t.SoftLineBreak() {
			break
		}
	}
	title := alerts[label]
	if strong := paragraph.FirstChild(); isStrong(strong) {
		title = p.inline(strong)
		paragraph.RemoveChild(paragraph, strong)
		if t, ok := paragraph.FirstChild().(*ast.Text); ok {
			t.Segment = t.Segment.TrimLeftSpace(p.source)
		}
	}
	if paragraph.FirstChild() == nil {
		q.RemoveChild(q, paragraph)
	}
	q.SetAttributeString(attrAlert, strings.ToLower(strings.Trim(label, "[!]")))
	q.SetAttributeString(attrTitle, title)
}

// isStrong says whether n is bold text.
func isStrong(n ast.Node) bool {
	e, ok := n.(*ast.Emphasis)
	return ok && e.Level == 2
}
