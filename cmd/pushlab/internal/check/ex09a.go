package check

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// ex09a is passed by a closing handshake of which every part is in its place.
var ex09a = Check{
	ID:    "EX09a",
	Title: "A clean end",
	Task: "Open a WebSocket to …/echo. The lab sends a nonce. Close with code 4000 and the nonce as the reason; the lab answers with the same. " +
		"Then let the server end TCP first.",
	Start: `curl -iN --http1.1 -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Version: 13' -H "Sec-WebSocket-Key: $(openssl rand -base64 16)" '{lab}/echo?check=EX09a'`,
	Clauses: []string{
		"You open a WebSocket to …/echo, and the lab sends the nonce.",
		"You send a Close frame with code 4000 and the nonce as its reason.",
		"The lab answers with a Close frame of the same code and reason.",
		"No frame follows a Close frame.",
		"The server ends TCP first: its FIN comes before yours.",
	},
	decide: decideEX09a,
}

// privateUse is the status code that both sides are to send: the first of those
// that applications may give a meaning (RFC 6455 §7.4.2).
const privateUse = 4000

// decideEX09a looks at the newest connection: Close frames in and out with 4000
// and the nonce, nothing behind them, and a FIN that the server sends first.
func decideEX09a(a attempt) (clauses []Clause, over bool) {
	list := a.handshakes()
	if len(list) == 0 {
		return []Clause{
			waiting("No handshake came yet.", "Open a WebSocket to …/echo?check=EX09a, from the page or with nc. That request begins the attempt."),
			waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""),
		}, false
	}
	f := newFarewell(a, handshake{list[len(list)-1], len(list)})
	return []Clause{f.opens(), f.yours(), f.labs(), f.nothingBehind(), f.endsTCP()}, false
}

// A farewell is how a connection was closed.
type farewell struct {
	attempt
	handshake
	nonce   string
	in, out *frame // the Close frames of the client and of the lab; nil: none yet
	who     string // ended TCP first: "client", "server", "lab"; "" = nobody yet
	how     string // "fin", "rst"
}

func newFarewell(a attempt, h handshake) farewell {
	f := farewell{attempt: a, handshake: h, in: h.socket.close(wire.ToServer), out: h.socket.close(wire.ToClient)}
	of, _, _ := h.socket.nonces()
	f.nonce = of["nonce"]
	f.who, f.how, _ = strings.Cut(a.closes[h.request.Conn].Text, " ")
	return f
}

func (f farewell) opens() Clause {
	switch c := f.handshake.opens(); {
	case c.State != Met:
		return c
	case f.nonce == "":
		return waiting(f.said("was answered by 101; the nonce has not come yet."), "")
	}
	return met(f.said("was answered by 101. The nonce is %s.", f.nonce), f.response.N)
}

// closed is the end of TCP.
func (f farewell) closed() trace.Event { return f.closes[f.request.Conn] }

// yours: the client's Close frame.
func (f farewell) yours() Clause {
	switch {
	case f.nonce == "":
		return waiting("", "")
	case f.in == nil && f.out != nil:
		return notYet("The lab closed first. "+saysClose(f.out), "The reason says why. If it names a rule, a frame of yours broke it. Open another socket.", f.out.N)
	case f.in == nil && f.who != "":
		return notYet(fmt.Sprintf("TCP ended (%s, %s), and no Close frame had come from you.", f.who, f.how),
			"An end of TCP alone is no close: for the other side it is 1006. Send a Close frame first: opcode 8.", f.closed().N)
	case f.in == nil:
		return waiting("", fmt.Sprintf("Close with the code %d and the reason %s. In a page: socket.close(%[1]d, nonce).", privateUse, f.nonce))
	case f.right(f.in):
		return met(saysClose(f.in), f.in.N)
	}
	return notYet(saysClose(f.in), f.wrong(f.in), f.in.N)
}

