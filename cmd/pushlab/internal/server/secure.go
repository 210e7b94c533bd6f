package server

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/a-h/templ"
)

// referrers keeps a run's id, which is a capability, from every other origin.
// "no-referrer" would keep it as well, but a form would then be sent with
// "Origin: null" (Fetch, "append a request Origin header"). Over plain HTTP to
// another address than localhost, Origin is all that tells a page of ours from
// a stranger's: browsers send no Sec-Fetch-Site there.
const referrers = "same-origin"

// secure sets the headers that hold for every answer of the site. The page may
// talk to the site and to the open places, and to nobody else.
func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce := randomText(18)
		h := w.Header()
		h.Set("Content-Security-Policy", s.policy(r, nonce))
		h.Set("Referrer-Policy", referrers)
		h.Set("X-Content-Type-Options", "nosniff")
		if trusted(r.Host) {
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
		}
		next.ServeHTTP(w, r.WithContext(templ.WithNonce(r.Context(), nonce)))
	})
}

// trusted says whether a browser trusts the host without TLS (Secure Contexts
// §3.1). In pages of others it ignores an opener policy, and says so in the
// console, where learners look for something else.
func trusted(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.EqualFold(host, "localhost") || net.ParseIP(strings.Trim(host, "[]")).IsLoopback()
}

// policy is the Content-Security-Policy: no inline style or script, one
// Trusted Types policy, connections to our own places only.
func (s *Server) policy(r *http.Request, nonce string) string {
	connect := []string{"'self'", "ws://" + s.address(r, s.places[0])}
	for _, p := range s.runPlaces() {
		at := s.address(r, p)
		connect = append(connect, p.scheme+"://"+at, strings.Replace(p.scheme, "http", "ws", 1)+"://"+at)
	}
	return fmt.Sprintf("default-src 'none'; script-src 'nonce-%s' 'strict-dynamic'; style-src 'self'; img-src 'self'; "+
		"font-src 'self'; connect-src %s; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "+
		"require-trusted-types-for 'script'; trusted-types pushlab", nonce, strings.Join(connect, " "))
}

// randomText is n random bytes in base64url.
func randomText(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}
