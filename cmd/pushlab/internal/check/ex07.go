package check

import (
	"encoding/base64"
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// ex07 is passed by an opening handshake that was written by hand.
var ex07 = Check{
	ID:    "EX07",
	Title: "By hand",
	Task:  "Open a WebSocket to the lab with raw bytes, with nc or with /dev/tcp of bash. Make a key of your own, and put the accept value that you expect into the header X-Expect-Accept of the same request.",
	Start: "curl -i '{lab}/echo?check=EX07'",
	Clauses: []string{
		"The request is a GET of HTTP/1.1 with Upgrade: websocket, and Connection names Upgrade.",
		"Sec-WebSocket-Version is 13.",
		"Sec-WebSocket-Key is 16 bytes in base64.",
		"The key is your own: it is not the one of RFC 6455, and no handshake had it before.",
		"X-Expect-Accept has the accept value of your key.",
		"The server answers 101, and the connection is a WebSocket.",
	},
	decide: decideEX07,
}

// sampleKey is the key of the example in RFC 6455 §1.3.
const sampleKey = "dGhlIHNhbXBsZSBub25jZQ=="

// keySize is how many bytes a key has before base64 (RFC 6455 §4.1).
const keySize = 16

// decideEX07 looks at the newest handshake: ws.open; Upgrade has websocket and
// Connection upgrade; the version is 13; the key is 16 bytes in base64 and none
// that is known; x-expect-accept is base64(sha1(key + GUID)).
func decideEX07(a attempt) (clauses []Clause, over bool) {
	list := a.handshakes()
	if len(list) == 0 {
		return []Clause{
			waiting("No handshake came yet.", "Send GET …/echo?check=EX07 to the lab. That request begins the attempt, even if it is refused. If nothing happens: a head ends with an empty line, and each line with CR LF."),
			waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""), waiting("", ""),
		}, false
	}
	h := handshake{list[len(list)-1], len(list)}
	return []Clause{h.upgrades(), h.version(), h.key(), h.own(a), h.expects(), h.opens()}, false
}

// A handshake is an exchange that asked for a WebSocket, and its number.
type handshake struct {
	*exchange
	n int
}

// said begins what was seen.
func (h handshake) said(format string, args ...any) string {
	return fmt.Sprintf("Handshake %d ", h.n) + fmt.Sprintf(format, args...)
}

func (h handshake) upgrades() Clause {
	switch {
	case h.head.Method != "GET":
		return notYet(h.said("is a %s.", h.head.Method), "A WebSocket begins with GET (RFC 6455 §4.1).", h.request.N)
	case h.head.Proto != "HTTP/1.1":
		return notYet(h.said("is %s.", h.head.Proto), "A WebSocket begins with HTTP/1.1 at least: write HTTP/1.1 into the request line (RFC 6455 §4.1). HTTP/2 has no Upgrade (RFC 9113 §8.6).", h.request.N)
	case !names(h.head, "Upgrade", "websocket"):
		return notYet(h.said("has %s.", h.field("Upgrade")), "Without Upgrade: websocket it is a GET like any other (RFC 6455 §4.1). Add that line.", h.request.N)
	case !names(h.head, "Connection", "upgrade"):
		return notYet(h.said("has %s.", h.field("Connection")), "Upgrade is for the next hop only, and so Connection has to name it: Connection: Upgrade (RFC 6455 §4.1, RFC 9110 §7.8).", h.request.N)
	}
	return met(h.said("asks …/%s for websocket.", h.name()), h.request.N)
}

func (h handshake) version() Clause {
	if got := h.head.Get("Sec-WebSocket-Version"); got != "13" {
		return notYet(h.said("has %s.", h.field("Sec-WebSocket-Version")), "The version of RFC 6455 is 13, and there was never a later one. The smaller numbers were drafts (§4.1, §11.6).", h.request.N)
	}
	return met(h.said("says 13."), h.request.N)
}

func (h handshake) key() Clause {
	key := h.head.Get("Sec-WebSocket-Key")
	b, err := base64.StdEncoding.Strict().DecodeString(key)
	switch {
	case key == "":
		return notYet(h.said("has no Sec-WebSocket-Key."), "Draw 16 bytes at random and write them in base64: openssl rand -base64 16 (RFC 6455 §4.1).", h.request.N)
	case err != nil:
		return notYet(h.said("has the key %q.", short(key)), "That is no base64. 16 bytes in base64 are 24 characters and end in == (RFC 6455 §4.1, RFC 4648 §4).", h.request.N)
	case len(b) != keySize:
		return notYet(h.said("has a key of %s.", count(len(b), "byte")), "A key is 16 bytes, before base64 (RFC 6455 §4.1): head -c 16 /dev/urandom | base64. A line end in front of base64 is a byte too.", h.request.N)
	}
	return met(h.said("has the key %s.", key), h.request.N)
}

// own: nobody had the key before.
func (h handshake) own(a attempt) Clause {
	key := h.head.Get("Sec-WebSocket-Key")
	if h.key().State != Met {
		return waiting("", "")
	}
	if key == sampleKey {
		return notYet(h.said("has the key of the example in RFC 6455 §1.3. Decoded it reads: the sample nonce."), "Each connection has a key of its own, drawn at random (RFC 6455 §4.1): openssl rand -base64 16.", h.request.N)
	}
	if e, ok := a.usedBefore(h.exchange, key); ok {
		return notYet(h.said("has a key that a handshake had before."), "Each connection has a key of its own, drawn at random (RFC 6455 §4.1). Make another, and its accept value.", h.request.N, e.N)
	}
	return met(h.said("has a key that is new here."), h.request.N)
}

// opens: the server took it.
func (h handshake) opens() Clause {
	switch {
	case h.socket.opened != nil:
		return met(h.said("was answered by 101: what follows is no longer HTTP."), h.response.N)
	case h.status == 0:
		return waiting(h.said("has no answer yet."), "")
	}
	return notYet(h.said("was answered by %d.", h.status), h.why(), h.response.N)
}

// field shows a header line that the request has, or says that it has none.
func (h handshake) field(name string) string {
	if value := h.head.Get(name); value != "" {
		return fmt.Sprintf("%s: %.60s", name, value)
	}
	return "no " + name
}

// names says whether a list in a head has a token, in any case; it may stand in
// several lines (RFC 9110 §5.6.1).
func names(h wire.Head, list, token string) bool {
	for _, line := range h.Header {
		if !strings.EqualFold(line.Name, list) {
			continue
		}
		for element := range strings.SplitSeq(line.Value, ",") {
			if strings.EqualFold(strings.TrimSpace(element), token) {
				return true
			}
		}
	}
	return false
}