// labs: the Close frame of the lab. It answers with what it got.
func (f farewell) labs() Clause {
	switch {
	case f.out == nil && f.in != nil && f.who != "":
		return notYet("TCP ended before the lab could answer.", "Behind your Close frame go on reading, until the lab's has come.", f.closed().N)
	case f.out == nil:
		return waiting("", "")
	case f.right(f.out):
		return met(saysClose(f.out), f.out.N)
	case f.in == nil || f.out.N < f.in.N:
		return notYet(saysClose(f.out), "The lab closed, since a frame of yours broke a rule: the reason names it. Begin again.", f.out.N)
	}
	return notYet(saysClose(f.out), "The lab answers with the code and the reason that it got.", f.out.N)
}

func (f farewell) right(c *frame) bool {
	code, reason := c.closing()
	return c.rule() == 0 && code == privateUse && reason == f.nonce
}

// saysClose writes what a Close frame carries.
func saysClose(c *frame) string {
	switch code, reason := c.closing(); {
	case len(c.payload) == 0:
		return "It is empty: no code, no reason."
	case reason == "":
		return fmt.Sprintf("It says %d, without a reason.", code)
	default:
		return fmt.Sprintf("It says %d and %q.", code, reason)
	}
}

// wrong says what to change in the client's Close frame.
func (f farewell) wrong(c *frame) string {
	code, reason := c.closing()
	switch {
	case c.rule() != 0:
		return c.rule().String() + " (" + c.rule().Spec() + ")"
	case code == 1005:
		return fmt.Sprintf("close() without a code sends an empty Close frame, and 1005 is what the API calls that. Say close(%d, nonce). Open another socket.", privateUse)
	case code != privateUse:
		return fmt.Sprintf("The code is the first two bytes of the payload, the higher one first: %d is 0f a0. Open another socket.", privateUse)
	case reason == "":
		return "The reason is the payload behind the two bytes of the code, in UTF-8. Put the nonce there, as it is. Open another socket."
	}
	return fmt.Sprintf("The reason must be the nonce of this connection, %s, and nothing else. Each connection has its own. Open another socket.", f.nonce)
}

// nothingBehind: the frames of each side end with its Close frame.
func (f farewell) nothingBehind() Clause {
	if f.in != nil && f.socket.sent != nil && f.socket.sent.Frame.End > f.in.Frame.End {
		return notYet(fmt.Sprintf("%s came from you behind your Close frame.", count(int(f.socket.sent.Frame.End-f.in.Frame.End), "byte")),
			"A Close frame is the last one of its side; what follows is not read (RFC 6455 §5.5.1). Open another socket, and send nothing behind it.", f.in.N, f.socket.sent.N)
	}
	switch {
	case f.in == nil || f.out == nil:
		return waiting("", "")
	case f.who == "":
		return waiting("Nothing so far.", "Wait for the end of TCP.")
	}
	return met("Both Close frames are the last of their side.", f.in.N, f.out.N)
}

// endsTCP: the first FIN was the server's.
func (f farewell) endsTCP() Clause {
	switch {
	case f.in == nil || f.out == nil:
		return waiting("", "")
	case f.who == "":
		return waiting("TCP is open.", "Keep your side open and wait: the server ends TCP (RFC 6455 §7.1.1).")
	case f.who == "client":
		return notYet(fmt.Sprintf("You ended it first, by %s at %s.", strings.ToUpper(f.how), f.at(f.closed())),
			"Who ends TCP first holds its port for a while (TIME_WAIT), and that should be the server (RFC 6455 §7.1.1). Behind the lab's Close frame go on reading until its end. "+
				"With nc: keep its standard input open, for instance with sleep behind your bytes. Open another socket.", f.closed().N)
	case f.how != "fin":
		return notYet(fmt.Sprintf("It ended by %s at %s.", strings.ToUpper(f.how), f.at(f.closed())), "A reset is no clean end. Open another socket, and leave out the fault.", f.closed().N)
	}
	return met(fmt.Sprintf("The server sent its FIN first, at %s.", f.at(f.closed())), f.closed().N)
}
