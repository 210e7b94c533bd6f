package server

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// trusting is a client that knows the certificate, and speaks HTTP/2 if it can.
func trusting(t *testing.T, s *Server, http2 bool) *http.Client {
	pool := x509.NewCertPool()
	pool.AddCert(s.certificate.leaf())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: http2}
	t.Cleanup(transport.CloseIdleConnections) // the server's end waits a second for them
	return &http.Client{Transport: transport}
}

// The lab's addresses over both protocols of ALPN, in the trace of the run.
func TestTLSPlace(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	for _, row := range []struct {
		http2 bool
		proto string
	}{{true, "HTTP/2.0"}, {false, "HTTP/1.1"}} {
		t.Run(row.proto, func(t *testing.T) {
			run := makeRun(t, s, browser(t))
			c := trusting(t, s, row.http2)
			resp, body := ask(t, c, "GET", run.TLS+"/sse?ttft=0&tokens=3", "", "Cookie", "secret=1")
			if resp.Proto != row.proto || resp.TLS == nil || !strings.Contains(body, "event: done") {
				t.Errorf("%s %q, want a whole answer over %s", resp.Proto, body, row.proto)
			}
			resp, body = ask(t, c, "POST", run.TLS+"/chat", `{"stream":false,"tokens":2,"ttft":0}`)
			if resp.Proto != row.proto || !strings.Contains(body, `"tokens":2`) {
				t.Errorf("POST = %s %q, want JSON over %s", resp.Proto, body, row.proto)
			}
			_, trace := ask(t, browser(t), "GET", s.Places()[0].URL+"/runs/"+run.Run+"/trace.jsonl", "")
			for _, kind := range []string{"conn.open", "http.req", "http.resp", "sse.event"} {
				if !strings.Contains(trace, `"kind":"`+kind+`"`) {
					t.Errorf("the trace has no %s", kind)
				}
			}
			if got := strings.Contains(trace, `"kind":"h2.frame"`); got != row.http2 {
				t.Errorf("the trace has HTTP/2 frames: %v, want %v", got, row.http2)
			}
		})
	}
}

// HTTP/2 says how large a frame may be, and how many streams there may be.
func TestTLSSettings(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	conn, err := tls.Dial("tcp", s.place("tls").listener.Addr().String(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
	head := make([]byte, 9)
	if _, err := io.ReadFull(conn, head); err != nil || head[3] != 4 {
		t.Fatalf("first frame % x, %v, want SETTINGS", head, err)
	}
	settings := make([]byte, int(head[2]))
	if _, err := io.ReadFull(conn, settings); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"MAX_CONCURRENT_STREAMS": "\x00\x03\x00\x00\x00\x64", "MAX_FRAME_SIZE": "\x00\x05\x00\x00\x40\x00"} {
		if !strings.Contains(string(settings), want) {
			t.Errorf("SETTINGS % x, want %s % x", settings, name, want)
		}
	}
}

// A WebSocket comes as HTTP/1.1, from the site's pages, from the place itself,
// and from programs.
func TestTLSWebSocket(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	run := makeRun(t, s, browser(t))
	place := s.place("tls").URL
	for origin, ok := range map[string]bool{"": true, s.Places()[0].URL: true, place: true, strings.Replace(place, "https", "http", 1): false, "https://evil.example": false} {
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		ws, err := websocket.Dial(t.Context(), strings.Replace(run.TLS, "https", "ws", 1)+"/echo", websocket.DialOptions{
			Header: header,
			NetDial: func(ctx context.Context, network, addr string) (net.Conn, error) {
				d := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}}}
				return d.DialContext(ctx, network, addr)
			},
		})
		if (err == nil) != ok {
			t.Errorf("from %q: %v, want it taken: %v", origin, err, ok)
		}
		if err != nil {
			continue
		}
		ws.Write(t.Context(), websocket.OpText, []byte("over TLS"))
		if m, err := ws.Read(t.Context()); err != nil || string(m.Data) != "over TLS" {
			t.Errorf("echo = %q, %v", m.Data, err)
		}
		ws.Close(1000, "")
	}
}

// Who may read the sign of life: pages of the site and nobody else's.
func TestTLSAlive(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	for _, place := range []string{"lab", "tls"} {
		for origin, want := range map[string]string{s.Places()[0].URL: s.Places()[0].URL, "https://evil.example": "", "": ""} {
			resp, body := ask(t, trusting(t, s, true), "GET", s.place(place).URL+"/healthz", "", "Origin", origin)
			if got := resp.Header.Get("Access-Control-Allow-Origin"); got != want || body != "ok\n" {
				t.Errorf("%s from %q: %q, Access-Control-Allow-Origin = %q, want ok and %q", place, origin, body, got, want)
			}
		}
	}
}

