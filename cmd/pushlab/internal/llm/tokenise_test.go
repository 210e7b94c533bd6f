package llm

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTokenise(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"Hello, world.", []string{"Hello", ",", " world", "."}},
		{"It's (not) 8080!", []string{"It", "'s", " (", "not", ")", " 808", "0", "!"}},
		{"An EventSource reads", []string{"An", " Event", "Source", " reads"}},
		{"HTTP/1.1 and TCP", []string{"HTTP", "/", "1", ".", "1", " and", " TCP"}},
		{"half-open", []string{"half", "-", "open"}},
		{"one acknowledgement", []string{"one", " acknow", "ledgement"}},
		{"a retransmission", []string{"a", " retransmis", "sion"}},
		{"back\n\nagain", []string{"back", "\n\n", "again"}},
		{"café 你好 👋", []string{"café", " 你好", " 👋"}},
		{"a → b", []string{"a", " →", " b"}},
		{"", nil},
	}
	for _, test := range tests {
		if got := tokenise(test.text); !slices.Equal(got, test.want) {
			t.Errorf("tokenise(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestTokensOfTheBank(t *testing.T) {
	for _, text := range []string{openingsText, paragraphsText} {
		for p := range strings.SplitSeq(text, "\n\n") {
			p = strings.Join(strings.Fields(p), " ")
			tokens := tokenise(p)
			if got := strings.Join(tokens, ""); got != p {
				t.Errorf("joined = %q, want %q", got, p)
			}
			for _, token := range tokens {
				if !utf8.ValidString(token) || utf8.RuneCountInString(token) > longestWhole || token == "" {
					t.Errorf("token %q: want valid UTF-8 of 1 to %d characters", token, longestWhole)
				}
			}
		}
	}
}

func FuzzTokenise(f *testing.F) {
	f.Add("It's the EventSource's acknowledgement: 你好 → 👋\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		if got := strings.Join(tokenise(text), ""); utf8.ValidString(text) && got != text {
			t.Errorf("joined = %q, want %q", got, text)
		}
	})
}
