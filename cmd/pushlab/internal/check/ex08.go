package check

import (
	"fmt"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// ex08 is passed by frames that were written by hand.
var ex08 = Check{
	ID:    "EX08",
	Title: "Hand-made",
	Task:  "Behind a handshake the lab sends two nonces, a and b. Send back, in raw bytes: a as a masked text frame, b as a text message in two fragments with a ping between them, and then a binary frame of 200 bytes.",
	Start: `curl -iN --http1.1 -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Version: 13' -H "Sec-WebSocket-Key: $(openssl rand -base64 16)" '{lab}/echo?check=EX08'`,
	Clauses: []string{
		"The handshake succeeds, and the lab sends the nonces a and b.",
		"Each of your frames is masked, with a key that is not zero.",
		"No frame breaks a rule: lengths in their shortest form, fragments in order.",
		"One text frame carries a: FIN 1, opcode 1.",
		"Then b comes in two fragments, FIN 0 with opcode 1 and FIN 1 with opcode 0, and a ping between them.",
		"Then a binary frame carries 200 bytes: opcode 2, its length in 16 bits.",
	},
	decide: decideEX08,
}

// binarySize is how many bytes the third message of ex08 has.
const binarySize = 200

// decideEX08 looks at the newest connection. Behind its 101 the client's frames
// contain in this order {fin 1, op 1, payload a}; {fin 0, op 1}, {op 9},
// {fin 1, op 0} with the payload b together; {op 2, 200 bytes, length form 16}.
// Each has a key that is not zero, and none breaks a rule.
func decideEX08(a attempt) (clauses []Clause, over bool) {
	list := a.handshakes()
	if len(list) == 0 {
		return []Clause{
			waiting("No handshake came yet.", "Open a WebSocket to …/echo?check=EX08. That request begins the attempt."),
			waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""),
		}, false
	}
	p := newPieces(handshake{list[len(list)-1], len(list)})
	return []Clause{p.opens(), p.masks(), p.rules(), p.find(p.whole, p.about("a")), p.find(p.fragments, p.about("b")), p.find(p.binary, isBinary)}, false
}

// pieces is what a client sent behind its handshake.
type pieces struct {
	handshake
	nonce    map[string]string
	told     trace.Event // with which the nonces came
	frames   []frame     // of the client
	messages []message   // of the client
	next     int         // the message behind the last that was found
	missed   bool        // one was not found, so the next ones have to wait
}

func newPieces(h handshake) *pieces {
	p := &pieces{handshake: h, frames: h.socket.from(wire.ToServer)}
	p.nonce, p.told, _ = h.socket.nonces()
	for _, m := range h.socket.messages {
		if m.dir == wire.ToServer {
			p.messages = append(p.messages, m)
		}
	}
	return p
}

func (p *pieces) opens() Clause {
	switch c := p.handshake.opens(); {
	case c.State != Met:
		return c
	case p.nonce == nil:
		return waiting(p.said("was answered by 101; the nonces have not come yet."), "")
	}
	return met(p.said("was answered by 101. a is %s, b is %s.", p.nonce["a"], p.nonce["b"]), p.response.N, p.told.N)
}

// find looks for a message behind the one before it: want says of each whether it
// is the one, and if not, what is wrong with it. That is told of one that is near,
// or else of the first.
func (p *pieces) find(want func(message) Clause, near func(message) bool) Clause {
	if p.missed || p.nonce == nil {
		return waiting("", "")
	}
	c := want(message{})
	for i, m := range p.messages[p.next:] {
		this := want(m)
		if this.State == Met {
			p.next += i + 1
			return this
		}
		if i == 0 || near(m) {
			c = this
		}
	}
	p.missed = true
	if c.State == Waiting && p.end != nil && p.socket.broken() == nil {
		return notYet("The connection ended before.", "Keep it open until all is sent, and begin again. "+c.hint, p.end.N)
	}
	return c
}

// place names a message by its frame.
func (p *pieces) place(m message) string {
	for i, f := range p.frames {
		if f.N == m.parts[0].N {
			return fmt.Sprintf("frame %d", i+1)
		}
	}
	return "a frame"
}
