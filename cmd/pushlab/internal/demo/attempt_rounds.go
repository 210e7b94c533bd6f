package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/sse"
)

// The rounds of EX06: five answers, each cut by the edge in another way. They are
// no text of the model, so that each has in it what its slicing is to break.
//
//	program: POST edge/r/{run}/chat?check=EX06&round=1
//	edge:    200, text/event-stream, one byte a write
//	program: POST …/proof?round=1, the sha256 of [[type,data,id],…]
//	lab:     200, one sentence
//	program: POST edge/r/{run}/chat?check=EX06&round=2 …
//
// The list is JSON as JSON.stringify writes it: no spaces, and characters as they
// are. Its events are those that EventSource would dispatch, in order: type is
// "message" where there is no event field, and id the last that came. The event
// with the data [DONE] says that the answer is over. It is not in the list.

// A round is one answer and how the edge is to send it.
type round struct {
	hops  string // of the edge
	eol   string
	begin string // words that no other attempt has are put behind them
	more  []sse.Event
	noise bool   // a comment in front of each event
	end   string // as it is
}

var rounds = []round{
	{hops: "slice:1", eol: "\n", begin: "One byte a read: ", more: []sse.Event{
		{Type: "delta", Data: `{"text":"a colon: and a space"}`},
		{ID: "a-3", Data: `{"text":` + "\n" + `"two lines of data"}`},
	}},
	{hops: "slice:cr", eol: "\r\n", begin: "Cut behind each CR: ", more: []sse.Event{
		{Type: "delta", Data: `{"text":"the LF comes in the next read"}`},
		{ID: "b-3", Type: "delta", Data: `{"text":` + "\n" + `"and is no blank line"}`},
	}},
	{hops: "slice:utf8", eol: "\n", begin: "你好，世界 🌍 ", more: []sse.Event{
		{Type: "delta", Data: `{"text":"每个字都被切开了"}`},
		{ID: "c-3", Data: `{"text":"café, naïve, 👩‍🚀"}`},
	}},
	{hops: "merge", eol: "\n", begin: "All in one read: ", more: []sse.Event{
		{Type: "delta", Data: `{"text":"with comments between"}`},
		{ID: "d-3", Data: `{"text":"and a sentinel at the end"}`},
	}, noise: true, end: "data: [DONE]\n\n"},
	// Slices of some 700 bytes: with fewer each, a few attempts would fill a trace.
	{hops: "hold:700,slice:random", eol: "\n", begin: "A long line: ", more: []sse.Event{
		{ID: "e-2", Type: "delta", Data: `{"text":"` + strings.Repeat("0123456789 abcde", seventyKiB/16) + `"}`},
		{Data: `{"text":"and a short one"}`},
	}},
}

// seventyKiB is the text of an event that no read brings whole, in bytes.
const seventyKiB = 70 << 10

// serveRound sends the answer of a round.
func (l *lab) serveRound(w http.ResponseWriter, run *Run, k Knobs) error {
	if k.Check != roundsExercise || k.Round == 0 {
		return badRequest("round and check belong together: ask for check=%s&round=1, and so on to round=%d.", roundsExercise, len(rounds))
	}
	words := l.beginRound(run, k.Round)
	out, err := sse.NewWriter(w)
	if err != nil {
		return err
	}
	return out.SendRaw(rounds[k.Round-1].body(words))
}

// roundsExercise is the exercise with the rounds.
const roundsExercise = "EX06"

// beginRound returns the words of the open attempt. A client that asks for round
// 1 once more begins another, and one that asks for another round again tries
// that again.
func (l *lab) beginRound(run *Run, n int) (words string) {
	words, began := run.joinRounds(n)
	if began && l.runs.config.OnAttempt != nil {
		l.runs.config.OnAttempt(run, roundsExercise)
	}
	return words
}

func (run *Run) joinRounds(n int) (words string, began bool) {
	run.mu.Lock()
	defer run.mu.Unlock()
	e, _ := findExercise(roundsExercise)
	last, asked := lastAttempt(run.Log), run.asked(n)
	if !last.open || last.exercise != e.name || n == 1 && asked {
		run.attempted = nil
		run.startAttempt(e, strings.ToUpper(run.runs.draw(nonceLength)), "")
		asked, began = false, true
	}
	words, run.lastRound = run.attemptKey, n
	if !asked {
		want := rounds[n-1].sum(words)
		run.provings = append(run.provings, &proving{round: n, want: func() (string, bool) { return want, true }})
	}
	return words, began
}

// asked says that a round of the last attempt was asked for.
func (run *Run) asked(n int) bool {
	return slices.ContainsFunc(run.provings, func(p *proving) bool { return p.round == n })
}

// EdgeHops returns the hops that the edge has for a request that names none: an
// exercise's own.
func EdgeHops(r *http.Request) string {
	q := r.URL.Query()
	k, err := strconv.Atoi(q.Get("round"))
	if q.Get("check") != roundsExercise || err != nil || k < 1 || k > len(rounds) {
		return ""
	}
	return rounds[k-1].hops
}

// events are those of the list, with the attempt's own words in the first.
func (r round) events(words string) []sse.Event {
	first := sse.Event{ID: "a-1", Data: fmt.Sprintf(`{"text":"%s%s"}`, r.begin, words)}
	return append([]sse.Event{first}, r.more...)
}

// body is the answer as the lab sends it. The first event has no space behind its
// colons, since a client must not need one (WHATWG HTML §9.2.6).
func (r round) body(words string) []byte {
	var b []byte
	for i, e := range r.events(words) {
		if r.noise {
			b = append(b, ": keep-alive\n"...)
		}
		from := len(b)
		b, _ = e.Append(b) // no event of the table has what can not be sent
		if i == 0 {
			b = append(b[:from], strings.NewReplacer("id: ", "id:", "data: ", "data:").Replace(string(b[from:]))...)
		}
	}
	b = append(b, r.end...)
	return []byte(strings.ReplaceAll(string(b), "\n", r.eol))
}

// sum is the hash of the list.
func (r round) sum(words string) string {
	list, id := [][3]string{}, ""
	for _, e := range r.events(words) {
		if e.ID != "" {
			id = e.ID
		}
		kind := "message"
		if e.Type != "" {
			kind = e.Type
		}
		list = append(list, [3]string{kind, e.Data, id})
	}
	text, _ := json.Marshal(list) // strings always have a form
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
