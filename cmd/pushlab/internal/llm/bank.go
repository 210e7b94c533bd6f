package llm

import (
	_ "embed" // the two texts
	"iter"
	"math/rand/v2"
	"strings"
	"sync"
)

// The sentences, in paragraphs between empty lines. An answer is one opening,
// in plain ASCII, and then as many other paragraphs as it needs.
var (
	//go:embed openings.txt
	openingsText string
	//go:embed paragraphs.txt
	paragraphsText string
)

// openings and paragraphs are the texts in tokens, made when first used.
var (
	openings   = sync.OnceValue(func() [][]string { return tokenised(openingsText) })
	paragraphs = sync.OnceValue(func() [][]string { return tokenised(paragraphsText) })
)

func tokenised(text string) (all [][]string) {
	for p := range strings.SplitSeq(text, "\n\n") {
		all = append(all, tokenise(strings.Join(strings.Fields(p), " ")))
	}
	return all
}

// paragraphsOf returns the endless answer of a seed. It shuffles the paragraphs
// and says each of them once before it begins again.
func paragraphsOf(seed int64) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		first := openings()[uint64(seed)%uint64(len(openings()))]
		if !yield(first) {
			return
		}
		for numbers := chance(seed, useWords); ; {
			for _, i := range shuffled(len(paragraphs()), numbers) {
				if !yield(paragraphs()[i]) {
					return
				}
			}
		}
	}
}

// shuffled returns the numbers below n in random order (Fisher and Yates).
func shuffled(n int, numbers *rand.PCG) []int {
	order := make([]int, n)
	for i := range order {
		j := int(numbers.Uint64() % uint64(i+1))
		order[i], order[j] = order[j], i
	}
	return order
}
