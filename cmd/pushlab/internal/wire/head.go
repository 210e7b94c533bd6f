package wire

import (
	"bytes"
	"strings"
)

// A HeaderLine is a field line of a head: a name and a value.
type HeaderLine struct{ Name, Value string }

// A Head is the head of an HTTP message: of a request its method and target, of
// a response its status and reason, and the header.
type Head struct {
	Method, Target string // of a request
	Proto          string // "HTTP/1.1"
	Status         int    // of a response
	Reason         string
	Header         []HeaderLine
}

// Get returns the value of the first field with this name, in any case, or "".
func (h Head) Get(name string) string {
	for _, line := range h.Header {
		if strings.EqualFold(line.Name, name) {
			return line.Value
		}
	}
	return ""
}

// ParseHead reads the head at the start of b, as far as b goes. It says false
// when there is no whole start line, or when that is not one of HTTP. Lines
// that are no field lines are left out.
func ParseHead(b []byte) (head Head, ok bool) {
	started, open := false, openField{}
	defer func() { head.endField(&open) }()
	for len(b) > 0 {
		line, _, rest, whole := cutHeadLine(b)
		b = rest
		switch {
		case !whole:
			return head, started
		case len(line) == 0 && started:
			return head, true
		case len(line) == 0: // an empty line before the start line is skipped
		case !started:
			if started = head.parseStart(line); !started {
				return head, false
			}
		default:
			head.parseField(&open, line)
		}
	}
	return head, started
}

func (h *Head) parseStart(line []byte) bool {
	if s, ok := cutStatusLine(line); ok {
		h.Proto, h.Reason = string(s.version), string(s.reason)
		h.Status = s.code()
		return true
	}
	r, ok := cutRequestLine(line)
	h.Method, h.Target, h.Proto = string(r.method), string(r.target), string(r.version)
	return ok
}

// parseField reads a field line. A folded one goes on with the field before it,
// which is in the header once the next one begins.
func (h *Head) parseField(open *openField, line []byte) {
	name, value, rule := cutFieldLine(line)
	if rule == RuleFold {
		open.fold(line)
		return
	}
	h.endField(open)
	if rule == 0 {
		*open = openField{string(name), bytes.Clone(value)}
	}
}

func (h *Head) endField(open *openField) {
	if open.name != "" {
		h.Header = append(h.Header, HeaderLine{open.name, string(open.value)})
	}
	*open = openField{}
}

// cutHeadLine cuts the first line off b: its text and its end, CR LF or, which
// a reader may take too, LF alone (RFC 9112 §2.2). It is not whole without one.
func cutHeadLine(b []byte) (line, end, rest []byte, whole bool) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, nil, nil, false
	}
	from := i
	if i > 0 && b[i-1] == '\r' {
		from--
	}
	return b[:from], b[from : i+1], b[i+1:], true
}

// A requestLine is method SP request-target SP HTTP-version (RFC 9112 §3).
type requestLine struct{ method, target, version []byte }

func cutRequestLine(line []byte) (r requestLine, ok bool) {
	var one, two bool
	r.method, line, one = bytes.Cut(line, []byte(" "))
	r.target, r.version, two = bytes.Cut(line, []byte(" "))
	ok = one && two && isToken(r.method) && isTarget(r.target) && isVersion(r.version)
	return r, ok
}

// A statusLine is HTTP-version SP status-code SP reason-phrase (RFC 9112 §4).
type statusLine struct {
	version, status, reason []byte
	space                   bool // the space before the reason, which some leave out
}

func cutStatusLine(line []byte) (s statusLine, ok bool) {
	var one bool
	s.version, line, one = bytes.Cut(line, []byte(" "))
	s.status, s.reason, s.space = bytes.Cut(line, []byte(" "))
	ok = one && isVersion(s.version) && len(s.status) == 3 && isDigits(s.status) && isText(s.reason)
	return s, ok
}

func (s statusLine) code() int {
	return 100*int(s.status[0]-'0') + 10*int(s.status[1]-'0') + int(s.status[2]-'0')
}

// cutFieldLine cuts a line into field-name ":" OWS field-value OWS (RFC 9112
// §5), or says which rule it breaks.
func cutFieldLine(line []byte) (name, value []byte, rule Rule) {
	if len(line) > 0 && isSpace(line[0]) {
		return nil, nil, RuleFold
	}
	name, value, ok := bytes.Cut(line, []byte(":"))
	bare := bytes.TrimRight(name, " \t")
	switch {
	case !ok, !isToken(bare):
		return nil, nil, RuleFieldLine
	case len(bare) < len(name):
		return nil, nil, RuleSpaceBeforeColon
	case !isText(value):
		return nil, nil, RuleFieldValue
	}
	return name, bytes.Trim(value, " \t"), 0
}

// isVersion says whether b is "HTTP/" DIGIT "." DIGIT (RFC 9112 §2.3).
func isVersion(b []byte) bool {
	return len(b) == 8 && string(b[:5]) == "HTTP/" && isDigits(b[5:6]) && b[6] == '.' && isDigits(b[7:])
}

// isTarget says whether b can be a request-target: no space and no control in
// it (RFC 9112 §3.2). Bytes above ASCII are not allowed, but common and harmless.
func isTarget(b []byte) bool {
	for _, c := range b {
		if c <= ' ' || c == 0x7F {
			return false
		}
	}
	return len(b) > 0
}

// isText says whether b has none of the bytes that a field value must not hold
// (RFC 9110 §5.5). LF ends the line before it gets here.
func isText(b []byte) bool { return bytes.IndexByte(b, '\r') < 0 && bytes.IndexByte(b, 0) < 0 }

// isToken says whether b is a token (RFC 9110 §5.6.2).
func isToken[T ~string | ~[]byte](b T) bool {
	for i := range len(b) {
		c := b[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		digit := c >= '0' && c <= '9'
		if !letter && !digit && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return len(b) > 0
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }
