package wire

import (
	"bytes"
	"strings"
)

// maxHead is how long a head may be, or the trailers behind a last chunk, in
// bytes. What is longer is not read further, so that a head without an end takes
// no memory without one. Servers stop much earlier (nginx at 32 KiB).
const maxHead = 256 << 10

// A headScanner reads a head line by line and keeps what says where the
// message ends (RFC 9112 §6) and what is in it. It also reads trailers.
type headScanner struct {
	line  []byte // the part of the line that came in earlier pieces
	size  int    // bytes so far
	begun bool   // the start line is over
	err   Rule   // the first rule that was broken
	fatal bool   // … and it leaves no way to go on

	message message
	field   openField // the last field line, if it says something about framing
}

func newHeadScanner(request bool) *headScanner {
	return &headScanner{message: message{request: request, length: -1}}
}

// newTrailerScanner reads the field lines behind the last chunk.
func newTrailerScanner() *headScanner { return &headScanner{begun: true} }

// next takes one line, or what p has of it. over says that the head ended, or
// that it is too long and ends here for this reader.
func (s *headScanner) next(p []byte) (n int, over bool) {
	p = p[:min(len(p), maxHead-s.size)]
	i := bytes.IndexByte(p, '\n')
	if i < 0 {
		s.line = append(s.line, p...)
		return len(p), s.took(len(p))
	}
	line := p[:i+1]
	if len(s.line) > 0 {
		s.line = append(s.line, line...)
		line = s.line
	}
	over = s.endLine(line)
	s.line = s.line[:0]
	return i + 1, over || s.took(i+1)
}

// took counts bytes of a head that is not over, and says whether they are too many.
func (s *headScanner) took(n int) (over bool) {
	if s.size += n; s.size < maxHead {
		return false
	}
	s.err, s.fatal = RuleHeadTooBig, true
	return true
}

// endLine looks at a whole line. Empty lines before the start line are skipped
// (RFC 9112 §2.2).
func (s *headScanner) endLine(line []byte) (over bool) {
	text, _, _, _ := cutHeadLine(line)
	switch {
	case len(text) == 0:
		return s.begun
	case s.begun:
		s.fieldLine(text)
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

// fieldLine looks at a field line. A broken one is noted and left out. A folded
// one is noted too, and it goes on with the value of the line before: readers
// may take it so, and those that do would find another end of the message than
// a reader that leaves it out (RFC 9112 §5.2).
func (s *headScanner) fieldLine(line []byte) {
	name, value, rule := cutFieldLine(line)
	if rule != 0 {
		s.breaks(rule, false)
	}
	if rule == RuleFold {
		s.field.fold(line)
		return
	}
	s.endField()
	if lower := strings.ToLower(string(name)); rule == 0 && framingFields[lower] != nil {
		s.field = openField{lower, bytes.Clone(value)}
	}
}

// endField reads the field whose lines are all there.
func (s *headScanner) endField() {
	if s.field.name != "" {
		framingFields[s.field.name](s, string(s.field.value))
	}
	s.field = openField{}
}

// finish judges the head as a whole, when its empty line has come.
func (s *headScanner) finish() {
	s.endField()
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
