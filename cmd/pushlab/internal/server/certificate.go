package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"log/slog"
	"maps"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// How long a certificate is good. 14 days are the most that a browser takes for
// a certificate that it knows by its hash (W3C WebTransport §9.4), both ends
// counted in (RFC 5280 §4.1.2.5).
const (
	certificateTime = 14*24*time.Hour - time.Second
	renewTime       = 2 * 24 * time.Hour // renewed when less remains
	clockSkew       = time.Hour          // a client's clock may be behind ours by this
)

// certificateFile has the certificate and its key, in one file so that they
// always belong together.
const certificateFile = "tls.pem"

// A certificate is the one of the tls place. Nobody has signed it but itself. It
// is kept in the data directory, so that a browser's exception for it lasts.
type certificate struct {
	path  string
	names []string // host names and IP addresses
	now   func() time.Time
	log   *slog.Logger

	mu   sync.Mutex
	held *tls.Certificate
}

// openCertificate reads the certificate, or makes one when there is none, it
// can not be read, it ends soon, or it lacks one of the names. A name that is no
// longer needed does no harm, and stays until the renewal.
func openCertificate(dir string, names []string, now func() time.Time, log *slog.Logger) (*certificate, error) {
	c := &certificate{path: filepath.Join(dir, certificateFile), names: names, now: now, log: log}
	held, err := tls.LoadX509KeyPair(c.path, c.path)
	if err == nil && c.good(held.Leaf) && os.Chmod(c.path, 0o600) == nil {
		c.held = &held
		return c, nil
	}
	return c, c.renew()
}

// good says that the certificate can be served on.
func (c *certificate) good(leaf *x509.Certificate) bool {
	lacking := func(name string) bool { return leaf.VerifyHostname(name) != nil }
	return c.lasts(leaf) && leaf.PublicKeyAlgorithm == x509.ECDSA && !slices.ContainsFunc(c.names, lacking)
}

func (c *certificate) lasts(leaf *x509.Certificate) bool {
	return !c.now().Before(leaf.NotBefore) && leaf.NotAfter.Sub(c.now()) >= renewTime
}

// get is for tls.Config.GetCertificate: a program that runs for weeks renews
// while it runs. If the new one can not be kept, it is good until the end of
// the program.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.lasts(c.held.Leaf) {
		if err := c.renew(); err != nil {
			c.log.Warn("renewing the certificate of the tls place", "err", err)
		}
	}
	return c.held, nil
}

// leaf is the certificate without its key, for people to look at.
func (c *certificate) leaf() *x509.Certificate {
	held, _ := c.get(nil) // it never fails
	return held.Leaf
}

// renew makes a certificate, holds it and keeps it.
func (c *certificate) renew() error {
	held, text, err := makeCertificate(c.names, c.now())
	if err != nil {
		return fmt.Errorf("making a certificate: %w", err)
	}
	c.held = held
	return writeSecret(c.path, text)
}

// makeCertificate returns a certificate and its file: P-256, for servers.
func makeCertificate(names []string, now time.Time) (*tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := certificateFor(names, now)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	private := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	held, err := tls.X509KeyPair(public, private)
	return &held, append(public, private...), err
}

func certificateFor(names []string, now time.Time) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)) // at most 20 bytes, RFC 5280 §4.1.2.2
	t := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "pushlab on this machine"},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.Add(certificateTime - clockSkew),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, // and no CA: it can vouch for nobody else
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, name)
		}
	}
	return t
}

// certificateNames are the hosts to which the tls place answers: our names,
// loopback, and the machine's IPv4 addresses. Its IPv6 addresses change daily
// (RFC 8981), and each change would cost a browser's exception.
func certificateNames(hosts map[string]bool) ([]string, error) {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(hosts)), notASCII) // a browser asks for the ASCII form
	names = append(names, "127.0.0.1", "::1")
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("the addresses of this machine can not be listed: %w", err)
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			names = append(names, n.IP.String())
		}
	}
	return names, nil
}

func notASCII(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII })
}
