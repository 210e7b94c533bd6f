package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/server"
)

// A phone is a client whose address is not the one that it asks.
func TestDoctorPhone(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("pushlab", "doctor", "-phone", "-addr", "127.0.0.1:0", "-data", t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	url, drawn := "", 0
	for (url == "" || drawn < 10) && lines.Scan() {
		if text := strings.TrimSpace(lines.Text()); strings.HasPrefix(text, "http://") {
			url = text
		}
		if strings.ContainsAny(lines.Text(), "▀▄") {
			drawn++
		}
	}
	if own := visit(t, url, "127.0.0.1"); !strings.Contains(own, "the laptop itself") {
		t.Errorf("this machine's own browser is told %q", own)
	}
	if phone := visit(t, url, "127.0.0.2"); !strings.Contains(phone, "This phone reached the laptop") {
		t.Errorf("a phone is told %q", phone)
	}
	rest := ""
	for lines.Scan() {
		rest += lines.Text() + "\n"
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("pushlab doctor -phone: %v", err)
	}
	if !strings.Contains(rest, "ok    phone      reached by a phone at ") || strings.Contains(rest, "127.0.0.2") {
		t.Errorf("it ended with %q, want that a phone came, and not from where", rest)
	}
}

// visit loads a page from an address of this machine's.
func visit(t *testing.T, url, from string) string {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	client := http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// When nobody comes it says what may be in the way.
func TestDoctorNoPhone(t *testing.T) {
	m := machine{addr: "127.0.0.1:0", host: "127.0.0.1", ports: []server.Port{{Place: "site"}}, patience: time.Millisecond}
	var out strings.Builder
	if m.waitForPhone(t.Context(), &out) {
		t.Error("a phone came, and there was none")
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	m.patience = time.Hour
	if m.waitForPhone(stopped, &out) {
		t.Error("a phone came though nobody waited")
	}
	for _, words := range []string{"fail  phone      nothing came in 1ms", "until you stopped waiting", "client isolation", "captive portal", "power save", "access point of your own"} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("it does not say %q:\n%s", words, &out)
		}
	}
}
