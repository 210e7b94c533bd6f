package check

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// news is the polls of an attempt, and the ids that they brought.
type news struct {
	attempt
	polls []poll
	seen  []string // the ids, each once, in order
}

// A poll is a request for news with its answer.
type poll struct {
	*exchange
	after  string // the id that it said
	newest string // the one that it should have said; "" = none had come
	items  []item

	// What is wrong with the answer; "" = nothing.
	reset   string // why the news began again
	foreign string // an id of another answer
	doubled string // an id that had come before
}

// An item is one object of an answer.
type item struct {
	ID, Type, Why string
	Token         *string
}

func (a attempt) news() news {
	n := news{attempt: a}
	newest := ""
	for _, x := range a.exchanges {
		if name := x.name(); x.head.Method != "GET" || name != "poll" && name != "longpoll" {
			continue
		}
		if len(n.polls) > 0 && x.query("check") != "" && x.lastRead() == "" {
			continue // it is about to begin another attempt
		}
		p := poll{exchange: x, after: x.lastRead(), newest: newest}
		json.Unmarshal([]byte(x.answer.String()), &p.items) // an answer that is not there yet has none
		for _, i := range p.items {
			n.take(&p, i)
			newest = i.ID
		}
		n.polls = append(n.polls, p)
	}
	return n
}

// take adds what an item of p says.
func (n *news) take(p *poll, i item) {
	switch {
	case i.Type == "reset":
		p.reset = i.Why
	case i.Token == nil: // done: one past the last of the five
	case !n.own(i.ID):
		p.foreign = i.ID
	case slices.Contains(n.seen, i.ID):
		p.doubled = i.ID
	default:
		n.seen = append(n.seen, i.ID)
	}
}

// own says whether an id is one of the five.
func (n news) own(id string) bool {
	for seq := 1; seq <= newsItems; seq++ {
		if id == n.id(seq) {
			return true
		}
	}
	return false
}

// lastRead is the id behind which a request asks.
func (x *exchange) lastRead() string {
	return cmp.Or(x.query("after"), x.head.Get("Last-Event-ID"))
}

// answered: every request but the last has its whole answer, or its connection is
// gone. On another connection a request may be recorded before the answer that
// brought its id, since what was sent is recorded when the kernel has taken it.
func (n news) answered() bool {
	before := n.polls[:len(n.polls)-1]
	return !slices.ContainsFunc(before, func(p poll) bool {
		_, gone := n.closes[p.request.Conn]
		return p.end == nil && !gone
	})
}

// vacant: it was answered, and with nothing.
func (p poll) vacant() bool {
	return p.status == 200 && p.end != nil && len(p.items) == 0
}

// took is how long the request was held.
func (p poll) took() time.Duration { return p.response.At - p.request.At }

// next is what to do now.
func (n news) next() string {
	last := n.polls[len(n.polls)-1]
	switch {
	case last.end == nil:
		return "The server holds your request until there is news."
	case last.vacant() && last.took() < leastVacant:
		return "Begin again. " + last.impatience()
	case len(n.seen) == 0:
		return "There was no news while it was held, so there is no id to go on from. Begin again, and leave hold= out: the server then waits for up to 25 s."
	}
	return fmt.Sprintf("Ask for …/longpoll?after=%s with the same client.", n.seen[len(n.seen)-1])
}

// requests and answers are the rows of the polls.
func (n news) requests() (rows []int) {
	for _, p := range n.polls {
		rows = append(rows, p.request.N)
	}
	return rows
}

func (n news) answers() (rows []int) {
	for _, p := range n.polls {
		if p.status == 200 && len(p.items) > 0 {
			rows = append(rows, p.response.N)
		}
	}
	return rows
}

func were(n int) string {
	if n == 1 {
		return "1 answer was"
	}
	return fmt.Sprintf("%d answers were", n)
}
