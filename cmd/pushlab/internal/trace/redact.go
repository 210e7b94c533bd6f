package trace

import "bytes"

// secretFields are the header fields whose values are overwritten before
// anything is kept: with * of equal length, so that offsets hold.
var secretFields = [...]string{
	"cookie", "set-cookie", "authorization", "proxy-authorization", "x-api-key", "api-key",
}

const longestSecret = len("proxy-authorization")

// A redactor overwrites the values of secret fields in a head that comes in any
// number of pieces. It is stricter than a parser: it also takes names with
// space around them, and lines that are folded.
type redactor struct {
	state  redactState
	secret bool // this line, or the one that it continues, has a secret
	n      uint8
	name   [longestSecret]byte // the field name so far, in lower case
}

type redactState uint8

const (
	atLineStart redactState = iota
	inSpace                 // white space at the start of a line
	inName
	beforeValue // white space behind the colon
	inValue     // of a secret field
	inOther     // nothing secret up to the end of the line
)

// redact overwrites secrets in p, the next bytes of a head.
func (r *redactor) redact(p []byte) {
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c == '\n':
			r.state = atLineStart
		case r.state == inOther:
			i += skipLine(p[i:]) - 1
		default:
			p[i] = r.next(c)
		}
	}
}

// skipLine returns how many bytes stand before the end of the line.
func skipLine(p []byte) int {
	if n := bytes.IndexByte(p, '\n'); n >= 0 {
		return n
	}
	return len(p)
}

// next returns what is kept of c, a byte within a line.
func (r *redactor) next(c byte) byte {
	space := c == ' ' || c == '\t' || c == '\r'
	switch r.state {
	case atLineStart, inSpace:
		return r.start(c, space)
	case inName:
		r.letter(c)
	case beforeValue, inValue:
		if !space || r.state == inValue && c != '\r' {
			r.state = inValue
			return '*'
		}
	}
	return c
}

// start takes a byte at the start of a line. A line that begins with space
// continues the one before (RFC 9112 §5.2).
func (r *redactor) start(c byte, space bool) byte {
	switch {
	case space && r.state == atLineStart && c != '\r':
		r.state = inSpace
	case space:
	case r.state == inSpace && r.secret:
		r.state = inValue
		return '*'
	default:
		r.state, r.secret, r.n = inName, false, 0
		r.letter(c)
	}
	return c
}

// letter takes a byte of a field name, or the colon behind it.
func (r *redactor) letter(c byte) {
	switch {
	case c == ':':
		r.state, r.secret = inOther, r.isSecret()
		if r.secret {
			r.state = beforeValue
		}
	case int(r.n) < len(r.name):
		r.name[r.n] = lower(c)
		r.n++
	case c != ' ' && c != '\t':
		r.state = inOther
	}
}

func (r *redactor) isSecret() bool {
	name := bytes.TrimRight(r.name[:r.n], " \t")
	for _, secret := range secretFields {
		if string(name) == secret {
			return true
		}
	}
	return false
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
