package static

import (
	"bytes"
	"path"
	"regexp"
)

var (
	styleComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	// A comment of a module that has its lines to itself, as prettier leaves
	// them: // to the end of the line, or /** … */.
	moduleComment = regexp.MustCompile(`(?m)^[ \t]*//.*$|^[ \t]*/\*\*(?:[^*]|\*+[^*/])*\*+/[ \t]*$`)
)

// lean takes the comments out of a style or a module: they are for who reads
// the source, and a quarter of what would go over the wire. Their line ends
// stay, so that line numbers in the browser are those of the source.
func lean(name string, text []byte) []byte {
	comment := map[string]*regexp.Regexp{".css": styleComment, ".js": moduleComment}[path.Ext(name)]
	if comment == nil {
		return text
	}
	return comment.ReplaceAllFunc(text, func(found []byte) []byte {
		return bytes.Repeat([]byte("\n"), bytes.Count(found, []byte("\n")))
	})
}
