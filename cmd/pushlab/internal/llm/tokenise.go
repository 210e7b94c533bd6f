package llm

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// splitter cuts a text as GPT-2 does before it looks up its vocabulary:
// contractions, words with the space in front of them, numbers, punctuation.
var splitter = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`'(?:s|t|re|ve|m|ll|d)\b| ?\p{L}+| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+`)
})

// longestWhole is the length up to which a word is in the vocabulary as a whole.
// Real vocabularies know many longer words; these fall into pieces all the
// same, so that pieces can be seen.
const longestWhole = 11

// tokenise cuts a text into tokens. Joined, they are the text.
func tokenise(text string) (tokens []string) {
	for _, t := range splitter().FindAllString(text, -1) {
		for _, part := range humps(t) {
			tokens = append(tokens, pieces(part)...)
		}
	}
	return tokens
}

// humps cuts a word before a capital letter that follows a small one:
// " EventSource" is " Event" and "Source".
func humps(word string) (parts []string) {
	begin, small := 0, false
	for i, r := range word {
		if small && unicode.IsUpper(r) {
			parts = append(parts, word[begin:i])
			begin = i
		}
		small = unicode.IsLower(r)
	}
	return append(parts, word[begin:])
}

// endings are the ends of words that vocabularies have as tokens.
var endings = []string{
	"ledgement", "ements", "ations", "ation", "ments", "ment", "ingly", "ings", "ing",
	"tion", "sion", "ness", "less", "able", "ible", "ally", "ical", "ions", "ion", "ers", "ed", "ly",
}

// pieces cuts a long word: at an ending that it has, or else in the middle.
func pieces(word string) []string {
	if utf8.RuneCountInString(word) <= longestWhole {
		return []string{word}
	}
	cut := middle(word)
	for _, e := range endings {
		if strings.HasSuffix(word, e) {
			cut = len(word) - len(e)
			break
		}
	}
	return append(pieces(word[:cut]), pieces(word[cut:])...)
}

// middle returns the offset of the character in the middle of a word.
func middle(word string) int {
	half := utf8.RuneCountInString(word) / 2
	for i := range word {
		if half == 0 {
			return i
		}
		half--
	}
	return len(word)
}
