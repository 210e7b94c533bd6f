package check

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The terms of ex04.
const (
	threeRequests = 3
	ownWait       = 3 * time.Second        // of Chromium, when no retry line says another
	waitMargin    = 600 * time.Millisecond // around it
	quietTime     = 10 * time.Second       // behind the last request
)

// ex04 is passed by a server that lets an EventSource come back twice, and stops
// it at the third request.
var ex04 = Check{
	ID:    "EX04",
	Title: "Three and out",
	Task:  "Write a script for the theatre so that one EventSource makes exactly three requests and then stops for good. No code of the page may close it.",
	Start: "curl -N -H 'Accept: text/event-stream' '{lab}/d/theatre?check=EX04&page=A1&retry=1000&acts=events:1'",
	Clauses: []string{
		"Requests 1 and 2 are answered by 200 and an event stream with at least one event, and the server ends it.",
		"Requests 2 and 3 come when the reconnection time is over, 600 ms more or less.",
		"Request 3 is answered by another status than 200, or by another type than an event stream.",
		"The client closes no connection before request 3 is answered.",
		"No fourth request comes for 10 s.",
	},
	decide: decideEX04,
}

// decideEX04 looks at Q, the GETs of the attempt's page that accept an event
// stream: |Q| = 3; Q1 and Q2 have status 200 and an event each, and the server
// ended them; each gap behind them is the reconnection time ± 600; the status of
// Q3 is not 200, or its type is wrong; 10 s without another Q; no conn.close by
// the client before the answer to Q3. What was missed once stays so: a request
// that was made is made.
func decideEX04(a attempt) (clauses []Clause, over bool) {
	p := a.thePlay()
	if len(p.requests) == 0 {
		return []Clause{
			waiting("Nothing was asked for yet.", "Line up acts and open an EventSource on …/d/theatre?check=EX04. Its first request begins the attempt."),
			waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""),
		}, false
	}
	clauses = []Clause{p.ended(), p.waited(), p.refused(), p.left(), p.quiet()}
	i := countMet(clauses)
	return clauses, i < len(clauses) && clauses[i].State == NotYet
}

// ended: Q1 and Q2 are streams with events, which the server ended.
func (p thePlay) ended() Clause {
	var rows []int
	for i, q := range p.first(threeRequests - 1) {
		clause := p.stream(i+1, q)
		if clause.State != Met {
			return clause
		}
		rows = append(rows, clause.Rows...)
	}
	if len(p.requests) < threeRequests-1 {
		seen, hint := p.absent(threeRequests - 1)
		return waiting("Request 1 had its stream, and the server ended it. "+seen, hint)
	}
	return met("Both had a stream, and the server ended it.", rows...)
}

// stream looks at one of these two.
func (p thePlay) stream(n int, q *exchange) Clause {
	switch {
	case q.status == 0 && q.end == nil:
		return waiting(fmt.Sprintf("Request %d came at %s and has no answer yet.", n, p.at(q.request)), "Wait for the answer.")
	case q.status == 0:
		return notYet(fmt.Sprintf("Request %d got no response: the connection was reset.", n),
			"That is a network error. An EventSource comes back behind it, but this exercise wants a stream with an event there: events:1.", q.request.N, q.end.N)
	case !q.streamed:
		return p.tooEarly(n, q)
	case q.end == nil:
		return waiting(fmt.Sprintf("Request %d has its stream: %s so far.", n, count(len(q.events), "event")), "Wait: the act ends the stream.")
	case p.leftIn(q) != nil:
		return notYet(fmt.Sprintf("The client left the stream of request %d at %s.", n, p.at(*p.leftIn(q))),
			"Let the server end it: no close() in the page, and no Stop on the bench. Begin again.", p.leftIn(q).N)
	case len(q.events) == 0:
		return notYet(fmt.Sprintf("The stream of request %d ended without an event.", n),
			"Give it one: events:1, or cut:fin:1. Begin again.", q.response.N, q.end.N)
	}
	return met("", q.events[0].N, q.end.N)
}

// tooEarly is a Q1 or Q2 that is no stream.
func (p thePlay) tooEarly(n int, q *exchange) Clause {
	seen := fmt.Sprintf("Request %d was answered by %s.", n, q.answered())
	hint := fmt.Sprintf("That stops an EventSource at once, so request %d is its last. Only the third act may refuse. Begin again.", n)
	if q.status == http.StatusTemporaryRedirect {
		hint = "A redirect is followed at once, and counts as a request of its own. Put two acts with events there. Begin again."
	}
	return notYet(seen, hint, q.request.N, q.response.N)
}

// waited: the gap behind Q1, and that behind Q2, is the reconnection time.
func (p thePlay) waited() Clause {
	var rows []int
	var seen []string
	for i := 1; i < min(len(p.requests), threeRequests); i++ {
		clause := p.gap(i)
		if clause.State != Met {
			return clause
		}
		seen = append(seen, clause.Seen)
		rows = append(rows, clause.Rows...)
	}
	if len(p.requests) < threeRequests {
		missing, hint := p.absent(threeRequests)
		return waiting(strings.TrimSpace(strings.Join(append(seen, missing), " ")), hint)
	}
	return met(strings.Join(seen, " "), rows...)
}

// gap is between Q(i) and Q(i+1), i from 1.
func (p thePlay) gap(i int) Clause {
	before, q := p.requests[i-1], p.requests[i]
	if before.end == nil || before.end.N > q.request.N {
		return notYet(fmt.Sprintf("Request %d came while the answer to request %d was still running.", i+1, i),
			"Two sources are open at once. Open one EventSource, and leave it alone. Begin again.", q.request.N)
	}
	got, want := q.request.At-before.end.At, p.wait(i)
	if (got - want).Abs() <= waitMargin {
		return met(fmt.Sprintf("Request %d came %s behind the end before it.", i+1, seconds(got)), before.end.N, q.request.N)
	}
	return notYet(fmt.Sprintf("Request %d came %s behind the end before it, and the reconnection time is %s.", i+1, seconds(got), seconds(want)),
		p.wrongWait(i, got), before.end.N, q.request.N)
}

// wrongWait says what to do about a wrong gap.
func (p thePlay) wrongWait(i int, got time.Duration) string {
	q := p.requests[i]
	switch {
	case len(p.requests[i-1].events) > 0 && q.head.Get("Last-Event-ID") == "":
		return "It has no Last-Event-ID, so a new EventSource asked, and not the first one again. Leave the handler at none. Begin again."
	case p.retries(i) < 0:
		return "No retry line was sent, and this browser's own wait is not Chromium's 3 s. Set retry, such as 1000, and begin again."
	case got < p.wait(i):
		return "It came too soon for an EventSource: some code asked by itself. Begin again, with nothing in the error handler."
	}
	return "The EventSource was late: a page in the background may be slowed down. Begin again, and keep the page in view."
}