// Foreign names are refused behind TLS as everywhere.
func TestTLSHosts(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	for host, want := range map[string]int{"evil.example": 421, "localhost": 200, "[::1]": 200} {
		resp, body := ask(t, trusting(t, s, true), "GET", s.place("tls").URL+"/healthz", "", "Host", host)
		if resp.StatusCode != want {
			t.Errorf("Host %s = %d, want %d: %s", host, resp.StatusCode, want, body)
		}
	}
}

// The page is whole without scripts, and its CSP lets it ask the place.
func TestTLSPage(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	resp, body := ask(t, browser(t), "GET", s.Places()[0].URL+"/tls", "", "Accept", "text/html")
	place := s.place("tls").URL
	for _, part := range []string{place, strings.Replace(place, "https", "wss", 1)} {
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, part) {
			t.Errorf("CSP %q lacks %q", csp, part)
		}
	}
	lines := fingerprint(s.certificate.leaf().Raw)
	for _, part := range []string{`href="` + place + `/healthz"`, lines[0], lines[1], "Firefox", "Safari", `role="status"`, `data-place="tls"`} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	_, pem := ask(t, browser(t), "GET", s.Places()[0].URL+"/tls/certificate.pem", "")
	if pool := x509.NewCertPool(); !pool.AppendCertsFromPEM([]byte(pem)) || strings.Contains(pem, "PRIVATE") {
		t.Errorf("certificate.pem = %q, want a certificate and no key", pem)
	}
}

// At the end each stream over HTTP/2 gets its goodbye, in time.
func TestTLSGoodbye(t *testing.T) {
	t.Parallel()
	s, err := New(t.Context(), Config{Addr: "127.0.0.1:0", DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	run := makeRun(t, s, browser(t))
	resp, err := trusting(t, s, true).Get(run.TLS + "/sse?ttft=0&tps=10&tokens=1000")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() && lines.Text() != "" { // the first block has come
	}
	began := time.Now()
	stop()
	rest := ""
	for lines.Scan() {
		rest += lines.Text() + "\n"
	}
	if !strings.Contains(rest, "event: goodbye") || lines.Err() != nil {
		t.Errorf("the stream ended with %q, %v, want a goodbye and END_STREAM", rest, lines.Err())
	}
	if err := <-done; err != nil || time.Since(began) > 10*time.Second {
		t.Errorf("Serve = %v after %v, want at most 2s", err, time.Since(began))
	}
}

// A taken port is an error with -addr, and any other port without.
func TestTLSPort(t *testing.T) {
	l, port, err := takenForTLS(t)
	if want := fmt.Sprintf("tls: 127.0.0.1:%d is taken", port+lastPlace); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("New = %v, want %q", err, want)
	}
	other, err := listenNear("127.0.0.1", port, lastPlace, false)
	if err != nil {
		t.Fatalf("without -addr: %v, want another port than that of %s", err, l.Addr())
	}
	other.Close()
}

// takenForTLS listens on the port that the tls place would have, and returns what New
// says of it. Other programs of this machine open ports too, so that one which was
// free need not be free when New comes to it.
func takenForTLS(t *testing.T) (l net.Listener, port int, err error) {
	t.Helper()
	for range 20 {
		l, port = lastBefore(t)
		t.Cleanup(func() { l.Close() })
		_, err = New(t.Context(), Config{Addr: fmt.Sprintf("127.0.0.1:%d", port), DataDir: t.TempDir()})
		if err == nil || !strings.Contains(err.Error(), "is taken") || strings.HasPrefix(err.Error(), "tls:") {
			break // nobody else was faster
		}
	}
	return l, port, err
}

// lastBefore listens on a port that is so far behind the site's as the last place,
// while those of the other places are free.
func lastBefore(t *testing.T) (l net.Listener, site int) {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		site := l.Addr().(*net.TCPAddr).Port - lastPlace
		if othersFree(site) {
			return l, site
		}
		l.Close()
	}
	t.Fatal("found no such port")
	return nil, 0
}

func othersFree(site int) bool {
	for _, row := range placeTable {
		if row.after < lastPlace && !free(site+row.after) {
			return false
		}
	}
	return true
}

func free(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	return err == nil && l.Close() == nil
}
