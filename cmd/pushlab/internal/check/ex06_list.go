package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf16"
)

// A triple is an event as a proof lists it: type, data, last id.
type triple [3]string

// sentinel ends an answer in the wire format of OpenAI. It is the data of an
// event like any other.
const sentinel = "[DONE]"

// list are the events that EventSource would dispatch, without the sentinel.
func (x *exchange) list() []triple {
	return x.listOf(func(e event) (string, bool) { return e.Data, e.Data != sentinel })
}

// listOf makes a list with data of another making.
func (x *exchange) listOf(data func(event) (text string, ok bool)) []triple {
	list, id := []triple{}, ""
	for _, e := range x.events {
		if e.id != "" {
			id = e.id
		}
		if text, ok := data(e); ok {
			list = append(list, triple{e.Type, text, id})
		}
	}
	return list
}

// compact writes a list as JSON.stringify does: no spaces, no character escaped
// that need not be.
func compact(list []triple) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.Encode(list) // strings always have a form
	return strings.TrimSuffix(b.String(), "\n")
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// guessLists knows the hashes of lists with one mistake.
func (p *proof) guessLists(x *exchange, list []triple) {
	p.guessForms(list)
	p.guess(compact(x.listOf(func(e event) (string, bool) { return e.Data, true })),
		"Your list has the event [DONE]. It ends the answer and is not in the list.")
	p.guess(compact(x.listOf(fromLines(commentsToo))), "Your data have the text of comments. A line that begins with a colon is none of the event's.")
	p.guess(compact(splitAtColon(x)), "Your parser splits lines at a colon with a space. A field's name ends at the first colon of its line; one space behind that goes too, if there is one, and no other.")
	p.guess(compact(x.listOf(fromLines(withCR))), "Your data end in CR. A line ends in CR LF, LF or CR: none of them is part of the value.")
	p.guess(compact(changed(list, func(t *triple) { t[0] = strings.TrimPrefix(t[0], "message") })),
		`The type of an event without an event field is "message".`)
	p.guess(compact(ownIDs(x)), "An event without an id has the last one that came.")
}

// guessForms knows the right list in other forms of JSON.
func (p *proof) guessForms(list []triple) {
	const form = "Your list is right, and its JSON has another form: "
	text := compact(list)
	spaced := spacedOut(list)
	p.guess(text+"\n", form+"there is a line end behind it.")
	p.guess(spaced, form+`there must be no spaces between its parts. In Python: separators=(",", ":").`)
	p.guess(escaped(text), form+"characters stay as they are, in UTF-8. In Python: ensure_ascii=False.")
	p.guess(escaped(spaced), form+`no spaces between its parts, and characters as they are. In Python: ensure_ascii=False, separators=(",", ":").`)
	p.guess("[]", "That is the hash of an empty list: no event came out. "+p.lost)
}

// fromLines makes data from the lines of an event, the way a parser with a
// mistake does. The sentinel ends the answer all the same.
func fromLines(value func(field, value, raw string) (string, bool)) func(event) (string, bool) {
	return func(e event) (string, bool) {
		var data []string
		for _, l := range e.lines {
			if v, ok := value(l.Field, l.Value, l.Raw); ok {
				data = append(data, v)
			}
		}
		return strings.Join(data, "\n"), e.Data != sentinel
	}
}

func commentsToo(field, value, raw string) (string, bool) {
	if text, ok := strings.CutPrefix(raw, ":"); ok {
		return strings.TrimPrefix(text, " "), true
	}
	return value, field == "data"
}

// splitAtColon is the list of a parser that splits each line at ": ".
func splitAtColon(x *exchange) []triple {
	list, id := []triple{}, ""
	for _, e := range x.events {
		kind, data := "message", []string(nil)
		for _, l := range e.lines {
			parts := append(strings.Split(l.Raw, ": "), "")
			switch parts[0] {
			case "event":
				kind = parts[1]
			case "id":
				id = parts[1]
			case "data":
				data = append(data, parts[1])
			}
		}
		if len(data) > 0 && data[0] != sentinel {
			list = append(list, triple{kind, strings.Join(data, "\n"), id})
		}
	}
	return list
}

func withCR(field, value, _ string) (string, bool) { return value + "\r", field == "data" }

// ownIDs is the list of a parser that forgets the id with each event.
func ownIDs(x *exchange) []triple {
	list := []triple{}
	for _, e := range x.events {
		if e.Data != sentinel {
			list = append(list, triple{e.Type, e.Data, e.id})
		}
	}
	return list
}

func changed(list []triple, change func(*triple)) []triple {
	list = append([]triple{}, list...)
	for i := range list {
		change(&list[i])
	}
	return list
}

// spacedOut writes a list as Python's json.dumps does by itself, but for its
// escapes.
func spacedOut(list []triple) string {
	var rows []string
	for _, t := range list {
		parts := []string{jsonString(t[0]), jsonString(t[1]), jsonString(t[2])}
		rows = append(rows, "["+strings.Join(parts, ", ")+"]")
	}
	return "[" + strings.Join(rows, ", ") + "]"
}

// jsonString writes a string as JSON.
func jsonString(s string) string {
	return strings.TrimSuffix(strings.TrimPrefix(compact([]triple{{s}}), "[["), `,"",""]]`)
}

// escaped writes characters beyond ASCII as JSON's escapes, in UTF-16.
func escaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			b.WriteString(`\u` + hex.EncodeToString([]byte{byte(unit >> 8), byte(unit)}))
		}
	}
	return b.String()
}
