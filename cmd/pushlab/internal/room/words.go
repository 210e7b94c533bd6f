package room

import (
	_ "embed"
	"strings"
)

// The lists: animals of join codes and names, adjectives of names, and the
// words to come back with. Words are short, plain, and apart from one another.
// A join code and a seat's words change with their lists, so a list only grows
// at its end.
var (
	//go:embed words/animals.txt
	animalList string
	//go:embed words/adjectives.txt
	adjectiveList string
	//go:embed words/words.txt
	wordList string

	animals    = strings.Fields(animalList)
	adjectives = strings.Fields(adjectiveList)
	words      = strings.Fields(wordList)
)

// nameStep is a prime that divides no number of pairs, so that steps of it
// reach every pair before one comes again.
const nameStep = 2477

// pair returns friendly name i: "Quiet Plover". Beyond the last it begins anew.
func pair(i int) string {
	i %= len(adjectives) * len(animals)
	return title(adjectives[i/len(animals)]) + " " + title(animals[i%len(animals)])
}

func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// text cleans what a learner or helper wrote on one line or more: what can be
// seen, and single spaces.
func text(written string) string {
	written = strings.ToValidUTF8(written, "")
	written = strings.Map(func(c rune) rune {
		if strings.ContainsRune("\n\r\t", c) {
			return ' '
		}
		if unseen(c) {
			return -1
		}
		return c
	}, written)
	return short(strings.Join(strings.Fields(written), " "), maxText)
}

// short cuts a text to at most n characters.
func short(text string, n int) string {
	for i := range text {
		if n--; n < 0 {
			return text[:i]
		}
	}
	return text
}
