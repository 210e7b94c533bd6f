package server

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	s := survey{log: log, event: r.event, chars: true}
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

// A survey walks through a trace and notes the boundaries of one exchange's
// body.
type survey struct {
	log      *trace.Log
	event    trace.Event // the one around which it looks
	from, to int64       // the body in its stream
	id       string      // of the submission whose bytes the body is: "e3"
	reported []int       // the sizes of its reads

	writes, chunks, events, reads []bracket
	carried                       []trace.Event // those of events
	payload                       []wire.Span   // where the body's own bytes lie
	chars                         bool
}

// see notes one event of the trace.
func (s *survey) see(e trace.Event) {
	switch {
	case e.Kind == "reads":
		s.hearReads(e.Text)
		return
	case e.Conn != s.event.Conn:
		return
	case e.Kind == "http.req" && e.Exchange == s.event.Exchange:
		s.id = idOf(s.log.Head(e).Target)
		return
	case e.Dir != wire.ToClient:
		return
	case e.Kind == "bytes":
		s.writes = append(s.writes, bracketOf(e, fmt.Sprintf("write %d", len(s.writes)+1)))
		return
	case e.Exchange != s.event.Exchange || !e.IsFrame():
		return
	case e.Kind == "http.resp":
		s.from, s.to = e.Frame.End, e.Frame.End
		return
	}
	s.to = max(s.to, e.Frame.End)
	s.seeFrame(e)
}

func (s *survey) seeFrame(e trace.Event) {
	n := e.Frame.Len() - e.Frame.Head - e.Frame.Tail
	switch e.Kind {
	case "http.chunk", "http.body", "ws.frame":
		s.carry(e, fmt.Sprintf("%s %d, %d B", carrierNames[e.Kind], len(s.chunks)+1, n))
	case "h2.frame":
		if e.Frame.Opcode == wire.HTTP2Data {
			s.carry(e, fmt.Sprintf("DATA %d, %d B", len(s.chunks)+1, n))
		}
	}
	if name := eventNames[e.Kind]; name != "" {
		s.carried = append(s.carried, e)
		s.events = append(s.events, bracketOf(e, fmt.Sprintf("%s %d", name, len(s.events)+1)))
	}
}

var (
	carrierNames = map[string]string{"http.chunk": "chunk", "http.body": "body", "ws.frame": "frame"}
	eventNames   = map[string]string{
		"sse.event": "event", "sse.block": "block", "sse.comment": "comment", "ws.message": "message", "rpc.envelope": "envelope",
	}
)

func (s *survey) carry(e trace.Event, label string) {
	s.chunks = append(s.chunks, bracketOf(e, label))
	f := e.Frame
	s.payload = append(s.payload, wire.Span{Offset: int(f.Start) + f.Head, Length: f.Len() - f.Head - f.Tail})
	if e.Kind == "ws.frame" && f.Fin && f.Opcode != wire.OpContinuation {
		s.carried = append(s.carried, e)
		s.events = append(s.events, bracketOf(e, fmt.Sprintf("message %d", len(s.events)+1)))
	}
}

func bracketOf(e trace.Event, label string) bracket {
	return bracket{from: e.Frame.Start, to: e.Frame.End, label: label}
}

// idOf is the id in the query of a target: …/emit?id=e3.
func idOf(target string) string {
	_, query, _ := strings.Cut(target, "?")
	for part := range strings.SplitSeq(query, "&") {
		if id, ok := strings.CutPrefix(part, "id="); ok {
			return id
		}
	}
	return ""
}

// hearReads keeps the latest report of a page about the body's reads: its id
// and the size of each.
func (s *survey) hearReads(text string) {
	words := strings.Fields(text)
	if len(words) < 2 || words[0] != s.id {
		return
	}
	s.reported = s.reported[:0]
	for _, word := range words[1:] {
		n, err := strconv.Atoi(word)
		if err != nil {
			return
		}
		s.reported = append(s.reported, n)
	}
}

