package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

// ParseClose reads the payload of a Close frame: nothing, or a status code and
// a reason in UTF-8 (RFC 6455 §5.5.1). Without a code it is 1005, which is
// never on the wire (§7.1.5).
func ParseClose(payload []byte) (code int, reason string, rule Rule) {
	switch len(payload) {
	case 0:
		return 1005, "", 0
	case 1:
		return 0, "", RuleCloseLength
	}
	code, text := int(binary.BigEndian.Uint16(payload)), payload[2:]
	if !validCloseCode(code) {
		return code, decodeUTF8(text), RuleCloseCode
	}
	if !utf8.Valid(text) {
		return code, decodeUTF8(text), RuleCloseReason
	}
	return code, string(text), 0
}

// validCloseCode says whether a status code may be sent. 1004, 1005, 1006 and
// 1015 are reserved for use inside an endpoint, 1012 to 1014 are registered
// with IANA, 3000 and up belong to libraries and applications (RFC 6455 §7.4).
func validCloseCode(code int) bool {
	switch {
	case code >= 1000 && code <= 1003, code >= 1007 && code <= 1014:
		return true
	}
	return code >= 3000 && code <= 4999
}
