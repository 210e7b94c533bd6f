package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// A middle is a proxy as a guest network may have one. Once it is unkind it
// gives a response when it has all of it, and refuses tunnels.
type middle struct{ unkind atomic.Bool }

func (m *middle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, _, _ := net.SplitHostPort(r.Host)
	switch {
	case name != "localhost": // what the browser asks on its own account
		http.Error(w, "nothing but this machine", http.StatusForbidden)
	case r.Method == http.MethodConnect && m.unkind.Load():
		http.Error(w, "no tunnels here", http.StatusForbidden)
	case r.Method == http.MethodConnect:
		tunnel(w, r.Host)
	default:
		pass := httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}, FlushInterval: -1}
		if m.unkind.Load() {
			pass.ModifyResponse = readWhole
		}
		pass.ServeHTTP(w, r)
	}
}

// readWhole keeps the response back until its end.
func readWhole(resp *http.Response) error {
	body, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	return err
}

// tunnel passes bytes both ways, as CONNECT asks (RFC 9110 §9.3.6).
func tunnel(w http.ResponseWriter, to string) {
	there, err := net.Dial("tcp", to)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer there.Close()
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer here.Close()
	io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		io.Copy(there, here)
		there.Close()
	}()
	io.Copy(here, there)
}

// The page that a phone opens tells a network that passes all from one that keeps
// streams back and takes no WebSocket.
func TestReachPage(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	between := new(middle)
	proxy := httptest.NewServer(between)
	t.Cleanup(proxy.Close)
	b := openTab(t, 390, 844, chromedp.Flag("proxy-server", proxy.URL), chromedp.Flag("proxy-bypass-list", "<-loopback>"))
	b.open(p.places["site"] + "/reach")
	b.until("a verdict", `document.querySelector("[data-verdict]").textContent`)
	for row, words := range map[string]string{"lab": "at http://", "stream": "5 tokens in ", "socket": "a word came back"} {
		b.reached(t, row, "done", words)
	}
	between.unkind.Store(true)
	b.click("[data-again]")
	b.until("the second verdict", `document.querySelector("[data-verdict]").textContent.startsWith("Not all")`)
	b.reached(t, "lab", "done", "at http://")
	b.reached(t, "stream", "err", "not one by one")
	b.reached(t, "socket", "err", "refused")
}

// reached looks at one row of the page.
func (b *tab) reached(t *testing.T, row, state, words string) {
	t.Helper()
	item := `document.querySelector("[data-row=` + row + `]")`
	if got := eval[string](b, item+".dataset.state"); got != state {
		t.Errorf("row %s is %q, want %q", row, got, state)
	}
	if got := eval[string](b, item+`.querySelector("[data-words]").textContent`); !strings.Contains(got, words) {
		t.Errorf("row %s says %q, want %q", row, got, words)
	}
}
