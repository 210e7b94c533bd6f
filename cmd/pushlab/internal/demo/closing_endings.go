package demo

import (
	"strings"

	"pushlab/cmd/pushlab/internal/tap"
)

// An Ending is a way in which the close theatre ends a WebSocket, and what
// Chromium 156 made of it.
type Ending struct {
	Slug, Name string
	Sends      string // frames, as a server sends them
	By         string // who else can do it: "client", "edge"
	Seen       Reaction

	fault  tap.Fault // done to TCP
	refuse bool      // 401 instead of 101
	accept bool      // 101 with another key's accept value
}

// Endings are the twelve of the theatre: first those that are clean, then TCP,
// the handshake, and frames that break a rule.
var Endings = []Ending{
	{Slug: "1000", Name: "Close 1000, done", By: "client", Sends: "\x88\x06\x03\xe8done", Seen: Reaction{Code: 1000, Reason: "done", Sent: 1000}},
	{Slug: "4001", Name: "Close 4001, auth", By: "client", Sends: "\x88\x06\x0f\xa1auth", Seen: Reaction{Code: 4001, Reason: "auth", Sent: 4001}},
	{Slug: "1011", Name: "Close 1011, boom", By: "client", Sends: "\x88\x06\x03\xf3boom", Seen: Reaction{Code: 1011, Reason: "boom", Sent: 1011}},
	{Slug: "empty", Name: "Close without a code", By: "client", Sends: "\x88\x00", Seen: Reaction{Code: 1005}},
	{Slug: "fin", Name: "FIN without a close", By: "edge", fault: tap.Fin, Seen: Reaction{Code: noClose}},
	{Slug: "rst", Name: "RST", By: "edge", fault: tap.Rst, Seen: Reaction{Code: noClose}},
	{Slug: "401", Name: "401 to the upgrade", refuse: true, Seen: Reaction{Code: noClose}},
	{Slug: "accept", Name: "A wrong accept value", accept: true, Seen: Reaction{Code: noClose}},
	{Slug: "masked", Name: "A masked frame", Sends: helloMasked, Seen: Reaction{Code: noClose, Sent: 1002}},
	{Slug: "utf8", Name: "Text that is not UTF-8", Sends: "\x81\x02\xc3\x28", Seen: Reaction{Code: noClose, Sent: 1002}},
	{Slug: "1006", Name: "A close that says 1006", Sends: "\x88\x02\x03\xee", Seen: Reaction{Code: noClose, Sent: 1002}},
	{Slug: "ping126", Name: "A ping of 126 bytes", Sends: "\x89\x7e\x00\x7e" + strings.Repeat("a", 126), Seen: Reaction{Code: noClose, Sent: 1002}},
}

// findEnding returns the ending of a slug, if by can do it.
func findEnding(slug, by string) (Ending, error) {
	var slugs []string
	for _, e := range Endings {
		if slugs = append(slugs, e.Slug); e.Slug != slug {
			continue
		}
		if by != byServer && by != e.By {
			return e, badRequest("Only %s can do this ending; by=%s was sent.", e.doers(), quote(by))
		}
		return e, nil
	}
	return Ending{}, badRequest("ending must be one of %s; %s was sent.", strings.Join(slugs, ", "), quote(slug))
}

// doers says who can do it.
func (e Ending) doers() string {
	if e.By == "" {
		return "the server"
	}
	return "the server or the " + e.By
}
