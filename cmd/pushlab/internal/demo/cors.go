package demo

import (
	"net/http"
	"strings"
)

// allowOrigin lets a page of the site read the response: this exact origin and
// never "*", since a run's id in the address is all that it takes to act.
func (l *lab) allowOrigin(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Origin")
	if origin := l.options.Origins(r); origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
}

// preflight answers what a browser asks before a request that is not simple.
//
//	browser: OPTIONS /r/{run}/chat, Origin, Access-Control-Request-Headers: content-type
//	server:  204, Access-Control-Allow-Headers: content-type
func (l *lab) preflight(w http.ResponseWriter, r *http.Request) error {
	if origin := r.Header.Get("Origin"); origin != "" && l.options.Origins(r) == "" {
		return &statusError{
			status:   http.StatusForbidden,
			sentence: "Pages of " + quote(origin) + " may not use this address. Use the site's own, or start pushlab with -allow-origin.",
		}
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	if names := allowedHeaders(r.Header.Get("Access-Control-Request-Headers")); names != "" {
		h.Set("Access-Control-Allow-Headers", names)
	}
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// allowedHeaders returns those of the names that a page may send.
func allowedHeaders(asked string) string {
	var names []string
	for name := range strings.SplitSeq(asked, ",") {
		if name = strings.TrimSpace(name); allowedHeader(strings.ToLower(name)) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

func allowedHeader(name string) bool {
	switch name {
	case "content-type", "last-event-id", "authorization", "x-api-key", "anthropic-version", "idempotency-key",
		"anthropic-dangerous-direct-browser-access": // without which Anthropic's client refuses to run in a page
		return true
	}
	return strings.HasPrefix(name, "x-stainless-") || strings.HasPrefix(name, strings.ToLower(knobHeader))
}

// allowsSocket says whose pages may open a WebSocket: browsers ask nobody
// before they do (RFC 6455 §10.2). A client without an Origin is no browser.
func (l *lab) allowsSocket(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || origin == ownOrigin(r) || l.options.Origins(r) != ""
}

// ownOrigin is the origin of a page that would come from this very place.
func ownOrigin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
