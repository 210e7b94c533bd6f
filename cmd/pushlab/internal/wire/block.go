package wire

import "fmt"

// A Line is one line of a block and what the interpretation made of it.
type Line struct {
	Raw    string // without its end; the name of the end for a blank line
	Field  string // the field name, "" for comments and blank lines
	Value  string
	Effect string // "append to data", "dispatch" …
	State  ParserState

	Offset, Length int // in the block or body, with the line end
}

// A Block is a block of an event stream, interpreted.
type Block struct {
	Lines       []Line
	Dispatch    *Dispatch // nil when it dispatches nothing
	LastEventID string    // after the block
	Retry       int       // what it set the reconnection time to, or -1
}

// ParseBlock interprets the bytes of one block. lastEventID is the last event
// ID before it. A byte order mark (the Head bytes of its frame) is not part of
// it. Without a blank line at its end nothing is dispatched and the last event
// ID stays as it was.
func ParseBlock(b []byte, lastEventID string) Block {
	block, in := Block{}, buffers{id: lastEventID, last: lastEventID, retry: -1}
	for rest := b; len(rest) > 0; {
		line, event := in.line(rest, len(b)-len(rest))
		if event != nil {
			block.Dispatch = event
		}
		block.Lines = append(block.Lines, line)
		rest = rest[line.Length:]
	}
	block.LastEventID, block.Retry = in.last, in.retry
	return block
}

// line interprets the first line of p, which is at offset at, and returns the
// event that it dispatches.
func (b *buffers) line(p []byte, at int) (line Line, event *Dispatch) {
	text, end, _ := cutLine(p)
	line = Line{Raw: decodeUTF8(text), Offset: at, Length: len(text) + len(end)}
	if len(text) == 0 {
		line.Raw = eolName(end)
		event, line.Effect = b.dispatch()
	} else {
		line.interpret(b, text, len(end) > 0)
	}
	line.State = b.state()
	return line, event
}

// interpret processes a line that is not blank, unless the stream ended in it.
func (l *Line) interpret(in *buffers, text []byte, over bool) {
	f := cutField(text)
	l.Field, l.Value = decodeUTF8(f.name), decodeUTF8(f.value)
	if f.comment() {
		l.Value = decodeUTF8(text[1:])
	}
	if !over {
		l.Effect = "ignored: the stream ended inside this line"
		return
	}
	l.Effect = in.process(text).effect(l, in.retry)
}

// verdictEffects says why a line had none.
var verdictEffects = [...]string{
	isComment:    "ignored: a comment",
	unknownField: "ignored: no field has this name",
	idWithNUL:    "ignored: an id must not contain NUL",
	notDigits:    "ignored: not only digits",
	lineTooLong:  "ignored, and the event with it: longer than 4 MiB",
	dataTooBig:   "ignored, and the event with it: more than 4 MiB of data",
}

// effect says in a few words what a line did.
func (v verdict) effect(l *Line, retry int) string {
	if v != lineUsed {
		return verdictEffects[v]
	}
	switch l.Field {
	case "data":
		return "append to data"
	case "event":
		return fmt.Sprintf("event type = %q", l.Value)
	case "id":
		return fmt.Sprintf("last event ID = %q", l.Value)
	}
	return fmt.Sprintf("reconnection time = %d ms", retry)
}

// A fieldLine is a line cut at its first colon.
type fieldLine struct {
	name, value  []byte
	colon, space bool // a colon follows the name; one space follows the colon
}

// comment says whether the line begins with a colon.
func (f fieldLine) comment() bool { return len(f.name) == 0 && f.colon }

// cutField cuts a line at its first colon. One space behind the colon is not
// part of the value. Without a colon the whole line is the name.
func cutField(line []byte) (f fieldLine) {
	for i, c := range line {
		if c != ':' {
			continue
		}
		f.name, f.value, f.colon = line[:i], line[i+1:], true
		if f.space = len(f.value) > 0 && f.value[0] == ' '; f.space {
			f.value = f.value[1:]
		}
		return f
	}
	return fieldLine{name: line}
}

// eolName names the bytes of a line end.
func eolName(end []byte) string {
	switch string(end) {
	case "\r\n":
		return "CR LF"
	case "\r":
		return "CR"
	case "\n":
		return "LF"
	}
	return ""
}
