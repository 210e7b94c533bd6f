package wire

import (
	"cmp"
	"math"
	"strings"
)

// Limits of an event, in bytes. Without any, a stream without line ends would
// take all memory of whoever reads it.
const (
	maxEventLine = 4 << 20 // of a line that is no comment
	maxEventData = 4 << 20 // of what dataSize counts
)

// buffers are the data, event type and last event ID buffers of WHATWG HTML
// §9.2.6, the last event ID string and the reconnection time.
type buffers struct {
	data      strings.Builder
	eventType string
	id        string
	last      string // what id was at the last blank line
	retry     int

	flavour          Flavour
	comments, fields bool   // the block has lines of these
	size             int    // of its data lines, by dataSize
	broken           Rule   // the limit that it reached
	limit            Rule   // the first limit that any block reached
	shown            string // the first KiB of a data buffer that is longer
}

// dataSize is what a data line counts for: its value, with the space before it,
// and the LF that is appended. It counts bytes of the stream, so that the frames
// can do it too.
func dataSize(line int) int { return max(line-len("data:"), 0) + 1 }

// state returns what the parser holds. The cut data is made once an event.
func (b *buffers) state() ParserState {
	data := b.data.String()
	if len(data) > maxValue {
		if b.shown == "" {
			b.shown = clip(data)
		}
		data = b.shown
	}
	return ParserState{data, b.eventType, b.id, b.retry}
}

// A verdict is what became of a line.
type verdict uint8

const (
	lineUsed     verdict = iota // the field did what it does
	isComment                   // the line begins with a colon
	unknownField                // its name is none of the four
	idWithNUL                   // an id must not contain U+0000
	notDigits                   // retry must be ASCII digits only
	lineTooLong                 // more than maxEventLine
	dataTooBig                  // more than maxEventData
)

// process is the step for a line that is not blank.
func (b *buffers) process(line []byte) verdict {
	f := cutField(line)
	switch {
	case f.comment():
		b.comments = true
		return isComment
	case len(line) > maxEventLine:
		b.breaks(RuleLineTooLong)
		return lineTooLong
	}
	b.fields = true
	if string(f.name) == "data" {
		if b.size += dataSize(len(line)); b.size > maxEventData {
			b.breaks(RuleDataTooBig)
			return dataTooBig
		}
	}
	return b.field(decodeUTF8(f.name), decodeUTF8(f.value))
}

// breaks says that the event is bigger than what is kept. It is discarded at its
// blank line: a part of it would look like another event.
func (b *buffers) breaks(limit Rule) {
	if b.broken == 0 {
		b.broken = limit
	}
	if b.limit == 0 {
		b.limit = limit
	}
}

// field is "process the field". Names are compared exactly, without case folding.
func (b *buffers) field(name, value string) verdict {
	switch name {
	case "event":
		b.eventType = value
	case "data":
		b.data.WriteString(value)
		b.data.WriteByte('\n')
	case "id":
		if strings.ContainsRune(value, 0) {
			return idWithNUL
		}
		b.id = value
	case "retry":
		return b.setRetry(value)
	default:
		return unknownField
	}
	return lineUsed
}

// setRetry reads ASCII digits as a number of milliseconds. A number too large
// for any clock stays at the largest.
func (b *buffers) setRetry(value string) verdict {
	ms := 0
	for _, c := range []byte(value) {
		if c < '0' || c > '9' {
			return notDigits
		}
		if ms > (math.MaxInt-9)/10 {
			ms = math.MaxInt
			continue
		}
		ms = ms*10 + int(c-'0')
	}
	if value == "" {
		return notDigits
	}
	b.retry = ms
	return lineUsed
}

// dispatch is "dispatch the event": nil when the data buffer is empty. The id
// stays, the two other buffers begin anew.
func (b *buffers) dispatch() (event *Dispatch, effect string) {
	b.last = b.id
	event, effect = b.event()
	b.data.Reset()
	b.eventType, b.shown, b.size, b.broken = "", "", 0, 0
	b.comments, b.fields = false, false
	return event, effect
}

// event returns the event of the buffers, if there is one, and says why.
func (b *buffers) event() (event *Dispatch, effect string) {
	data, effect := b.data.String(), "dispatch"
	switch {
	case b.broken != 0:
		return nil, "a limit was reached: dispatch nothing"
	case data == "" && !b.flavour.wrongly(b):
		return nil, "no data: dispatch nothing"
	case data == "":
		effect = "dispatch without data (deliberately wrong)"
	}
	eventType := cmp.Or(b.eventType, "message")
	return &Dispatch{Type: eventType, Data: strings.TrimSuffix(data, "\n"), LastEventID: b.id}, effect
}
