package wire

import "strings"

// A message is what a head says about the message that it begins.
type message struct {
	request  bool
	head     bool // the method is HEAD: its response has no body
	connect  bool // the method is CONNECT
	status   int
	minor    byte    // of the version: '0' or '1'
	hosts    int     // Host lines
	length   int64   // Content-Length, or -1
	coded    bool    // there is a Transfer-Encoding
	chunked  bool    // … and chunked is the last coding
	chunkOne bool    // … and the only one
	encoded  bool    // there is a Content-Encoding: the bytes are not plain
	content  content // what the Content-Type promises
	upgrade  bool    // Connection has the option upgrade
	protocol bool    // there is an Upgrade field
	ws       bool    // … and it names websocket

	extensions string // of WebSocket (RFC 6455 §9.1), of all lines
}

// framingFields are the fields that decide where a message ends and how its
// body is to be read.
var framingFields = map[string]func(*headScanner, string){
	"host":              func(s *headScanner, _ string) { s.message.hosts++ },
	"content-length":    (*headScanner).contentLength,
	"transfer-encoding": (*headScanner).transferEncoding,
	"content-encoding":  func(s *headScanner, v string) { s.message.encoded = !strings.EqualFold(v, "identity") },
	"content-type":      (*headScanner).contentType,
	"connection":        func(s *headScanner, v string) { s.message.upgrade = s.message.upgrade || hasItem(v, "upgrade") },
	"sec-websocket-extensions": func(s *headScanner, v string) {
		if len(s.message.extensions) < maxExtensions {
			s.message.extensions += ", " + v
		}
	},
	"upgrade": func(s *headScanner, v string) {
		s.message.protocol, s.message.ws = true, s.message.ws || hasItem(v, "websocket")
	},
}

// contentType may come in several lines: the last valid type counts.
func (s *headScanner) contentType(value string) {
	if essence(value) != "" {
		s.message.content = contentOf(value)
	}
}

// contentLength reads a decimal number. The same number again, in another line
// or behind a comma, does no harm (RFC 9112 §6.3).
func (s *headScanner) contentLength(value string) {
	for item := range strings.SplitSeq(value, ",") {
		n, ok := parseLength(strings.Trim(item, " \t"))
		if !ok || s.message.length >= 0 && s.message.length != n {
			s.breaks(RuleContentLength, true)
			return
		}
		s.message.length = n
	}
}

func parseLength(digits string) (n int64, ok bool) {
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' || n > (1<<62)/10 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, digits != ""
}

// transferEncoding reads the list of codings; over several lines it goes on.
func (s *headScanner) transferEncoding(value string) {
	for item := range strings.SplitSeq(value, ",") {
		coding := strings.Trim(item, " \t")
		if coding == "" {
			continue
		}
		s.message.chunked = strings.EqualFold(coding, "chunked")
		s.message.chunkOne = s.message.chunked && !s.message.coded
		s.message.coded = true
	}
}

// hasItem says whether a comma-separated list has an item, in any case.
func hasItem(list, item string) bool {
	for i := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.Trim(i, " \t"), item) {
			return true
		}
	}
	return false
}
