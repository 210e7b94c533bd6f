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
	"fin": "FIN: the edge ends TCP in mid-answer",
	"rst": "RST: the edge resets the connection",
}

// edgeReason says why, when the edge itself has lost patience.
func edgeReason(when string) string {
	if limit, ok := strings.CutPrefix(when, "idle "); ok {
		return ", after " + limit + " without a byte"
	}
	return ""
}

func holdLabel(e trace.Event) string {
	n, held := e.Held()
	return fmt.Sprintf("the edge lets go %s bytes, the first of them held for %s ms", thousands(n), thousands(held.Milliseconds()))
}

const whyEdge = "The edge did this on purpose, as the request asked of it. What stands before it had crossed this side of the wire; on the other side the server may have gone on."
