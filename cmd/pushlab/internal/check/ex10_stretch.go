package check

import (
	"encoding/json"
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// A stretch is a part of an answer that went to a client in one go: a response of
// events, or what a WebSocket brought behind a start or a resume.
type stretch struct {
	*exchange
	asked   trace.Event // the request, or the message that asked for it
	op      string      // of that message; "" = it was the request
	after   string      // the id with which the client came; "" = none
	refused string      // why nothing came
	said    []said      // whole events, without heartbeats
	done    bool
}

// A said is one event or message.
type said struct{ id, token string }

// stretches are what was asked for of answers, in order.
func (a attempt) stretches() (list []stretch) {
	for _, x := range a.exchanges {
		switch n := x.name(); {
		case n == "sse" && x.head.Method == "GET", n == "chat" && x.head.Method == "POST":
			list = append(list, x.stretch())
		case n == "ws" && x.head.Method == "GET":
			list = append(list, x.socketStretches()...)
		}
	}
	return list
}

// stretch is a response.
func (x *exchange) stretch() stretch {
	r := stretch{exchange: x, asked: x.request, after: x.cameWith(), done: x.done()}
	for _, e := range x.events {
		switch e.Type {
		case "message":
			r.said = append(r.said, said{e.id, e.Data})
		case "reset", "done":
			r.said = append(r.said, said{id: e.id})
		}
	}
	if x.status >= 400 {
		r.refused = x.why()
	}
	return r
}

// socketStretches are those of one WebSocket. A handshake with a query asks for
// an answer; so does each message that says start or resume.
func (x *exchange) socketStretches() (list []stretch) {
	_, query, _ := strings.Cut(x.head.Target, "?")
	if query != "" && query != "deflate=on" || x.status >= 400 {
		r := stretch{exchange: x, asked: x.request}
		if x.status >= 400 {
			r.refused = x.why()
		}
		list = append(list, r)
	}
	for _, m := range x.socket.messages {
		if !m.whole() {
			continue
		}
		var said spoken
		if json.Unmarshal(m.data, &said) != nil {
			continue
		}
		switch last := len(list) - 1; {
		case m.dir == wire.ToServer && (said.Op == "start" || said.Op == "resume"):
			list = append(list, stretch{exchange: x, asked: m.parts[len(m.parts)-1].Event, op: said.Op, after: said.After})
		case m.dir == wire.ToClient && last >= 0:
			list[last].hear(said)
		}
	}
	return list
}

// A spoken is a message of pushlab.v1, of either side.
type spoken struct {
	Op, After       string
	Type, ID, Token string
	Error           string
}

func (r *stretch) hear(s spoken) {
	switch {
	case s.Type == "error":
		r.refused = "The lab answered that message: " + s.Error
	case s.ID != "":
		r.said = append(r.said, said{s.ID, s.Token})
	}
	r.done = r.done || s.Type == "done"
}

// what says what asked for the stretch, and when.
func (r stretch) what(a attempt) string {
	if r.op == "" {
		return r.askedWith(a)
	}
	return fmt.Sprintf("Message %s over …/ws at %s%s", r.op, a.at(r.asked), with("after", r.after))
}

// last is the id of the last whole event: of the stretch's own, or the one with
// which the client came.
func (r stretch) last() string {
	for i := len(r.said) - 1; i >= 0; i-- {
		if r.said[i].id != "" {
			return r.said[i].id
		}
	}
	return r.after
}

// how names the way in which the stretch was lost.
func (r stretch) how() string {
	kind, _, _ := strings.Cut(r.fault.Text, "@")
	switch kind {
	case "fin", "rst":
		return strings.ToUpper(kind)
	case "blackhole":
		return "a blackhole"
	}
	return kind
}

// silent: TCP did not say that anything is lost.
func (r stretch) silent() bool { return r.how() == "a blackhole" }

// next says what to do about the loss.
func (r stretch) next() string {
	if r.silent() {
		return "Nobody tells you of this loss: TCP is open, and no byte comes. A heartbeat is due each second, so 2.5 s without a byte mean that it is lost. End the connection, and ask again behind the last id. " + r.again()
	}
	return "TCP has told your client. Ask again behind the last id. " + r.again()
}

// again says how to ask behind an id.
func (r stretch) again() string {
	if r.name() == "ws" {
		return fmt.Sprintf(`Open …/ws without a query and send {"op":"resume","after":"%s"}.`, r.last())
	}
	if r.name() == "sse" {
		return fmt.Sprintf("The header is Last-Event-ID: %s. A new EventSource, which can not send it, has after=%[1]s in its address.", r.last())
	}
	return fmt.Sprintf("The header is Last-Event-ID: %s.", r.last())
}

// tooLate says why nobody came in time.
func (r stretch) tooLate() string {
	if r.silent() {
		return "Here TCP was open, and no byte came: no error, no close, no end. Only a clock of your own notices that. " +
			"Set a timer anew with each byte that comes, heartbeats too; when it has run for 2.5 s, end the connection and ask again. Begin again."
	}
	return "TCP told your client at once. Catch the error or the close, wait for a second at most, and ask again. Begin again."
}
