package edge

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// A server that has ended a connection has done with it: a client that keeps its
// own end open keeps nothing of the edge, and loses nothing that was said.
func TestWhoDoesNotHangUpIsLeft(t *testing.T) {
	text := strings.Repeat("a", 64<<10)
	whole := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
	for _, row := range []struct{ name, request, answer string }{
		{"behind a response", get(""), whole},
		{"behind hops", get("?edge=latency:2,hold:9000"), whole},
		{"behind a response without a length", get(""), "HTTP/1.1 200 OK\r\n\r\n" + text},
		{"in half a head", "GET / HTTP/1.1\r\nX-Slow: ", ""},
		{"without a word", "", ""},
		{"in another protocol", "\x16\x03\x01\r\n\r\n", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p, c := once(t, row.answer)
			mustWrite(t, c, row.request)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if p.Shutdown(ctx); ctx.Err() != nil { // it waits until connections have ended by themselves
				t.Fatal("the edge keeps a connection that its server has ended")
			}
			if got, err := io.ReadAll(c); string(got) != row.answer || err != nil {
				t.Errorf("read %d bytes, %v, want all %d and FIN", len(got), err, len(row.answer))
			}
		})
	}
}

// once is an edge in front of a server that reads a request, if it has an answer
// to it, and ends its direction behind that. It returns a client's connection,
// which the edge has passed on by then.
func once(t *testing.T, answer string) (*Proxy, net.Conn) {
	target := listen(t)
	accepted := make(chan bool, 1)
	go func() {
		c, err := target.Accept()
		accepted <- err == nil
		if err != nil {
			return
		}
		defer c.Close()
		if r := bufio.NewReader(c); answer != "" {
			http.ReadRequest(r)
			io.WriteString(c, answer)
		}
		c.(*net.TCPConn).CloseWrite()
		io.Copy(io.Discard, c)
	}()
	recorder := trace.NewRecorder(func(string) *trace.Log { return nil })
	addr, p := serve(t, Config{To: target.Addr().String(), HTTP: &HTTP{}}, recorder.At("edge"))
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(time.Minute))
	if !<-accepted {
		t.Fatal("the edge has not passed the connection on")
	}
	return p, c
}
