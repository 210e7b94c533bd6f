package server

import (
	"bytes"
	"mime"
	"net/url"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// JSON that is streamed an object a line is no layer of its own in package wire:
// a line begins and ends where its writer flushes, and the row of the chunk, the
// DATA frame or the body shows it.

// isLines says whether a body has one JSON object a line.
func isLines(contentType string) bool { return mediaType(contentType) == "application/x-ndjson" }

func isJSON(contentType string) bool { return mediaType(contentType) == "application/json" }

func mediaType(contentType string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	return media
}

// labelLines shows the lines that a frame carries, and the ids of their tokens.
func (l *ladder) labelLines(r *row, e trace.Event) {
	b := carriedBytes(e, l.log.Bytes(e))
	if !l.lined[e.Exchange] || len(b) == 0 || e.Dir != wire.ToClient {
		return
	}
	if e.Kind != "http.body" {
		r.Kind, r.Label = "line", short(string(b))
	}
	r.Token = strings.Join(tokenIDs(b), " ")
}

// carriedBytes is what a chunk or a frame carries, without its framing.
func carriedBytes(e trace.Event, b []byte) []byte {
	to := len(b) - e.Frame.Tail
	return b[min(e.Frame.Head, to):to]
}

// tokenIDs finds the ids of the tokens in lines, or in an array of a line an
// element. A line that was cut carries none.
func tokenIDs(b []byte) (ids []string) {
	for line := range bytes.Lines(b) {
		line = bytes.Trim(line, "[],\n")
		if id := tokenID(line); id != "" && bytes.HasSuffix(line, []byte("}")) {
			ids = append(ids, id)
		}
	}
	return ids
}

// pollText is what tells one poll from another: its cursor, how long it may be
// held, and that a short one is not.
func pollText(h wire.Head) (text string) {
	switch shortTarget(h.Target) {
	case "/poll":
		text = "  short"
	case "/longpoll":
	default:
		return ""
	}
	_, query, _ := strings.Cut(h.Target, "?")
	if after := queryValue(query, "after"); after != "" {
		text += "  after=" + short(after)
	}
	return text
}

func queryValue(query, name string) string {
	values, _ := url.ParseQuery(query)
	return values.Get(name)
}
