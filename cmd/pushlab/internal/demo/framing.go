package demo

import "net/http"

// framingKnob says how a client learns where the body ends: by the last chunk
// (RFC 9112 §7.1), or by the end of the connection (§6.3), as of HTTP/1.0. Then a
// FIN in the middle of an answer looks the same as its end.
var framingKnob = choice("framing", "eof", "chunked", func(k *Knobs, eof bool) { k.EOF = eof })

// frame sets the framing of a response over HTTP/1.1. net/http leaves the chunks
// out, and closes the connection behind the body, where it is told so with the
// coding that RFC 7230 took out of HTTP.
func (k Knobs) frame(w http.ResponseWriter) {
	if k.EOF {
		w.Header().Set("Transfer-Encoding", "identity")
	}
}
