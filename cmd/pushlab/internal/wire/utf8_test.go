package wire

import (
	"math/rand"
	"testing"
	"unicode/utf8"
)

func TestDecodeUTF8(t *testing.T) {
	for input, want := range map[string]string{
		"plain é→你😀":            "plain é→你😀",
		"\xe2\x82":              "\ufffd",
		"\xe2\x82a":             "\ufffda",
		"\xf0\x9f\x92\xf0\x9f":  "\ufffd\ufffd",
		"\xf0\x80\x80\x80":      "\ufffd\ufffd\ufffd\ufffd",
		"\xed\xa0\x80":          "\ufffd\ufffd\ufffd",
		"\xc0\xafx\xff":         "\ufffd\ufffdx\ufffd",
		"\xe2\xe2\x82\xac\x80":  "\ufffd€\ufffd",
		"\xf4\x90\x80\x80\xc3":  "\ufffd\ufffd\ufffd\ufffd\ufffd",
		"\xf1\x80\x80\xe1\x80b": "\ufffd\ufffdb",
	} {
		if got := decodeUTF8([]byte(input)); got != want {
			t.Errorf("decodeUTF8(%q) = %q, want %q", input, got, want)
		}
	}
}

// TestCheckUTF8 compares with the standard library on random bytes near the
// edges of UTF-8, in one piece and in two.
func TestCheckUTF8(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	edges := []byte("az\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff")
	for range 100_000 {
		p := make([]byte, r.Intn(20))
		for i := range p {
			p[i] = edges[r.Intn(len(edges))]
		}
		cut := r.Intn(len(p) + 1)
		var one, two utf8State
		bad := one.check(p)
		if got, want := bad < 0 && one.needed == 0, utf8.Valid(p); got != want {
			t.Fatalf("check(%x) = %v, want %v", p, got, want)
		}
		first := two.check(p[:cut])
		if first < 0 {
			if first = two.check(p[cut:]); first >= 0 {
				first += cut
			}
		}
		if first != bad {
			t.Fatalf("check(%x) cut at %d = %d, want %d", p, cut, first, bad)
		}
	}
}
