package progress

import (
	"cmp"
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what one learner may save.
const (
	maxRows    = 10_000  // entries
	maxPlaces  = 64      // lessons
	maxExport  = 1 << 20 // bytes of an export, so that it can be imported again
	maxWord    = 64      // bytes of an id
	maxSection = 128     // bytes of a heading's id
	maxName    = 40      // characters
	maxOption  = 99
)

var word = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// checkWord refuses what is not an id: letters, digits, dot, hyphen, underscore.
func checkWord(what, s string) error {
	if len(s) > maxWord || !word.MatchString(s) {
		return fmt.Errorf("%w: %s %q is not an id of at most %d letters and digits", ErrInvalid, what, s, maxWord)
	}
	return nil
}

func checkLearner(id LearnerID) error { return checkWord("learner", id) }

// checkName refuses names that are too long or that would break a line.
func checkName(name string) error {
	switch {
	case utf8.RuneCountInString(name) > maxName:
		return fmt.Errorf("%w: a name has at most %d characters", ErrInvalid, maxName)
	case !printable(name):
		return fmt.Errorf("%w: a name is letters, digits, signs and single spaces", ErrInvalid)
	}
	return nil
}

// printable says whether a text is one line without space around it.
func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unprintable) && strings.TrimSpace(text) == text
}

// unprintable holds for control and format characters: a name must not turn
// the direction of the text around it.
func unprintable(r rune) bool { return !unicode.IsPrint(r) }

func (e entry) check() error {
	switch e.Kind {
	case kindPredict, kindAnswer:
		return first(checkWord("lesson", e.Lesson), checkWord("block", e.Item), checkOption(e), checkNone("run", e.Run))
	case kindAttempt, kindPass:
		return first(checkWord("exercise", e.Item), checkWord("run", e.Run), checkOption(e), checkNone("lesson", e.Lesson))
	}
	return fmt.Errorf("%w: unknown kind %q", ErrInvalid, e.Kind)
}

// checkOption allows 0 only where it means "skipped" or "nothing to choose".
func checkOption(e entry) error {
	least, most := 0, maxOption
	switch e.Kind {
	case kindAnswer:
		least = 1
	case kindAttempt, kindPass:
		most = 0
	}
	if e.Option < least || e.Option > most || e.Right && e.Kind != kindAnswer {
		return fmt.Errorf("%w: %s %q has no option %d", ErrInvalid, e.Kind, e.Item, e.Option)
	}
	return nil
}

func checkNone(what, s string) error {
	if s != "" {
		return fmt.Errorf("%w: %s %q where none belongs", ErrInvalid, what, s)
	}
	return nil
}

func (p place) check() error {
	if len(p.Section) > maxSection || !utf8.ValidString(p.Section) || strings.ContainsFunc(p.Section, unprintable) {
		return fmt.Errorf("%w: a section is a heading's id of at most %d bytes", ErrInvalid, maxSection)
	}
	return checkWord("lesson", p.Lesson)
}

// checkQuota returns ErrFull when the learner's rows, those of this
// transaction included, are more than the quota or than fit in one export.
func checkQuota(tx *sql.Tx, learner LearnerID) error {
	var rows, letters, places, kept int
	err := tx.QueryRow(`
		SELECT count(*), coalesce(sum(length(lesson) + length(item) + length(run)), 0),
			(SELECT count(*) FROM places WHERE learner = ?1), (SELECT count(*) FROM kept WHERE learner = ?1)
		FROM entries
		WHERE learner = ?1`,
		learner).Scan(&rows, &letters, &places, &kept)
	if err != nil {
		return err
	}
	if rows > maxRows || places > maxPlaces || exportSize(rows, letters, places, kept) > maxExport {
		return fmt.Errorf("%w: this is %d rows and %d places of at most %d and %d; export them, then delete", ErrFull, rows, places, maxRows, maxPlaces)
	}
	return nil
}

// exportSize is the most that an export of so many rows can take.
func exportSize(rows, letters, places, kept int) int {
	const (
		frame     = 1024 // braces, keys and the name
		perEntry  = 85   // an entry's keys and numbers
		perPlace  = 64   // a place's keys and time
		placeText = maxWord + maxSection
		perKept   = 120 // a kept run's keys and numbers
		keptText  = 2*maxWord + utf8.UTFMax*maxTitle
	)
	return frame + rows*perEntry + letters + places*(perPlace+placeText) + kept*(perKept+keptText)
}

// first returns the first error.
func first(errs ...error) error { return cmp.Or(errs...) }
