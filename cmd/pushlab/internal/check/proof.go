package check

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxTries is how many hashes may be sent for one answer.
const maxTries = 3

// A proof is what a client sent to show that it has read an answer right.
type proof struct {
	attempt
	want  string        // the right hash; "" = it is not known yet
	what  string        // that is hashed: "text"
	ask   string        // what to send
	lost  string        // what to do about a hash of which nothing is known
	ready bool          // the client has all that it needs
	until time.Duration // the time of the run at which it must have come; 0 = there is none

	tries  []*sentHash
	stray  *sentHash         // the newest body that holds no hash: it is no try
	right  *sentHash         // the first right one among them
	wrongs map[string]string // what is known of wrong ones
}

// A sentHash is one body of a POST to proof.
type sentHash struct {
	*exchange
	round int    // 0: it names none; -1: what it names is none
	sum   string // in lower case; "" = it is none

	exercise string // "": it names none
}

// proofs are the hashes that were sent for a round, or that name none.
func (a attempt) proofs(round int) (list []*sentHash) {
	for _, x := range a.asks("POST", "proof") {
		s := readHash(x)
		if x.status != 0 && (s.round == round || s.round == 0) && (s.exercise == "" || s.exercise == a.exercise) {
			list = append(list, s)
		}
	}
	return list
}

// readHash reads a body: 64 hexadecimal digits, or JSON with them under sha256.
func readHash(x *exchange) *sentHash {
	s := &sentHash{exchange: x}
	text := strings.TrimSpace(x.body.String())
	var object struct {
		Exercise string `json:"exercise"`
		Round    int    `json:"round"`
		SHA256   string `json:"sha256"`
	}
	if json.Unmarshal([]byte(text), &object) == nil && object.SHA256 != "" {
		text, s.round, s.exercise = object.SHA256, object.Round, object.Exercise
	}
	s.queryRound()
	if b, err := hex.DecodeString(text); err == nil && len(b) == sha256.Size {
		s.sum = strings.ToLower(text)
	}
	return s
}

// queryRound takes the round from the address, where it is named there.
func (s *sentHash) queryRound() {
	text := s.query("round")
	if text == "" {
		return
	}
	n, err := strconv.Atoi(text)
	if s.round = n; err != nil {
		s.round = -1
	}
}

// find takes the tries that count: what is no hash is none.
func (p *proof) find(sent []*sentHash) {
	for _, s := range sent {
		switch {
		case s.sum == "":
			p.stray = s
		case len(p.tries) < maxTries && p.right == nil:
			p.tries = append(p.tries, s)
			if s.sum == p.want && !p.late(s) {
				p.right = s
			}
		}
	}
}

func (p *proof) late(s *sentHash) bool { return p.until > 0 && s.sent.At > p.until }

// guess says what a wrong hash is the hash of.
func (p *proof) guess(text, hint string) {
	if p.wrongs == nil {
		p.wrongs = map[string]string{}
	}
	sum := sha256.Sum256([]byte(text))
	p.wrongs[hex.EncodeToString(sum[:])] = hint
}

// untouched: nothing was sent.
func (p proof) untouched() bool { return len(p.tries) == 0 && p.stray == nil }

// newest is what was sent last, a hash or not.
func (p proof) newest() *sentHash {
	if n := len(p.tries); n > 0 && (p.stray == nil || p.stray.sent.N < p.tries[n-1].sent.N || p.spent()) {
		return p.tries[n-1]
	}
	return p.stray
}

// spent: no try is left.
func (p proof) spent() bool { return p.right == nil && len(p.tries) == maxTries }

func (p proof) clause() Clause {
	switch {
	case p.right != nil:
		return met(fmt.Sprintf("The right one came at %s.", p.at(p.right.sent)), p.right.sent.N)
	case !p.untouched():
		return p.wrong(p.newest())
	case p.ready:
		return waiting("You have the whole answer; no hash has come.", p.ask)
	}
	return waiting("", p.ask)
}

// wrong says of what came last what is known of it.
func (p proof) wrong(s *sentHash) Clause {
	if s.sum == "" {
		return notYet(fmt.Sprintf("At %s came %.40q, which is no sha256.", p.at(s.sent), s.body.String()),
			"Send 64 hexadecimal digits and nothing else, or {\"sha256\": \"…\"} as JSON. It was no try.", s.sent.N)
	}
	if s.sum == p.want {
		return notYet(fmt.Sprintf("At %s came the right one, %s too late.", p.at(s.sent), seconds(s.sent.At-p.until)),
			"Let the program make the hash and send it, at once behind the end."+p.left(), s.sent.N)
	}
	hint, known := p.wrongs[s.sum]
	if !known {
		hint = p.lost
	}
	return notYet(fmt.Sprintf("At %s came the hash of another %s, try %d of %d.", p.at(s.sent), p.what, len(p.tries), maxTries), hint+p.left(), s.sent.N)
}

func (p proof) left() string {
	if p.spent() {
		return " That was the last try of this attempt. Begin again."
	}
	return ""
}
