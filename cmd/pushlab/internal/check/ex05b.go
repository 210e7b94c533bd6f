package check

import (
	"fmt"
	"strconv"
	"strings"
)

// ex05b is passed by a client that survives. Each of the three cuts leaves it
// with something else that looks like the place to go on from and is not.
var ex05b = Check{
	ID:    "EX05b",
	Title: "Three cuts",
	Task:  "The lab cuts your answer three times: on the border of an event, in the middle of one, and right behind an id line. Make a client that survives that, and prove with the hash that its text is whole.",
	Start: "curl -N '{lab}/sse?check=EX05b'",
	Clauses: []string{
		"The lab cuts your stream on the border of an event, and you ask again with the id of the last event that you have whole.",
		"It cuts in the middle of an event, and you ask again with the id of the last whole one.",
		"It cuts right behind an id line, and you ask again with the id of the last whole event.",
		"The model makes the answer once.",
		"You send the sha256 of the whole text to …/proof, in at most 3 tries.",
	},
	decide: decideEX05b,
}

const threeCuts = 3

// decideEX05b looks for three streams c that the lab cut, with a request behind
// each that comes with the id last(c), for one gen.start, and for the hash of
// that answer.
func decideEX05b(a attempt) (clauses []Clause, over bool) {
	streams := a.streams()
	if len(streams) == 0 {
		begin := waiting("Nothing was asked for yet.", "Ask for …/sse?check=EX05b, from your program or from the page. That request begins the attempt.")
		return []Clause{begin, waiting("", ""), waiting("", ""), waiting("", ""), waiting("", "")}, false
	}
	rest := streams
	for range threeCuts {
		var c Clause
		if c, rest = a.survived(rest); c.State != Met && len(a.made) > 1 {
			rest = nil // what comes behind it is of another answer
		}
		clauses = append(clauses, c)
	}
	p := a.textProof(streams)
	proved := p.clause()
	return append(clauses, a.madeOnce(), proved), len(a.made) > 1 || p.spent() || proved.State == Met
}

// survived: the first of the streams that the lab cut, and the request behind it.
// It returns the streams from that request on.
func (a attempt) survived(streams []*exchange) (Clause, []*exchange) {
	for i, x := range streams {
		if x.fault == nil && x.end != nil && i+1 < len(streams) {
			continue // it was refused, or its client left: a later one may be cut
		}
		if x.fault == nil {
			return a.uncut(x), nil
		}
		return a.wentOn(x, streams[i+1:]), streams[i+1:]
	}
	return waiting("", ""), nil
}

// uncut: the lab has not cut this stream.
func (a attempt) uncut(x *exchange) Clause {
	switch {
	case !x.streamed:
		return a.streamed(x)
	case x.end == nil:
		return waiting(fmt.Sprintf("%s so far.", count(len(x.events), "event")), "Let it run: the lab cuts it.")
	case x.done():
		return notYet(fmt.Sprintf("The stream that began at %s ran to its end without a cut.", a.at(x.request)),
			"Only the answer of the attempt is cut. Begin again with check=EX05b.", x.end.N)
	}
	return notYet(fmt.Sprintf("It ended at %s behind %s, and not by the lab's cut.", a.at(*x.end), count(len(x.events), "event")),
		"Begin again, and let your client read until the lab cuts the connection.", x.end.N)
}

// wentOn: after the cut of c came a request with its last id.
func (a attempt) wentOn(c *exchange, later []*exchange) Clause {
	last := c.last()
	if len(later) == 0 {
		return waiting(fmt.Sprintf("The lab cut it at %s. The last whole event is %s.", a.at(*c.fault), last),
			fmt.Sprintf("Ask again, with what you have: Last-Event-ID: %s", last))
	}
	for _, x := range later {
		if x.cameWith() == last {
			return met(fmt.Sprintf("Cut at %s. %s.", a.at(*c.fault), x.askedWith(a)), c.fault.N, x.request.N)
		}
	}
	x := later[0]
	got := x.cameWith()
	if got == "" {
		return notYet(fmt.Sprintf("Cut at %s. %s without Last-Event-ID.", a.at(*c.fault), x.asked(a)),
			"A request without an id is a new question: the model answers from the beginning, in other words perhaps. Keep the id of each event that you dispatch, and send it. Begin again.",
			c.fault.N, x.request.N)
	}
	return notYet(fmt.Sprintf("Cut at %s behind %s. %s.", a.at(*c.fault), last, x.askedWith(a)),
		a.strayID(c, got), c.fault.N, x.request.N)
}

