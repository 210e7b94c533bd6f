package server

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
)

// What goes through the edge crosses the wire twice: between the client and the
// edge, and between the edge and the lab. Rows say on which of the two they are,
// so that a page can draw two ladders beside each other.

// findPlace learns where a connection runs. One from a client straight to a
// place needs no word.
func (l *ladder) findPlace(e trace.Event) {
	switch {
	case e.Place == "edge":
		l.places[e.Conn] = "edge"
	case e.Link > 0:
		l.places[e.Conn] = "lab"
	}
}

// faultLabel says what was done to the wire, and by whom.
func (l *ladder) faultLabel(e trace.Event) string {
	if l.places[e.Conn] != "edge" {
		return faultLabel(e.Text)
	}
	kind, when, _ := strings.Cut(e.Text, "@")
	if label, ok := edgeFaults[kind]; ok {
		return label + edgeReason(when)
	}
	return e.Text
}

var edgeFaults = map[string]string{
	"504": "504: the edge answers in the server's place",
	"502": "502: the edge answers while the server starts again",
	"fin": "FIN: the edge ends TCP in mid-answer",
	"rst": "RST: the edge resets the connection",

	"blackhole": "blackhole: from here on the edge loses what both sides say",
	"half":      "half-open: from here on the edge loses what the server says",
	"stall":     "stall: the edge holds the answer up",
	"throttle":  "throttle: the edge lets the answer pass",
	"latency":   "jitter: the way through the edge takes",
	"strip":     "strip: the edge takes Upgrade off the request",
	"http10":    "HTTP/1.0: the edge asks the server in the old version",
	"nagle":     "Nagle: the edge's small writes wait for an ACK",
}

// edgeReason says why, or how much, where the text has more than a place.
func edgeReason(when string) string {
	if limit, ok := strings.CutPrefix(when, "idle "); ok {
		return ", after " + limit + " without a byte"
	}
	switch {
	case when == "refuse":
		return " in answer to the request"
	case strings.HasPrefix(when, "restart "):
		return ", and the server starts again"
	case strings.Contains(when, " is over "):
		return ": " + when
	case strings.HasSuffix(when, " ms"), strings.HasSuffix(when, " a second"):
		return " " + when
	}
	return ""
}

func holdLabel(e trace.Event) string {
	n, held := e.Held()
	return fmt.Sprintf("the edge lets go %s bytes, the first of them held for %s ms", thousands(n), thousands(held.Milliseconds()))
}

const whyEdge = "The edge did this on purpose, as the request asked of it. What stands before it had crossed this side of the wire; on the other side the server may have gone on."
