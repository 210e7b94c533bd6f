package main

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// label says in a few words what a frame is.
func (l *frameLine) label() string {
	f := l.frame
	switch f.Kind {
	case wire.KindRequest, wire.KindResponse:
		return l.headLabel()
	case wire.KindChunk:
		return fmt.Sprintf("chunk of %d bytes", f.Len()-f.Head-f.Tail)
	case wire.KindFrame:
		return l.webSocketLabel()
	case wire.KindMessage:
		return fmt.Sprintf("%s message in %d frames", wire.OpcodeName(f.Opcode), len(f.Spans))
	case wire.KindHTTP2:
		return l.http2Label()
	}
	if l.Limit == limitKept {
		return fmt.Sprintf("%s up to byte %d", f.Kind, f.End)
	}
	return fmt.Sprintf("%s of %d bytes", f.Kind, len(l.bytes))
}

// headLabel is the start line.
func (l *frameLine) headLabel() string {
	if l.heading != "" {
		return l.heading
	}
	text, _, _ := strings.Cut(strings.TrimLeft(string(l.bytes), "\r\n"), "\n")
	return strings.TrimRight(text, "\r")
}

func (l *frameLine) webSocketLabel() string {
	name := wire.OpcodeName(l.frame.Opcode)
	switch {
	case l.Type == "close":
		return strings.TrimSpace(fmt.Sprintf("%s %d %s", name, l.Code, *l.Reason))
	case !l.frame.Fin:
		name += ", more follows"
	}
	return fmt.Sprintf("%s, %d bytes of payload", name, l.frame.Len()-l.frame.Head)
}

func (l *frameLine) http2Label() string {
	if l.Summary != "" {
		return l.Summary
	}
	return fmt.Sprintf("%s stream=%d", wire.HTTP2FrameName(l.frame.Opcode), l.frame.Stream)
}

func messageNote(m *messageLine) string {
	if m.Text != nil {
		return fmt.Sprintf("message  text, %d bytes  %q", m.Length, *m.Text)
	}
	return fmt.Sprintf("message  binary, %d bytes  %s", m.Length, *m.Hex)
}

func errorNote(e *errorLine) string {
	if e.CloseCode > 0 {
		return fmt.Sprintf("error  the reader closes with %d (%s)", e.CloseCode, e.Spec)
	}
	return fmt.Sprintf("error  %s of the %s (%s)", e.Code, e.Scope, e.Spec)
}

func stateNote(s *stateLine) string {
	retry := "never set"
	if s.Retry != nil {
		retry = fmt.Sprintf("%d ms", *s.Retry)
	}
	return fmt.Sprintf("state  lastEventId %q  retry %s", s.LastEventID, retry)
}
