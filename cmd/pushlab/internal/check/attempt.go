package check

import (
	"fmt"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// An attempt is the part of a trace from an attempt.start to its attempt.end,
// put together by exchanges.
type attempt struct {
	exercise  string
	number    int    // 0: there is none
	epoch     string // of its answer
	ended     bool
	how       string // it ended
	restarted bool   // it took the place of one that was open
	began     time.Duration
	now       time.Duration       // when it is looked at, or when it ended
	next      *time.Duration      // when to look again, though nothing happens (lookAt)
	nonces    []string            // that the server has sent out
	made      []trace.Event       // gen.start: the answers that the model began
	sums      map[string]string   // of each answer that is whole, by its epoch: sha256 of the text
	closes    map[int]trace.Event // conn.close of each connection
	used      []trace.Event       // note: the lab knows the key of a handshake
	exchanges []*exchange         // in the order of their requests, as the server has had them
	atEdge    []*exchange         // those of clients with the edge: each of them goes on as one of the others
}

// findAttempt finds an attempt at an exercise by its number, 0 for the newest, as
// it stood at its end, or else as it stands now or, if that is later, at the
// newest event.
func findAttempt(id string, log *trace.Log, number int, now time.Duration) attempt {
	var a attempt
	events := log.Events(0)
	if number > 0 {
		events = events[:endOf(id, events, number)]
	}
	from, to := len(events), len(events)
	for i, e := range events {
		switch {
		case e.Kind == "attempt.start" && e.Text == id:
			a = attempt{exercise: id, number: a.number + 1, epoch: e.Answer, began: e.At, restarted: strings.HasSuffix(a.how, "another attempt began")}
			from, to = i, len(events)
		case (e.Kind == "attempt.end" || e.Kind == "attempt.start") && to == len(events) && from < i:
			a.ended, a.how, to = true, e.Text, i
			a.now = e.At
		}
	}
	a.next = new(time.Duration)
	if !a.ended {
		a.now = now
	}
	if a.number > 0 {
		a.read(log, events[:to], from)
	}
	return a
}

// endOf is where the attempts behind that number begin.
func endOf(id string, events []trace.Event, number int) int {
	for i, e := range events {
		if e.Kind != "attempt.start" || e.Text != id {
			continue
		}
		if number--; number < 0 {
			return i
		}
	}
	return len(events)
}

// read puts the exchanges together. The request that began the attempt stands
// before attempt.start and its response behind it: an exchange counts when
// either does. What a browser asks before a request of its own does not.
func (a *attempt) read(log *trace.Log, events []trace.Event, from int) {
	a.sums, a.closes = map[string]string{}, map[int]trace.Event{}
	counts, all := counting(log, events, from), map[int]*exchange{}
	for _, e := range events {
		switch x := all[e.Exchange]; {
		case e.Kind == "http.req" && counts[e.Exchange]:
			x = &exchange{place: log.Place(e.Conn), request: e, sent: e, head: log.Head(e), retry: -1}
			if x.head.Method != "OPTIONS" {
				all[e.Exchange] = x
				a.keep(x)
			}
		case x != nil:
			x.add(log, e)
		case e.N > from:
			a.add(e)
		}
		a.now = max(a.now, e.At)
	}
}

// keep tells what was asked of the server from what was asked of the edge.
func (a *attempt) keep(x *exchange) {
	if x.place == "edge" {
		a.atEdge = append(a.atEdge, x)
		return
	}
	a.exchanges = append(a.exchanges, x)
}

// lookAt asks for another look at a time of the run, at which a condition can be
// decided though nothing has happened.
func (a attempt) lookAt(at time.Duration) {
	if *a.next == 0 || at < *a.next {
		*a.next = at
	}
}

// counting returns the exchanges whose request or response is behind from, and
// that of the newest request before it: its response may be held. If that one came
// through the edge, the client's with the edge is counted too. A WebSocket counts
// when its client says something.
func counting(log *trace.Log, events []trace.Event, from int) map[int]bool {
	counts, requests, newest := map[int]bool{}, map[int]int{}, trace.Event{}
	for i, e := range events {
		switch {
		case i > from && (e.Kind == "http.req" || e.Kind == "http.resp" || e.Kind == "ws.frame" && e.Dir == wire.ToServer):
			counts[e.Exchange] = true
		case e.Kind == "http.req" && i < from:
			newest, requests[e.Conn] = e, e.Exchange
		case e.Kind == "http.resp" && e.Exchange == newest.Exchange: // it was another's
			newest = trace.Event{}
		}
	}
	if newest.Exchange != 0 {
		counts[newest.Exchange] = true
		counts[requests[log.Link(newest.Conn)]] = true
	}
	return counts
}

// add takes one event that belongs to no exchange.
func (a *attempt) add(e trace.Event) {
	switch e.Kind {
	case "challenge":
		nonce, _, _ := strings.Cut(e.Text, " ")
		a.nonces = append(a.nonces, nonce)
	case "gen.start":
		a.made = append(a.made, e)
	case "gen.end":
		if sum, ok := strings.CutPrefix(e.Text, "done "); ok {
			a.sums[e.Answer] = sum
		}
	case "note":
		if strings.HasPrefix(e.Text, usedKey) {
			a.used = append(a.used, e)
		}
	case "conn.close":
		a.closes[e.Conn] = e
	}
}

// asks returns the exchanges that asked for an address.
func (a *attempt) asks(method, name string) (list []*exchange) {
	for _, x := range a.exchanges {
		if x.name() == name && x.head.Method == method {
			list = append(list, x)
		}
	}
	return list
}

// streams returns the exchanges that asked for an answer.
func (a *attempt) streams() (list []*exchange) {
	for _, x := range a.exchanges {
		if n := x.name(); n == "sse" && x.head.Method == "GET" || n == "chat" && x.head.Method == "POST" {
			list = append(list, x)
		}
	}
	return list
}

// at says when something happened, counted from the attempt's start.
func (a attempt) at(e trace.Event) string { return seconds(max(0, e.At-a.began)) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// count writes "1 event", "2 events".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprint(n, " ", thing, "s")
}
