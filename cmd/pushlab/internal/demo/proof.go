package demo

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

const (
	maxProof = 1 << 10
	maxTries = 3 // for one answer
)

// serveProof takes the hash of what a client has read. What it says is a
// courtesy: check decides from the trace, which has the same bytes.
//
//	client: POST /r/{run}/proof, the sha256 as 64 hexadecimal digits
//	server: 200, one sentence                    400 when it is wrong
//
// Where an exercise has rounds, the client says which: proof?round=2, or
//
//	client: POST /r/{run}/proof, {"exercise": "EX06", "round": 2, "sha256": "…"}
//
// One that names none is for the round that was asked for last. Three wrong ones
// for an answer are the most; then a new attempt has to begin. A body that holds
// no sha256 is none of the three.
func (l *lab) serveProof(w http.ResponseWriter, r *http.Request, run *Run) error {
	body, err := readBody(w, r, maxProof)
	if err != nil {
		return err
	}
	p, err := readProof(r, body)
	if err != nil {
		return err
	}
	said, err := run.prove(p)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = fmt.Fprintln(w, said)
	return err
}

// A proof is what a client sends.
type proof struct {
	Exercise string `json:"exercise"` // "" = that of the open attempt
	Round    int    `json:"round"`    // 0 = the one that was asked for last
	SHA256   string `json:"sha256"`
}

var errProof = "The body must be the sha256 of what you have read, as 64 hexadecimal digits, or JSON such as {\"round\": 1, \"sha256\": \"…\"}; %s was sent."

func readProof(r *http.Request, body []byte) (p proof, err error) {
	text := strings.TrimSpace(string(body))
	if json.Unmarshal([]byte(text), &p) != nil || p.SHA256 == "" {
		p = proof{SHA256: text}
	}
	if round := r.URL.Query().Get("round"); round != "" {
		p.Round, err = strconv.Atoi(round)
	}
	sum, hexErr := hex.DecodeString(p.SHA256)
	if err != nil || hexErr != nil || len(sum) != 32 {
		return p, badRequest(errProof, quote(text))
	}
	p.SHA256 = strings.ToLower(p.SHA256)
	return p, nil
}

// A proving is an answer whose hash is asked for.
type proving struct {
	round int // 0 = the attempt has only one
	want  func() (sum string, ok bool)
	wrong int // how many came
	right bool
}

// prove says what is to be said of a hash.
func (run *Run) prove(p proof) (said string, err error) {
	run.mu.Lock()
	defer run.mu.Unlock()
	asked := run.proving(p)
	if asked == nil {
		return "", &statusError{
			status:   http.StatusConflict,
			sentence: "No open attempt of this run asks for that hash. Ask for the answer first, with check=EX05b or check=EX10, or with check=EX06 and its round.",
		}
	}
	want, ok := asked.want()
	switch {
	case !ok:
		return "", &statusError{status: http.StatusConflict, sentence: "The answer is still being made. Read it to its end first."}
	case asked.wrong == maxTries:
		return "", badRequest("Three wrong hashes came already. Begin again: the next attempt has another answer.")
	case p.SHA256 != want:
		asked.wrong++
		return "", badRequest("That is the hash of something else, try %d of %d. The exercise's conditions say what is known of it.", asked.wrong, maxTries)
	}
	asked.right = true
	return "Right.", nil
}

// proving finds the answer of the open attempt that a proof is for.
func (run *Run) proving(p proof) *proving {
	last := lastAttempt(run.Log)
	if !last.open || cmp.Or(p.Exercise, last.exercise) != last.exercise {
		return nil
	}
	for _, asked := range run.provings {
		if asked.round == cmp.Or(p.Round, run.lastRound) {
			return asked
		}
	}
	return nil
}

// proveText asks for the hash of an answer's text.
func (a *Answer) proveText() *proving {
	return &proving{want: func() (string, bool) { return a.doneSum() }}
}

// doneSum is the hash of the whole text, once that is there.
func (a *Answer) doneSum() (sum string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.sum(), a.why == whyDone
}
