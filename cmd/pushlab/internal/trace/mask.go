package trace

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// spelled finds the run in a target that writes it with percent signs
// (RFC 3986 §2.1), which names the same run.
var spelled = regexp.MustCompile(`/r/[^/? \r\n"<>]*%[^/? \r\n"<>]*`)

// Masked returns the trace as it is now, with a secret overwritten by '*' of
// equal length wherever it was said: those who may only look at a run are not
// told its id, with which they could act. It is found in plain bytes, in bodies
// and messages that come in pieces, in masked and in compressed payloads, and in
// field blocks of HTTP/2.
func (l *Log) Masked(secret string) *Log {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := &Log{
		began: l.began, now: l.now, active: l.active, last: l.last, exchanges: l.exchanges, closed: true,
		records: slices.Clone(l.records), answers: slices.Clone(l.answers),
	}
	for _, s := range l.streams {
		for dir := range s.bytes {
			s.bytes[dir] = bytes.Clone(s.bytes[dir])
		}
		m.streams = append(m.streams, s)
	}
	s := newShroud(m, secret)
	for n, text := range l.texts {
		m.texts = append(m.texts, MaskText(text, secret))
		s.changed[int32(n)] = m.texts[n] != text
	}
	s.cover()
	return m
}

// MaskText overwrites a secret in a text, as Masked does.
func MaskText(text, secret string) string { return string(mask([]byte(text), secret)) }

// mask returns a copy of b without the secret.
func mask(b []byte, secret string) []byte {
	b = bytes.ReplaceAll(b, []byte(secret), []byte(strings.Repeat("*", len(secret))))
	return spelled.ReplaceAllFunc(b, func(segment []byte) []byte {
		return append([]byte("/r/"), bytes.Repeat([]byte("*"), len(segment)-len("/r/"))...)
	})
}
