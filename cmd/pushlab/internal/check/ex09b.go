package check

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// ex09b is passed by a connection that a browser has to call 1006, though nobody
// has sent a wrong byte.
var ex09b = Check{
	ID:    "EX09b",
	Title: "1006",
	Task: "Make a browser report 1006 with not a single malformed byte. Open …/ws from a page, and let the lab or the edge take the connection away: " +
		"the addresses take your fault= and edge=.",
	Start: `curl -iN --http1.1 -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Version: 13' -H "Sec-WebSocket-Key: $(openssl rand -base64 16)" '{lab}/ws?check=EX09b'`,
	Clauses: []string{
		"A browser opens a WebSocket to …/ws: it sends Origin, offers permessage-deflate, and is answered by 101.",
		"No frame breaks a rule, on either side.",
		"No Close frame crosses, in either direction.",
		"TCP ends, and it is the lab or the edge that ends it.",
	},
	decide: decideEX09b,
}

// decideEX09b looks at the newest connection: a browser's handshake, a 101, whole
// frames, no opcode 8, and an end of TCP that is not the client's.
func decideEX09b(a attempt) (clauses []Clause, over bool) {
	list := a.handshakes()
	if len(list) == 0 {
		return []Clause{
			waiting("No handshake came yet.", "In a page: new WebSocket(`${lab}/ws?check=EX09b`). That request begins the attempt."),
			waiting("", ""), waiting("", ""), waiting("", ""),
		}, false
	}
	l := loss{a, handshake{a.seenByClient(list[len(list)-1]), len(list)}}
	return []Clause{l.browser(), l.wellFormed(), l.noClose(), l.taken()}, false
}

// seenByClient is the exchange of the learner's client: with the edge, if the
// handshake came through that. The key tells.
func (a attempt) seenByClient(x *exchange) *exchange {
	for _, e := range a.atEdge {
		if key := e.head.Get("Sec-WebSocket-Key"); key != "" && key == x.head.Get("Sec-WebSocket-Key") {
			return e
		}
	}
	return x
}

// A loss is how a connection ended, as its client has seen it.
type loss struct {
	attempt
	handshake
}

// browser: what a browser sends by itself, and hardly anybody else.
func (l loss) browser() Clause {
	switch {
	case l.head.Get("Origin") == "":
		return notYet(l.said("has no Origin."), "A browser says which page it is that connects (RFC 6455 §4.1), and a page can not leave that out. Open the socket in a page, with new WebSocket(…).", l.request.N)
	case !strings.Contains(l.head.Get("Sec-WebSocket-Extensions"), "permessage-deflate"):
		return notYet(l.said("offers no permessage-deflate."), "Browsers offer it each time (RFC 7692), so this was none. Open the socket in a page, with new WebSocket(…).", l.request.N)
	}
	return l.handshake.opens()
}

// wellFormed: no frame has an error. That the end of TCP cuts one short is none.
func (l loss) wellFormed() Clause {
	for _, f := range l.socket.frames {
		if r := f.rule(); r != 0 && r != wire.RuleFrameCut && r != wire.RuleMessageCut {
			return notYet(fmt.Sprintf("%s of %s breaks a rule: %s", named(f), side(f.Dir), r),
				"Here the wrong byte is the reason of the end, and the client's Close frame says so on the wire. Break nothing but TCP. Open another socket.", f.N)
		}
	}
	return l.whenOver(fmt.Sprintf("%s, and none breaks one.", count(len(l.socket.frames), "frame")), "")
}

// noClose: nobody said goodbye.
func (l loss) noClose() Clause {
	f := l.firstClose()
	if f == nil {
		return l.whenOver("None.", "Let the lab or the edge take the connection away: fault=KIND@N in the address, where a KIND says how and N behind which message.")
	}
	hint := "The lab says goodbye when the answer is done, at fault=end@N, and when its client breaks a rule. Cut the connection before: with a fault that TCP knows, and WebSocket does not."
	if f.Dir == wire.ToServer {
		hint = "Your client closed. Leave the socket alone, and wait."
	}
	return notYet(fmt.Sprintf("A Close frame came from %s. %s", side(f.Dir), saysClose(f)), hint+" Open another socket.", f.N)
}

// firstClose is the Close frame of whoever said it first; nil: nobody did.
func (l loss) firstClose() *frame {
	in, out := l.socket.close(wire.ToServer), l.socket.close(wire.ToClient)
	if in == nil || out != nil && out.N < in.N {
		return out
	}
	return in
}

// whenOver is met when nothing can come any more.
func (l loss) whenOver(seen, hint string) Clause {
	switch {
	case l.socket.opened == nil:
		return waiting("", "")
	case l.closed().Kind == "":
		return waiting(strings.TrimSuffix(seen, ".")+" so far.", hint)
	}
	return met(seen, l.closed().N)
}

// taken: who ended TCP first.
func (l loss) taken() Clause {
	e := l.closed()
	who, how, _ := strings.Cut(e.Text, " ")
	switch {
	case l.socket.opened == nil:
		return waiting("", "")
	case e.Kind == "":
		return waiting("TCP is open.", "Wait for the end.")
	case who == "client":
		return notYet(fmt.Sprintf("Your client ended it, by %s at %s.", strings.ToUpper(how), l.at(e)),
			"1006 is what one side sees when the other is gone without a word. Who hangs up sees nothing. Let the other side do it. Open another socket.", e.N)
	}
	return met(fmt.Sprintf("The %s ended it, by %s at %s.", l.taker(who), strings.ToUpper(how), l.at(e)), e.N)
}

// taker names who ended TCP: the server of the edge's connection is the edge.
func (l loss) taker(who string) string {
	if l.place == "edge" {
		return "edge"
	}
	return who
}

// closed is the end of the connection's TCP; its zero value: there is none yet.
func (l loss) closed() trace.Event { return l.closes[l.request.Conn] }

// side names who sent something.
func side(dir wire.Direction) string {
	if dir == wire.ToServer {
		return "the client"
	}
	return "the server"
}

// named writes what a frame is.
func named(f frame) string {
	if f.garbage {
		return count(int(f.Frame.End-f.Frame.Start), "byte")
	}
	return "A " + wire.OpcodeName(f.Opcode) + " frame"
}
