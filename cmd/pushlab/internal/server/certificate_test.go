package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var certified = []string{"localhost", "lab.example", "127.0.0.1", "::1", "192.168.7.7"}

// A shelf is a data directory with a clock.
type shelf struct {
	t   *testing.T
	dir string
	now time.Time
	log bytes.Buffer
}

func newShelf(t *testing.T) *shelf {
	return &shelf{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
}

func (s *shelf) open(names ...string) *certificate {
	s.t.Helper()
	c, err := openCertificate(s.dir, names, func() time.Time { return s.now }, slog.New(slog.NewTextHandler(&s.log, nil)))
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *shelf) file() string { return filepath.Join(s.dir, certificateFile) }

// What the certificate says, and who may read its key.
func TestCertificate(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	leaf := s.open(certified...).leaf()
	for _, name := range certified {
		if err := leaf.VerifyHostname(name); err != nil {
			t.Error(err)
		}
	}
	if leaf.VerifyHostname("evil.example") == nil || leaf.VerifyHostname("192.168.7.8") == nil {
		t.Error("it is good for names that nobody gave")
	}
	if key, ok := leaf.PublicKey.(*ecdsa.PublicKey); !ok || key.Curve != elliptic.P256() {
		t.Errorf("its key is %T, want ECDSA on P-256", leaf.PublicKey)
	}
	if got := leaf.NotAfter.Sub(leaf.NotBefore); got >= 14*24*time.Hour {
		t.Errorf("it is good for %v, want less than 14 days", got)
	}
	if leaf.IsCA || !slices.Equal(leaf.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) {
		t.Errorf("CA %v, usage %v, want a server's", leaf.IsCA, leaf.ExtKeyUsage)
	}
	info, err := os.Stat(s.file())
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode = %o, want 600", got)
	}
}

// It is the same one after a restart, until one of its reasons to change.
func TestCertificateLasts(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	for _, row := range []struct {
		name  string
		do    func(s *shelf) []string // returns the names of the next start
		stays bool
	}{
		{"a restart", func(s *shelf) []string { return certified }, true},
		{"11 days later", func(s *shelf) []string { s.now = s.now.Add(11 * day); return certified }, true},
		{"a name less", func(s *shelf) []string { return certified[:4] }, true},
		{"less than 2 days remain", func(s *shelf) []string { s.now = s.now.Add(12 * day); return certified }, false},
		{"it has ended", func(s *shelf) []string { s.now = s.now.Add(30 * day); return certified }, false},
		{"the clock was set back", func(s *shelf) []string { s.now = s.now.Add(-2 * time.Hour); return certified }, false},
		{"another address", func(s *shelf) []string { return append(slices.Clone(certified), "10.1.2.3") }, false},
		{"another name", func(s *shelf) []string { return append(slices.Clone(certified), "my.example") }, false},
		{"an unreadable file", func(s *shelf) []string { s.write("nonsense"); return certified }, false},
		{"an empty file", func(s *shelf) []string { s.write(""); return certified }, false},
		{"half a file", func(s *shelf) []string {
			b, _ := os.ReadFile(s.file())
			s.write(string(b[:len(b)-200]))
			return certified
		}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newShelf(t)
			before := s.open(certified...).leaf()
			after := s.open(row.do(s)...).leaf()
			if stays := before.Equal(after); stays != row.stays {
				t.Errorf("the same one: %v, want %v", stays, row.stays)
			}
			if again := s.open(certified...).leaf(); !again.Equal(after) {
				t.Error("it is another one at the start after that")
			}
		})
	}
}

func (s *shelf) write(text string) {
	s.t.Helper()
	if err := os.WriteFile(s.file(), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// A program that runs for weeks renews, and goes on when it can not keep the
// new one.
func TestCertificateRenewsWhileRunning(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	c := s.open(certified...)
	first := c.leaf()
	s.now = s.now.Add(13 * 24 * time.Hour)
	second := c.leaf()
	if second.Equal(first) || s.now.After(second.NotAfter) {
		t.Errorf("it is good until %v on %v, want a new one", second.NotAfter, s.now)
	}
	if kept := s.open(certified...).leaf(); !kept.Equal(second) {
		t.Error("the new one is not kept")
	}
	if err := os.RemoveAll(s.dir); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(13 * 24 * time.Hour)
	third := c.leaf()
	if third.Equal(second) || !third.Equal(c.leaf()) {
		t.Error("without a directory it is not renewed once")
	}
	if got := s.log.String(); !strings.Contains(got, "renewing the certificate") || strings.Count(got, "\n") != 1 {
		t.Errorf("log = %q, want one line", got)
	}
}

// A directory that can not be written is one sentence with what to do.
func TestCertificateNeedsItsDirectory(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	_, err := openCertificate(dir, certified, time.Now, slog.Default())
	if err == nil || !strings.Contains(err.Error(), "can not be written") || !strings.Contains(err.Error(), "-data DIR") {
		t.Errorf("err = %v, want one that says -data DIR", err)
	}
}
