package demo

import (
	"net/http"
	"strings"
)

// idempotencyKey is the header with which a client names what it asks for, so
// that asking twice is asking once (draft-ietf-httpapi-idempotency-key-header
// §2). Without it a server can not tell a second try from a second question.
const idempotencyKey = "Idempotency-Key"

// maxIdempotencyKey bounds a key, in bytes.
const maxIdempotencyKey = 255

// idempotent lets the header name the answer, as the knob answer does. The two
// names can not meet: a knob has no space. What the model was asked first holds.
func (k *Knobs) idempotent(h http.Header) error {
	values := h.Values(idempotencyKey)
	if len(values) == 0 {
		return nil
	}
	key := values[0]
	switch {
	case len(values) > 1:
		return badRequest("%s must be sent once; it was sent %d times.", idempotencyKey, len(values))
	case key == "" || len(key) > maxIdempotencyKey || strings.ContainsFunc(key, unprintable):
		return badRequest("%s must be 1 to %d printable ASCII characters; %s was sent.", idempotencyKey, maxIdempotencyKey, quote(key))
	case k.Answer != "":
		return badRequest("%s and answer both name the answer: send one of them.", idempotencyKey)
	}
	k.Answer = idempotencyKey + " " + key
	return nil
}

func unprintable(c rune) bool { return c < ' ' || c > '~' }
