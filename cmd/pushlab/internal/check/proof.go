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
	right  *sentHash         // the first right one among them
	wrongs map[string]string // what is known of wrong ones
}

// A sentHash is one body of a POST to proof.
type sentHash struct {
	*exchange
	round int    // 0: it names none
	sum   string // in lower case; "" = it is none
}

// proofs are the hashes that were sent for a round, or that name none.
func (a attempt) proofs(round int) (list []*sentHash) {
	for _, x := range a.asks("POST", "proof") {
		s := readHash(x)
		if x.status != 0 && (s.round == round || s.round == 0) {
			list = append(list, s)
		}
	}
	return list
}

// readHash reads a body: 64 hexadecimal digits, or JSON with them under sha256.
func readHash(x *exchange) *sentHash {
	s := &sentHash{exchange: x}
	s.round, _ = strconv.Atoi(x.query("round"))
	text := strings.TrimSpace(x.body.String())
	var object struct {
		Round  int    `json:"round"`
		SHA256 string `json:"sha256"`
	}
	if json.Unmarshal([]byte(text), &object) == nil {
		text = object.SHA256
		s.round = max(s.round, object.Round)
	}
	if b, err := hex.DecodeString(text); err == nil && len(b) == sha256.Size {
		s.sum = strings.ToLower(text)
	}
	return s
}

// find takes the tries that count.
func (p *proof) find(sent []*sentHash) {
	for _, s := range sent {
		if len(p.tries) < maxTries && p.right == nil {
			p.tries = append(p.tries, s)
			if s.sum != "" && s.sum == p.want && !p.late(s) {
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

// spent: no try is left.
func (p proof) spent() bool { return p.right == nil && len(p.tries) == maxTries }

func (p proof) clause() Clause {
	switch {
	case p.right != nil:
		return met(fmt.Sprintf("The right one came at %s.", p.at(p.right.sent)), p.right.sent.N)
	case len(p.tries) > 0:
		return p.wrong(p.tries[len(p.tries)-1])
	case p.ready:
		return waiting("You have the whole answer; no hash has come.", p.ask)
	}
	return waiting("", p.ask)
}

// wrong says of the last try what is known of it.
func (p proof) wrong(s *sentHash) Clause {
	if s.sum == "" {
		return notYet(fmt.Sprintf("At %s came %.40q, which is no sha256.", p.at(s.sent), s.body.String()),
			"Send 64 hexadecimal digits and nothing else, or {\"sha256\": \"…\"} as JSON."+p.left(), s.sent.N)
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
