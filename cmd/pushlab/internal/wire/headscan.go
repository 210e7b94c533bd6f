package wire

import (
	"bytes"
	"strings"
)

// maxLine is how much of one line of a head is looked at, in bytes. net/http
// refuses a whole head that is longer (http.DefaultMaxHeaderBytes).
const maxLine = 1 << 20

// A headScanner reads a head line by line and keeps what says where the
// message ends (RFC 9112 §6) and what is in it. It also reads trailers.
type headScanner struct {
	line  []byte // the part of the line that came in earlier pieces
	begun bool   // the start line is over
	err   Rule   // the first rule that was broken
	fatal bool   // … and it leaves no way to go on

	message message
}

func newHeadScanner(request bool) *headScanner {
	return &headScanner{message: message{request: request, length: -1}}
}

// newTrailerScanner reads the field lines behind the last chunk.
func newTrailerScanner() *headScanner { return &headScanner{begun: true} }

// next takes one line, or what p has of it. over says that the head ended.
func (s *headScanner) next(p []byte) (n int, over bool) {
	i := bytes.IndexByte(p, '\n')
	if i < 0 {
		s.keep(p)
		return len(p), false
	}
	line := p[:i+1]
	if len(s.line) > 0 {
		s.keep(line)
		line = s.line
	}
	over = s.endLine(line[:min(len(line), maxLine)])
	s.line = s.line[:0]
	return i + 1, over
}

func (s *headScanner) keep(p []byte) {
	s.line = append(s.line, p[:min(len(p), maxLine-len(s.line))]...)
}

// endLine looks at a whole line. Empty lines before the start line are skipped
// (RFC 9112 §2.2).
func (s *headScanner) endLine(line []byte) (over bool) {
	text, _, _, _ := cutHeadLine(line)
	switch {
	case len(text) == 0:
		return s.begun
	case s.begun:
		s.field(text)
	default:
		s.begun = true
		s.start(text)
	}
	return false
}

func (s *headScanner) breaks(rule Rule, fatal bool) {
	if s.err == 0 {
		s.err = rule
	}
	s.fatal = s.fatal || fatal
}

// start reads the start line. When it is no start line of HTTP/1, the bytes
// are not HTTP and nothing can be said about what follows.
func (s *headScanner) start(line []byte) {
	version, rule := s.requestLine, RuleRequestLine
	if !s.message.request {
		version, rule = s.statusLine, RuleStatusLine
	}
	switch v, ok := version(line); {
	case !ok:
		s.breaks(rule, true)
	case v[5] != '1':
		s.breaks(RuleVersion, true)
	default:
		s.message.minor = v[7]
	}
}

func (s *headScanner) requestLine(line []byte) (version []byte, ok bool) {
	r, ok := cutRequestLine(line)
	s.message.head = string(r.method) == "HEAD"
	s.message.connect = string(r.method) == "CONNECT"
	return r.version, ok
}

func (s *headScanner) statusLine(line []byte) (version []byte, ok bool) {
	st, ok := cutStatusLine(line)
	if !ok {
		return nil, false
	}
	s.message.status = st.code()
	if !st.space {
		s.breaks(RuleStatusLine, false)
	}
	return st.version, true
}

// field looks at a field line. A broken one is noted and left out.
func (s *headScanner) field(line []byte) {
	name, value, rule := cutFieldLine(line)
	if rule != 0 {
		s.breaks(rule, false)
		return
	}
	if read, ok := framingFields[strings.ToLower(string(name))]; ok {
		read(s, string(value))
	}
}

// finish judges the head as a whole, when its empty line has come.
func (s *headScanner) finish() {
	m := &s.message
	if m.coded && m.minor == '0' {
		s.breaks(RuleTransferEncoding10, false)
	}
	if m.coded && m.length >= 0 {
		s.breaks(RuleTwoLengths, false)
	}
	if m.request && m.coded && !m.chunked {
		s.breaks(RuleTransferEncoding, true)
	}
	if m.request && m.minor != '0' && m.hosts != 1 {
		s.breaks(RuleHost, false)
	}
}
