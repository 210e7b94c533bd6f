package server

import (
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"pushlab/views"
)

// tlsPage handles "GET /tls": what the browser's warning means.
func (s *Server) tlsPage(w http.ResponseWriter, r *http.Request) error {
	leaf := s.certificate.leaf()
	names := slices.Clone(leaf.DNSNames)
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	return s.render(w, r, views.TLS(views.TLSPage{
		Layout: s.layout(r, "The lab over TLS"), Place: "https://" + s.address(r, s.place("tls")),
		Names: names, Fingerprint: fingerprint(leaf.Raw), Until: leaf.NotAfter.Local().Format(readerTime),
		Bench: views.BenchProps{
			ID: "over-tls", Label: "Bench", Title: "The same answer over TLS", Demo: "typewriter",
			Knobs: map[string]string{"mode": "stream", "tokens": "120"}, Prompt: prompts["typewriter"], Place: "tls",
		},
	}))
}

// fingerprint is the SHA-256 hash of a certificate as browsers write it, in two
// lines.
func fingerprint(der []byte) []string {
	sum := sha256.Sum256(der)
	text := strings.ReplaceAll(fmt.Sprintf("% X", sum), " ", ":")
	half := len(text) / 2
	return []string{text[:half], text[half+1:]}
}

// tlsFile handles "GET /tls/certificate.pem": the certificate for a program that
// checks it. Its key stays in the data directory.
func (s *Server) tlsFile(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Header().Set("Content-Disposition", `attachment; filename="pushlab.pem"`)
	w.Header().Set("Cache-Control", "no-store")
	return pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: s.certificate.leaf().Raw})
}
