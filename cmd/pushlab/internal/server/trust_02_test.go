package server

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// foreignHosts are names under which a page of another site may have us resolved,
// and addresses at which this connection did not reach us.
func foreignHosts(port string) []string {
	hosts := []string{
		"evil.example", "evil.example" + port, "evil.example.", "localhost.evil.example" + port, "127.0.0.1.evil.example" + port,
		"evil-localhost" + port, "localhost." + port, "127.0.0.1." + port, "local.host" + port,
		"0.0.0.0" + port, "10.0.0.1" + port, "192.168.1.1", "169.254.169.254", "128.0.0.1" + port,
		"2130706433" + port, "127.1" + port, "0x7f.0.0.1" + port, "0177.0.0.1" + port, "127.000.000.001" + port,
	}
	for _, ip := range LANIPs() { // ours, but this connection is on loopback
		hosts = append(hosts, ip.String()+port)
	}
	return hosts
}

// Row 2 of the threat model, DNS rebinding: a page of another site has its own name
// resolved to our address. It is of our origin then, for the browser, and sends no
// cookie of ours; it can not choose another Host, and no address answers to that.
func TestTrust02(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Config{"on loopback": {}, "on all addresses": {LAN: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := openWeb(t, c)
			for _, p := range w.places {
				if resp, _ := w.askAt(t, p.Name, trusting(t, w.Server, false), "GET", "/healthz", "localhost"+w.port(p.Name)); resp.StatusCode != http.StatusOK {
					t.Errorf("GET /healthz of %s = %s, want 200", p.Name, resp.Status)
				}
			}
			w.keepsState(t, func() {
				checkSiteHosts(t, w)
				checkLabHosts(t, w)
			})
			checkRawHosts(t, w)
		})
	}
}

func checkSiteHosts(t *testing.T, w *web) {
	t.Helper()
	literals := []string{"[2001:db8::1]" + w.port("site"), "[fe80::1]", "[::]" + w.port("site"), "[::ffff:10.0.0.1]" + w.port("site")}
	for _, pattern := range w.sitePatterns() {
		method, path, _ := strings.Cut(pattern, " ")
		for _, host := range append(foreignHosts(w.port("site")), literals...) {
			w.misdirects(t, "site", w.both, method, w.fill.Replace(path), host)
		}
	}
}

// checkLabHosts asks the recorded places. They answer to IPv6 literals, which no
// name resolves to.
func checkLabHosts(t *testing.T, w *web) {
	t.Helper()
	for place, c := range map[string]*http.Client{"lab": w.both, "edge": w.both, "tls": trusting(t, w.Server, true)} {
		for _, path := range w.labPaths() {
			for i, host := range foreignHosts(w.port(place)) {
				w.misdirects(t, place, c, []string{"GET", "POST", "OPTIONS"}[i%3], path, host)
			}
		}
	}
}

// misdirects makes sure that an address answers 421 to a Host, and no leave to
// read even that.
func (w *web) misdirects(t *testing.T, place string, c *http.Client, method, path, host string) {
	t.Helper()
	resp, body := w.askAt(t, place, c, method, path, host)
	if resp.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("%s %s of %s at Host %s = %s %.200s, want 421", method, path, place, host, resp.Status, body)
	}
	allowsNothing(t, resp, method+" "+path+" of "+place, host)
	if len(resp.Cookies()) > 0 {
		t.Errorf("%s %s of %s at Host %s sets %v", method, path, place, host, resp.Cookies())
	}
}

// askAt sends a request as a page at host would, of host's own origin.
func (w *web) askAt(t *testing.T, place string, c *http.Client, method, path, host string) (*http.Response, string) {
	t.Helper()
	p := w.place(place)
	return ask(t, c, method, p.URL+path, "", "Host", host, "Origin", p.scheme+"://"+host, "Content-Type", formType)
}

// checkRawHosts sends what no client library would: no Host, two, and another one
// in the address.
func checkRawHosts(t *testing.T, w *web) {
	t.Helper()
	good := "localhost" + w.port("site")
	for head, want := range map[string]int{
		"GET /room HTTP/1.0\r\n":          421,
		"GET /room HTTP/1.1\r\nHost:\r\n": 421,
		"GET /room HTTP/1.1\r\n":          400,
		"GET /room HTTP/1.1\r\nHost: " + good + "\r\nHost: evil.example\r\n":          400,
		"GET /room HTTP/1.1\r\nHost: " + good + "@evil.example\r\n":                   400,
		"GET http://evil.example/room HTTP/1.1\r\nHost: " + good + "\r\n":             421,
		"GET /room HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n": 421,
		"GET /room HTTP/1.1\r\nHost: evil.example\r\nForwarded: host=localhost\r\n":   421,
	} {
		for _, place := range []string{"site", "lab"} {
			if got := rawStatus(t, w.place(place), head); got != want {
				t.Errorf("%s: %q = %d, want %d", place, head, got, want)
			}
		}
	}
}

// rawStatus sends a request's head as it is.
func rawStatus(t *testing.T, p *place, head string) int {
	t.Helper()
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", p.port))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, head+"\r\n"); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%s: %q: %v", p.Name, head, err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
