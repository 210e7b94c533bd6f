package check

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// keyGUID is what only a server that knows WebSocket hashes with the key
// (RFC 6455 §1.3).
const keyGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// acceptOf returns the Sec-WebSocket-Accept for a key (RFC 6455 §4.2.2).
func acceptOf(key string) string { return inBase64(sha1Of(key + keyGUID)) }

func sha1Of(text string) []byte {
	sum := sha1.Sum([]byte(text))
	return sum[:]
}

func inBase64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// A slip is a way to a wrong accept value, and what to do about it.
type slip struct {
	made func(key string) string
	hint string
}

var slips = []slip{
	{func(key string) string { return hex.EncodeToString(sha1Of(key + keyGUID)) },
		"The hash is right, and in hexadecimal. The accept value is base64 of its 20 bytes (RFC 6455 §4.2.2): openssl sha1 -binary | base64."},
	{func(key string) string { return inBase64([]byte(hex.EncodeToString(sha1Of(key + keyGUID)))) },
		"That is base64 of the hash's hexadecimal text. It is base64 of its 20 bytes (RFC 6455 §4.2.2): openssl sha1 -binary | base64."},
	{func(key string) string { return inBase64([]byte(hex.EncodeToString(sha1Of(key+keyGUID)) + "\n")) },
		"That is base64 of the hash's hexadecimal text and a line end. It is base64 of its 20 bytes (RFC 6455 §4.2.2): openssl sha1 -binary | base64."},
	{func(key string) string { return inBase64(sha1Of(key + keyGUID + "\n")) },
		"A line end was hashed too. echo writes one; printf %s does not."},
	{func(key string) string { return inBase64(sha1Of(key + "\n" + keyGUID)) },
		"A line end stands between key and GUID. $(…) takes it off, a file keeps it."},
	{func(key string) string {
		b, _ := base64.StdEncoding.DecodeString(key)
		return inBase64(sha1Of(string(b) + keyGUID))
	},
		"The key was decoded first. What is hashed is its text as it stands in the header, in base64 (RFC 6455 §4.2.2)."},
	{func(key string) string { return inBase64(sha1Of(key + strings.ToLower(keyGUID))) },
		"The GUID is written in capital letters (RFC 6455 §1.3)."},
	{func(key string) string { return inBase64(sha1Of(keyGUID + key)) },
		"The GUID comes behind the key, not before it (RFC 6455 §4.2.2)."},
	{func(key string) string { return inBase64(sha1Of(key)) },
		"The key alone was hashed. Put the GUID " + keyGUID + " behind it (RFC 6455 §1.3)."},
	{func(key string) string { sum := sha256.Sum256([]byte(key + keyGUID)); return inBase64(sum[:]) },
		"That is SHA-256. RFC 6455 §4.2.2 says SHA-1: nothing here depends on its strength."},
	{func(key string) string { return strings.TrimRight(acceptOf(key), "=") },
		"Only the = at its end is missing: 20 bytes in base64 are 28 characters (RFC 4648 §4)."},
	{func(string) string { return acceptOf(sampleKey) },
		"That is the accept value of the example in RFC 6455 §1.3. Yours depends on your key."},
}

// expects: the client knows what the server will answer.
func (h handshake) expects() Clause {
	key, got := h.head.Get("Sec-WebSocket-Key"), h.head.Get("X-Expect-Accept")
	switch {
	case key == "":
		return waiting("", "")
	case got == "":
		return notYet(h.said("has no X-Expect-Accept."), "Add X-Expect-Accept: with base64(SHA-1(key + "+keyGUID+")), where the key is its text in base64 (RFC 6455 §4.2.2).", h.request.N)
	case got == acceptOf(key):
		return met(h.said("expects %s, which is right.", got), h.request.N)
	}
	return notYet(h.said("expects %q, which is not the accept value of its key.", short(got)), slipOf(key, got), h.request.N)
}

// slipOf says how a wrong accept value came about, if that can be told.
func slipOf(key, got string) string {
	for _, s := range slips {
		if got == s.made(key) || strings.EqualFold(got, s.made(key)) && len(got) == 2*sha1.Size {
			return s.hint
		}
	}
	return "Hash the text of the key with " + keyGUID + " behind it, and write the 20 bytes of that SHA-1 in base64 (RFC 6455 §4.2.2). Compare with the Sec-WebSocket-Accept of the 101."
}

// short is a text of a client's own, for a sentence.
func short(text string) string { return fmt.Sprintf("%.60s", text) }
