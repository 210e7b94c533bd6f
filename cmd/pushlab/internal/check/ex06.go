package check

import (
	"fmt"
	"strconv"
	"time"
)

// ex06 is passed by a parser that asks nothing of the reads in which an event
// stream comes.
var ex06 = Check{
	ID:    "EX06",
	Title: "Five slicings",
	Task:  "Five answers come through the edge, which cuts each of them into reads in another way. Take each apart, and prove with the hash of your list of events that you read it right.",
	Start: "curl -N -X POST '{edge}/chat?check=EX06&round=1'",
	Clauses: []string{
		"Round 1, one byte a read: the hash of your list comes within 2 s of the end.",
		"Round 2, lines that end in CR LF, cut behind each CR: the hash comes in time.",
		"Round 3, 你好，世界 🌍, cut inside each character: the hash comes in time.",
		"Round 4, all in one read, with comments and [DONE]: the hash comes in time.",
		"Round 5, cut at random, with a line of 70 KiB: the hash comes in time.",
	},
	decide: decideEX06,
}

// proofTime is how long behind the end of an answer its proof may come.
const proofTime = 2 * time.Second

// ex06Rounds say of each round how the edge cuts it, and what a wrong hash may
// come from.
var ex06Rounds = []struct{ hops, lost string }{
	{"slice:1", "A read is no line and no event: keep what has no line end yet for the next read. A field's name ends at its first colon, and one space behind it, if there is one, goes too."},
	{"slice:cr", "Lines end in CR LF, LF or CR, and the LF of a CR LF may come in the next read: it is no second line end."},
	{"slice:utf8", "A character's bytes come in two reads: one decoder for the whole answer, told that more comes, joins them. In JavaScript that is decode(bytes, {stream: true})."},
	{"merge", "A line that begins with a colon is a comment. The event with the data [DONE] ends the answer: it is no JSON, and not in the list."},
	{"hold:700,slice:random", "A line may come in a hundred reads. Print the length of your longest data: it must have more than 70,000 characters."},
}

const askRound = "Send the sha256 of the list [[type,data,id],…] as JSON, as JSON.stringify writes it, to …/proof?round=%d. In Python that is json.dumps(list, ensure_ascii=False, separators=(\",\", \":\"))."

// decideEX06 looks in each round for a response of the edge, and for the hash of
// its list within 2 s of its end.
func decideEX06(a attempt) (clauses []Clause, over bool) {
	for i := range ex06Rounds {
		c, spent := a.round(i + 1)
		clauses, over = append(clauses, c), over || spent
	}
	if a.number == 0 {
		clauses[0] = waiting("Nothing was asked for yet.", "POST to edge/chat?check=EX06&round=1, from your program or from the page. That request begins the attempt.")
	}
	return clauses, over
}

// round says how a round stands.
func (a attempt) round(k int) (c Clause, spent bool) {
	x := a.ofRound(a.atEdge, k)
	switch {
	case x == nil:
		return a.unasked(k), false
	case x.asksHops() && x.hops() != ex06Rounds[k-1].hops:
		return notYet(fmt.Sprintf("%s chose edge=%.40s for itself.", x.asked(a), x.hops()), "Leave edge out of the address: the round has its own slicing.", x.request.N), false
	case !x.streamed:
		return a.streamed(x), false
	case x.end == nil:
		return waiting(fmt.Sprintf("%s; %s so far.", x.asked(a), count(len(x.events), "event")), "Read it to its end."), false
	case !x.finished():
		return notYet(fmt.Sprintf("%s ended at %s, before its last chunk.", x.asked(a), a.at(*x.end)), "Your client left early, or broke off: what it said last tells where. Ask for the round again, and read to the end.", x.end.N), false
	}
	p := a.listProof(x, k)
	if p.untouched() && a.now > p.until {
		return notYet(fmt.Sprintf("%s ended at %s, and in 2 s no hash came.", x.asked(a), a.at(*x.end)), "If your program broke off, what it said last tells where. "+ex06Rounds[k-1].lost, x.end.N), false
	}
	if len(p.tries) == 0 {
		a.lookAt(p.until + time.Millisecond)
	}
	return p.clause(), p.spent()
}

// unasked: nobody asked the edge for the round.
func (a attempt) unasked(k int) Clause {
	if x := a.ofRound(a.exchanges, k); x != nil {
		return notYet(x.asked(a)+" went to the lab itself.", "Ask the edge: only there the answer is cut.", x.request.N)
	}
	if k == 1 {
		return waiting("", "POST to edge/chat?check=EX06&round=1.")
	}
	return waiting("", fmt.Sprintf("Go on with round=%d.", k))
}

// ofRound returns the newest exchange that asked for a round, nil if there is none.
func (a attempt) ofRound(list []*exchange, k int) (newest *exchange) {
	for _, x := range list {
		if x.head.Method == "POST" && x.name() == "chat" && x.query("check") == "EX06" && x.query("round") == strconv.Itoa(k) {
			newest = x
		}
	}
	return newest
}

// hops are what a client asked of the edge by itself.
func (x *exchange) hops() string {
	if h := x.query("edge"); h != "" {
		return h
	}
	return x.head.Get("X-Pushlab-Edge")
}

func (x *exchange) asksHops() bool { return x.hops() != "" }

// finished: the response came to the end of its framing.
func (x *exchange) finished() bool { return x.end.Text == "last-chunk" || x.end.Text == "end-stream" }

// listProof is the proof of the list of an answer's events.
func (a attempt) listProof(x *exchange, k int) proof {
	list := x.list()
	p := proof{attempt: a, what: "list", want: sumOf(compact(list)), ready: true, until: x.end.At + proofTime,
		ask: fmt.Sprintf(askRound, k), lost: ex06Rounds[k-1].lost}
	for _, s := range a.proofs(k) {
		if s.round == k || s.round == 0 && a.lastRound(s) == k {
			p.find([]*sentHash{s})
		}
	}
	if len(p.tries) > 0 && p.right == nil {
		p.guessLists(x, list)
	}
	return p
}

// lastRound is the round that was asked for last before a hash that names none,
// of the edge or of the lab itself.
func (a attempt) lastRound(s *sentHash) (k int) {
	newest := 0
	for _, x := range a.exchanges {
		if x.name() == "chat" && x.query("check") == "EX06" && x.status < 400 && newest < x.request.N && x.request.N < s.request.N {
			newest = x.request.N
			k, _ = strconv.Atoi(x.query("round"))
		}
	}
	return k
}