// readReads places the reads, which count in the body, in the stream.
func (s *survey) readReads() {
	at := 0
	for i, n := range s.reported {
		from, ok := s.place(at)
		to, ok2 := s.place(at + n - 1)
		if !ok || !ok2 || n == 0 {
			return
		}
		s.reads = append(s.reads, bracket{from: from, to: to + 1, label: fmt.Sprintf("read %d, %d B", i+1, n)})
		at += n
	}
}

// place says where byte n of the body lies in the stream.
func (s *survey) place(n int) (int64, bool) {
	for _, span := range s.payload {
		if n < span.Length {
			return int64(span.Offset + n), n >= 0
		}
		n -= span.Length
	}
	return 0, false
}

// around returns the bytes to show: some around the row, not across the ends of
// the body.
func (s *survey) around(d trace.Dump, most bool) (from, to int64) {
	from, to = d.Start, d.Start+int64(len(d.Bytes))
	spare := int64(boundsAround)
	if most {
		spare = max(0, boundsMost-(to-from)) / 2
	}
	from, to = max(s.from, from-spare), min(s.to, to+spare)
	return from, min(to, from+boundsMost)
}

// stream returns bytes of the server's side of the connection.
func (s *survey) stream(from, to int64) []byte {
	e := trace.Event{Kind: "bytes", Conn: s.event.Conn, Dir: wire.ToClient}
	e.Frame.Start, e.Frame.End = from, to
	return s.log.Bytes(e)
}

// tokens finds the text of each token in the events between two offsets: the
// values of an event's data lines, or of "token" in a message.
func (s *survey) tokens(from, to int64) (list []bracket) {
	for _, e := range s.carried {
		if e.Frame.Start >= to || e.Frame.End <= from {
			continue
		}
		if b, ok := s.token(e); ok {
			list = append(list, b)
		}
	}
	return list
}

func (s *survey) token(e trace.Event) (bracket, bool) {
	b := s.log.Bytes(e)
	if e.Frame.Layer != wire.SSE {
		id, at := "", strings.Index(string(b), `"token":`)
		if id = tokenID(b[min(e.Frame.Head, len(b)):]); id == "" || at < 0 {
			return bracket{}, false
		}
		return bracket{from: e.Frame.Start + int64(at+len(`"token":`)), to: e.Frame.End - 1, label: "token " + id}, true
	}
	_, id := eventLabel(b)
	if id == "" {
		return bracket{}, false
	}
	return s.dataOf(e, "token "+id)
}

// dataOf is where the data of an event begins and ends in the stream.
func (s *survey) dataOf(e trace.Event, label string) (out bracket, ok bool) {
	dump := s.log.Dump(e)
	data := map[string]bool{} // groups of data lines
	for _, f := range dump.Fields {
		if f.Name == "field-name" && f.Value == "data" {
			data[f.Group] = true
		}
	}
	for _, f := range dump.Fields {
		if f.Role != wire.RolePay || !data[f.Group] || f.Length == 0 {
			continue
		}
		from, to := dump.Start+int64(f.Offset), dump.Start+int64(f.Offset+f.Length)
		if !ok {
			out, ok = bracket{from: from, label: label}, true
		}
		out.to = to
	}
	return out, ok
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

// markCharacters marks the chunks, writes and reads that end inside a character.
func (s *survey) markCharacters(b *Boundaries) {
	for _, list := range [][]bracket{b.Writes, b.Chunks, b.Reads} {
		for i := range list {
			list[i].inside = s.insideCharacter(list[i].to)
		}
	}
}

// insideCharacter says whether the next byte of the body at or behind an offset
// continues a character that began before it (RFC 3629 §3).
func (s *survey) insideCharacter(at int64) bool {
	i := slices.IndexFunc(s.payload, func(p wire.Span) bool { return int64(p.Offset+p.Length) > at })
	if i < 0 {
		return false
	}
	at = max(at, int64(s.payload[i].Offset))
	next := s.stream(at, at+1)
	return len(next) == 1 && next[0]&0xc0 == 0x80
}
