package check

import (
	"fmt"
	"strconv"
	"strings"
)

// cutAfter is the event behind which the lab cuts the stream of ex05a.
const cutAfter = 42

// ex05a is passed by a client that says what it has, and gets the rest.
var ex05a = Check{
	ID:    "EX05a",
	Title: "curl from 42",
	Task:  "The lab cuts your stream behind event 42. Make curl go on behind it: nothing lost, nothing twice.",
	Start: "curl -N '{lab}/sse?check=EX05a'",
	Clauses: []string{
		"Your stream brings the events 1 to 42, and the lab cuts it.",
		"You ask again with the id of event 42.",
		"The first event of that response is number 43.",
		"You read that response to its end.",
	},
	decide: decideEX05a,
}

// decideEX05a looks for r1, a response with the ids p-1 … p-42 of the attempt's
// epoch p that the lab cut, and for r2, whose request comes with the id p-42,
// whose first event is p-43, and which was delivered to the end.
func decideEX05a(a attempt) (best []Clause, over bool) {
	best = []Clause{
		waiting("Nothing was asked for yet.", "Ask for …/sse?check=EX05a with curl -N. That request begins the attempt."),
		waiting("", "Copy the id of the last event that you have whole. Then ask again, and send it in the header Last-Event-ID."),
		waiting("", ""), waiting("", ""),
	}
	streams := a.streams()
	if len(streams) == 0 {
		return best, false
	}
	best[0] = a.cut(streams[0])
	for _, x := range streams[1:] {
		clauses := []Clause{best[0], a.resumed(x), a.first(x), a.delivered(x)}
		if countMet(clauses) >= countMet(best) {
			best = clauses
		}
	}
	return best, false
}

// id is the attempt's own of an event.
func (a attempt) id(seq int) string { return a.epoch + "-" + strconv.Itoa(seq) }

// cut: r1.
func (a attempt) cut(x *exchange) Clause {
	if !x.streamed {
		return a.streamed(x)
	}
	n, events := 0, x.events
	if len(events) > 0 && events[0].Type == "reset" { // it began with an id that is none of this run
		events = events[1:]
	}
	for n < len(events) && events[n].Type == "message" && events[n].id == a.id(n+1) {
		n++
	}
	switch {
	case n == cutAfter && len(events) == n && x.fault != nil:
		return met(fmt.Sprintf("%s to %s crossed, and the lab cut the connection at %s.", a.id(1), a.id(n), a.at(*x.fault)), events[n-1].N, x.fault.N)
	case x.end == nil:
		return waiting(fmt.Sprintf("%d of %d events so far.", n, cutAfter), "Let it run: the lab cuts it behind event 42.")
	}
	return notYet(fmt.Sprintf("It ended at %s behind event %d, and not by the lab's cut.", a.at(*x.end), n),
		"Begin again, and let your client read until the lab cuts the connection.", x.end.N)
}

// resumed: the request of r2.
func (a attempt) resumed(x *exchange) Clause {
	got := x.cameWith()
	if got == a.id(cutAfter) {
		return met(x.askedWith(a)+".", x.request.N)
	}
	if got == "" {
		return notYet(x.asked(a)+" without Last-Event-ID.", fmt.Sprintf("Without an id the answer begins at event 1. With curl: -H 'Last-Event-ID: %s'", a.id(cutAfter)), x.request.N)
	}
	return notYet(x.askedWith(a)+".", a.wrongID(got), x.request.N)
}

// wrongID says what is wrong with an id that is not that of event 42.
func (a attempt) wrongID(id string) string {
	seq, ok := strings.CutPrefix(id, a.epoch+"-")
	n, err := strconv.Atoi(seq)
	switch {
	case !ok || err != nil:
		return fmt.Sprintf("That is no id of this stream. An id is the whole text behind \"id: \", such as %s.", a.id(1))
	case n < cutAfter:
		return fmt.Sprintf("The server sends what comes behind that id, so you get event %d twice. The last event that you have whole is %d.", n+1, cutAfter)
	}
	return fmt.Sprintf("The server sends what comes behind that id, so event %d is lost: it never reached you. The last event that you have whole is %d.", cutAfter+1, cutAfter)
}

// first: the first event of r2.
func (a attempt) first(x *exchange) Clause {
	switch {
	case len(x.events) == 0 && x.end == nil:
		return waiting("", "")
	case x.status >= 400:
		return notYet(fmt.Sprintf("The response was %d, without an event.", x.status), x.why(), x.response.N)
	case len(x.events) == 0:
		return notYet(fmt.Sprintf("The response was %d, without an event.", x.status), "Ask with the id of event 42.", x.response.N)
	}
	e := x.events[0]
	switch {
	case e.id == a.id(cutAfter+1):
		return met("It was "+e.id+".", e.N)
	case e.Type == "reset":
		return notYet(fmt.Sprintf("It was a reset: %s.", e.Data), "The server could not go on behind that id and began again, with a new epoch.", e.N)
	}
	return notYet("It was "+e.id+".", "Ask with the id of event 42: the response then begins with 43.", e.N)
}
