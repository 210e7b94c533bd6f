package check

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The terms of ex02.
const (
	newsItems   = 5
	mostPolls   = 6
	leastVacant = 5 * time.Second // that an empty answer must have been held
)

// ex02 is passed by a client that lets the server wait, says what it has, and
// keeps its connection.
var ex02 = Check{
	ID:    "EX02",
	Title: "Five news, six requests",
	Task:  "The lab makes five news, when they come. Collect them by long polling: none lost, at most six requests, over one TCP connection.",
	Start: "curl '{lab}/longpoll?check=EX02'",
	Clauses: []string{
		"All requests come over one TCP connection.",
		"Each request behind the first says after=, with the newest id that you have.",
		"No empty answer comes back sooner than 5 s after its request.",
		"There are at most six requests.",
		"The five ids come, each of them once.",
	},
	decide: decideEX02,
}

// decideEX02 looks at R, the requests to poll and longpoll of the attempt: the
// ids delivered over R are exactly the five, each once; |R| ≤ 6; all on one
// connection; the after of request k+1 is the newest id delivered up to k; and
// every empty answer was held for 5 s. A condition that was broken once stays so,
// when the answers before are there.
func decideEX02(a attempt) (clauses []Clause, over bool) {
	n := a.news()
	if len(n.polls) == 0 {
		return []Clause{
			waiting("Nothing was asked for yet.", "Ask for …/longpoll?check=EX02. That request begins the attempt, and the server holds it until there is news."),
			waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""),
		}, false
	}
	clauses = []Clause{n.oneConnection(), n.cursor(), n.held(), n.few(), n.five()}
	broken := slices.ContainsFunc(clauses, func(c Clause) bool { return c.State == NotYet })
	return clauses, broken && n.answered()
}

func (n news) oneConnection() Clause {
	first := n.polls[0]
	for i, p := range n.polls {
		if p.request.Conn != first.request.Conn {
			return notYet(fmt.Sprintf("Request %d came over connection %d, the first over connection %d.", i+1, p.request.Conn, first.request.Conn),
				"Your client opened a connection for that request. Read each answer to its end and ask again with the same client: "+
					"a fetch of the page, a Session of Python's requests, an http.Client of Go. Each curl is a client of its own.", first.request.N, p.request.N)
		}
	}
	return met(fmt.Sprintf("%s so far, all over connection %d.", count(len(n.polls), "request"), first.request.Conn), n.requests()...)
}

func (n news) cursor() Clause {
	for i, p := range n.polls[1:] {
		if p.after != p.newest {
			return n.wrongCursor(i+2, p)
		}
	}
	last := n.polls[len(n.polls)-1]
	switch {
	case len(n.polls) > 1:
		return met(fmt.Sprintf("The last one said after=%s.", last.after), n.requests()[1:]...)
	case n.restarted:
		return waiting("This request said no after=, so it began the exercise anew, in the middle of the attempt before.",
			"Without an id the server begins at the first item. Say what you have. "+n.next())
	case len(n.seen) == newsItems:
		return met("One request brought all.", last.request.N)
	}
	return waiting("There is one request so far, and it needs no after=.", n.next())
}

// wrongCursor: request i said something else than the newest id.
func (n news) wrongCursor(i int, p poll) Clause {
	if p.after == "" {
		return notYet(fmt.Sprintf("Request %d said no after=; the newest id then was %s.", i, p.newest),
			fmt.Sprintf("The server can not know what you have: without an id you get another answer, from its first item. Put the newest id into each request: …/longpoll?after=%s", p.newest), p.request.N)
	}
	if p.newest == "" {
		return notYet(fmt.Sprintf("Request %d said after=%.60s, and no id had come yet.", i, p.after),
			"Send back an id that the server gave you, as it stands.", p.request.N)
	}
	return notYet(fmt.Sprintf("Request %d said after=%.60s; the newest id then was %s.", i, p.after, p.newest),
		"The server sends what comes behind that id. Keep the id of the last item of each answer, and send it with the next request.", p.request.N)
}

func (n news) held() Clause {
	shortest, vacant := time.Duration(0), 0
	for i, p := range n.polls {
		if !p.vacant() {
			continue
		}
		if p.took() < leastVacant {
			return notYet(fmt.Sprintf("Request %d was answered with [] after %d ms.", i+1, p.took().Milliseconds()), p.impatience(), p.request.N, p.response.N)
		}
		if vacant++; vacant == 1 || p.took() < shortest {
			shortest = p.took()
		}
	}
	if vacant == 0 {
		return met("No answer was empty so far.", n.requests()...)
	}
	return met(fmt.Sprintf("%s empty; the shortest was held for %s.", were(vacant), seconds(shortest)), n.requests()...)
}

// impatience is what to do about an answer that was empty too soon.
func (p poll) impatience() string {
	if p.name() == "poll" {
		return "…/poll answers at once, whether or not there is news: that is short polling. Ask …/longpoll, which holds the request until there is something to say."
	}
	return "Your hold is shorter than the silence. Leave hold= out, and the server waits for up to 25 s."
}

func (n news) few() Clause {
	if len(n.polls) > mostPolls {
		return notYet(fmt.Sprintf("This is request %d.", len(n.polls)),
			"A request that is held comes back with news, so five news need no more than five requests. Ask …/longpoll, and only when the answer before is there.", n.requests()[mostPolls:]...)
	}
	return met(fmt.Sprintf("%d so far.", len(n.polls)), n.requests()...)
}

func (n news) five() Clause {
	for i, p := range n.polls {
		switch {
		case p.status >= 400:
			return notYet(fmt.Sprintf("Request %d was answered by %d.", i+1, p.status), p.why(), p.response.N)
		case p.reset != "":
			return notYet(fmt.Sprintf("Request %d was answered with a reset: %s.", i+1, p.reset),
				"The server could not go on behind that id and began again. It keeps the news for 10 s after a request: ask again sooner, and send the id as it came.", p.response.N)
		case p.foreign != "":
			return notYet(fmt.Sprintf("Request %d brought %s, which is none of the five.", i+1, p.foreign),
				fmt.Sprintf("Each answer without an id begins a series of its own. The ids of this attempt begin with %s-.", n.epoch), p.response.N)
		case p.doubled != "":
			return notYet(fmt.Sprintf("Request %d brought %s, which had come before.", i+1, p.doubled),
				"The server sends all that comes behind after=. Say the newest id that you have.", p.response.N)
		}
	}
	if len(n.seen) == newsItems {
		return met(strings.Join(n.seen, ", ")+".", n.answers()...)
	}
	return waiting(strings.TrimSuffix(fmt.Sprintf("%d of %d so far: %s", len(n.seen), newsItems, strings.Join(n.seen, ", ")), ": "), n.next())
}
