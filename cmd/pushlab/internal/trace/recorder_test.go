package trace

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/wire"
)

// tokens answers with an event stream.
func tokens(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for i := range 3 {
		fmt.Fprintf(w, "id: %s-%d\ndata: token %d\n\n", r.URL.Query().Get("e"), i+1, i)
		http.NewResponseController(w).Flush()
	}
}

const chunkedEvent = " sse.event http.chunk"

// checkKinds compares the kinds of events but for raw bytes.
func checkKinds(t *testing.T, events []Event, want string) {
	t.Helper()
	kinds := slices.DeleteFunc(kindsOf(events), func(kind string) bool { return kind == "bytes" })
	if got := strings.Join(kinds, " "); got != want {
		t.Errorf("events:\n%s\nwant:\n%s", got, want)
	}
}

func TestRecordsAnExchange(t *testing.T) {
	l := newLab(t, tokens)
	c := l.dial(t)
	c.say(t, "GET /r/run1/sse?e=a HTTP/1.1\r\nHost: h\r\n\r\n")
	c.hear(t)
	c.Close()
	events := l.wait(t, "run1", "conn.close")
	checkKinds(t, events, "conn.open http.req http.resp"+strings.Repeat(chunkedEvent, 3)+" http.chunk http.end conn.close")
	log := l.log("run1")
	if got := log.Stream(1, wire.ToServer); !bytes.Equal(got, c.wrote.Bytes()) {
		t.Errorf("to the server: %q, want %q", got, &c.wrote)
	}
	if got := log.Stream(1, wire.ToClient); !bytes.Equal(got, c.read.Bytes()) {
		t.Errorf("to the client: %q, want %q", got, &c.read)
	}
	first, last := events[0], events[len(events)-1]
	if first.Text != c.LocalAddr().String() || last.Text != "client fin" || last.Dir != wire.ToServer {
		t.Errorf("opened by %q, closed by %q", first.Text, last.Text)
	}
	for _, e := range events {
		if e.Conn != 1 || e.Kind[0] != 'c' && e.Exchange != 1 {
			t.Errorf("%s: connection %d, exchange %d, want 1 and 1", e.Kind, e.Conn, e.Exchange)
		}
		if e.Kind == "http.end" && e.Text != "last-chunk" {
			t.Errorf("the exchange ended by %q, want last-chunk", e.Text)
		}
	}
}

func TestRefusedRequests(t *testing.T) {
	const read = "conn.open http.req http.resp http.body http.end conn.close"
	tests := map[string]struct{ request, status, kinds string }{
		"two hosts":       {"GET /r/run1/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400", read},
		"bad field":       {"GET /r/run1/x HTTP/1.1\r\nHost: a\r\nb ad: c\r\n\r\n", "400", read},
		"bad version":     {"GET /r/run1/x HTTP/9.1\r\nHost: a\r\n\r\n", "505", read},
		"bad coding":      {"POST /r/run1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "501", read},
		"bad length":      {"POST /r/run1/x HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", "400", read},
		"head never ends": {"GET /r/run1/x HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("y", 1<<20+9000), "431", read},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, tokens)
			c := l.dial(t)
			c.Conn.Write([]byte(test.request))
			io.Copy(io.Discard, c)
			c.Close()
			l.wait(t, "run1", test.kinds[strings.LastIndex(test.kinds, " ")+1:])
			kept := l.log("run1").Stream(1, wire.ToServer)
			if len(kept) == 0 || !strings.HasPrefix(test.request, string(kept)) {
				t.Errorf("kept %d bytes, want those of the request", len(kept))
			}
			if got := string(l.log("run1").Stream(1, wire.ToClient)); !strings.HasPrefix(got, "HTTP/1.1 "+test.status) {
				t.Errorf("answer %q, want %s", got, test.status)
			}
			checkKinds(t, l.log("run1").Events(0), test.kinds)
		})
	}
}

func TestRedactionOnTheWire(t *testing.T) {
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "id=secret" || r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("the server got %v, want it unchanged", r.Header)
		}
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Set-Cookie", "id=secret")
		w.Header().Set("Trailer", "X-Api-Key")
		io.WriteString(w, "cookie: in the body\n")
		w.(http.Flusher).Flush()
		w.Header().Set("X-Api-Key", "secret")
	})
	c := l.dial(t)
	request := "POST /r/run1/x HTTP/1.1\r\nHost: h\r\nCookie: id=secret\r\nauthorization:Bearer secret\r\n" +
		"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nApi-Key: secret\r\n\r\n"
	for i := range len(request) { // reads end anywhere
		c.say(t, "%s", request[i:i+1])
	}
	if _, body := c.hear(t); body != "cookie: in the body\n" {
		t.Errorf("the client got %q", body)
	}
	c.Close()
	l.wait(t, "run1", "conn.close")
	for _, dir := range []wire.Direction{wire.ToServer, wire.ToClient} {
		kept := l.log("run1").Stream(1, dir)
		if bytes.Contains(kept, []byte("secret")) || !bytes.Contains(kept, []byte("*******")) {
			t.Errorf("kept a secret: %q", kept)
		}
	}
	if got := l.log("run1").Stream(1, wire.ToClient); len(got) != c.read.Len() || !bytes.Contains(got, []byte("cookie: in the body")) {
		t.Errorf("kept %q, want as many bytes, and the body as it was", got)
	}
	checkDecodedAgain(t, l.log("run1"))
}

