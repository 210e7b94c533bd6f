package trace

import (
	"strings"
	"testing"
)

var redactions = map[string]struct{ head, want string }{
	"cookie":        {"GET / HTTP/1.1\r\nHost: h\r\nCookie: a=1; b=2\r\nAccept: */*\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nCookie: ********\r\nAccept: */*\r\n\r\n"},
	"set-cookie":    {"HTTP/1.1 200 OK\r\nSet-Cookie: id=7\r\nSet-Cookie: x\r\n\r\n", "HTTP/1.1 200 OK\r\nSet-Cookie: ****\r\nSet-Cookie: *\r\n\r\n"},
	"authorization": {"A\r\nauthorization: Bearer t\r\n\r\n", "A\r\nauthorization: ********\r\n\r\n"},
	"proxy":         {"A\r\nPROXY-AUTHORIZATION:Basic x\r\n\r\n", "A\r\nPROXY-AUTHORIZATION:*******\r\n\r\n"},
	"x-api-key":     {"A\r\nX-Api-Key: \tsk-1\r\n\r\n", "A\r\nX-Api-Key: \t****\r\n\r\n"},
	"api-key":       {"A\r\napi-key: sk-1 \r\n\r\n", "A\r\napi-key: *****\r\n\r\n"},
	"empty":         {"A\r\nCookie:\r\nB: c\r\n\r\n", "A\r\nCookie:\r\nB: c\r\n\r\n"},
	"LF alone":      {"A\nCookie: a\nB: c\n\n", "A\nCookie: *\nB: c\n\n"},
	"folded":        {"A\r\nCookie: a\r\n b\r\n\tc d\r\nE: f\r\n\r\n", "A\r\nCookie: *\r\n *\r\n\t***\r\nE: f\r\n\r\n"},
	"folded empty":  {"A\r\nCookie:\r\n secret\r\nE: f\r\n\r\n", "A\r\nCookie:\r\n ******\r\nE: f\r\n\r\n"},
	"space before":  {"A\r\n Cookie: a\r\n\r\n", "A\r\n Cookie: *\r\n\r\n"},
	"space behind":  {"A\r\nproxy-authorization \t: a\r\n\r\n", "A\r\nproxy-authorization \t: *\r\n\r\n"},
	"other names":   {"A\r\nCookies: a\r\nX-Cookie: b\r\nCook: c\r\nxproxy-authorization: d\r\n\r\n", "A\r\nCookies: a\r\nX-Cookie: b\r\nCook: c\r\nxproxy-authorization: d\r\n\r\n"},
	"in a value":    {"A\r\nB: Cookie: a\r\n\r\n", "A\r\nB: Cookie: a\r\n\r\n"},
	"colon in it":   {"A\r\nCookie: a:b: c\r\n\r\n", "A\r\nCookie: ******\r\n\r\n"},
	"bare CR":       {"A\r\nCookie: a\rb\r\n\r\n", "A\r\nCookie: *\r*\r\n\r\n"},
	"cut":           {"A\r\nCookie: abc", "A\r\nCookie: ***"},
}

// Wherever reads end, the same bytes are overwritten.
func TestRedactAcrossEverySplit(t *testing.T) {
	for name, test := range redactions {
		t.Run(name, func(t *testing.T) {
			for i := range len(test.head) {
				if got := redactPieces(test.head[:i], test.head[i:]); got != test.want {
					t.Errorf("split at %d: %q, want %q", i, got, test.want)
				}
			}
			if got := redactPieces(strings.Split(test.head, "")...); got != test.want {
				t.Errorf("byte by byte: %q, want %q", got, test.want)
			}
		})
	}
}

func redactPieces(pieces ...string) string {
	var r redactor
	var kept []byte
	for _, p := range pieces {
		b := []byte(p)
		r.redact(b)
		kept = append(kept, b...)
	}
	return string(kept)
}

// Trailers are behind the last chunk, wherever reads end. A chunk of another
// size has none, whatever its data looks like.
func TestTrailers(t *testing.T) {
	tests := []struct {
		frame string
		at    int // where trailers begin, -1 for nowhere
	}{
		{"0\r\nApi-Key: x\r\n\r\n", 3}, {"000\r\n\r\n", 5}, {"0;a=b\r\nApi-Key: x\r\n\r\n", 7}, {"0 \r\n\r\n", 4},
		{"10\r\nApi-Key: x", -1}, {"0a\r\nApi-Key: x", -1}, {"B\r\n0\r\nApi-Key:", -1}, {"data: 0\r\n\r\n", -1},
	}
	for _, test := range tests {
		for size := 1; size <= len(test.frame); size++ {
			var finder trailerFinder
			for from := 0; from < len(test.frame); from += size {
				to := min(from+size, len(test.frame))
				got, want := finder.find([]byte(test.frame[from:to])), test.at >= 0 && to >= test.at
				if got != want {
					t.Errorf("%q by %d, up to %d: trailers %v, want %v", test.frame, size, to, got, want)
				}
			}
		}
	}
}
