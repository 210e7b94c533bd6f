package server

import (
	"slices"
	"testing"
)

// The seven shots, in their order.
var sevenShots = []string{
	"data: hi\n\n",
	"event: token\ndata: a\ndata: b\n\n",
	"data\n\n",
	"id: 42\n\n",
	":\n",
	"retry: 1500\n",
	"data:  two\n\n",
}

// shoot submits bytes, one request each.
func shoot(bodies ...string) func(l *solver) {
	return func(l *solver) {
		for _, body := range bodies {
			if status, text := l.text("POST", l.lab+"/emit?check=EX03", body); status != 200 {
				l.Errorf("%q was answered by %d: %s", body, status, text)
			}
		}
	}
}

// instead is the solution with another n-th shot, n from 1.
func instead(n int, body string) func(l *solver) {
	bodies := slices.Clone(sevenShots)
	bodies[n-1] = body
	return shoot(bodies...)
}

func TestEX03(t *testing.T) {
	t.Parallel()
	backwards := slices.Clone(sevenShots)
	slices.Reverse(backwards)
	testSolutions(t, "EX03", []solution{
		{"solution", shoot(sevenShots...), 0},
		{"solution-backwards-in-crlf", shoot(append([]string{"data: hi", "id: 7\r\n\r\n", "retry:1500\r\n\r\n"}, backwards...)...), 0},
		{"one-shot", shoot("data: hi\n\n"), 2},
		{"no-blank-line", instead(1, "data: hi\n"), 1},
		{"two-messages", instead(1, "data: hi\n\ndata: hi\n\n"), 1},
		{"capital-letters", instead(1, "DATA: hi\n\n"), 1},
		{"line-break-in-the-data", instead(2, "event: token\ndata: a\nb\n\n"), 2},
		{"name-without-data", instead(2, "event: token\n\n"), 2},
		{"data-twice", instead(3, "data\ndata\n\n"), 3},
		{"id-in-an-open-block", instead(4, "id: 42\n"), 4},
		{"id-with-an-event", instead(4, "id: 42\ndata: x\n\n"), 4},
		{"blank-lines-keep-warm", instead(5, "\n\n"), 5},
		{"comment-without-end", instead(5, ":x"), 5},
		{"heartbeat-with-blank-line", instead(5, ":\n\n"), 5},
		{"retry-in-seconds", instead(6, "retry: 1.5\n"), 6},
		{"retry-with-an-event", instead(6, "retry: 1500\ndata: x\n\n"), 6},
		{"one-for-two", shoot(append(slices.Clone(sevenShots[:3]), ":\n", "data:  two\n\n", "id: 42\nretry: 1500\n\n")...), 6},
		{"one-space", instead(7, "data: two\n\n"), 7},
	})
}