// A fault is told to the run whose exchange it cuts, and to no other run that
// has used the connection.
func TestFaultGoesToItsRun(t *testing.T) {
	for _, fault := range []tap.Fault{"fin@1", "rst@1"} {
		l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/r/run2/") {
				tap.FromContext(r.Context()).Arm(fault, 140)
			}
			tokens(w, r)
		})
		c := l.dial(t)
		c.say(t, "GET /r/run1/sse?e=a HTTP/1.1\r\nHost: h\r\n\r\n")
		c.hear(t)
		c.say(t, "GET /r/run2/sse?e=a HTTP/1.1\r\nHost: h\r\n\r\n")
		io.Copy(io.Discard, c)
		how, end := string(fault[:3]), map[tap.Fault]string{"fin@1": "eof", "rst@1": "rst"}[fault]
		one := l.wait(t, "run1", "conn.close")
		checkKinds(t, one, "conn.open http.req http.resp"+strings.Repeat(chunkedEvent, 3)+" http.chunk http.end conn.close")
		two := l.wait(t, "run2", "conn.close")
		checkKinds(t, two, "conn.open http.req http.resp sse.block http.chunk fault http.end conn.close")
		n := len(two)
		if got := two[n-1].Text + ", " + two[n-2].Text + ", " + two[n-3].Text; got != "lab "+how+", "+end+", "+string(fault) {
			t.Errorf("%s: %s", fault, got)
		}
		if got := len(l.log("run2").Stream(1, wire.ToClient)); got != 140 {
			t.Errorf("%s: %d bytes to the client, want 140", fault, got)
		}
	}
}

// An exchange is open from its request to its end.
func TestOpenExchanges(t *testing.T) {
	started, goOn := make(chan bool), make(chan bool)
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		started <- true
		<-goOn
	})
	c := l.dial(t)
	for range 2 {
		if got := l.recorder.OpenExchanges(); got != 0 {
			t.Errorf("%d open exchanges before, want 0", got)
		}
		c.say(t, "GET /r/run1/x HTTP/1.1\r\nHost: h\r\n\r\n")
		<-started
		if got := l.recorder.OpenExchanges(); got != 1 {
			t.Errorf("%d open exchanges while it is served, want 1", got)
		}
		goOn <- true
		c.hear(t)
		l.wait(t, "run1", "http.end")
	}
	c.say(t, "GET /r/run1/x HTTP/1.1\r\nHost: h\r\n\r\n")
	<-started
	c.Close()
	goOn <- true
	ends := 0
	for e := range l.log("run1").Follow(t.Context(), 0) {
		if e.Kind == "http.end" {
			ends++
		}
		if ends == 3 {
			break
		}
	}
	if got := l.recorder.OpenExchanges(); got != 0 {
		t.Errorf("%d open exchanges after the connection, want 0", got)
	}
}

// A connection that was opened before the run began, or long before it was
// used, is told with the time that is true for the run.
func TestConnectionOpensWithItsTime(t *testing.T) {
	began := time.Now()
	run := NewLog(LogConfig{Began: began})
	r := NewRecorder(func(string) *Log { return run })
	addr := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	r.Opened(1, addr, addr, began.Add(-time.Second))
	r.Opened(2, addr, addr, began.Add(time.Second))
	for id := range uint64(2) {
		r.Received(id+1, []byte("GET /r/x/y HTTP/1.1\r\n"), began.Add(3*time.Second))
	}
	var got []time.Duration
	for _, e := range run.Events(0) {
		if e.Kind == "conn.open" {
			got = append(got, e.At)
		}
	}
	if want := []time.Duration{0, time.Second}; !slices.Equal(got, want) {
		t.Errorf("connections opened at %v, want %v", got, want)
	}
}

// A Recorder holds nothing of connections that are gone.
func TestGoneIsForgotten(t *testing.T) {
	s := newScript()
	s.in(getEvents)
	s.finish()
	if got := len(s.r.conns); got != 0 {
		t.Errorf("%d connections, want 0", got)
	}
	s.in("late")
	s.out("late")
}
