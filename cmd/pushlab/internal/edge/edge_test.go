package edge

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// listen returns a listener on a loopback address.
func listen(t *testing.T) *net.TCPListener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.(*net.TCPListener)
}

// patient is a tap that waits until a write is recorded, however late its
// goroutine gets a core: the tests here are about the order of the rows.
func patient(sink tap.Sink) tap.Config { return tap.Config{Sink: sink, ReplyWait: time.Minute} }

// serve runs a Proxy in front of an address and returns its own.
func serve(t *testing.T, c Config, sink tap.Sink) (addr string, p *Proxy) {
	t.Helper()
	var l net.Listener = listen(t)
	if sink != nil {
		l = tap.Listen(l, patient(sink))
	}
	p = New(c)
	done := make(chan error, 1)
	go func() { done <- p.Serve(l) }()
	t.Cleanup(func() {
		p.Close()
		if err := <-done; err != nil {
			t.Errorf("Serve = %v, want nil after Close", err)
		}
	})
	return l.Addr().String(), p
}

// pair returns a client's connection and the server's end of it, with a Proxy
// in between; tapped says whether it is recorded.
func pair(t *testing.T, tapped bool) (client, server *net.TCPConn, log *trace.Log) {
	t.Helper()
	target := listen(t)
	var sink tap.Sink
	if log = trace.NewLog(trace.LogConfig{}); tapped {
		sink = trace.NewWholeRecorder(log)
	}
	addr, _ := serve(t, Config{To: target.Addr().String()}, sink)
	dialled, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := target.AcceptTCP()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialled.Close(); accepted.Close() })
	return dialled.(*net.TCPConn), accepted, log
}

func mustWrite(t *testing.T, w io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}

func mustRead(t *testing.T, r io.Reader, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(r, got); err != nil || string(got) != want {
		t.Fatalf("read %q, %v, want %q", got, err, want)
	}
}

// each runs a test with the proxy bare and under a tap.
func each(t *testing.T, test func(t *testing.T, tapped bool)) {
	for _, tapped := range []bool{false, true} {
		t.Run(fmt.Sprintf("tapped=%v", tapped), func(t *testing.T) { test(t, tapped) })
	}
}

// A FIN of one side is one for the other, which can still speak.
func TestHalfClose(t *testing.T) {
	each(t, func(t *testing.T, tapped bool) {
		client, server, _ := pair(t, tapped)
		mustWrite(t, client, "question")
		client.CloseWrite()
		if got, err := io.ReadAll(server); string(got) != "question" || err != nil {
			t.Fatalf("the server read %q, %v", got, err)
		}
		mustWrite(t, server, "answer")
		server.CloseWrite()
		if got, err := io.ReadAll(client); string(got) != "answer" || err != nil {
			t.Fatalf("the client read %q, %v", got, err)
		}
	})
	each(t, func(t *testing.T, tapped bool) {
		client, server, _ := pair(t, tapped)
		mustWrite(t, server, "hello")
		server.CloseWrite()
		if got, err := io.ReadAll(client); string(got) != "hello" || err != nil {
			t.Fatalf("the client read %q, %v", got, err)
		}
		mustWrite(t, client, "and you")
		mustRead(t, server, "and you")
	})
}

// An RST of one side is one for the other, in either direction.
func TestReset(t *testing.T) {
	each(t, func(t *testing.T, tapped bool) {
		for _, fromClient := range []bool{true, false} {
			client, server, log := pair(t, tapped)
			from, to := server, client
			if fromClient {
				from, to = client, server
			}
			mustWrite(t, from, "last words")
			mustRead(t, to, "last words")
			from.SetLinger(0)
			from.Close()
			if _, err := io.ReadAll(to); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("from the client: %v; the other side read %v, want a reset", fromClient, err)
			}
			if tapped {
				checkClosed(t, log, map[bool]string{true: "client rst", false: "server rst"}[fromClient])
			}
		}
	})
}

func checkClosed(t *testing.T, log *trace.Log, want string) {
	t.Helper()
	for e := range log.Follow(t.Context(), 0) {
		if e.Kind != "conn.close" {
			continue
		}
		if e.Text != want {
			t.Errorf("the connection closed by %q, want %q", e.Text, want)
		}
		return
	}
}

// A target that refuses: the client is refused at once, and somebody is told.
func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, tapped bool) {
		gone := listen(t)
		gone.Close()
		refused := make(chan error, 1)
		log := trace.NewLog(trace.LogConfig{})
		var sink tap.Sink
		if tapped {
			sink = trace.NewWholeRecorder(log)
		}
		addr, _ := serve(t, Config{To: gone.Addr().String(), OnRefused: func(err error) { refused <- err }}, sink)
		c, err := net.Dial("tcp", addr) // the reset may come as early as this
		if err == nil {
			_, err = c.Read(make([]byte, 1))
			c.Close()
		}
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the client met %v, want a reset", err)
		}
		if err := <-refused; !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("told %v, want a refusal", err)
		}
		if tapped {
			checkClosed(t, log, "server rst")
		}
	})
}

