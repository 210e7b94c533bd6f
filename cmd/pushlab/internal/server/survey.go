package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// A survey walks through a trace and notes the boundaries of one exchange's
// body.
type survey struct {
	log      *trace.Log
	event    trace.Event // the one around which it looks
	from, to int64       // the body in its stream
	id       string      // of the submission whose bytes the body is: "e3"
	reported []int       // the sizes of its reads
	vendor   bool        // it is in a vendor's format
	lined    bool        // the body is JSON lines

	writes, chunks, events, reads []bracket
	carried                       []trace.Event // those of events
	payload                       []wire.Span   // where the body's own bytes lie
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
		h := s.log.Head(e)
		s.id, s.vendor = idOf(h.Target), isVendor(h)
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
		s.lined = isLines(s.log.Head(e).Get("Content-Type"))
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
	if n := f.Len() - f.Head - f.Tail; s.lined && n > 0 {
		from := f.Start + int64(f.Head)
		s.carried = append(s.carried, e)
		s.events = append(s.events, bracket{from: from, to: from + int64(n), label: fmt.Sprintf("line %d", len(s.events)+1)})
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
