package check

import (
	"fmt"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// thePlay is Q: the requests of the page that began the attempt.
type thePlay struct {
	attempt
	requests []*exchange
}

func (a attempt) thePlay() thePlay {
	p, page := thePlay{attempt: a}, ""
	for _, x := range a.exchanges {
		if !x.plays() {
			continue
		}
		if len(p.requests) == 0 {
			page = x.query("page")
		}
		if x.query("page") == page {
			p.requests = append(p.requests, x)
		}
	}
	return p
}

// plays: it asks the theatre, at either of its addresses, for an event stream.
func (x *exchange) plays() bool {
	path, _, _ := strings.Cut(x.head.Target, "?")
	return x.head.Method == "GET" && strings.HasSuffix(strings.TrimSuffix(path, "/moved"), "/d/theatre") &&
		strings.Contains(x.head.Get("Accept"), wire.EventStreamType)
}

// first returns the first n requests, or what there is of them.
func (p thePlay) first(n int) []*exchange { return p.requests[:min(n, len(p.requests))] }

// retries is what the streams up to Q(i) have set the reconnection time to, in
// ms; -1 = never.
func (p thePlay) retries(i int) int {
	retry := -1
	for _, q := range p.first(i) {
		if q.retry >= 0 {
			retry = q.retry
		}
	}
	return retry
}

// wait is the reconnection time behind Q(i).
func (p thePlay) wait(i int) time.Duration {
	if ms := p.retries(i); ms >= 0 {
		return time.Duration(ms) * time.Millisecond
	}
	return ownWait
}

// absent says of the next request, number n, that it has not come.
func (p thePlay) absent(n int) (seen, hint string) {
	if n != len(p.requests)+1 {
		return "", "Wait for the next request."
	}
	before := p.requests[n-2]
	if before.end == nil || !before.streamed {
		return "", "Wait for the next request."
	}
	due := before.end.At + p.wait(n-1) + waitMargin
	if p.now <= due {
		p.lookAt(due + time.Millisecond)
		return fmt.Sprintf("Request %d has not come yet.", n), "Wait: an EventSource whose stream ended comes back by itself."
	}
	return fmt.Sprintf("Request %d has not come, and the reconnection time of %s is over.", n, seconds(p.wait(n-1))),
		"No EventSource asks any more. If your code calls close(), in the error handler perhaps, take that away, and begin again."
}

// leftIn is the client's close of the connection before the answer was over, nil
// for none.
func (p thePlay) leftIn(q *exchange) *trace.Event {
	end, ok := p.closes[q.request.Conn]
	if !ok || !strings.HasPrefix(end.Text, "client") || q.end != nil && q.end.N < end.N && q.orderly() {
		return nil
	}
	return &end
}

// orderly: the server came to the end of its response, or the lab cut it.
func (x *exchange) orderly() bool {
	return x.fault != nil || x.end.Text == "last-chunk" || x.end.Text == "end-stream" || x.end.Text == "length"
}

// answered says what a request got.
func (x *exchange) answered() string {
	if x.status == 200 {
		return fmt.Sprintf("200 and the type %.60s", x.media)
	}
	return fmt.Sprint(x.status)
}

// refused: Q3.
func (p thePlay) refused() Clause {
	if len(p.requests) < threeRequests {
		return waiting("", "Wait for request 3.")
	}
	q := p.requests[threeRequests-1]
	switch {
	case q.status == 0 && q.end == nil:
		return waiting(fmt.Sprintf("Request 3 came at %s and has no answer yet.", p.at(q.request)), "Wait for the answer.")
	case q.status == 0:
		return notYet("Request 3 got no response: the connection was reset.",
			"A network error does not stop an EventSource: it comes back. Let the third act answer, with something that is no event stream. Begin again.", q.request.N, q.end.N)
	case q.streamed:
		return notYet("Request 3 was answered by 200 and an event stream.",
			"An EventSource comes back behind every stream that ends. What makes it fail for good is a status other than 200, or another Content-Type: 204, 502, type. Begin again.", q.request.N, q.response.N)
	case q.status == 307:
		return notYet("Request 3 was answered by 307.",
			"A redirect is followed at once, to a fourth request. Let the third act be a 204, another status of 400 or more, or type. Begin again.", q.request.N, q.response.N)
	}
	return met(fmt.Sprintf("It was answered by %s.", q.answered()), q.request.N, q.response.N)
}

// left: no conn.close by the client before the answer to Q3.
func (p thePlay) left() Clause {
	for i, q := range p.first(threeRequests) {
		if end := p.leftIn(q); end != nil && q.status == 0 || end != nil && i < threeRequests-1 {
			return notYet(fmt.Sprintf("The client closed the connection of request %d at %s.", i+1, p.at(*end)),
				"Something called close(): the handler close-on-error, Stop, or leaving the page. The server alone must stop it. Begin again.", end.N)
		}
	}
	if len(p.requests) < threeRequests || p.requests[threeRequests-1].status == 0 {
		return waiting("None so far.", "Leave the EventSource open.")
	}
	return met("It closed none.", p.requests[threeRequests-1].response.N)
}

// quiet: no fourth request for 10 s behind the third.
func (p thePlay) quiet() Clause {
	if len(p.requests) < threeRequests {
		return waiting(fmt.Sprintf("%s so far.", count(len(p.requests), "request")), "Wait for request 3.")
	}
	third := p.requests[threeRequests-1]
	if len(p.requests) > threeRequests {
		fourth := p.requests[threeRequests].request
		return notYet(fmt.Sprintf("A fourth request came %s behind the third.", seconds(fourth.At-third.request.At)),
			"An error handler that makes a new EventSource asks on for ever. Leave the handler at none. Begin again.", third.request.N, fourth.N)
	}
	over := third.response.At + quietTime
	if third.status > 0 && p.now >= over {
		return met("For 10 s nothing came.", third.response.N)
	}
	if third.status > 0 {
		p.lookAt(over)
	}
	return waiting("Request 3 came at "+p.at(third.request)+", and 10 s are not over yet.", "Leave the page open for 10 s more.")
}
