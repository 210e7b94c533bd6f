package edge

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// sentBefore counts the bytes to the client that stand in the trace before the
// first event at the edge with this text.
func (b *bed) sentBefore(text string) (n int) {
	b.Helper()
	for e := range b.log.Follow(b.Context(), 0) {
		switch {
		case b.log.Place(e.Conn) != "edge":
		case e.Kind == "bytes" && e.Dir == wire.ToClient:
			n += len(b.log.Bytes(e))
		case e.Text == text:
			return n
		}
	}
	return n
}

// said waits for an event of a kind at the edge that has this text.
func (b *bed) said(kind, text string) {
	b.Helper()
	for e := range b.log.Follow(b.Context(), 0) {
		if b.log.Place(e.Conn) == "edge" && e.Kind == kind && e.Text == text {
			return
		}
	}
	b.Fatalf("the trace has no %s %q", kind, text)
}

// transports are the ways in which a response comes: each of at least 300 bytes.
var transports = map[string]struct {
	serve   http.HandlerFunc
	request func(query string) string
}{
	"length": {text(strings.Repeat("x", 1024)), func(q string) string { return get(q) }},
	"chunks": {events(60, 0), func(q string) string { return get(q) }},
	"socket": {talk, upgrade},
}

func upgrade(query string) string { return get(query, "Connection: Upgrade", "Upgrade: websocket") }

// talk upgrades, says a lot, and then repeats what it hears, up to FIN.
func talk(w http.ResponseWriter, r *http.Request) {
	c, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer c.Close()
	io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"+strings.Repeat("\x81\x05Hello", 60))
	io.Copy(c, buffered)
}

// Each fault is at its byte, of the head and of the body, on each transport. The
// client has the bytes before it, and no other; the trace says so.
func TestFaultAtItsByte(t *testing.T) {
	tests := []struct {
		hop   string // with %d for the byte
		fault string
		err   error
		close string
	}{
		{"cut:fin@b%d", "fin@b%d", nil, "edge fin"},
		{"cut:rst@b%d", "rst@b%d", syscall.ECONNRESET, "edge rst"},
		{"cut:restart@b%d", "fin@restart b%d", nil, "edge fin"},
		{"cut:blackhole@b%d:40", "blackhole@b%d", syscall.ECONNRESET, "edge rst"},
		{"cut:half@b%d:40", "half@b%d", syscall.ECONNRESET, "edge rst"},
	}
	for name, transport := range transports {
		for _, test := range tests {
			for _, n := range []int{0, 1, 60, 97, 299} {
				hop := fmt.Sprintf(test.hop, n)
				t.Run(name+" "+hop, func(t *testing.T) {
					t.Parallel()
					b := newBed(t, transport.serve)
					c := b.dial()
					mustWrite(t, c, transport.request("?edge="+hop))
					got := make([]byte, n)
					if _, err := io.ReadFull(c, got); err != nil {
						t.Fatal(err)
					}
					rest, err := io.ReadAll(c)
					if len(rest) > 0 || !errors.Is(err, test.err) {
						t.Errorf("behind %d bytes came %q, %v, want %v", n, rest, err, test.err)
					}
					c.Close()
					fault := fmt.Sprintf(test.fault, n)
					if sent := b.sentBefore(fault); sent != n {
						t.Errorf("%d bytes stand before %q, want %d", sent, fault, n)
					}
					if e := b.of("edge", "conn.close", 1)[0]; e.Text != test.close {
						t.Errorf("closed by %q, want %q", e.Text, test.close)
					}
					b.of("lab", "conn.close", 1) // the server hears of it in the end
				})
			}
		}
	}
}

// A hole keeps TCP open for its time, and then the edge resets it.
func TestHoleTakesItsTime(t *testing.T) {
	b := newBed(t, events(60, 0))
	began := time.Now()
	b.ask("?edge=cut:blackhole@b200:300")
	faults := b.of("edge", "fault", 2)
	if got, want := faults[1].Text, "rst@blackhole is over after 300 ms"; got != want {
		t.Errorf("the second fault is %q, want %q", got, want)
	}
	if d := time.Since(began); d < 300*time.Millisecond {
		t.Errorf("the hole was open for %v or less, want 300 ms or more", d)
	}
}

// What a client says into a blackhole is lost, what it says where only the way
// to it is dead arrives. Its FIN ends both, long before their time.
func TestWhoHears(t *testing.T) {
	for kind, want := range map[string]string{"blackhole": "", "half": "anybody there?"} {
		heard := make(chan string, 1)
		b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
			c, buffered, _ := http.NewResponseController(w).Hijack()
			defer c.Close()
			io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05Hello\x81\x05Hello")
			all, _ := io.ReadAll(buffered)
			heard <- string(all)
		})
		c := b.dial()
		mustWrite(t, c, upgrade("?edge=cut:"+kind+"@b90"))
		b.said("fault", kind+"@b90")
		mustWrite(t, c, "anybody there?")
		c.CloseWrite()
		if got := <-heard; got != want {
			t.Errorf("%s: the server heard %q, want %q", kind, got, want)
		}
		if got, err := io.ReadAll(c); len(got) != 90 || err != nil {
			t.Errorf("%s: the client read %d bytes, %v, want 90 and FIN", kind, len(got), err)
		}
		if e := b.of("edge", "conn.close", 1)[0]; e.Text != "client fin" {
			t.Errorf("%s: closed by %q", kind, e.Text)
		}
	}
}

