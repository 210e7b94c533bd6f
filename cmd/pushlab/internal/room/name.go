package room

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of a name.
const (
	maxNameLength = 32 // characters
	maxMarks      = 2  // combining marks in a row; what has a letter of its own has none
)

// A NameError says to a learner why a name was refused.
type NameError struct{ Reason string }

func (e *NameError) Error() string { return e.Reason }

// CheckName returns the name as the room shows it: composed (NFC), trimmed,
// with single spaces. It refuses names that could break or turn the text around
// them, and names that look like the host's; the error is a *NameError.
func CheckName(name string) (clean string, err error) {
	if !utf8.ValidString(name) {
		return "", &NameError{"This name is not valid text. Type it again."}
	}
	clean = strings.TrimSpace(norm.NFC.String(withoutStyle(name)))
	if reason := refuse(clean); reason != "" {
		return "", &NameError{reason}
	}
	return strings.Join(strings.Fields(clean), " "), nil
}

// withoutStyle drops the two marks that ask for a sign as text or in colour:
// keyboards of phones add them unseen.
func withoutStyle(name string) string {
	return strings.Map(func(c rune) rune {
		if c == '\uFE0E' || c == '\uFE0F' {
			return -1
		}
		return c
	}, name)
}

// refuse says in a sentence what is wrong with a name; "" = nothing.
func refuse(name string) string {
	switch {
	case name == "":
		return "A name has at least one letter. Type one, or keep the name that is given."
	case utf8.RuneCountInString(name) > maxNameLength:
		return "This name is longer than 32 characters. Shorten it."
	case strings.ContainsFunc(name, unseen):
		return "This name has invisible characters. Type it again with letters, digits and spaces."
	case piledUp(name):
		return "This name has too many marks over one letter. Take some away."
	case mixed(name):
		return "This name mixes letters of two alphabets that look alike. Use one alphabet."
	case skeleton(name) == "":
		return "A name has at least one letter or digit. Add one."
	case reserved(name):
		return "This name looks like the host's or like another seat's number. Choose another."
	}
	return ""
}

// unseen holds for what shows nothing or turns the text around it: controls,
// bidi and zero-width characters, fillers, all spaces but the plain one.
func unseen(c rune) bool {
	return !unicode.IsPrint(c) || c == '\u2800' ||
		unicode.In(c, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// piledUp says whether marks stand alone or more than two in a row.
func piledUp(name string) bool {
	run, before := 0, ' '
	for _, c := range name {
		if !unicode.In(c, unicode.Mn, unicode.Me) {
			run, before = 0, c
			continue
		}
		if run++; run > maxMarks || before == ' ' {
			return true
		}
	}
	return false
}

// mixed says whether a name has Latin letters beside letters of an
// alphabet that has the same shapes.
func mixed(name string) bool {
	latin := strings.ContainsFunc(name, func(c rune) bool { return unicode.Is(unicode.Latin, c) })
	return strings.ContainsFunc(name, func(c rune) bool {
		return latin && unicode.In(c, unicode.Cyrillic, unicode.Greek, unicode.Cherokee, unicode.Lisu, unicode.Coptic)
	})
}

// roles are names that only the room itself may use.
var roles = roleSkeletons("host", "helper", "instructor", "teacher", "admin", "administrator", "pushlab", "seat", "tutor", "moderator")

func roleSkeletons(names ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[skeleton(name)] = true
	}
	return set
}

// reserved says whether a name, or a word in it, looks like one of the roles,
// with or without a number: "h0st", "Seat 7", "the Host", "H o s t".
func reserved(name string) bool {
	name = norm.NFKC.String(name)
	words := strings.FieldsFunc(name, func(c rune) bool { return !unicode.In(c, unicode.L, unicode.N, unicode.M, unicode.S) && c != '@' })
	for _, word := range append(words, name) {
		if roles[skeleton(word)] || roles[skeleton(strings.TrimFunc(word, numeric))] {
			return true
		}
	}
	return false
}

// numeric holds for what may stand around a number: "#7", "7.", " 7".
func numeric(c rune) bool {
	return unicode.IsDigit(c) || unicode.IsSpace(c) || unicode.IsPunct(c) && c != '@'
}
