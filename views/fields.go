package views

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// An entry of the field list stands for the fields that share a key.
type entry struct {
	key, letter, role  string
	lit                bool // the address points at some of its bytes
	title, value, size string
	notes              []note
	spec               string // "" where the entry before cites the same
}

// A note says something of a field. The field's name stands before it where
// several have something said of them.
type note struct{ name, text string }

// shortValue is the longest value that stands beside its name.
const shortValue = 24

func (e entry) beside() string {
	if utf8.RuneCountInString(e.value) > shortValue {
		return ""
	}
	return e.value
}

func (e entry) below() string {
	if e.beside() != "" {
		return ""
	}
	return e.value
}

func (e entry) more() bool { return e.below() != "" || len(e.notes) > 0 || e.spec != "" }

// entries are the dump once more, in order and in words.
func (d Detail) entries() []entry {
	var keys []string
	groups := map[string][]Field{}
	for _, f := range d.Fields {
		if groups[f.Key] == nil {
			keys = append(keys, f.Key)
		}
		groups[f.Key] = append(groups[f.Key], f)
	}
	var list []entry
	cited, b, lit := "", d.bytes(), d.litKeys()
	for _, key := range keys {
		e, ok := makeEntry(groups[key], b)
		if !ok {
			continue
		}
		if e.spec == cited {
			e.spec = ""
		} else {
			cited = e.spec
		}
		e.lit = lit[key]
		list = append(list, e)
	}
	return list
}

// makeEntry is false for a group that is quiet as a whole.
func makeEntry(group []Field, b []byte) (entry, bool) {
	said := slices.DeleteFunc(slices.Clone(group), func(f Field) bool { return f.Quiet })
	if len(said) == 0 {
		return entry{}, false
	}
	e := entry{key: group[0].Key, role: said[0].Role, size: extent(group), spec: said[0].Spec}
	e.title, e.value = entryTitle(said, b)
	e.value = seenSpace(e.value)
	e.notes = entryNotes(said)
	if i := slices.IndexFunc(said, func(f Field) bool { return f.Letter != "" }); i >= 0 {
		e.letter = said[i].Letter
	}
	return e, true
}

// entryNotes says each thing once.
func entryNotes(said []Field) []note {
	var notes []note
	for _, f := range said {
		if f.Note != "" && !slices.ContainsFunc(notes, func(n note) bool { return n.text == f.Note }) {
			notes = append(notes, note{f.Name, f.Note})
		}
	}
	if len(notes) == 1 {
		notes[0].name = ""
	}
	return notes
}

// entryTitle calls a line "name: value" by its name, other groups by the names
// of all their fields.
func entryTitle(said []Field, b []byte) (title, value string) {
	var names, values []string
	for _, f := range said {
		v := f.Value
		if f.To > 0 && f.To-f.From <= 8 {
			at := 8*f.Offset + f.From%8 // bits are numbered from the frame's first byte
			v = strings.Join(bitsOf(b, at, at+f.To-f.From), "")
		}
		names, values = append(names, f.Name), append(values, v)
	}
	if said[0].Name == "field-name" && len(said) > 1 {
		return said[0].Value, strings.Join(values[1:], " ")
	}
	title = strings.Replace(strings.Join(names, ", "), "RSV1, RSV2, RSV3", "RSV 1–3", 1)
	value = firstBits.ReplaceAllString(strings.Join(values, " "), "$1 $2$3$4 ")
	return title, strings.TrimRight(value, " ")
}

// firstBits are FIN and the three RSV bits, which stand together: 1 000.
var firstBits = regexp.MustCompile(`^([01]) ([01]) ([01]) ([01]) `)

// extent says which bytes a group has: "byte 0", "2–5".
func extent(group []Field) string {
	if group[0].Decoded {
		return "decoded"
	}
	from, to := group[0].Offset, 0
	for _, f := range group {
		from, to = min(from, f.Offset), max(to, f.Offset+f.Length-1)
	}
	if to <= from {
		return fmt.Sprintf("byte %d", from)
	}
	return fmt.Sprintf("%d–%d", from, to)
}

// seenSpace shows a space at the beginning, which would not be seen.
func seenSpace(s string) string {
	if strings.HasPrefix(s, " ") {
		return "·" + s[1:]
	}
	return s
}