// A side that does not read stops the other from writing, and nothing is lost
// when it reads again.
func TestBackpressure(t *testing.T) {
	const most = 512 << 20 // more than the buffers of a kernel, of which there are four on the way
	client, server, _ := pair(t, false)
	text := make([]byte, 1<<20)
	var wrote int64
	for err := error(nil); err == nil; {
		if wrote >= most {
			t.Fatalf("%d bytes were taken while nobody read", wrote)
		}
		client.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		var n int
		n, err = client.Write(text)
		wrote += int64(n)
	}
	client.CloseWrite()
	if read, err := io.Copy(io.Discard, server); err != nil || read != wrote {
		t.Errorf("the server read %d bytes, %v, want %d", read, err, wrote)
	}
}

// Close ends what is open, and Serve; nothing is left.
func TestClose(t *testing.T) {
	target := listen(t)
	addr, p := serve(t, Config{To: target.Addr().String()}, nil)
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, err := target.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mustWrite(t, c, "x")
	mustRead(t, s, "x")
	p.Close()
	for _, end := range []net.Conn{c, s} {
		if _, err := end.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("read %v after Close, want EOF", err)
		}
	}
	if err := p.Serve(listen(t)); err != nil {
		t.Errorf("Serve after Close = %v, want nil", err)
	}
}

// A dial that takes for ever ends with Close, and nobody is told that the
// target refused.
func TestCloseWhileDialling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, accepted := net.Pipe()
		defer client.Close()
		p := New(Config{
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			},
			OnRefused: func(err error) { t.Errorf("told %v", err) },
		})
		p.track(accepted)
		go p.serve(accepted)
		synctest.Wait()
		p.Close()
		if _, err := client.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the client read %v, want EOF", err)
		}
	})
}

// A server of net/http behind the proxy notices nothing, and the trace has all.
func TestHTTP(t *testing.T) {
	target := listen(t)
	s := &http.Server{Handler: http.HandlerFunc(answer)}
	go s.Serve(target)
	t.Cleanup(func() { s.Close() })
	log := trace.NewLog(trace.LogConfig{})
	addr, _ := serve(t, Config{To: target.Addr().String()}, trace.NewWholeRecorder(log))
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r := bufio.NewReader(c)
	for range 2 { // on one connection
		mustWrite(t, c, get(""))
		if got := readBody(t, r); got != "data: 1\n\ndata: 2\n\n" {
			t.Errorf("read %q", got)
		}
	}
	c.Close()
	checkClosed(t, log, "client fin")
	want := "conn.open" + strings.Repeat(" http.req http.resp sse.event http.chunk sse.event http.chunk http.chunk http.end", 2) + " conn.close"
	if got := kinds(log); got != want {
		t.Errorf("events:\n%s\nwant:\n%s", got, want)
	}
}

// answer sends two events, or what it reads when it is asked for WebSocket.
func answer(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	if r.Header.Get("Upgrade") == "" {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 2 {
			fmt.Fprintf(w, "data: %d\n\n", i+1)
			control.Flush()
		}
		return
	}
	c, buffered, err := control.Hijack()
	if err != nil {
		return
	}
	defer c.Close()
	io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05Hello")
	io.CopyN(io.Discard, buffered, 6) // the client's Close
	io.WriteString(c, "\x88\x00")
}

func kinds(log *trace.Log) string {
	var all []string
	for _, e := range log.Events(0) {
		if e.Kind != "bytes" {
			all = append(all, e.Kind)
		}
	}
	return strings.Join(all, " ")
}

func TestWebSocket(t *testing.T) {
	target := listen(t)
	s := &http.Server{Handler: http.HandlerFunc(answer)}
	go s.Serve(target)
	t.Cleanup(func() { s.Close() })
	log := trace.NewLog(trace.LogConfig{})
	addr, _ := serve(t, Config{To: target.Addr().String()}, trace.NewWholeRecorder(log))
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	mustWrite(t, c, "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	mustRead(t, c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05Hello")
	mustWrite(t, c, "\x88\x80\x01\x02\x03\x04")
	if got, err := io.ReadAll(c); string(got) != "\x88\x00" || err != nil { // the server's FIN comes first
		t.Fatalf("after Close the client read %q, %v", got, err)
	}
	c.Close()
	checkClosed(t, log, "server fin")
	if got, want := kinds(log), "conn.open http.req http.resp ws.open ws.frame ws.frame ws.frame http.end conn.close"; !strings.HasPrefix(got, want) {
		t.Errorf("events:\n%s\nwant:\n%s", got, want)
	}
}

// What is no HTTP passes as well, and is kept: also of a server that speaks
// first.
func TestUnknownProtocol(t *testing.T) {
	client, server, log := pair(t, true)
	mustWrite(t, server, "220 mail ready\r\n")
	mustRead(t, client, "220 mail ready\r\n")
	mustWrite(t, client, "\x16\x03\x01 HELO\r\n")
	mustRead(t, server, "\x16\x03\x01 HELO\r\n")
	mustWrite(t, server, "250 hi\r\n")
	mustRead(t, client, "250 hi\r\n")
	client.Close()
	checkClosed(t, log, "client fin")
	if got := string(log.Stream(1, wire.ToServer)); got != "\x16\x03\x01 HELO\r\n" {
		t.Errorf("kept %q to the server", got)
	}
	if got := string(log.Stream(1, wire.ToClient)); got != "220 mail ready\r\n250 hi\r\n" {
		t.Errorf("kept %q to the client", got)
	}
	garbage := false
	for e := range log.Follow(t.Context(), 0) {
		if garbage = e.IsFrame() && e.Frame.Err != 0; garbage {
			break
		}
	}
	if !garbage {
		t.Errorf("no frame has Err: %s", kinds(log))
	}
}
