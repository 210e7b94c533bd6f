package llm

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"
)

// most is the largest answer that a knob allows.
const most = 1024

func TestOpeningOfSeed7(t *testing.T) {
	want := "A wire carries bytes and knows nothing of words. This sentence left the server in pieces, " +
		"one for each token, and every piece was sent the moment it was made. What arrives is a row of bytes in order, " +
		"and nothing more. One protocol marks the end of a piece with a blank line; another writes its length in front. " +
		"The page can show nothing of a piece until it knows where the piece ends."
	got := Model{Seed: 7, Tokens: 84}.Text()
	if got != want {
		t.Errorf("first 84 tokens = %q, want %q", got, want)
	}
	more := Model{Seed: 7, Tokens: 91}.Text()
	if want += "\n\nThe last event id is the"; more != want {
		t.Errorf("first 91 tokens = %q, want %q", more, want)
	}
}

func TestEverySeedOpensInASCII(t *testing.T) {
	for seed := range int64(len(openings())) {
		for i, text := range (Model{Seed: seed, Tokens: 60}).TokenTexts() {
			if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || unicode.IsControl(r) }) {
				t.Errorf("seed %d token %d = %q, want plain ASCII", seed, i+1, text)
			}
		}
	}
}

func TestSameSeedSameWords(t *testing.T) {
	whole := Model{Seed: 11, Tokens: most}.TokenTexts()
	for _, m := range []Model{
		{Seed: 11, Tokens: most, TTFT: time.Hour, TPS: 3},
		{Seed: 11, Tokens: 0},
		{Seed: 11, Tokens: 1},
		{Seed: 11, Tokens: 300},
	} {
		if got, want := m.TokenTexts(), whole[:m.Tokens]; !slices.Equal(got, want) {
			t.Errorf("%d tokens = %q, want the first of the whole answer, %q", m.Tokens, got, want)
		}
		if got, want := m.Text(), strings.Join(whole[:m.Tokens], ""); got != want {
			t.Errorf("text of %d tokens = %q, want %q", m.Tokens, got, want)
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	seen := map[string]int64{}
	for _, seed := range []int64{0, 1, 2, 7, 14, 1<<31 - 1, -1} {
		text := Model{Seed: seed, Tokens: 200}.Text()
		if other, ok := seen[text]; ok {
			t.Errorf("seeds %d and %d give the same answer", seed, other)
		}
		seen[text] = seed
	}
}

func TestLongestAnswerSaysNothingTwice(t *testing.T) {
	for seed := range int64(50) {
		seen := map[string]bool{}
		for sentence := range strings.SplitSeq(Model{Seed: seed, Tokens: most}.Text(), ". ") {
			if seen[sentence] {
				t.Errorf("seed %d says %q twice", seed, sentence)
			}
			seen[sentence] = true
		}
	}
}

func TestBankIsLongerThanNeeded(t *testing.T) {
	tokens := 0
	for _, p := range paragraphs() {
		tokens += len(p)
	}
	if want := 2 * most; tokens < want {
		t.Errorf("tokens in the bank = %d, want at least %d", tokens, want)
	}
	long := Model{Tokens: 5 * tokens}
	if got := len(long.TokenTexts()); got != long.Tokens {
		t.Errorf("tokens = %d, want %d: the bank begins again", got, long.Tokens)
	}
}

func TestAnswersHaveEveryKindOfToken(t *testing.T) {
	all := Model{Seed: 7, Tokens: 300}.TokenTexts()
	for _, want := range []string{"A", " wire", ".", ",", "\n\n", " é", " reconnec", "tion", " 你好", " 👋"} {
		if !slices.Contains(all, want) {
			t.Errorf("no token %q in the first 300 of seed 7", want)
		}
	}
}

func TestTokensComeOnTime(t *testing.T) {
	tests := []struct {
		name  string
		model Model
	}{
		{"default", Model{Seed: 7, TTFT: 800 * time.Millisecond, TPS: 50, Tokens: 300}},
		{"slow", Model{Seed: 1, TTFT: 500 * time.Millisecond, TPS: 5, Tokens: 250}},
		{"fast", Model{Seed: 2, TPS: 1000, Tokens: most}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { checkPace(t, test.model) })
		})
	}
}

// checkPace wants each token within 0.4 gaps of its place, the last one too.
func checkPace(t *testing.T, m Model) {
	start, gap, uneven := time.Now(), time.Duration(float64(time.Second)/m.TPS), 0
	for token := range m.Stream(t.Context(), "why?") {
		got := time.Since(start)
		want := m.TTFT + time.Duration(token.Seq-1)*gap
		if token.Seq == 1 && got != want {
			t.Errorf("first token after %v, want %v", got, want)
		}
		if off := (got - want).Abs(); off > gap*4/10+1 {
			t.Errorf("token %d after %v, want %v", token.Seq, got, want)
		} else if off > gap/10 {
			uneven++
		}
	}
	if uneven < m.Tokens/2 {
		t.Errorf("%d of %d tokens lie off their place, want most: a model is not a metronome", uneven, m.Tokens)
	}
}

func TestSlowReaderDoesNotSlowTheModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := Model{TTFT: time.Second, TPS: 10, Tokens: 31}
		start := time.Now()
		for token := range m.Stream(t.Context(), "") {
			if token.Seq == 2 {
				time.Sleep(2 * time.Second)
			}
		}
		if got, want := time.Since(start), 4*time.Second; (got - want).Abs() > 100*time.Millisecond {
			t.Errorf("answer took %v, want about %v", got, want)
		}
	})
}

func TestStreamEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 1950*time.Millisecond)
		defer cancel()
		m := Model{TTFT: time.Second, TPS: 1, Tokens: 10}
		start := time.Now()
		got := len(slices.Collect(m.Stream(ctx, "")))
		if got != 1 && got != 2 {
			t.Errorf("tokens = %d, want 1 or 2", got)
		}
		if took, want := time.Since(start), 1950*time.Millisecond; took != want {
			t.Errorf("ended after %v, want %v", took, want)
		}
	})
}

func TestEndedContextGivesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := slices.Collect(Model{Tokens: 5}.Stream(ctx, "")); got != nil {
		t.Errorf("tokens = %v, want none", got)
	}
}

func TestReaderMayLeave(t *testing.T) {
	for token := range (Model{Tokens: 5}).Stream(t.Context(), "") {
		if token.Seq == 2 {
			break
		}
	}
}

func TestClockOfTheCaller(t *testing.T) {
	now, pauses := time.Unix(0, 0), []time.Duration{}
	m := Model{Seed: 7, TTFT: time.Second, TPS: 10, Tokens: 4, Now: func() time.Time { return now }}
	m.Sleep = func(_ context.Context, d time.Duration) error {
		pauses = append(pauses, d)
		now = now.Add(d)
		return nil
	}
	got := slices.Collect(m.Stream(t.Context(), ""))
	want := []Token{{1, "A"}, {2, " wire"}, {3, " carries"}, {4, " bytes"}}
	if !slices.Equal(got, want) {
		t.Errorf("tokens = %v, want %v", got, want)
	}
	if len(pauses) != 4 || pauses[0] != time.Second {
		t.Errorf("pauses = %v, want four, the first 1s", pauses)
	}
	m.Sleep = func(context.Context, time.Duration) error { return errors.New("stopped") }
	if got := slices.Collect(m.Stream(t.Context(), "")); got != nil {
		t.Errorf("tokens = %v, want none: the sleep was interrupted", got)
	}
}

func BenchmarkTokenTexts(b *testing.B) {
	for b.Loop() {
		Model{Seed: 7, Tokens: 300}.TokenTexts()
	}
}
