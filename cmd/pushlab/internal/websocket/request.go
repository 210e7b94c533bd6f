package websocket

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A refusal is a handshake that is answered with an error.
type refusal struct {
	status   int
	sentence string
	header   http.Header
}

func (r *refusal) Error() string {
	return fmt.Sprintf("websocket: handshake refused with %d: %s", r.status, r.sentence)
}

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, sentence: fmt.Sprintf(format, args...), header: http.Header{}}
}

// with adds a header to the response.
func (r *refusal) with(name, value string) *refusal {
	r.header[name] = []string{value}
	return r
}

// check holds a request against RFC 6455 §4.2.1.
func (o AcceptOptions) check(r *http.Request) *refusal {
	for _, check := range []func(*http.Request) *refusal{
		checkMethod, checkUpgrade, checkVersion, checkKey, checkSubprotocols, o.checkOrigin,
	} {
		if no := check(r); no != nil {
			return no
		}
	}
	return nil
}

func checkMethod(r *http.Request) *refusal {
	switch {
	case r.Method != http.MethodGet:
		return refuse(http.StatusMethodNotAllowed, "A WebSocket begins with GET, not %s.", r.Method).with("Allow", http.MethodGet)
	case r.ProtoMajor != 1 || r.ProtoMinor < 1:
		return refuse(http.StatusBadRequest, "A WebSocket begins with an HTTP/1.1 request, not %s.", r.Proto)
	case r.ContentLength != 0:
		return refuse(http.StatusBadRequest, "A WebSocket begins with a request that has no body.")
	}
	return nil
}

// checkUpgrade answers a plain GET with 426, which says what to ask for (RFC 9110 §15.5.22).
func checkUpgrade(r *http.Request) *refusal {
	switch {
	case !hasToken(r.Header, "Upgrade", "websocket"):
		return upgradeRequired("This address speaks WebSocket: the request needs Upgrade: websocket.")
	case !hasToken(r.Header, "Connection", "upgrade"):
		return refuse(http.StatusBadRequest, "The request has Upgrade: websocket, but Connection does not name Upgrade.")
	}
	return nil
}

func upgradeRequired(sentence string) *refusal {
	return refuse(http.StatusUpgradeRequired, "%s", sentence).with("Upgrade", "websocket").with("Connection", "Upgrade")
}

func checkVersion(r *http.Request) *refusal {
	got := r.Header.Values("Sec-WebSocket-Version")
	if slices.Equal(got, []string{version}) {
		return nil
	}
	no := upgradeRequired("Sec-WebSocket-Version must be 13.")
	return no.with("Sec-WebSocket-Version", version) // RFC 6455 §4.4
}

func checkKey(r *http.Request) *refusal {
	keys := r.Header.Values("Sec-WebSocket-Key")
	if len(keys) == 1 {
		key, err := base64.StdEncoding.Strict().DecodeString(keys[0])
		if err == nil && len(key) == keySize {
			return nil
		}
	}
	return refuse(http.StatusBadRequest, "Sec-WebSocket-Key must be 16 bytes in base64, once.")
}

func checkSubprotocols(r *http.Request) *refusal {
	seen := map[string]bool{}
	for _, p := range elements(r.Header, "Sec-WebSocket-Protocol") {
		if !isToken(p) || seen[p] {
			return refuse(http.StatusBadRequest, "Sec-WebSocket-Protocol must be a list of different tokens.")
		}
		seen[p] = true
	}
	return nil
}

func (o AcceptOptions) checkOrigin(r *http.Request) *refusal {
	check := o.CheckOrigin
	if check == nil {
		check = sameOrigin
	}
	if check(r) {
		return nil
	}
	return refuse(http.StatusForbidden, "Pages of the origin %q may not connect here.", r.Header.Get("Origin"))
}

// sameOrigin takes the server's own origin: scheme, host and port.
func sameOrigin(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true // no browser
	}
	u, err := url.Parse(origins[0])
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return err == nil && len(origins) == 1 && u.Scheme == scheme && strings.EqualFold(u.Host, r.Host)
}
