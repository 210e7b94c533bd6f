package websocket

import (
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

const (
	version = "13" // RFC 6455 §4.1
	keySize = 16   // bytes of a Sec-WebSocket-Key, before base64 (RFC 6455 §4.1)

	// keyGUID proves that a server knows WebSocket: nobody else would hash it
	// with the key (RFC 6455 §1.3).
	keyGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
)

// AcceptKey returns the Sec-WebSocket-Accept for a Sec-WebSocket-Key, as it stands
// in the header (RFC 6455 §4.2.2). It is also for who plays one of the two sides by
// hand.
func AcceptKey(key string) string {
	sum := sha1.Sum([]byte(key + keyGUID))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// elements returns the elements of a header that is a comma-separated list,
// which may stand in several lines (RFC 9110 §5.6.1).
func elements(h http.Header, name string) (all []string) {
	for _, value := range h.Values(name) {
		for e := range strings.SplitSeq(value, ",") {
			if e = strings.Trim(e, " \t"); e != "" {
				all = append(all, e)
			}
		}
	}
	return all
}

// hasToken says whether a list has a token, in any case.
func hasToken(h http.Header, name, token string) bool {
	return slices.ContainsFunc(elements(h, name), func(e string) bool { return strings.EqualFold(e, token) })
}

// isToken says whether s is a token of HTTP (RFC 9110 §5.6.2), as a subprotocol
// must be.
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7F || strings.ContainsRune(`()<>@,;:\"/[]?={}`, r)
	})
}
