// Package sse writes server-sent events that can not be forged: whatever text
// goes into an Event, a client dispatches that one event and no other, with no
// field that the caller did not set (WHATWG HTML §9.2).
package sse

import (
	"errors"
	"strconv"
	"strings"
)

// MIMEType is the Content-Type of an event stream (WHATWG HTML §9.2.5).
const MIMEType = "text/event-stream"

// Errors of events that no bytes can carry.
var (
	// ErrID: an id or a type is one line of text, and a client ignores an id
	// with NUL (WHATWG HTML §9.2.6).
	ErrID    = errors.New("sse: an event's id must not hold CR, LF or NUL")
	ErrType  = errors.New("sse: an event's type must not hold CR, LF or NUL")
	ErrRetry = errors.New("sse: an event's retry must not be negative")
)

// An Event is what a server tells a client. Data may have several lines, ended
// by LF, CR or CR LF; a client gets LF for each of them.
//
// An event without Type and Data dispatches nothing: it only sets the last
// event id and the reconnection time for what follows.
type Event struct {
	ID    string // what Last-Event-ID will be; "" leaves it as it is
	Type  string // "" is "message" to a client
	Data  string
	Retry int // reconnection time in ms; 0 leaves it as it is
}

// Append writes the event to b: its id, its type, a data field for each line,
// the retry, and the blank line that dispatches it. With an error, b stays as
// it was.
func (e Event) Append(b []byte) ([]byte, error) {
	if err := e.check(); err != nil {
		return b, err
	}
	if e.ID != "" {
		b = appendField(b, "id", e.ID)
	}
	if e.Type != "" {
		b = appendField(b, "event", e.Type)
	}
	if e.Type != "" || e.Data != "" {
		b = appendData(b, e.Data)
	}
	if e.Retry > 0 {
		b = append(b, "retry: "...)
		b = strconv.AppendInt(b, int64(e.Retry), 10)
		b = append(b, '\n')
	}
	return append(b, '\n'), nil
}

func (e Event) check() error {
	switch {
	case strings.ContainsAny(e.ID, "\r\n\x00"):
		return ErrID
	case strings.ContainsAny(e.Type, "\r\n\x00"):
		return ErrType
	case e.Retry < 0:
		return ErrRetry
	}
	return nil
}

// appendData writes one data field for each line. A client ends a line at LF,
// CR or CR LF, so a CR that went through as it is would begin a new field, and
// whoever wrote the data would choose which.
func appendData(b []byte, data string) []byte {
	for {
		i := strings.IndexAny(data, "\r\n")
		if i < 0 {
			return appendField(b, "data", data)
		}
		b = appendField(b, "data", data[:i])
		if strings.HasPrefix(data[i:], "\r\n") {
			i++
		}
		data = data[i+1:]
	}
}

// appendField writes a field. Of the spaces behind the colon a client removes
// one, so there is always one more than the value has; an empty value needs none.
func appendField(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, ':')
	if value != "" {
		b = append(b, ' ')
		b = append(b, value...)
	}
	return append(b, '\n')
}
