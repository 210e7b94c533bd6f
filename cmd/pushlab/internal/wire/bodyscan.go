package wire

import "strings"

// A bodyScanner finds the frames that lie in the body of a message.
type bodyScanner interface {
	// feed scans bytes p of the body, which lie at offset at of the stream in
	// the lower frame that starts at parent, and appends the frames they end.
	feed(p []byte, at, parent int64, out *[]Frame)
	// end says that the body is over.
	end(out *[]Frame)
}

// content is what a Content-Type promises of a body.
type content uint8

const (
	plainContent content = iota
	eventContent         // an event stream
	envelopeContent
)

func contentOf(contentType string) content {
	switch {
	case IsEventStream(contentType):
		return eventContent
	case IsEnvelopes(contentType):
		return envelopeContent
	}
	return plainContent
}

// ContentType returns the values of all lines of that name as one list, as
// IsEventStream and IsEnvelopes take it.
func (h Head) ContentType() string {
	var values []string
	for _, line := range h.Header {
		if strings.EqualFold(line.Name, "Content-Type") {
			values = append(values, line.Value)
		}
	}
	return strings.Join(values, ", ")
}

// newBodyScanner returns a scanner for a body, or nil where there is nothing to
// find. Only a response is an event stream; requests of Connect have envelopes
// as well.
func newBodyScanner(c content, request bool) bodyScanner {
	switch {
	case c == eventContent && !request:
		return &blockScanner{}
	case c == envelopeContent:
		return &envelopeScanner{}
	}
	return nil
}

// bodyOf returns the scanner for the body that follows a header of HTTP/2. No
// body follows an interim response, and one with a Content-Encoding is not plain.
func bodyOf(h Head) bodyScanner {
	interim := h.Status >= 100 && h.Status < 200
	if coding := h.Get("content-encoding"); interim || coding != "" && !strings.EqualFold(coding, "identity") {
		return nil
	}
	return newBodyScanner(contentOf(h.ContentType()), headerKind(h) == KindRequest)
}
