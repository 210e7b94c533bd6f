package server

import (
	"bytes"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

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
		return bracket{from: e.Frame.Start + int64(at+len(`"token":`)), to: e.Frame.Start + int64(bytes.LastIndexByte(b, '}')), label: "token " + id}, true
	}
	if s.vendor {
		return s.vendorToken(e)
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
