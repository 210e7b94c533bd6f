package wire

import (
	"math"
	"strings"
)

// buffers are the data, event type and last event ID buffers of WHATWG HTML
// §9.2.6, and the reconnection time.
type buffers struct {
	data      strings.Builder
	eventType string
	id        string
	retry     int
}

// A verdict is what became of a line.
type verdict uint8

const (
	lineUsed     verdict = iota // the field did what it does
	isComment                   // the line begins with a colon
	unknownField                // its name is none of the four
	idWithNUL                   // an id must not contain U+0000
	notDigits                   // retry must be ASCII digits only
)

// process is the step for a line that is not blank.
func (b *buffers) process(line []byte) verdict {
	f := cutField(line)
	if f.comment() {
		return isComment
	}
	return b.field(decodeUTF8(f.name), decodeUTF8(f.value))
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
func (b *buffers) dispatch() *Dispatch {
	data, eventType := b.data.String(), b.eventType
	b.data.Reset()
	b.eventType = ""
	if data == "" {
		return nil
	}
	if eventType == "" {
		eventType = "message"
	}
	return &Dispatch{Type: eventType, Data: strings.TrimSuffix(data, "\n"), LastEventID: b.id}
}
