package tap

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// secret makes the two sides of TLS: a certificate for 127.0.0.1, and trust in it.
func secret(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().AddDate(100, 0, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	pair := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2", "http/1.1"}},
		&tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}
}

// serveTLS runs an http.Server over a tap that speaks TLS.
func serveTLS(t *testing.T, sink Sink, h http.HandlerFunc) (addr string, client *tls.Config) {
	t.Helper()
	server, client := secret(t)
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: h, ConnContext: ConnContext, ConnState: ConnState, Protocols: &http.Protocols{}}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetUnencryptedHTTP2(true)
	done := make(chan error, 1)
	go func() { done <- s.Serve(Listen(raw, Config{Sink: sink, TLS: server})) }()
	t.Cleanup(func() { s.Close(); <-done })
	return raw.Addr().String(), client
}

// hello answers with the protocol that net/http speaks, and looks at the state of
// TLS. What was written until then is no business of a handler: net/http begins a
// connection of HTTP/2 in a goroutine of its own.
func hello(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if state := FromContext(r.Context()).TLSState(); state == nil || !state.HandshakeComplete {
			t.Errorf("TLSState = %v in a handler, want a complete handshake", state)
		}
		io.WriteString(w, r.Proto)
	}
}

// net/http finds HTTP/2 above the tap, and the tap has its bytes.
func TestProtocolsOverTLS(t *testing.T) {
	tests := []struct {
		proto, in, out string
		http2          bool
	}{
		{"HTTP/2.0", "PRI * HTTP/2.0", "\x00\x00", true},
		{"HTTP/1.1", "GET /x HTTP/1.1", "HTTP/1.1 200 OK", false},
	}
	for _, test := range tests {
		t.Run(test.proto, func(t *testing.T) {
			sink := &tape{}
			addr, config := serveTLS(t, sink, hello(t))
			transport := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: test.http2}
			defer transport.CloseIdleConnections()
			res, err := (&http.Client{Transport: transport}).Get("https://" + addr + "/x")
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			if err != nil || res.Proto != test.proto || string(body) != test.proto {
				t.Errorf("client speaks %s and read %q, %v, want %s and the same", res.Proto, body, err, test.proto)
			}
			heard := sink.wait(t, "out ")
			if !strings.HasPrefix(heard[1], "in "+test.in) || !strings.HasPrefix(heard[len(heard)-1], "out "+test.out) {
				t.Errorf("sink heard %q, want %q and %q", heard, test.in, test.out)
			}
		})
	}
}

// securePair returns the two ends of a TLS connection, the server's tapped.
func securePair(t *testing.T, sink Sink) (raw *net.TCPConn, client *tls.Conn, server *Conn) {
	t.Helper()
	config, trust := secret(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dialled, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := Listen(l, Config{Sink: sink, TLS: config}).Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialled.Close(); accepted.Close() })
	return dialled.(*net.TCPConn), tls.Client(dialled, trust), accepted.(*Conn)
}

// A fault over TLS is one of TCP, and falls exactly at its byte.
func TestFaultsOverTLS(t *testing.T) {
	for _, f := range []Fault{Fin, Rst} {
		sink := &tape{}
		_, client, server := securePair(t, sink)
		server.Arm(f, 3)
		wrote := make(chan error, 1)
		go func() {
			_, err := server.Write([]byte("abcdef"))
			wrote <- err
		}()
		got, err := io.ReadAll(client)
		if string(got) != "abc" || f == Fin && err != nil || f == Rst && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: client read %q, %v", f, got, err)
		}
		if err := <-wrote; !errors.Is(err, ErrBroken) {
			t.Errorf("%s: Write = %v, want %v", f, err, ErrBroken)
		}
		want := []string{"opened", "out abc", "fault " + string(f), "closed lab " + string(f), "gone"}
		if got := sink.wait(t, "gone"); !slices.Equal(got, want) {
			t.Errorf("sink heard %q, want %q", got, want)
		}
	}
}

// A client may leave with close_notify, or with a bare FIN as browsers do.
func TestClientLeavesTLS(t *testing.T) {
	for name, leave := range map[string]func(raw *net.TCPConn, client *tls.Conn){
		"close_notify": func(_ *net.TCPConn, client *tls.Conn) { client.Close() },
		"FIN":          func(raw *net.TCPConn, _ *tls.Conn) { raw.CloseWrite() },
	} {
		sink := &tape{}
		raw, client, server := securePair(t, sink)
		go func() {
			client.Write([]byte("hi"))
			leave(raw, client)
		}()
		io.ReadAll(server)
		server.Close()
		want := []string{"opened", "in hi", "closed client fin", "gone"}
		if got := sink.wait(t, "gone"); !slices.Equal(got, want) {
			t.Errorf("%s: sink heard %q, want %q", name, got, want)
		}
	}
}

// A handshake that fails is told to nobody; one who forgot the s of https is
// told in plain words.
func TestHandshakeFails(t *testing.T) {
	tests := map[string]struct{ say, want string }{
		"plain HTTP": {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "https instead of http"},
		"noise":      {"\x00\x01\x02\x03\x04\x05\x06\x07", ""},
		"nothing":    {"", ""},
	}
	for name, test := range tests {
		sink := &tape{}
		addr, _ := serveTLS(t, sink, func(http.ResponseWriter, *http.Request) { t.Errorf("%s: a request came through", name) })
		c, b := dial(t, addr)
		mustWrite(t, c, "%s", test.say)
		c.(*net.TCPConn).CloseWrite()
		got, _ := io.ReadAll(b)
		if !strings.Contains(string(got), test.want) || strings.Contains(string(got), "malformed HTTP") {
			t.Errorf("%s: client read %q, want %q", name, got, test.want)
		}
		if heard := sink.wait(t, "gone"); len(heard) != 3 || !strings.HasPrefix(heard[1], "closed client ") {
			t.Errorf("%s: sink heard %q, want only the end", name, heard)
		}
	}
}

// A client that never begins is let go, and holds up nobody.
func TestHandshakeTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent, accepted := net.Pipe()
		defer silent.Close()
		began := time.Now()
		c := Listen(nil, Config{Sink: &tape{}, TLS: &tls.Config{}}).newConn(accepted)
		if _, err := c.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("Read = %v, want EOF", err)
		}
		if took := time.Since(began); took != handshakeTime {
			t.Errorf("gave up after %v, want %v", took, handshakeTime)
		}
		if state := c.TLSState(); state != nil {
			t.Errorf("TLSState = %v, want nil", state)
		}
		c.Close()
	})
}
