package check

import (
	"fmt"
	"strings"
)

// A submission is a POST to emit, and what the parsers make of it.
type submission struct {
	*exchange
	bytes string
	*reading
}

func (a attempt) submissions() (list []submission) {
	for _, x := range a.exchanges {
		if x.name() == "emit" && x.head.Method == "POST" && x.status == 200 {
			b := x.body.String()
			list = append(list, submission{x, b, readings.read(b)})
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
	for _, d := range s.fired {
		words = append(words, fmt.Sprintf("fired %.20s %s", d.Type, shotBytes(d.Data)))
	}
	if id := s.lastEventID; id != "" {
		words = append(words, "left the last event ID "+shotBytes(id))
	}
	if s.reconnection >= 0 {
		words = append(words, fmt.Sprintf("set the reconnection time to %d ms", s.reconnection))
	}
	switch n := len(words) + s.count - len(s.fired); {
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

// has: one of these texts is in its bytes.
func (s submission) has(texts ...string) bool {
	for _, text := range texts {
		if strings.Contains(s.bytes, text) {
			return true
		}
	}
	return false
}
