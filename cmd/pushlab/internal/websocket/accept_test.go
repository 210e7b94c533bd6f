package websocket

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// request sends the head of a request and returns the response. The head is
// that of a good handshake with one part replaced.
func request(t *testing.T, e *endpoint, old, new string) (*http.Response, string) {
	t.Helper()
	if !strings.Contains(sampleHead, old) {
		t.Fatalf("no %q in the sample", old)
	}
	c, err := net.Dial("tcp", e.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	io.WriteString(c, strings.Replace(sampleHead, old, new, 1))
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return resp, ""
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestHandshakeRefusals(t *testing.T) {
	const key, conn = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Connection: Upgrade\r\n"
	tests := []struct {
		name     string
		old, new string
		status   int
		says     string // part of the sentence
	}{
		{"POST", "GET /", "POST /", 405, "begins with GET, not POST"},
		{"HTTP/1.0", "HTTP/1.1", "HTTP/1.0", 400, "HTTP/1.1 request, not HTTP/1.0"},
		{"body", "\r\n\r\n", "\r\nContent-Length: 1\r\n\r\nx", 400, "no body"},
		{"chunked body", "\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "no body"},
		{"no Upgrade", "Upgrade: websocket\r\n", "", 426, "needs Upgrade: websocket"},
		{"other Upgrade", "Upgrade: websocket", "Upgrade: h2c", 426, "needs Upgrade: websocket"},
		{"Upgrade that only begins so", "Upgrade: websocket", "Upgrade: websockets", 426, "needs Upgrade: websocket"},
		{"no Connection", conn, "", 400, "Connection does not name Upgrade"},
		{"other Connection", conn, "Connection: keep-alive\r\n", 400, "Connection does not name Upgrade"},
		{"no version", "Sec-WebSocket-Version: 13\r\n", "", 426, "must be 13"},
		{"version 8", "Version: 13", "Version: 8", 426, "must be 13"},
		{"version twice", "Version: 13\r\n", "Version: 13\r\nSec-WebSocket-Version: 13\r\n", 426, "must be 13"},
		{"version list", "Version: 13", "Version: 13, 8", 426, "must be 13"},
		{"no key", key, "", 400, "16 bytes in base64, once"},
		{"two keys", key, key + key, 400, "16 bytes in base64, once"},
		{"key of 15 bytes", key, "Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1\r\n", 400, "16 bytes"},
		{"key of 17 bytes", key, "Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Njc=\r\n", 400, "16 bytes"},
		{"key without padding", key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n", 400, "16 bytes"},
		{"key with loose bits", key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR==\r\n", 400, "16 bytes"},
		{"key not base64", key, "Sec-WebSocket-Key: ?GhlIHNhbXBsZSBub25jZQ==\r\n", 400, "16 bytes"},
		{"empty key", key, "Sec-WebSocket-Key:\r\n", 400, "16 bytes"},
		{"subprotocol twice", conn, conn + "Sec-WebSocket-Protocol: a, a\r\n", 400, "different tokens"},
		{"subprotocol not a token", conn, conn + "Sec-WebSocket-Protocol: a b\r\n", 400, "different tokens"},
		{"foreign origin", conn, conn + "Origin: http://evil.example\r\n", 403, `"http://evil.example" may not`},
		{"null origin", conn, conn + "Origin: null\r\n", 403, `"null" may not`},
		{"empty origin", conn, conn + "Origin:\r\n", 403, "may not"},
		{"origin of another scheme", conn, conn + "Origin: https://localhost\r\n", 403, "may not"},
		{"origin of another port", conn, conn + "Origin: http://localhost:1\r\n", 403, "may not"},
		{"origin with our name as its beginning", conn, conn + "Origin: http://localhost.evil.example\r\n", 403, "may not"},
		{"origin with userinfo", conn, conn + "Origin: http://localhost@evil.example\r\n", 403, "may not"},
		{"two origins", conn, conn + "Origin: http://localhost\r\nOrigin: http://localhost\r\n", 403, "may not"},
	}
	e := listen(t, AcceptOptions{}, nil)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			resp, body := request(t, e, test.old, test.new)
			if resp.StatusCode != test.status || !strings.Contains(body, test.says) {
				t.Fatalf("response = %d %q, want %d and %q", resp.StatusCode, body, test.status, test.says)
			}
			if strings.Count(body, "\n") != 1 || !strings.HasSuffix(body, ".\n") {
				t.Errorf("body = %q, want one sentence", body)
			}
			if err := wait(t, "the refusal", e.errs); !strings.Contains(err.Error(), strings.TrimSpace(body)) {
				t.Errorf("Accept = %v, want the sentence %q", err, body)
			}
			if test.status == 426 && (resp.Header.Get("Upgrade") != "websocket" || resp.Header.Get("Connection") != "Upgrade") {
				t.Errorf("headers of a 426 = %v, want Upgrade: websocket", resp.Header)
			}
			if strings.Contains(test.name, "version") && resp.Header.Get("Sec-WebSocket-Version") != "13" {
				t.Errorf("headers = %v, want Sec-WebSocket-Version: 13", resp.Header)
			}
			if test.status == 405 && resp.Header.Get("Allow") != "GET" {
				t.Errorf("headers = %v, want Allow: GET", resp.Header)
			}
		})
	}
}

func TestHandshakesThatAreTaken(t *testing.T) {
	const conn = "Connection: Upgrade\r\n"
	tests := []struct {
		name        string
		old, new    string
		subprotocol string
	}{
		{"plain", "", "", ""},
		{"tokens in any case, in lists", "Upgrade: websocket\r\nConnection: Upgrade", "upgrade: h2c, WebSocket\r\nconnection: keep-alive,UPGRADE", ""},
		{"Connection in two lines", conn, "Connection: keep-alive\r\n" + conn, ""},
		{"own origin", conn, conn + "Origin: http://localhost\r\n", ""},
		{"deflate is declined", conn, conn + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n", ""},
		{"the server's best subprotocol", conn, conn + "Sec-WebSocket-Protocol: x, b, a\r\n", "a"},
		{"subprotocols in two lines", conn, conn + "Sec-WebSocket-Protocol: x\r\nSec-WebSocket-Protocol: b\r\n", "b"},
		{"no common subprotocol", conn, conn + "Sec-WebSocket-Protocol: A\r\n", ""},
	}
	e := listen(t, AcceptOptions{Subprotocols: []string{"a", "b"}, Header: http.Header{"X-Lab": {"1\r\nX-Forged: 1"}}}, nil)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			resp, _ := request(t, e, test.old, test.new)
			if resp.StatusCode != http.StatusSwitchingProtocols {
				t.Fatalf("status = %d, want 101", resp.StatusCode)
			}
			c := <-e.conns
			defer c.conn.Close()
			for name, want := range map[string]string{
				"Upgrade": "websocket", "Connection": "Upgrade",
				"Sec-WebSocket-Accept":     "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", // RFC 6455 §1.3
				"Sec-WebSocket-Protocol":   test.subprotocol,
				"Sec-WebSocket-Extensions": "", "X-Lab": "1  X-Forged: 1", "X-Forged": "",
			} {
				if got := strings.Join(resp.Header.Values(name), "; "); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
			if got := c.Subprotocol(); got != test.subprotocol {
				t.Errorf("Subprotocol = %q, want %q", got, test.subprotocol)
			}
		})
	}
}

func TestCheckOrigin(t *testing.T) {
	only := AcceptOptions{CheckOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") == "http://localhost:8080" }}
	e := listen(t, only, nil)
	for origin, want := range map[string]int{"http://localhost:8080": 101, "http://localhost": 403} {
		resp, _ := request(t, e, "Connection: Upgrade", "Connection: Upgrade\r\nOrigin: "+origin)
		if resp.StatusCode != want {
			t.Errorf("origin %s: status = %d, want %d", origin, resp.StatusCode, want)
		}
		if want == 101 {
			(<-e.conns).conn.Close()
		}
	}
}

func TestAcceptWithoutHijack(t *testing.T) {
	r, _ := http.ReadRequest(bufio.NewReader(strings.NewReader(sampleHead)))
	w := &plainWriter{header: http.Header{}}
	if c, err := Accept(w, r, AcceptOptions{}); err == nil || w.status != http.StatusInternalServerError {
		t.Errorf("Accept = %v, %v with status %d, want an error with 500", c, err, w.status)
	}
}

// A plainWriter is a response writer that can not be hijacked.
type plainWriter struct {
	header http.Header
	status int
}

func (w *plainWriter) Header() http.Header         { return w.header }
func (w *plainWriter) WriteHeader(status int)      { w.status = status }
func (w *plainWriter) Write(p []byte) (int, error) { return len(p), nil }
