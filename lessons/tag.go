package lessons

import (
	"html"
	"iter"
	"regexp"
	"strings"
)

// A tag is one HTML tag as an author wrote it in a lesson.
type tag struct {
	name        string // lower case
	end         bool   // </name>
	attrs       []attr
	start, stop int // [start, stop) in the HTML
}

// An attr is an attribute; its value has its entities resolved.
type attr struct{ name, value string }

var (
	tagForm     = regexp.MustCompile(`(?s)^<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>`)
	attrForm    = regexp.MustCompile(`(?s)([^\s"'=/<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?`)
	commentForm = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// comments returns the HTML comments in text.
func comments(text string) []string { return commentForm.FindAllString(text, -1) }

// tags returns the tags in text, one by one; comments are passed over.
func tags(text string) iter.Seq[tag] {
	return func(yield func(tag) bool) {
		for at := 0; at < len(text); {
			next := strings.IndexByte(text[at:], '<')
			if next < 0 {
				return
			}
			at += next
			if n := commentLength(text[at:]); n > 0 {
				at += n
				continue
			}
			t, ok := tagAt(text, at)
			if !ok {
				at++
				continue
			}
			if !yield(t) {
				return
			}
			at = t.stop
		}
	}
}

// commentLength is the length of the HTML comment that text begins with, 0 for none.
func commentLength(text string) int {
	if rest, ok := strings.CutPrefix(text, "<!--"); ok {
		if end := strings.Index(rest, "-->"); end >= 0 {
			return len("<!--") + end + len("-->")
		}
	}
	return 0
}

func tagAt(text string, at int) (t tag, ok bool) {
	m := tagForm.FindStringSubmatch(text[at:])
	if m == nil {
		return tag{}, false
	}
	return tag{
		name: strings.ToLower(m[2]), end: m[1] != "", attrs: attrs(m[3]),
		start: at, stop: at + len(m[0]),
	}, true
}

func attrs(text string) []attr {
	var list []attr
	for _, m := range attrForm.FindAllStringSubmatch(text, -1) {
		list = append(list, attr{strings.ToLower(m[1]), html.UnescapeString(m[2] + m[3] + m[4])})
	}
	return list
}

func (t tag) attr(name string) (string, bool) {
	for _, a := range t.attrs {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// set gives the tag an attribute, or another value for it.
func (t *tag) set(name, value string) {
	for i, a := range t.attrs {
		if a.name == name {
			t.attrs[i].value = value
			return
		}
	}
	t.attrs = append(t.attrs, attr{name, value})
}

func (t tag) String() string {
	var b strings.Builder
	b.WriteByte('<')
	if t.end {
		b.WriteByte('/')
	}
	b.WriteString(t.name)
	for _, a := range t.attrs {
		b.WriteString(" " + a.name)
		if a.value != "" || a.name == "alt" {
			b.WriteString(`="` + html.EscapeString(a.value) + `"`)
		}
	}
	b.WriteByte('>')
	return b.String()
}

// rewrite returns text without its comments, and with each tag as edit leaves
// it.
func rewrite(text string, edit func(*tag)) string {
	var b strings.Builder
	at := 0
	for t := range tags(text) {
		b.WriteString(text[at:t.start])
		at = t.stop
		edit(&t)
		b.WriteString(t.String())
	}
	b.WriteString(text[at:])
	return commentForm.ReplaceAllString(b.String(), "")
}
