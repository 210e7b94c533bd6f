package server

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
	"pushlab/views"
)

// Row is one row of the message ladder, for programs that draw it elsewhere.
type Row = views.Row

// Rows is the ladder of a recorded run.
func Rows(log *trace.Log) []Row { return allRows(log) }

// Totals counts the bytes of a trace by direction.
func Totals(log *trace.Log) (sent, received int) {
	for _, e := range log.Events(0) {
		if e.Kind != "bytes" {
			continue
		}
		if n := len(log.Bytes(e)); e.Dir == wire.ToServer {
			sent += n
		} else {
			received += n
		}
	}
	return sent, received
}

// Lines is a row as text: a head or an event line by line, a frame as its first
// bytes in hexadecimal and what they say.
func Lines(log *trace.Log, r Row) []string {
	found, ok := findRow(log, r.N)
	if !ok || !found.event.IsFrame() || found.event.Kind == "ws.message" {
		return []string{r.Label}
	}
	switch r.Kind {
	case "http", "line":
		return textLines(log.Bytes(found.event))
	case "sse":
		return textLines(log.Bytes(found.event))
	}
	dump, more := log.Dump(found.event).Bytes, ""
	if len(dump) > shownBytes {
		dump, more = dump[:max(found.event.Frame.Head, 2)], " …"
	}
	text, _ := messageText(log, found.event)
	if isFragment(found.event.Frame) {
		text = r.Label
	}
	return []string{fmt.Sprintf("% x%s  %s", dump, more, text)}
}

// shownBytes is the largest frame of which a transcript shows every byte.
const shownBytes = 22

// textLines splits a text protocol's bytes into lines, without the empty ones
// at the end.
func textLines(b []byte) []string {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(b))
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = short(line)
	}
	return lines
}
