package check

import "fmt"

// streamed: the exchange asked for an answer and got an event stream.
func (a attempt) streamed(x *exchange) Clause {
	switch {
	case x.status == 0:
		return waiting(x.asked(a)+"; there is no response yet.", "")
	case x.streamed:
		return met(x.asked(a)+" was answered by 200 and an event stream.", x.request.N, x.response.N)
	case x.status == 200:
		return notYet(x.asked(a)+" was answered all at once.",
			`Leave out "stream": false. It asks for the whole text when the last token is made.`, x.request.N, x.response.N)
	case x.status == 204:
		return notYet(x.asked(a)+" was answered by 204: this client has had the whole answer.",
			"Ask without an id, and with check in the address, to begin again.", x.request.N, x.response.N)
	}
	return notYet(fmt.Sprintf("%s was answered by %d.", x.asked(a), x.status),
		"The body of that response says what was wrong with the request.", x.request.N, x.response.N)
}

// delivered: the client read the response to its end.
func (a attempt) delivered(x *exchange) Clause {
	switch {
	case x.end == nil:
		return waiting(fmt.Sprintf("It is still running: %s so far.", count(len(x.events), "event")),
			"Let it run until event: done.")
	case x.whole():
		return met(fmt.Sprintf("Event done and the last chunk at %s.", a.at(*x.end)), x.events[len(x.events)-1].N, x.end.N)
	}
	return notYet(fmt.Sprintf("It ended at %s after %s, without done.", a.at(*x.end), count(len(x.events), "event")),
		"Your client left early. Ask again, and let it read until event: done.", x.end.N)
}
