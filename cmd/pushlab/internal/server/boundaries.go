package server

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// Boundaries are the places at which the same bytes are cut by five who do not
// know of each other: the server's writes, the chunks (or frames) that carry
// them, the events, the model's tokens, and the reads of who receives them.
type Boundaries struct {
	From   int64     `json:"from"` // offset of the first byte in its stream
	Hex    string    `json:"hex"`  // the bytes, two digits each
	Row    [2]int64  `json:"row"`  // from where to where the row's dump goes
	Writes []bracket `json:"writes"`
	Chunks []bracket `json:"chunks"` // chunks, DATA frames or WebSocket frames
	Events []bracket `json:"events"` // events, messages or envelopes
	Tokens []bracket `json:"tokens"`
	Reads  []bracket `json:"reads"`
	Said   []string  `json:"said"` // the same in sentences
	More   bool      `json:"more"` // the body goes on outside of these bytes
}

// A bracket is a run of bytes [from, to) of the stream.
type bracket struct {
	from, to int64
	label    string
	inside   bool // it ends inside a character
}

// MarshalJSON writes [from, to, label, inside a character].
func (b bracket) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{b.from, b.to, b.label, b.inside})
}

// How many bytes around a row are shown at first, and at most.
const (
	boundsAround = 160
	boundsMost   = 4096
)

// hasBoundaries says whether an event lies in a body of the server's.
func hasBoundaries(e trace.Event) bool {
	if e.Dir != wire.ToClient || !e.IsFrame() {
		return false
	}
	return e.Kind != "http.resp" && e.Kind != "h2.frame" || e.Frame.Opcode == wire.HTTP2Data && e.Frame.Stream > 0
}

// boundariesAt finds the boundaries around row n, in a few lines of bytes or in
// as many as are ever shown.
func boundariesAt(log *trace.Log, r row, most bool) Boundaries {
	s := survey{log: log, event: r.event}
	for _, e := range log.Events(0) {
		s.see(e)
	}
	s.readReads()
	d := log.Dump(r.event)
	from, to := s.around(d, most)
	b := Boundaries{
		Row: [2]int64{d.Start, d.Start + int64(len(d.Bytes))}, From: from, Hex: hex.EncodeToString(s.stream(from, to)), More: from > s.from || to < s.to,
		Writes: within(s.writes, from, to), Chunks: within(s.chunks, from, to), Events: within(s.events, from, to),
		Reads: within(s.reads, from, to),
	}
	b.Tokens = within(s.tokens(from, to), from, to)
	s.markCharacters(&b)
	b.Said = s.say(b)
	return b
}

// within returns the brackets that have bytes in [from, to).
func within(list []bracket, from, to int64) []bracket {
	out := []bracket{}
	for _, b := range list {
		if b.from < to && b.to > from {
			out = append(out, b)
		}
	}
	return out
}

// boundariesOf answers with the boundaries around row n.
func boundariesOf(w http.ResponseWriter, r *http.Request, log *trace.Log) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return badRequest("%q is no row number.", r.PathValue("n"))
	}
	found, ok := findRow(log, n)
	switch {
	case !ok:
		return notFound(fmt.Sprintf("This run has no row %d.", n), "Rows are counted from 1; a run that was dropped begins again with none.")
	case !hasBoundaries(found.event):
		return notFound(fmt.Sprintf("Row %d lies in no body.", n), "Boundaries are shown for what a server sends behind the head of its answer.")
	}
	writeJSON(w, http.StatusOK, boundariesAt(log, found, r.FormValue("most") != ""))
	return nil
}
