package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// What is said of a hash, step by step in one run.
func TestProof(t *testing.T) {
	b := newBench(t, Config{})
	wrong := strings.Repeat("0", 64)
	right := func(round int) string { return rounds[round-1].sum(b.run.attemptKey) }
	for _, step := range []struct {
		path, body string
		status     int
		want       string
	}{
		{"proof", wrong, 409, "No open attempt of this run asks for that hash."},
		{"proof", "abc", 400, `The body must be the sha256 of what you have read, as 64 hexadecimal digits`},
		{"proof?round=one", wrong, 400, "The body must be the sha256"},
		{"chat?check=EX06", "", 400, "round and check belong together"},
		{"chat?round=1", "", 400, "round and check belong together"},
		{"chat?check=EX06&round=6", "", 400, "round must be a whole number from 1 to 5"},
		{"chat?check=EX06&round=1&tokens=5", "", 400, "check=EX06 sets its own knobs: leave out tokens"},
		{"chat?check=EX06&round=1", "", 200, "id:a-1\ndata:"},
		{"proof?round=1", wrong, 400, "try 1 of 3"},
		{"proof", "{}", 400, "The body must be the sha256"}, // no try
		{"proof?round=2", wrong, 409, "No open attempt"},
		{"proof?round=1", wrong + "\n", 400, "try 2 of 3"},
		{"proof", fmt.Sprintf(`{"exercise":"EX05b","round":1,"sha256":"%s"}`, wrong), 409, "No open attempt"},
		{"proof", fmt.Sprintf(`{"exercise":"EX06","round":1,"sha256":"%s"}`, wrong), 400, "try 3 of 3"},
		{"proof?round=1", "RIGHT 1", 400, "Three wrong hashes came already."},
		{"chat?check=EX06&round=2", "", 200, "\r\n"},
		{"proof?round=2", "RIGHT 2", 200, "Right."},
		{"proof", "RIGHT 2", 200, "Right."},            // names none: the last
		{"chat?check=EX06&round=1", "", 200, "id:a-1"}, // again: another attempt
		{"proof?round=1", "RIGHT 1", 200, "Right."},
	} {
		body := strings.NewReplacer("RIGHT 1", right(1), "RIGHT 2", right(2)).Replace(step.body)
		resp, got := b.do("POST", step.path, body)
		if resp.StatusCode != step.status || !strings.Contains(got, step.want) {
			t.Errorf("%s %q = %d %s, want %d %s", step.path, body, resp.StatusCode, got, step.status, step.want)
		}
	}
	if got, want := b.attempts(), []string{"start EX06", "end EX06, another attempt began", "start EX06"}; !slices.Equal(got, want) {
		t.Errorf("attempts = %q, want %q", got, want)
	}
}

// Over HTTP/2 no cut can fall inside an event.
func TestCutsNeedHTTP1(t *testing.T) {
	k := defaultKnobs()
	k.Check = "EX05b"
	if err := k.fitsHTTP2(); err == nil || !strings.Contains(err.Error(), "HTTP/1.1 address takes it") {
		t.Errorf("EX05b over HTTP/2: %v, want a refusal", err)
	}
	r, err := http.NewRequest("POST", "http://localhost/r/x/chat?check=EX06&round=3", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := EdgeHops(r); got != "slice:utf8" {
		t.Errorf("EdgeHops = %q, want slice:utf8", got)
	}
}
