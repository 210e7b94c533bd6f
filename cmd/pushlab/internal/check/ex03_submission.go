package check

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// A submission is a POST to emit, and what the reference parser makes of it.
type submission struct {
	*exchange
	bytes string
	parse wire.Parse
}

func (a attempt) submissions() (list []submission) {
	for _, x := range a.exchanges {
		if x.name() == "emit" && x.head.Method == "POST" && x.status == 200 {
			b := x.body.String()
			list = append(list, submission{x, b, wire.ParseBody([]byte(b), wire.Reference)})
		}
	}
	return list
}

// said says what a submission was and did.
func (s submission) said(a attempt) string {
	return fmt.Sprintf("At %s came %s, which %s.", a.at(s.sent), shotBytes(s.bytes), s.did())
}

// did says what the reference parser made of it.
func (s submission) did() string {
	var words []string
	for _, d := range s.parse.Dispatches {
		words = append(words, fmt.Sprintf("fired %.20s %s", d.Type, shotBytes(d.Data)))
	}
	if id := s.parse.LastEventID; id != "" {
		words = append(words, "left the last event ID "+shotBytes(id))
	}
	if s.parse.Retry >= 0 {
		words = append(words, fmt.Sprintf("set the reconnection time to %d ms", s.parse.Retry))
	}
	switch n := len(words); {
	case n == 0:
		return "fired nothing"
	case n > 4:
		return strings.Join(words[:3], ", ") + fmt.Sprintf(" and %d more", n-3)
	}
	return strings.Join(words, ", ")
}

// shotBytes shows bytes on one line, cut.
func shotBytes(s string) string {
	const most = 48
	if len(s) > most {
		return fmt.Sprintf("%q and so on (%d bytes)", s[:most], len(s))
	}
	return fmt.Sprintf("%q", s)
}

// one returns the event of a submission that fires exactly one.
func (s submission) one() (d wire.Dispatch, ok bool) {
	if len(s.parse.Dispatches) != 1 {
		return d, false
	}
	return s.parse.Dispatches[0], true
}

// silent: nothing is fired.
func (s submission) silent() bool { return len(s.parse.Dispatches) == 0 }

// has: one of these texts is in its bytes.
func (s submission) has(texts ...string) bool {
	for _, text := range texts {
		if strings.Contains(s.bytes, text) {
			return true
		}
	}
	return false
}

// open: the bytes end within a line, or within a block that a blank line would
// have ended.
func (s submission) open() bool {
	n := len(s.parse.Lines)
	return n > 0 && !strings.HasSuffix(s.bytes, "\n") && !strings.HasSuffix(s.bytes, "\r") || n > 0 && strings.TrimRight(s.lastLine(), "\r\n") != ""
}

func (s submission) lastLine() string { return s.bytes[s.parse.Lines[len(s.parse.Lines)-1].Offset:] }

// Around a heartbeat: a stream in which an id was seen, and its next event.
const (
	streamBefore = "id: 1\ndata: a\n\n"
	streamBehind = "data: b\n\n"
)

// doesNothing says whether a stream with s in its middle is, to a parser, the
// stream without it.
func (s submission) doesNothing(f wire.Flavour) bool {
	with := wire.ParseBody([]byte(streamBefore+s.bytes+streamBehind), f)
	without := wire.ParseBody([]byte(streamBefore+streamBehind), f)
	return fmt.Sprint(with.Dispatches) == fmt.Sprint(without.Dispatches) && with.LastEventID == without.LastEventID && with.Retry == without.Retry
}
