package wire

import (
	"slices"
	"strconv"
	"strings"
)

// DeflateExtension is the name of the extension that compresses messages (RFC
// 7692 §7).
const DeflateExtension = "permessage-deflate"

// maxWindowBits is the base-2 logarithm of the largest window (RFC 7692 §7.1.2).
const maxWindowBits = 15

// A Deflate is one permessage-deflate of a Sec-WebSocket-Extensions header, an
// offer or the answer to it (RFC 7692 §7.1). The window of a side that names no
// bits may be as large as they come, 15.
type Deflate struct {
	ServerNoContextTakeover bool // each message of the server stands alone
	ClientNoContextTakeover bool
	ServerMaxWindowBits     int  // 8 to 15, 0 when it is not there
	ClientMaxWindowBits     int  // 8 to 15, 0 when it is not there
	ClientBitsHint          bool // of an offer: the client can be told its bits, and names none
}

// Takeover says whether messages that travel in a direction may refer to the
// ones before them.
func (d Deflate) Takeover(dir Direction) bool {
	if dir == ToServer {
		return !d.ClientNoContextTakeover
	}
	return !d.ServerNoContextTakeover
}

// ParseDeflate returns the offers of permessage-deflate in a header's value, in
// their order and without those that are not valid. ok says that there is
// nothing else in it: a response must be one valid element (RFC 7692 §5.1).
func ParseDeflate(value string) (all []Deflate, ok bool) {
	ok = true
	for _, element := range splitQuoted(value, ',') {
		parts := splitQuoted(element, ';')
		d, valid := parseDeflate(parts)
		if valid {
			all = append(all, d)
		}
		ok = ok && valid
	}
	return all, ok
}

// parseDeflate reads a name and its parameters. Each may stand once, with a
// value that it may have, and there are no others (RFC 7692 §7).
func parseDeflate(parts []string) (d Deflate, ok bool) {
	if len(parts) == 0 || parts[0] != DeflateExtension {
		return d, false
	}
	var seen []string
	for _, part := range parts[1:] {
		name, value, has := strings.Cut(part, "=")
		name, value = strings.TrimRight(name, " \t"), unquote(strings.TrimLeft(value, " \t"))
		if slices.Contains(seen, name) || !d.set(name, value, has) {
			return d, false
		}
		seen = append(seen, name)
	}
	return d, true
}

// set sets one parameter (RFC 7692 §7.1.1 and §7.1.2).
func (d *Deflate) set(name, value string, has bool) (ok bool) {
	switch name {
	case "server_no_context_takeover":
		d.ServerNoContextTakeover = true
		return !has
	case "client_no_context_takeover":
		d.ClientNoContextTakeover = true
		return !has
	case "server_max_window_bits":
		d.ServerMaxWindowBits, ok = windowBits(value)
		return ok
	case "client_max_window_bits":
		if d.ClientBitsHint = !has; has {
			d.ClientMaxWindowBits, ok = windowBits(value)
		}
		return ok || !has
	}
	return false
}

// windowBits reads a number from 8 to 15 without leading zeros.
func windowBits(value string) (bits int, ok bool) {
	bits, err := strconv.Atoi(value)
	return bits, err == nil && bits >= 8 && bits <= maxWindowBits && strconv.Itoa(bits) == value
}

// splitQuoted splits a list at a separator that is not inside a quoted-string
// (RFC 9110 §5.6.4), and trims its elements. Empty ones do not count.
func splitQuoted(list string, separator byte) (elements []string) {
	quoted, from := false, 0
	for i := 0; i <= len(list); i++ {
		switch {
		case i == len(list) || !quoted && list[i] == separator:
			if e := strings.Trim(list[from:i], " \t"); e != "" {
				elements = append(elements, e)
			}
			from = i + 1
		case list[i] == '"':
			quoted = !quoted
		case quoted && list[i] == '\\':
			i++
		}
	}
	return elements
}

// unquote takes the quotes off a value (RFC 6455 §9.1). What has escapes in it
// is no value that permessage-deflate knows.
func unquote(value string) string {
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
		return value[1 : n-1]
	}
	return value
}

// maxExtensions is how much is looked at of extensions over several lines, in bytes.
const maxExtensions = 4 << 10

// offersDeflate says whether a request offers permessage-deflate.
func (m message) offersDeflate() bool {
	offers, _ := ParseDeflate(m.extensions)
	return len(offers) > 0
}

// agreedDeflate returns what a 101 says about permessage-deflate, if it was
// offered. A client that gets a wrong answer fails the connection; nil then says
// of each RSV1 that it is wrong.
func (m message) agreedDeflate(offered bool) *Deflate {
	answers, ok := ParseDeflate(m.extensions)
	if !offered || !ok || len(answers) != 1 || answers[0].ClientBitsHint {
		return nil
	}
	return &answers[0]
}
