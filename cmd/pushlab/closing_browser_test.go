package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// An endingCase is what Chromium 156 did on 2026-11-21 with one ending: what it
// told its page, and what it put on the wire itself.
type endingCase struct {
	name, query string
	then        string // what the page does when the socket is open
	code        int
	reason      string
	clean       bool
	sent        []string // its frames: opcode, and of a Close the code and the reason
	tcp         string   // who ended TCP first, and how
}

// Appendix A3. Chromium answers text that is not UTF-8 with 1002, where RFC 6455
// §8.1 has 1007.
var endingCases = []endingCase{
	{name: "1000", code: 1000, reason: "done", clean: true, sent: []string{"8 1000 done"}, tcp: "server fin"},
	{name: "4001", code: 4001, reason: "auth", clean: true, sent: []string{"8 4001 auth"}, tcp: "server fin"},
	{name: "1011", code: 1011, reason: "boom", clean: true, sent: []string{"8 1011 boom"}, tcp: "server fin"},
	{name: "empty", code: 1005, clean: true, sent: []string{"8 1005 "}, tcp: "server fin"},
	{name: "fin", code: 1006, tcp: "lab fin"},
	{name: "rst", code: 1006, tcp: "lab rst"},
	{name: "401", code: 1006, tcp: "client fin"},
	{name: "accept", code: 1006, tcp: "client fin"},
	{name: "masked", code: 1006, sent: []string{"8 1002 Masked frame from server"}, tcp: "client fin"},
	{name: "utf8", code: 1006, sent: []string{"8 1002 Invalid UTF-8 in text frame"}, tcp: "client fin"},
	{name: "1006", code: 1006, sent: []string{"8 1002 "}, tcp: "client fin"},
	{name: "ping126", code: 1006, sent: []string{"8 1002 WebSocket Protocol Error"}, tcp: "client fin"},
	{
		name: "1000 by client", query: "ending=1000&by=client", then: `(s) => s.close(1000, "done")`,
		code: 1000, clean: true, sent: []string{"8 1000 done"}, tcp: "server fin", // the answer has no reason
	},
	{
		name: "empty by client", query: "ending=empty&by=client", then: `(s) => s.close()`,
		code: 1005, clean: true, sent: []string{"8 1005 "}, tcp: "server fin",
	},
	{
		name: "1011 by client", query: "ending=1011&by=client", then: `(s, heard) => { try { s.close(1011) } catch (e) { heard.threw = e.name } s.close(4001, "auth") }`,
		code: 4001, clean: true, sent: []string{"8 4001 auth"}, tcp: "server fin",
	},
}

// Each ending of the theatre: the page's CloseEvent, the browser's own frames as
// the trace has them, and who was first to end TCP.
func TestEndingsInChromium(t *testing.T) {
	t.Parallel()
	b := openTab(t, 800, 600)
	p := b.closeTheatre(t)
	for _, c := range endingCases {
		query := c.query
		if query == "" {
			query = "ending=" + c.name
		}
		got, log := b.ending(t, p, c.name, "delay=50&"+query, c.then)
		if got.Code != c.code || got.Reason != c.reason || got.WasClean != c.clean {
			t.Errorf("%s: the page was told %d %q clean %v, want %d %q %v", c.name, got.Code, got.Reason, got.WasClean, c.code, c.reason, c.clean)
		}
		c.checkWire(t, log)
		if thrown := c.query == "ending=1011&by=client"; (got.Threw == "InvalidAccessError") != thrown {
			t.Errorf("%s: close() threw %q, want an error: %v", c.name, got.Threw, thrown)
		}
	}
	for _, e := range demo.Endings {
		if !slices.ContainsFunc(endingCases, func(c endingCase) bool { return c.name == e.Slug && c.recorded(e.Seen) }) {
			t.Errorf("%s: what the bench says of it, %+v, was not seen", e.Slug, e.Seen)
		}
	}
}

// checkWire holds the trace against the row.
func (c endingCase) checkWire(t *testing.T, log *trace.Log) {
	t.Helper()
	var sent []string
	for _, f := range framesIn(log) {
		if f.dir == wire.ToServer {
			code, reason, _ := wire.ParseClose([]byte(f.payload))
			sent = append(sent, fmt.Sprint(f.opcode, " ", code, " ", reason))
			if !f.masked {
				t.Errorf("%s: the browser's frame %q has no mask", c.name, f.payload)
			}
		}
	}
	if !slices.Equal(sent, c.sent) {
		t.Errorf("%s: the browser sent %q, want %q", c.name, sent, c.sent)
	}
	if ends := eventsOf(log, "conn.close"); len(ends) != 1 || ends[0].Text != c.tcp {
		t.Errorf("%s: TCP was ended by %v, want %s", c.name, ends, c.tcp)
	}
	offer := log.Head(eventsOf(log, "http.req")[0]).Get("Sec-WebSocket-Extensions")
	if want := "permessage-deflate; client_max_window_bits"; offer != want {
		t.Errorf("%s: the browser offered %q, want %q", c.name, offer, want)
	}
}

// recorded says that the row is what the bench shows beside an ending.
func (c endingCase) recorded(r demo.Reaction) bool {
	return c.code == r.Code && c.reason == r.Reason && (r.Sent == 0) == (c.sent == nil || c.sent[0] == "8 1005 ") &&
		(r.Sent == 0 || strings.HasPrefix(c.sent[0], fmt.Sprint("8 ", r.Sent)))
}
