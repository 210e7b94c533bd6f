package tap

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// serve runs an http.Server over the tap.
func serve(t *testing.T, sink Sink, h http.HandlerFunc) (addr string) {
	t.Helper()
	l := listen(t, sink)
	s := &http.Server{Handler: h, ConnContext: ConnContext, ConnState: ConnState}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() { s.Close(); <-done })
	return l.Addr().String()
}

func dial(t *testing.T, addr string) (net.Conn, *bufio.Reader) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, bufio.NewReader(c)
}

// A fault that was armed in one exchange and never fired is no business of the
// next one on the connection.
func TestFaultEndsWithItsExchange(t *testing.T) {
	sink := &tape{}
	addr := serve(t, sink, func(w http.ResponseWriter, r *http.Request) {
		c := FromContext(r.Context())
		if got := c.Written(); got != 0 {
			t.Errorf("Written = %d at the start of an exchange, want 0", got)
		}
		if r.URL.Path == "/armed" {
			c.Arm(Rst, 400)
		}
		io.WriteString(w, strings.Repeat("x", 200))
	})
	c, b := dial(t, addr)
	for _, path := range []string{"/armed", "/", "/"} {
		mustWrite(t, c, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", path)
		res, err := http.ReadResponse(b, nil)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if got, err := io.ReadAll(res.Body); len(got) != 200 || err != nil {
			t.Errorf("%s: read %d bytes, %v", path, len(got), err)
		}
	}
}

// A Fin in the middle of a response ends the handler, though the client keeps
// its side open, and the last chunk is not sent.
func TestFinEndsTheHandler(t *testing.T) {
	sink := &tape{}
	ended := make(chan error, 1)
	addr := serve(t, sink, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "data: 1\n\n")
		http.NewResponseController(w).Flush()
		FromContext(r.Context()).Break(Fin)
		<-r.Context().Done()
		_, err := w.Write(make([]byte, 1<<16))
		ended <- err
	})
	c, b := dial(t, addr)
	mustWrite(t, c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	if err := <-ended; !errors.Is(err, ErrBroken) {
		t.Errorf("handler wrote after the fault: %v, want %v", err, ErrBroken)
	}
	got, err := io.ReadAll(b)
	if err != nil || !strings.HasSuffix(string(got), "\r\n\r\n9\r\ndata: 1\n\n\r\n") {
		t.Errorf("client read %q, %v", got, err)
	}
	heard := sink.wait(t, "gone")
	if got, want := heard[len(heard)-3:], []string{"fault fin", "closed lab fin", "gone"}; !slices.Equal(got, want) {
		t.Errorf("sink heard %q, want %q", got, want)
	}
}

// A fault can cut the head of a response as well: it counts from the first
// byte that net/http writes.
func TestFaultInTheHead(t *testing.T) {
	addr := serve(t, &tape{}, func(w http.ResponseWriter, r *http.Request) {
		FromContext(r.Context()).Arm(Rst, 10)
	})
	c, b := dial(t, addr)
	mustWrite(t, c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	if got, _ := io.ReadAll(b); string(got) != "HTTP/1.1 2" {
		t.Errorf("client read %q, want the first 10 bytes", got)
	}
}

// A hijacked connection is the tapped one.
func TestHijackedConnection(t *testing.T) {
	sink := &tape{}
	addr := serve(t, sink, func(w http.ResponseWriter, r *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		if c != net.Conn(FromContext(r.Context())) {
			t.Errorf("hijacked %T, want the tapped connection", c)
		}
		io.WriteString(c, "raw")
		c.Close()
	})
	c, b := dial(t, addr)
	mustWrite(t, c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	if got, err := io.ReadAll(b); string(got) != "raw" || err != nil {
		t.Errorf("client read %q, %v", got, err)
	}
	want := []string{"out raw", "closed server fin", "gone"}
	if got := sink.wait(t, "gone"); !slices.Equal(got[2:], want) {
		t.Errorf("sink heard %q, want %q at the end", got, want)
	}
}
