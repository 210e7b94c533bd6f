package trace

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"pushlab/cmd/pushlab/internal/wire"
)

// Head returns the head of an event of kind http.req, http.resp or
// http.trailers. Of HTTP/1.1 it is read from the bytes. Of HTTP/2 it is the
// list that HPACK made of them, for which all blocks before would be needed:
// the trace keeps it, with the values of secret fields overwritten.
func (l *Log) Head(e Event) wire.Head {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Frame.Layer != wire.Header {
		head, _ := wire.ParseHead(l.join(e, l.spans(e)))
		return head
	}
	if e.N < 0 || e.N >= len(l.records) || !l.records[e.N].hasList() {
		return wire.Head{}
	}
	return l.headOf(&l.records[e.N])
}

// headOf returns the head in a record of one.
func (l *Log) headOf(r *record) wire.Head {
	if r.hasList() {
		return parseList(l.texts[r.text])
	}
	head, _ := wire.ParseHead(l.streamOf(int(r.conn), r.dir())[r.start:r.end])
	return head
}

// hasList says whether the text of r is a list of header lines.
func (r *record) hasList() bool { return r.kind.isFrame() && r.layer == wire.Header }

// formatList writes header lines as JSON: [[name,value],…].
func formatList(lines []wire.HeaderLine) string {
	list := make([][2]string, len(lines))
	for i, line := range lines {
		list[i] = [2]string{readable(line.Name), readable(line.Value)}
	}
	var o object
	o.encode(list)
	return o.String()
}

// readable takes what is not UTF-8 for ISO 8859-1, as HTTP once said and as
// nothing forbids (RFC 9110 §5.5).
func readable(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// parseList makes a head of what formatList wrote.
func parseList(text string) wire.Head {
	var list [][2]string
	json.Unmarshal([]byte(text), &list) // a block that was cut off has none
	return listHead(list)
}

// listHead makes a head of header lines; the pseudo-header fields stand among
// them (RFC 9113 §8.3).
func listHead(list [][2]string) wire.Head {
	h := wire.Head{Proto: "HTTP/2.0"}
	for _, line := range list {
		h.Header = append(h.Header, wire.HeaderLine{Name: line[0], Value: line[1]})
		switch line[0] {
		case ":method":
			h.Method = line[1]
		case ":path":
			h.Target = line[1]
		case ":status":
			h.Status, _ = strconv.Atoi(line[1])
		}
	}
	return h
}
