package lessons

import (
	"html"
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

// tags returns the tags in text; comments are passed over.
func tags(text string) []tag {
	var list []tag
	for at := 0; at < len(text); {
		next := strings.IndexByte(text[at:], '<')
		if next < 0 {
			break
		}
		at += next
		rest := text[at:]
		if m := commentForm.FindStringIndex(rest); m != nil && m[0] == 0 {
			at += m[1]
			continue
		}
		if m := tagForm.FindStringSubmatch(rest); m != nil {
			list = append(list, tag{
				name: strings.ToLower(m[2]), end: m[1] != "", attrs: attrs(m[3]),
				start: at, stop: at + len(m[0]),
			})
			at += len(m[0])
			continue
		}
		at++
	}
	return list
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
	for _, t := range tags(text) {
		b.WriteString(text[at:t.start])
		at = t.stop
		edit(&t)
		b.WriteString(t.String())
	}
	b.WriteString(text[at:])
	return commentForm.ReplaceAllString(b.String(), "")
}