// The server's end falls into a hole too.
func TestHoleSwallowsTheEnd(t *testing.T) {
	for _, kind := range []string{"blackhole", "half"} {
		b := newBed(t, text(strings.Repeat("x", 1024)))
		c := b.dial()
		mustWrite(t, c, get("?edge=cut:"+kind+"@b300", "Connection: close"))
		b.said("fault", kind+"@b300")
		b.of("lab", "conn.close", 1)
		for _, e := range b.log.Events(0) {
			if b.log.Place(e.Conn) == "edge" && e.Kind == "conn.close" {
				t.Errorf("%s: the client's connection closed by %q", kind, e.Text)
			}
		}
		c.Close()
		if e := b.of("edge", "conn.close", 1)[0]; e.Text != "client fin" && e.Text != "client rst" {
			t.Errorf("%s: closed by %q", kind, e.Text)
		}
	}
}

// A stall is at its byte and loses nothing, and the connection serves the next
// request.
func TestStall(t *testing.T) {
	for name, transport := range transports {
		for _, n := range []int{0, 60, 299} {
			t.Run(fmt.Sprint(name, n), func(t *testing.T) {
				t.Parallel()
				b := newBed(t, transport.serve)
				want := b.whole(transport.request(""), name)
				b = newBed(t, transport.serve)
				hop := fmt.Sprintf("stall@b%d", n)
				began := time.Now()
				if got := b.whole(transport.request(fmt.Sprintf("?edge=stall:60@b%d", n)), name); got != want {
					t.Errorf("read %q, want %q", got, want)
				}
				if d := time.Since(began); d < 60*time.Millisecond {
					t.Errorf("it took %v, want 60 ms or more", d)
				}
				over := hop + " is over after 60 ms"
				if before, behind := b.sentBefore(hop), b.sentBefore(over); before != n || behind != n {
					t.Errorf("%d bytes before the stall, %d before its end, want %d", before, behind, n)
				}
			})
		}
	}
}

// whole asks, and returns a response whole: without its Date, and of a socket
// what was said before the client says something.
func (b *bed) whole(request, transport string) string {
	b.Helper()
	c := b.dial()
	mustWrite(b.T, c, request)
	if transport == "socket" {
		all := make([]byte, 75+60*7)
		if _, err := io.ReadFull(c, all); err != nil {
			b.Fatal(err)
		}
		return string(all)
	}
	r := bufio.NewReader(c)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		b.Fatal(err)
	}
	all, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return string(all)
}

// A refused request is reset, and the server never hears of it.
func TestRefuse(t *testing.T) {
	b := newBed(t, func(http.ResponseWriter, *http.Request) { t.Error("a request came through") })
	for _, request := range []string{get("?edge=refuse"), upgrade("?edge=latency:2,refuse")} {
		c := b.dial()
		mustWrite(t, c, request)
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("read %v, want a reset", err)
		}
	}
	for i, e := range b.of("edge", "conn.close", 2) {
		if fault := b.of("edge", "fault", 2)[i].Text; e.Text != "edge rst" || fault != "rst@refuse" {
			t.Errorf("closed by %q, fault %q", e.Text, fault)
		}
	}
}

// While a run's server restarts each of its requests gets 502, which a page may
// read, and no other run's. Then it is back.
func TestRestart(t *testing.T) {
	b := newBed(t, text("hello"))
	b.ask("?edge=cut:restart@b20,down:60000")
	got := b.ask("", "Origin: http://page")
	for _, want := range []string{"HTTP/1.1 502 Bad Gateway\r\n", "Content-Type: text/plain", "Access-Control-Allow-Origin: http://page\r\n", "The server behind the edge is starting again."} {
		if !strings.Contains(got, want) {
			t.Errorf("read %q, want %q in it", got, want)
		}
	}
	if got := b.askRaw(strings.Replace(get("", "Connection: close"), "/r/x/", "/r/y/", 1)); !strings.HasSuffix(got, "hello") {
		t.Errorf("another run got %q", got)
	}
	if n := len(b.of("edge", "fault", 2)); n != 2 || b.of("edge", "fault", 2)[1].Text != "502@restart" {
		t.Errorf("faults = %v", b.of("edge", "fault", 2))
	}
	b.proxy.memory.takeDown("x", 0)
	if got := b.ask(""); !strings.HasSuffix(got, "hello") {
		t.Errorf("when its time is over it got %q", got)
	}
}

// askRaw sends a request on a connection of its own and returns all that comes.
func (b *bed) askRaw(request string) string {
	b.Helper()
	c := b.dial()
	mustWrite(b.T, c, request)
	all, _ := io.ReadAll(c)
	c.Close()
	return string(all)
}
