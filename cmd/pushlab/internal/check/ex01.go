package check

import (
	"fmt"
	"strings"
	"time"
)

// ackTime is how long a nonce may take to come back.
const ackTime = 30 * time.Second

// ex01 is passed by a client that reads the answer while it is made. One that
// waits for the whole body sees the nonce when it is too late.
var ex01 = Check{
	ID:    "EX01",
	Title: "Answer before it ends",
	Task:  "Ask for the streaming answer with any client. In its middle comes a nonce: send it back before the stream is over.",
	Start: "curl -N '{lab}/sse?check=EX01'",
	Clauses: []string{
		"You ask for the answer, and it is streamed.",
		"The nonce crosses the wire in the middle of the stream.",
		"You send the nonce to …/ack within 30 s.",
		"You send it before the stream is over.",
		"You read the stream to its last chunk.",
	},
	decide: decideEX01,
}

// decideEX01 looks for a streamed response with an event e that holds the nonce
// and a POST to ack with the nonce, so that t(e) < t(ack) ≤ t(e) + 30 s and
// t(ack) < t(end of the response), and that end is the last chunk.
func decideEX01(a attempt) (best []Clause, over bool) {
	best = []Clause{
		waiting("Nothing was asked for yet.", "Ask for …/sse?check=EX01, with curl -N or from the page. That request begins the attempt."),
		waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""),
	}
	for i, x := range a.streams() {
		n := a.findNonce(x)
		if n.event != nil && !n.right {
			a.lookAt(n.event.At + ackTime + time.Millisecond) // its time may end without an event
		}
		clauses := []Clause{a.streamed(x), n.crossed(), n.cameBack(), n.cameBefore(), a.delivered(x)}
		if i == 0 || countMet(clauses) > countMet(best) {
			best, over = clauses, n.tooLate() || x.whole()
		}
	}
	return best, over
}

// A nonce is the question of a stream, and what came back.
type nonce struct {
	attempt
	stream *exchange
	event  *event    // that holds it; nil: none yet
	ack    *exchange // the first with the nonce, else the last with something else; nil: none
	right  bool      // the ack has the nonce
}

func (a attempt) findNonce(x *exchange) nonce {
	n := nonce{attempt: a, stream: x}
	for _, text := range a.nonces {
		for i, e := range x.events {
			if n.event == nil && strings.Contains(e.Data, text) {
				n.event = &x.events[i]
				n.findAck(text)
			}
		}
	}
	return n
}

// findAck takes the nonce itself wherever it stands: nobody can guess it, so its
// event had come, and may only have been recorded late.
func (n *nonce) findAck(text string) {
	for _, x := range n.exchanges {
		if n.right || x.name() != "ack" || x.head.Method != "POST" || x.status == 0 {
			continue
		}
		if right := strings.TrimSpace(x.body.String()) == text; right || x.sent.N > n.event.N {
			n.ack, n.right = x, right
		}
	}
}

// after is how long after its event the nonce came back.
func (n nonce) after() time.Duration { return max(n.ack.sent.At-n.event.At, 0) }

// tooLate: nothing that comes can be in time.
func (n nonce) tooLate() bool {
	return n.event != nil && (n.right && n.after() > ackTime || !n.right && n.now-n.event.At > ackTime)
}

func (n nonce) crossed() Clause {
	x := n.stream
	switch {
	case n.event != nil:
		return met(fmt.Sprintf("Event challenge at %s.", n.at(n.event.Event)), n.event.N)
	case x.end != nil:
		return notYet(fmt.Sprintf("The stream ended at %s after %s, before the challenge.", n.at(*x.end), count(len(x.events), "event")),
			"Begin again, and let your client read on: the challenge comes behind token 20.", x.end.N)
	}
	return waiting(fmt.Sprintf("%s so far.", count(len(x.events), "event")), "Watch the stream: the challenge comes behind token 20, after about 4.3 s.")
}

func (n nonce) cameBack() Clause {
	switch {
	case n.event == nil:
		return waiting("", "")
	case n.right && n.after() <= ackTime:
		return met(fmt.Sprintf("It came %s after the challenge.", seconds(n.after())), n.ack.sent.N)
	case n.right:
		return notYet(fmt.Sprintf("It came %s after the challenge.", seconds(n.after())),
			"Your client showed the nonce too late, or you took too long. A client that waits for the whole body can not pass: curl -N prints each event as it comes. Begin again.", n.ack.sent.N)
	case n.tooLate():
		return notYet("30 s are over, and the nonce has not come.",
			"A client that waits for the whole body sees the nonce too late: curl -N prints each event as it comes. Begin again, with a second terminal ready.", n.event.N)
	case n.ack != nil:
		return notYet(fmt.Sprintf("At %s came %.40q, which is not the nonce.", n.at(n.ack.sent), n.ack.body.String()),
			"Send the value of nonce in the challenge's data, without its quotes, as the whole body.", n.ack.sent.N)
	}
	return waiting(fmt.Sprintf("The challenge went out at %s.", n.at(n.event.Event)),
		"In a second terminal, POST the nonce of the challenge to …/ack. Leave the first one running.")
}

func (n nonce) cameBefore() Clause {
	end := n.stream.end
	switch {
	case n.right && (end == nil || n.ack.sent.N < end.N):
		return met("The stream was running when it came.", n.ack.sent.N)
	case end == nil:
		return waiting("", "")
	case n.right:
		return notYet(fmt.Sprintf("The stream was over at %s, and the nonce came at %s.", n.at(*end), n.at(n.ack.sent)),
			"Send the nonce while the first terminal is still printing.", end.N, n.ack.sent.N)
	}
	return notYet(fmt.Sprintf("The stream was over at %s, and the nonce had not come.", n.at(*end)), "Send the nonce while the stream is running.", end.N)
}
