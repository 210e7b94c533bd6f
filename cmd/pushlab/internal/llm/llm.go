// Package llm is a large language model that has learned one subject by heart.
//
// It says the same words each time that it gets the same seed, a token at a
// time, with the pauses of a real model: a long one before the first token,
// then one after another at a steady rate. So an answer can be cut, resumed,
// recorded and compared byte by byte, and it costs nothing.
//
// What it says is true, since learners read it all day. It does not look at the
// prompt.
package llm

import (
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A Model gives one answer of Tokens tokens. The zero value gives an empty one.
type Model struct {
	Seed   int64         // chooses the words and the jitter of the pauses
	TTFT   time.Duration // time to first token
	TPS    float64       // tokens per second after it; 0 makes no pauses
	Tokens int           // tokens in the answer

	// Every, unless it is 0, makes news of the tokens: they come when they come,
	// this far apart in the mean, whatever TTFT and TPS say (every.go).
	Every time.Duration

	// Sleep waits for d, or until ctx ends and then returns its error.
	// nil sleeps for real.
	Sleep func(ctx context.Context, d time.Duration) error
	// Now is the clock that goes with Sleep. nil is time.Now.
	Now func() time.Time
}

// A Token is a piece of an answer: a word with the space in front of it, a part
// of a long word, punctuation, or the empty line between two paragraphs.
type Token struct {
	Seq  int // from 1
	Text string
}

// Stream returns the tokens as the model makes them: the first one TTFT after
// the caller asks for it, token i (i-1)/TPS later, give or take the jitter. A
// caller that is late finds that the model has gone on. The answer ends early
// when ctx ends.
func (m Model) Stream(ctx context.Context, prompt string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		due, seq := m.newSchedule(), 0
		for text := range m.texts() {
			seq++
			if m.wait(ctx, due.next()) != nil || !yield(Token{seq, text}) {
				return
			}
		}
	}
}

// Text returns the whole answer at once: the joined tokens.
func (m Model) Text() string { return strings.Join(m.TokenTexts(), "") }

// TokenTexts returns the whole answer in tokens. A shorter answer of the same
// seed is a prefix of it.
func (m Model) TokenTexts() []string { return slices.Collect(m.texts()) }

// texts makes the tokens one after the other: an answer that is still being made
// holds no more than the paragraph that it is at.
func (m Model) texts() iter.Seq[string] {
	return func(yield func(string) bool) {
		made := 0
		put := func(text string) bool {
			made++
			return made <= m.Tokens && yield(text)
		}
		for paragraph := range paragraphsOf(m.Seed) {
			if made > 0 && !put("\n\n") {
				return
			}
			for _, text := range paragraph {
				if !put(text) {
					return
				}
			}
		}
	}
}

// chance returns the random numbers of one use of the seed. PCG is a published
// algorithm, so the words of a seed stay the same in every version of Go.
func chance(seed int64, use uint64) *rand.PCG { return rand.NewPCG(uint64(seed), use) }

// The uses of a seed. Each has its own numbers, so that the words do not depend
// on the pauses. The one for words was searched for: with it seed 7, which is
// the default everywhere, talks about ids, then about UTF-8, early on.
const (
	useWords  uint64 = 139688
	usePauses uint64 = 1
)
