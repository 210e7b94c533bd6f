package edge

import (
	"fmt"
	"time"
)

// The hops that are about a request, or about the connection, or about what
// another hop does: a response passes them as it is.
type (
	refuse struct{ passes } // RST in answer to the request
	strip  struct{ passes } // a proxy that was not prepared for Upgrade
	http10 struct{ passes } // a proxy that speaks HTTP/1.0 to the server
	nagle  struct{ passes } // small writes wait for an ACK (RFC 9293 §3.7.4)
	down   struct {
		passes
		time time.Duration
	}
)

type passes struct{}

func (passes) pass(l line, in <-chan piece, out chan<- piece) {
	if p, ok := l.take(in); ok {
		l.goOn(p, in, out)
	}
}

// has says whether a hop of a kind is among hops.
func has[H Hop](hops []Hop) bool {
	for _, h := range hops {
		if _, ok := h.(H); ok {
			return true
		}
	}
	return false
}

// announced is what the trace hears of a hop at the request, since it acts at no
// one place of the response. "" is of a hop that says itself what it does, or
// whose effect is to be seen.
func announced(h Hop) string {
	switch h := h.(type) {
	case http10:
		return "http10"
	case nagle:
		return "nagle"
	case throttle:
		return fmt.Sprintf("throttle@%d bytes a second", h.rate)
	case latency:
		if h.jitter > 0 {
			return h.String()
		}
	}
	return ""
}