// strayID says what is wrong with an id that is not the last of c.
func (a attempt) strayID(c *exchange, id string) string {
	if n := a.seq(id); n == a.seq(c.last())+1 {
		return fmt.Sprintf("That event was cut: of %s you have the id line, and not its blank line. An id counts when its event is dispatched. You lose event %d.", a.id(n), n)
	}
	return a.strayFrom(c.last(), id)
}

// strayFrom says what is wrong with an id where another is the last that counts.
func (a attempt) strayFrom(last, id string) string {
	have, n := a.seq(last), a.seq(id)
	switch {
	case n < 0:
		return fmt.Sprintf("That is no id of this stream. An id is the whole text behind \"id: \", such as %s.", a.id(1))
	case n < have:
		return fmt.Sprintf("The server sends what comes behind that id, so you get event %d twice. The last event that you have whole is %d.", n+1, have)
	}
	return fmt.Sprintf("The server sends what comes behind that id, so event %d is lost: it never reached you. The last event that you have whole is %d.", have+1, have)
}

// seq is the number of an id of the attempt's answer; -1: it is none.
func (a attempt) seq(id string) int {
	text, ok := strings.CutPrefix(id, a.epoch+"-")
	n, err := strconv.Atoi(text)
	if !ok || err != nil {
		return -1
	}
	return n
}

// last is the id of the last event that was dispatched before x ended: of its own,
// or the one with which the client came.
func (x *exchange) last() string {
	for i := len(x.events) - 1; i >= 0; i-- {
		if x.events[i].id != "" {
			return x.events[i].id
		}
	}
	return x.cameWith()
}

// madeOnce: gen.start = 1.
func (a attempt) madeOnce() Clause {
	switch len(a.made) {
	case 0:
		return waiting("", "")
	case 1:
		return met("Everything that came is of one answer.", a.made[0].N)
	}
	second := a.made[1]
	return notYet(fmt.Sprintf("It began %s, the second at %s.", count(len(a.made), "answer"), a.at(second)),
		"Somebody asked without an id of the open answer, or with one that the server can not go on behind. Begin again.", a.made[0].N, second.N)
}

// textProof is the proof of the answer's text.
func (a attempt) textProof(streams []*exchange) proof {
	return a.proofOf(crossed(streams), streams[len(streams)-1].done())
}

// proofOf is the proof of the answer's text, of which this has crossed, with what
// came twice. ready: the client has all of it.
func (a attempt) proofOf(text string, ready bool) proof {
	p := proof{attempt: a, what: "text", want: a.sums[a.epoch], ready: ready,
		ask:  "Join the data of all messages in order, without that of done, and send the sha256 of the text to …/proof as 64 hexadecimal digits.",
		lost: "Something is lost, doubled or changed. Print your text, and look at each place of a cut. Only the data of messages counts, joined in order."}
	p.guess(text+"\n", "That is the hash of the text with a line end behind it. Hash the text alone.")
	p.guess("", "That is the hash of no text at all.")
	p.guess(text, "That is the hash of everything that crossed, with what came twice. Ask behind the last event that you have whole, or leave out what you have.")
	p.find(a.proofs(0))
	return p
}

// crossed joins the data of all messages that were dispatched.
func crossed(streams []*exchange) string {
	var text strings.Builder
	for _, x := range streams {
		for _, e := range x.events {
			if e.Type == "message" {
				text.WriteString(e.Data)
			}
		}
	}
	return text.String()
}
