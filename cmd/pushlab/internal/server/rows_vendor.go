package server

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// isVendor says whether a request goes to an address of a vendor's format. It
// may be one of another program too, behind pushlab tap.
func isVendor(h wire.Head) bool {
	path, _, _ := strings.Cut(h.Target, "?")
	for _, end := range []string{"/v1/chat/completions", "/v1/responses", "/v1/messages"} {
		if strings.HasSuffix(path, end) {
			return h.Method == "POST"
		}
	}
	return false
}

// eventLabel says what an event of an event stream is.
func (l *ladder) eventLabel(e trace.Event) (label, token string) {
	b := l.log.Bytes(e)
	b = b[min(e.Frame.Head, len(b)):] // Head is the byte order mark
	if turn := l.vendors[e.Exchange]; turn != nil {
		if label, token, ok := turn.label(b); ok {
			return label, token
		}
	}
	return eventLabel(b)
}

// A vendorTurn is one answer in a vendor's format. Its events carry no ids, so
// the tokens are counted, and get the ids that they have in the answer.
type vendorTurn struct {
	epoch  string
	tokens int
}

// A vendorEvent has the members of all formats that a row shows.
type vendorEvent struct {
	ID, Object, Type  string
	Message, Response struct{ ID string }
	Code              string
	Error             struct{ Type, Message string }
	Delta             json.RawMessage // a text, or an object
	Choices           []struct {
		Delta  struct{ Content string }
		Finish string `json:"finish_reason"`
	}
}

// A vendorDelta is the delta of Anthropic's events.
type vendorDelta struct {
	Text string
	Stop string `json:"stop_reason"`
}

// label says what an event is and, for one with text, which token that is;
// false: it is none of a vendor's.
func (t *vendorTurn) label(block []byte) (label, token string, ok bool) {
	b := wire.ParseBlock(block, "")
	var e vendorEvent
	if b.Dispatch == nil || !unmarshalled(b.Dispatch.Data, &e) {
		return "", "", false
	}
	t.epoch = cmp.Or(t.epoch, e.epoch())
	text, finish := e.said()
	switch {
	case text != "":
		t.tokens++
		return short(fmt.Sprintf("%s %q", e.name(), text)), fmt.Sprintf("%s-%d", t.epoch, t.tokens), true
	case finish != "":
		return short(e.name() + " " + finish), "", true
	}
	return short(e.name()), "", e.name() != ""
}

// unmarshalled reads an object. Members of another type than expected do not
// matter: what could be read is shown.
func unmarshalled(data string, e *vendorEvent) bool {
	return strings.HasPrefix(data, "{") && json.Valid([]byte(data)) && (json.Unmarshal([]byte(data), e) == nil || e.name() != "")
}

func (e vendorEvent) name() string {
	name := cmp.Or(e.Type, e.Object)
	if e.Error.Message != "" || name == "error" {
		return strings.TrimSpace("error " + cmp.Or(e.Error.Type, e.Code))
	}
	return name
}

// epoch is the answer's part of an id: chatcmpl-k3x9, resp_k3x9, msg_k3x9.
func (e vendorEvent) epoch() string {
	id := cmp.Or(e.ID, e.Message.ID, e.Response.ID)
	return id[strings.LastIndexAny(id, "-_")+1:]
}

// said is the text that the event adds, or why the answer ends.
func (e vendorEvent) said() (text, finish string) {
	for _, c := range e.Choices {
		text, finish = text+c.Delta.Content, cmp.Or(finish, c.Finish)
	}
	var d vendorDelta
	if json.Unmarshal(e.Delta, &text) != nil && json.Unmarshal(e.Delta, &d) == nil {
		text, finish = text+d.Text, cmp.Or(finish, d.Stop)
	}
	return text, finish
}

// vendorTexts stand in front of the text of a token.
var vendorTexts = []string{`"delta":{"content":"`, `"type":"text_delta","text":"`, `"delta":"`}

// vendorToken is where the text of a vendor's event lies in the stream.
func (s *survey) vendorToken(e trace.Event) (bracket, bool) {
	dump := s.log.Dump(e)
	for _, mark := range vendorTexts {
		_, rest, ok := strings.Cut(string(dump.Bytes), mark)
		if n := stringEnd(rest); ok && n > 0 {
			from := dump.Start + int64(len(dump.Bytes)-len(rest))
			return bracket{from: from, to: from + int64(n), label: "token"}, true
		}
	}
	return bracket{}, false
}

// stringEnd is how many bytes stand before the quote that ends a JSON string.
func stringEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return 0
}
