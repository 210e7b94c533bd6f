package check

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ex10 is passed by a client that notices every loss, also the one of which TCP
// says nothing, and comes back in time.
var ex10 = Check{
	ID:    "EX10",
	Title: "Watchdog",
	Task: "The lab takes your connection away three times, by FIN, by RST and by a blackhole, in an order that you do not know. " +
		"While the model is silent a heartbeat comes each second. Make a client that comes back each time, and prove with the hash that its text is whole.",
	Start: "curl -N '{lab}/sse?check=EX10'",
	Clauses: []string{
		"The lab takes your connection away, and within 10 s you ask again with the id of the last event that you have whole.",
		"It takes it away in a second way, and you are back within 10 s with the last id.",
		"It takes it away in the third way, and you are back within 10 s with the last id.",
		"The model makes the answer once.",
		"You ask at most 8 times: your client does not storm.",
		"You send the sha256 of the whole text to …/proof, in at most 3 tries.",
	},
	decide: decideEX10,
}

const (
	threeLosses = 3
	comeBack    = 10 * time.Second // the time for the next request behind a loss
	mostAsked   = 8                // one for the answer, one behind each loss, and as many to spare
)

// decideEX10 looks for three stretches c that the lab broke, with another behind
// each that began within 10 s and after last(c), for one gen.start, for few
// stretches, and for the hash of that answer.
func decideEX10(a attempt) (clauses []Clause, over bool) {
	list := a.stretches()
	if len(list) == 0 {
		begin := waiting("Nothing was asked for yet.", "Ask for …/sse?check=EX10 or …/chat?check=EX10, or open …/ws?check=EX10. That begins the attempt.")
		return []Clause{begin, waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""), waiting("", "")}, false
	}
	for rest := list; len(clauses) < threeLosses; {
		var c Clause
		var late bool
		if c, rest, late = a.outlived(rest); c.State != Met && len(a.made) > 1 {
			rest = nil // what comes behind it is of another answer
		}
		clauses, over = append(clauses, c), over || late
	}
	p := a.stretchProof(list)
	proved, calm := p.clause(), a.calm(list)
	over = over || len(a.made) > 1 || calm.State == NotYet || p.spent() || proved.State == Met
	return append(clauses, a.madeOnce(), calm, proved), over
}

// outlived: the first of the stretches that the lab broke, and the one behind it.
// It returns the stretches from that one on. late: its time is over.
func (a attempt) outlived(list []stretch) (c Clause, rest []stretch, late bool) {
	for i, r := range list {
		if r.fault == nil && r.end != nil && i+1 < len(list) {
			continue // it was refused, or its client left: a later one may be broken
		}
		if r.fault == nil {
			return a.unbroken(r), nil, false
		}
		c := a.cameBack(r, list[i+1:])
		return c, list[i+1:], c.State != Met && a.now > r.fault.At+comeBack
	}
	return waiting("", ""), nil, false
}

// unbroken: the lab has left this stretch alone.
func (a attempt) unbroken(r stretch) Clause {
	switch {
	case r.refused != "":
		return notYet(r.what(a)+" was refused.", r.refused, r.asked.N)
	case r.done:
		return notYet(fmt.Sprintf("What began at %s ran to its end without a loss.", a.at(r.asked)),
			"Only the answer of the attempt is lost three times. Begin again with check=EX10.", r.asked.N)
	case r.end == nil:
		if r.after != "" {
			return waiting(fmt.Sprintf("%s more so far.", count(len(r.said), "event")), "Let it run: the lab takes the connection away again.")
		}
		return waiting(fmt.Sprintf("%s so far.", count(len(r.said), "event")),
			"Let it run. The model thinks for 3 s, and only heartbeats come: they are a sign of life, too. Then the lab takes the connection away.")
	}
	return notYet(fmt.Sprintf("It ended at %s behind %s, and not by the lab.", a.at(*r.end), count(len(r.said), "event")),
		"Your client left. A watchdog must not fire while heartbeats come: each byte sets it anew, and 2.5 intervals are a good time. Begin again.", r.end.N)
}

// cameBack: within 10 s of the loss of c came a stretch after its last id.
func (a attempt) cameBack(c stretch, later []stretch) Clause {
	last, limit := c.last(), c.fault.At+comeBack
	lost := fmt.Sprintf("Lost by %s at %s.", c.how(), a.at(*c.fault))
	var stray *stretch
	for i, r := range later {
		switch {
		case r.asked.N < c.fault.N: // beside it
		case r.after == last && r.asked.At <= limit:
			return met(fmt.Sprintf("%s %s, %s later.", lost, r.what(a), seconds(r.asked.At-c.fault.At)), c.fault.N, r.asked.N)
		case r.after == last && stray == nil:
			return notYet(fmt.Sprintf("%s %s, %s later.", lost, r.what(a), seconds(r.asked.At-c.fault.At)),
				c.tooLate(), c.fault.N, r.asked.N)
		case stray == nil:
			stray = &later[i]
		}
	}
	if stray != nil {
		return a.strayed(c, *stray, lost)
	}
	if a.now > limit {
		return notYet(lost+" 10 s are over, and nobody has asked again.", c.tooLate(), c.fault.N)
	}
	a.lookAt(limit + time.Millisecond)
	return waiting(fmt.Sprintf("%s The last whole event is %s.", lost, last), c.next())
}

// strayed: what came behind the loss of c did not say its last id.
func (a attempt) strayed(c, r stretch, lost string) Clause {
	if r.after == "" {
		return notYet(fmt.Sprintf("%s %s, without an id.", lost, r.what(a)),
			"A request without an id is a new question: the model answers from the beginning, in other words perhaps. Keep the id of each event that you have whole, and send it. "+
				c.again()+" Begin again.", c.fault.N, r.asked.N)
	}
	return notYet(fmt.Sprintf("%s The last whole event was %s. %s.", lost, c.last(), r.what(a)), a.strayFrom(c.last(), r.after), c.fault.N, r.asked.N)
}

// calm: the client did not ask again and again.
func (a attempt) calm(list []stretch) Clause {
	asked := count(len(list), "time")
	if len(list) > mostAsked {
		over := list[mostAsked]
		return notYet(fmt.Sprintf("You asked %s by %s.", asked, a.at(list[len(list)-1].asked)),
			"One loss is one new request. Let only one of error, close and watchdog come back, end the old connection first, "+
				"and wait before each further try: twice as long each time, with chance in it, and up to a limit. Begin again.", over.asked.N)
	}
	if hasDone(list) {
		return met(fmt.Sprintf("You asked %s.", asked), list[len(list)-1].asked.N)
	}
	return waiting(fmt.Sprintf("You asked %s so far.", asked), "")
}

// stretchProof is the proof of the answer's text.
func (a attempt) stretchProof(list []stretch) proof {
	var text strings.Builder
	for _, r := range list {
		for _, s := range r.said {
			text.WriteString(s.token)
		}
	}
	return a.proofOf(text.String(), hasDone(list))
}

// hasDone: the end of the answer has come.
func hasDone(list []stretch) bool {
	return slices.ContainsFunc(list, func(s stretch) bool { return s.done })
}
