package server

import (
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

const keyGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// shaken is a client of EX07: right as it is, and each of the fields makes it
// wrong in one way.
type shaken struct {
	path   string                  // "" is echo
	key    string                  // "" is drawn at random
	accept func(key string) string // nil is the right one
	change func(head []string) []string
	again  bool // with the same key, once more
}

// shake sends the handshake that a learner writes.
func (s shaken) shake(l *solver) {
	key := s.key
	if key == "" {
		key = drawKey()
	}
	accept := acceptOf
	if s.accept != nil {
		accept = s.accept
	}
	path := "echo"
	if s.path != "" {
		path = s.path
	}
	head := []string{
		"GET " + l.path(path) + "?check=EX07 HTTP/1.1", "Host: " + l.host(), "Upgrade: websocket", "Connection: Upgrade",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + key, "X-Expect-Accept: " + accept(key),
	}
	if s.change != nil {
		head = s.change(head)
	}
	h := l.dial()
	h.head(head...)
	h.finish()
	if s.again {
		shaken{key: key}.shake(l)
	}
}

func drawKey() string {
	b := make([]byte, 16)
	rand.Read(b)
	return base64.StdEncoding.EncodeToString(b)
}

func acceptOf(key string) string { return hashed(key + keyGUID) }

func hexHash(text string) string {
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

// without leaves out a line, or puts another in its place.
func without(name, instead string) func(head []string) []string {
	return func(head []string) (kept []string) {
		for _, line := range head {
			switch {
			case !strings.HasPrefix(line, name):
				kept = append(kept, line)
			case instead != "":
				kept = append(kept, instead)
			}
		}
		return kept
	}
}

// anyKey is a key of the tests' own: the words of a verdict show it.
const anyKey = "bWFkZSBmb3IgYSB0ZXN0IQ=="

func TestEX07(t *testing.T) {
	t.Parallel()
	always := func(value string) func(string) string { return func(string) string { return value } }
	testSolutions(t, "EX07", []solution{
		{"solution", shaken{key: anyKey}.shake, 0},
		{"solution-on-ws", shaken{path: "ws", key: anyKey, change: without("Connection", "connection: keep-alive, upgrade")}.shake, 0},
		{"solution-after-a-refusal", func(l *solver) {
			shaken{change: without("Upgrade", "")}.shake(l)
			shaken{key: anyKey}.shake(l)
		}, 0},
		{"no-upgrade", shaken{key: anyKey, change: without("Upgrade", "")}.shake, 1},
		{"connection-close", shaken{key: anyKey, change: without("Connection", "Connection: keep-alive")}.shake, 1},
		{"http-1.0", shaken{key: anyKey, change: func(head []string) []string {
			return append([]string{strings.Replace(head[0], "HTTP/1.1", "HTTP/1.0", 1)}, head[1:]...)
		}}.shake, 1},
		{"version-8", shaken{key: anyKey, change: without("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8")}.shake, 2},
		{"no-version", shaken{key: anyKey, change: without("Sec-WebSocket-Version", "")}.shake, 2},
		{"no-key", shaken{key: anyKey, change: without("Sec-WebSocket-Key", "")}.shake, 3},
		{"fifteen-bytes", shaken{key: base64.StdEncoding.EncodeToString([]byte("fifteen bytes.."))}.shake, 3},
		{"key-in-hex", shaken{key: "00112233445566778899aabbccddeeff0"}.shake, 3},
		{"sample-key", shaken{key: "dGhlIHNhbXBsZSBub25jZQ=="}.shake, 4},
		{"key-again", shaken{key: anyKey, accept: always("of another key"), again: true}.shake, 4},
		{"no-expectation", shaken{key: anyKey, change: without("X-Expect-Accept", "")}.shake, 5},
		{"wrong-accept", shaken{key: anyKey, accept: always("YSBndWVzcyBvZiAyMCBieXRlcyE=")}.shake, 5},
		{"accept-of-the-sample", shaken{key: anyKey, accept: always("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")}.shake, 5},
		{"accept-in-hex", shaken{key: anyKey, accept: func(key string) string { return hexHash(key + keyGUID) }}.shake, 5},
		{"accept-of-hex", shaken{key: anyKey, accept: func(key string) string {
			return base64.StdEncoding.EncodeToString([]byte(hexHash(key + keyGUID)))
		}}.shake, 5},
		{"line-end-hashed", shaken{key: anyKey, accept: func(key string) string { return hashed(key + keyGUID + "\n") }}.shake, 5},
		{"key-decoded", shaken{key: anyKey, accept: func(string) string { return hashed("made for a test!" + keyGUID) }}.shake, 5},
		{"no-guid", shaken{key: anyKey, accept: hashed}.shake, 5},
		{"foreign-origin", shaken{key: anyKey, change: func(head []string) []string {
			return append(head, "Origin: http://elsewhere.example")
		}}.shake, 6},
	})
}

// hashed is base64(SHA-1(text)).
func hashed(text string) string {
	sum := sha1.Sum([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}
