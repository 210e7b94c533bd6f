package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"io"
)

// A run id is 128 random bits and a MAC of them, so that an id can be told
// from a guess without a list of the ids that were given out: it is good after
// a restart too. 25 bytes are 40 characters of base32, without padding.
const (
	randomBytes = 16
	macBytes    = 9
	viewBytes   = 15
)

// Lower case, so that a double click selects an id and nobody has to shift.
var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func newRunID(key, random []byte) string {
	return encoding.EncodeToString(append(random, mac(key, "run", random)[:macBytes]...))
}

// validRunID tells an id that a server with this key has made.
func validRunID(key []byte, id string) bool {
	b, err := encoding.DecodeString(id)
	if err != nil || len(b) != randomBytes+macBytes || encoding.EncodeToString(b) != id {
		return false
	}
	return hmac.Equal(b[randomBytes:], mac(key, "run", b[:randomBytes])[:macBytes])
}

// viewID is the id that lets somebody look at a run and do nothing to it. The
// run's own id can not be had from it.
func viewID(key []byte, run string) string {
	return encoding.EncodeToString(mac(key, "view", []byte(run))[:viewBytes])
}

// mac is HMAC-SHA-256 (RFC 2104). The purpose keeps one kind of id from being
// taken for another.
func mac(key []byte, purpose string, message []byte) []byte {
	h := hmac.New(sha256.New, key)
	io.WriteString(h, purpose+"\x00")
	h.Write(message)
	return h.Sum(nil)
}
