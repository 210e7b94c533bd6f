package server

import (
	"crypto/tls"
	"io"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// maxFrame is what our SETTINGS say of a frame's payload: the least that
// RFC 9113 §6.5.2 allows, so that a trace shows a body in many frames.
const maxFrame = 16 << 10

// maxStreams is how many a client may have open on one connection.
const maxStreams = 100

// buildTLS makes the tls place: the lab's handlers behind TLS, over HTTP/2 or
// HTTP/1.1 as the client's ALPN chooses (RFC 7301).
//
// The tap lies between TLS and net/http, so net/http sees a connection without
// TLS. It finds the HTTP/2 preface by itself (RFC 9113 §3.4), decrypted.
func (s *Server) buildTLS(p *place) error {
	names, err := certificateNames(s.hosts)
	if err != nil {
		return err
	}
	s.certificate, err = openCertificate(s.config.DataDir, names, time.Now, s.log)
	if err != nil {
		return err
	}
	p.server = s.httpServer(withTLS(s.labHandler()))
	p.server.Protocols = new(http.Protocols)
	p.server.Protocols.SetHTTP1(true)
	p.server.Protocols.SetUnencryptedHTTP2(true)
	p.server.HTTP2 = &http.HTTP2Config{MaxReadFrameSize: maxFrame, MaxConcurrentStreams: maxStreams}
	s.recorded(p, &tls.Config{
		GetCertificate: s.certificate.get,
		NextProtos:     []string{"h2", "http/1.1"},
		MinVersion:     tls.VersionTLS12, // RFC 9113 §9.2
	})
	return nil
}

// withTLS sets Request.TLS, which net/http leaves out.
func withTLS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c := tap.FromContext(r.Context()); c != nil {
			r.TLS = c.TLSState()
		}
		next.ServeHTTP(w, r)
	})
}

// alive handles "GET /healthz" of a recorded place. A page of the site asks it
// whether the browser takes the place's certificate.
func (s *Server) alive(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Vary", "Origin")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "text/plain; charset=utf-8")
	if origin := s.labOrigin(r); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
	}
	_, err := io.WriteString(w, "ok\n")
	return err
}
